import schoolgate.sealed.field
from django.db import migrations
from schoolgate.sealed import closing


WORDS = {"post.Message": ("to", "body")}


class Migration(migrations.Migration):

    dependencies = [
        ('post', '0001_first'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='body',
            field=schoolgate.sealed.field.Sealed(blank=True, verbose_name='what it says'),
        ),
        migrations.AlterField(
            model_name='message',
            name='to',
            field=schoolgate.sealed.field.Sealed(blank=True, verbose_name='the address that it goes to'),
        ),
        migrations.RunPython(closing.seal(WORDS)),
    ]
