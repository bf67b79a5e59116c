import schoolgate.sealed.field
from django.db import migrations
from schoolgate.sealed import closing


WORDS = {"community.Intake": ("before",), "community.FamilyLink": ("reason",)}


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0013_signed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='familylink',
            name='reason',
            field=schoolgate.sealed.field.Sealed(blank=True),
        ),
        migrations.AlterField(
            model_name='intake',
            name='before',
            field=schoolgate.sealed.field.SealedJSON(blank=True, default=dict, verbose_name='what an import changed, to undo it'),
        ),
        migrations.RunPython(closing.seal(WORDS)),
    ]
