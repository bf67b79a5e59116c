from django.db import migrations, models

from schoolgate.sealed import rekeying


def keyed(apps, schema_editor):
    """A plain digest tells whoever has a file whether it is on record: from here on digests are keyed."""
    for name in ('Document', 'Letter'):
        rekeying.key_digests(apps.get_model("cases", name), schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_keyed'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='sealed_round',
            field=models.PositiveIntegerField(default=0, verbose_name='how often it was sealed anew'),
        ),
        migrations.AlterField(
            model_name='document',
            name='digest',
            field=models.CharField(max_length=64, verbose_name='keyed digest of the original'),
        ),
        migrations.RunPython(keyed, migrations.RunPython.noop),
    ]
