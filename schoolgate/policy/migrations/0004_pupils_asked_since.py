from django.db import migrations, models


def as_everyone_else(apps, schema_editor):
    """Until now pupils were asked again whenever everyone else was."""
    apps.get_model("policy", "Clause").objects.update(pupils_asked_since=models.F("asked_since"))


class Migration(migrations.Migration):

    dependencies = [
        ('policy', '0003_withdrawn'),
    ]

    operations = [
        migrations.AddField(
            model_name='clause',
            name='pupils_asked_since',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.RunPython(as_everyone_else, migrations.RunPython.noop, elidable=True),
    ]
