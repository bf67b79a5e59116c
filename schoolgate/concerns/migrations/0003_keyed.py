import schoolgate.sealed.keyed
from schoolgate.sealed import closing
from django.db import migrations


WORDS = {
    "concerns.About": ("part",),
    "concerns.Access": ("duty",),
    "concerns.BullyingEntry": ("step",),
    "concerns.Concern": ("kind", "clause", "harm", "first_harm", "goes_to",),
    "concerns.Decision": ("end",),
}


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0002_whom'),
    ]

    operations = [
        migrations.AlterField(
            model_name='about',
            name='part',
            field=schoolgate.sealed.keyed.Keyed(),
        ),
        migrations.AlterField(
            model_name='access',
            name='duty',
            field=schoolgate.sealed.keyed.Keyed(blank=True),
        ),
        migrations.AlterField(
            model_name='bullyingentry',
            name='step',
            field=schoolgate.sealed.keyed.SealedChoice(),
        ),
        migrations.AlterField(
            model_name='concern',
            name='clause',
            field=schoolgate.sealed.keyed.SealedChoice(blank=True),
        ),
        migrations.AlterField(
            model_name='concern',
            name='first_harm',
            field=schoolgate.sealed.keyed.SealedChoice(verbose_name='harm suggested when it was told'),
        ),
        migrations.AlterField(
            model_name='concern',
            name='goes_to',
            field=schoolgate.sealed.keyed.SealedChoice(),
        ),
        migrations.AlterField(
            model_name='concern',
            name='harm',
            field=schoolgate.sealed.keyed.Keyed(),
        ),
        migrations.AlterField(
            model_name='concern',
            name='kind',
            field=schoolgate.sealed.keyed.Keyed(),
        ),
        migrations.AlterField(
            model_name='decision',
            name='end',
            field=schoolgate.sealed.keyed.Keyed(),
        ),
        migrations.RunPython(closing.close(WORDS)),
    ]
