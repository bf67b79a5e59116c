import schoolgate.sealed.keyed
from schoolgate.sealed import closing
from django.db import migrations


WORDS = {
    "records.HeldPage": ("decision",),
    "records.Retention": ("record_class",),
}


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0001_first'),
    ]

    operations = [
        migrations.AlterField(
            model_name='heldpage',
            name='decision',
            field=schoolgate.sealed.keyed.SealedChoice(blank=True),
        ),
        migrations.AlterField(
            model_name='retention',
            name='record_class',
            field=schoolgate.sealed.keyed.SealedChoice(),
        ),
        migrations.RunPython(closing.close(WORDS)),
    ]
