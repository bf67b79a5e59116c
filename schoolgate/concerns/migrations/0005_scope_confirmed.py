import django.db.models.deletion
from django.db import migrations, models

import schoolgate.sealed.field


def remember(apps, schema_editor):
    """What was told before is still under the scope as which it was told."""
    apps.get_model("concerns", "Concern").objects.update(first_scope=models.F("scope"))


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0002_outsider'),
        ('concerns', '0004_added_and_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='concern',
            name='first_scope',
            field=models.CharField(choices=[('school', 'school'), ('personal', 'personal')], default='school', max_length=8, verbose_name='scope when it was told'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='concern',
            name='scope_confirmed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='concern',
            name='scope_confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person'),
        ),
        migrations.AddField(
            model_name='concern',
            name='scope_reason',
            field=schoolgate.sealed.field.Sealed(blank=True),
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
