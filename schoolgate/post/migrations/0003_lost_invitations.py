from django.db import migrations
from django.utils import timezone


def end(apps, editor):
    """Invitations whose mail was kept without a mail server lost their links: their people are still to be invited."""
    now = timezone.now()
    invitations = apps.get_model("community", "Invitation").objects.filter(used_at=None, expires_at__gt=now)
    kept = apps.get_model("post", "Message").objects.filter(kind="account.invitation", state="kept", body="")
    for address, made_at in list(kept.values_list("to", "made_at")):
        invitations.filter(email__iexact=address, made_at__lte=made_at).update(expires_at=now)


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0005_kinship'),
        ('post', '0002_sealed'),
    ]

    operations = [
        migrations.RunPython(end),
    ]
