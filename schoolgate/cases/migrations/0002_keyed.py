import schoolgate.sealed.keyed
from schoolgate.sealed import closing
from django.db import migrations, models


WORDS = {
    "cases.Approval": ("what",),
    "cases.Asked": ("duty",),
    "cases.Assignment": ("step",),
    "cases.Case": ("procedure", "lead_duty", "outcome",),
    "cases.Check": ("check_id", "decision",),
    "cases.Consequence": ("rung", "clause",),
    "cases.Done": ("step", "outcome",),
    "cases.Ending": ("outcome",),
    "cases.Event": ("step",),
    "cases.Letter": ("kind",),
    "cases.Notice": ("why",),
    "cases.Participant": ("part",),
}


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0001_first'),
    ]

    operations = [
        migrations.RunPython(closing.without_triggers("cases.Event", "cases.Done", "cases.Letter")),
        migrations.AddField(
            model_name='letter',
            name='sealed_round',
            field=models.PositiveIntegerField(default=0, verbose_name='how often it was sealed anew'),
        ),
        migrations.AlterField(
            model_name='approval',
            name='what',
            field=schoolgate.sealed.keyed.Keyed(),
        ),
        migrations.AlterField(
            model_name='asked',
            name='duty',
            field=schoolgate.sealed.keyed.Keyed(),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='step',
            field=schoolgate.sealed.keyed.Keyed(),
        ),
        migrations.AlterField(
            model_name='case',
            name='lead_duty',
            field=schoolgate.sealed.keyed.Keyed(verbose_name='the duty whose holder runs it'),
        ),
        migrations.AlterField(
            model_name='case',
            name='outcome',
            field=schoolgate.sealed.keyed.Keyed(blank=True),
        ),
        migrations.AlterField(
            model_name='case',
            name='procedure',
            field=schoolgate.sealed.keyed.Keyed(),
        ),
        migrations.AlterField(
            model_name='check',
            name='check_id',
            field=schoolgate.sealed.keyed.KeyedNumber(verbose_name='its number'),
        ),
        migrations.AlterField(
            model_name='check',
            name='decision',
            field=schoolgate.sealed.keyed.SealedChoice(blank=True),
        ),
        migrations.AlterField(
            model_name='consequence',
            name='clause',
            field=schoolgate.sealed.keyed.SealedChoice(blank=True),
        ),
        migrations.AlterField(
            model_name='consequence',
            name='rung',
            field=schoolgate.sealed.keyed.Keyed(),
        ),
        migrations.AlterField(
            model_name='done',
            name='outcome',
            field=schoolgate.sealed.keyed.SealedChoice(blank=True),
        ),
        migrations.AlterField(
            model_name='done',
            name='step',
            field=schoolgate.sealed.keyed.Keyed(),
        ),
        migrations.AlterField(
            model_name='ending',
            name='outcome',
            field=schoolgate.sealed.keyed.SealedChoice(),
        ),
        migrations.AlterField(
            model_name='event',
            name='step',
            field=schoolgate.sealed.keyed.Keyed(blank=True),
        ),
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=schoolgate.sealed.keyed.Keyed(),
        ),
        migrations.AlterField(
            model_name='notice',
            name='why',
            field=schoolgate.sealed.keyed.Keyed(),
        ),
        migrations.AlterField(
            model_name='participant',
            name='part',
            field=schoolgate.sealed.keyed.Keyed(),
        ),
        migrations.RunPython(closing.close(WORDS)),
    ]
