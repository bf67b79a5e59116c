# The first migration: nothing was released before it. It is never changed; what comes after is added.

import django.db.models.deletion
import schoolgate.sealed.field
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_first'),
        ('community', '0001_first'),
        ('concerns', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked_by', schoolgate.sealed.field.Sealed(verbose_name='who asked')),
                ('also', schoolgate.sealed.field.Sealed(blank=True, verbose_name='words covered on every page, one a line')),
                ('asked_on', models.DateField()),
                ('due_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='digest of the PDF as given')),
                ('path', models.CharField(blank=True, max_length=100)),
                ('sealed_at', models.DateTimeField(null=True)),
                ('about', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='access_requests', to='community.school')),
            ],
            options={
                'ordering': ['due_on', 'at'],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('record', models.UUIDField(verbose_name='the id it had, as the trail names it')),
                ('record_class', models.CharField(max_length=20)),
                ('digest', models.CharField(max_length=64, verbose_name='digest of all that was destroyed')),
                ('entries', models.PositiveIntegerField()),
                ('files', models.PositiveIntegerField()),
                ('files_left', models.PositiveIntegerField(default=0, verbose_name='files that another record holds too')),
                ('concerns_left', models.PositiveIntegerField(default=0, verbose_name='concerns that another case holds too')),
                ('due_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('part_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='records.certificate')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='community.school')),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='ConcernKept',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateField()),
                ('reason', schoolgate.sealed.field.Sealed()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('concern', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='concerns.concern')),
            ],
        ),
        migrations.CreateModel(
            name='Disposal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', schoolgate.sealed.field.Sealed()),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', schoolgate.sealed.field.Sealed(blank=True, verbose_name='why not')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='concerns.concern')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HeldPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveIntegerField()),
                ('title', schoolgate.sealed.field.Sealed()),
                ('words', schoolgate.sealed.field.Sealed()),
                ('picture', models.CharField(blank=True, max_length=100, verbose_name='the picture that it is, as it may be shown')),
                ('boxes', schoolgate.sealed.field.Sealed(blank=True, verbose_name='parts of the picture that are covered, one a line')),
                ('decision', models.CharField(blank=True, max_length=8)),
                ('reason', schoolgate.sealed.field.Sealed(blank=True)),
                ('at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('concern', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='concerns.concern')),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='concerns.evidence')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='records.accessrequest')),
            ],
            options={
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='KeepingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record_class', models.CharField(max_length=20)),
                ('years', models.PositiveSmallIntegerField()),
                ('pension_age', models.PositiveSmallIntegerField(default=0)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keeping_rules', to='community.school')),
            ],
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', schoolgate.sealed.field.Sealed()),
                ('reason', schoolgate.sealed.field.Sealed()),
                ('at', models.DateTimeField()),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='records.heldpage')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Retention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record_class', models.CharField(max_length=20)),
                ('due_on', models.DateField(null=True)),
                ('set_at', models.DateTimeField()),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='retention', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('to_school', schoolgate.sealed.field.Sealed()),
                ('left_on', models.DateField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('digest', models.CharField(max_length=64)),
                ('path', models.CharField(blank=True, max_length=100)),
                ('size', models.PositiveBigIntegerField()),
                ('entries', models.PositiveIntegerField()),
                ('documents', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('received_on', models.DateField(null=True)),
                ('received_by', schoolgate.sealed.field.Sealed(blank=True, verbose_name='who at the other school has it')),
                ('noted_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transfers', to='community.school')),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='InTransfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transfers', to='cases.case')),
                ('transfer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='records.transfer')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='accessrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('digest', ''), ('path', ''), ('sealed_at', None)), models.Q(('sealed_at__isnull', False), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='access_sealed_whole'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(('asked_by', models.F('agreed_by')), _negated=True), name='destroyed_by_two'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.CheckConstraint(condition=models.Q(('asked_by', models.F('second')), _negated=True), name='disposal_takes_two'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('concern',), name='one_disposal_asked'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='disposal_refused_whole'),
        ),
        migrations.AddConstraint(
            model_name='heldpage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('at', None), ('decision', ''), ('reason', '')), models.Q(models.Q(('decision', ''), _negated=True), models.Q(('reason', ''), _negated=True), ('at__isnull', False)), _connector='OR'), name='page_decided_whole'),
        ),
        migrations.AddConstraint(
            model_name='keepingrule',
            constraint=models.UniqueConstraint(fields=('school', 'record_class'), name='one_rule_a_class'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('noted_at', None), ('noted_by', None), ('received_by', ''), ('received_on', None)), models.Q(('noted_at__isnull', False), ('noted_by__isnull', False), ('received_on__isnull', False), models.Q(('received_by', ''), _negated=True)), _connector='OR'), name='received_whole'),
        ),
    ]
