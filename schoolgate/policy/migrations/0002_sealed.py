import schoolgate.sealed.field
from django.db import migrations
from schoolgate.sealed import closing


WORDS = {"policy.Exemption": ("reason",)}


class Migration(migrations.Migration):

    dependencies = [
        ('policy', '0001_first'),
    ]

    operations = [
        migrations.AlterField(
            model_name='exemption',
            name='reason',
            field=schoolgate.sealed.field.Sealed(),
        ),
        migrations.RunPython(closing.seal(WORDS)),
    ]
