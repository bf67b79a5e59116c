from django.db import migrations, models

from schoolgate.community import signed
from schoolgate.sealed import field


def close(apps, editor):
    """Seals every second step, and takes each account with its second steps as the beginning."""
    factor, account = apps.get_model("mfa", "Authenticator"), apps.get_model("community", "Account")
    for row in factor.objects.iterator():
        factor.objects.filter(pk=row.pk).update(data=signed.each_secret(row.data, signed.sealed))
    theirs = {}
    for row in factor.objects.values("pk", "user_id", "type", "data"):
        theirs.setdefault(row["user_id"], []).append(row)
    for row in account.objects.values("pk", *signed.SIGNED):
        account.objects.filter(pk=row["pk"]).update(
            signed=signed.signature(row), factors=signed.factors(row["person_id"], theirs.get(row["pk"], ()))
        )


def key_links(apps, editor):
    """Links that wait go on opening what they opened."""
    for name in ("Invitation", "SignInChange"):
        model = apps.get_model("community", name)
        for pk, digest in model.objects.exclude(token_digest=None).values_list("pk", "token_digest"):
            model.objects.filter(pk=pk).update(token_digest=field.digest("link", digest))


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0012_covers'),
        ('mfa', '0003_authenticator_type_uniq'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='signed',
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='keyed digest of what it says'),
        ),
        migrations.AddField(
            model_name='account',
            name='factors',
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='keyed digest of its second steps'),
        ),
        migrations.RunPython(close, migrations.RunPython.noop),
        migrations.RunPython(key_links, migrations.RunPython.noop),
    ]
