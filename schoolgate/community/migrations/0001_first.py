# The first migration: nothing was released before it. It is never changed; what comes after is added.

import datetime
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_name', models.CharField(max_length=80)),
                ('last_name', models.CharField(max_length=80)),
                ('known_as', models.CharField(blank=True, max_length=80)),
                ('born_on', models.DateField(blank=True, null=True)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('address', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['last_name', 'first_name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(blank=True, max_length=254, null=True, unique=True)),
                ('card_number', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="number on a pupil's card")),
                ('pictures', models.CharField(blank=True, max_length=64)),
                ('is_active', models.BooleanField(default=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='account', to='community.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='School',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('slug', models.SlugField(unique=True)),
                ('address', models.TextField(blank=True)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('day_starts_at', models.TimeField(default=datetime.time(8, 45))),
                ('day_ends_at', models.TimeField(default=datetime.time(15, 20))),
                ('work_starts_at', models.TimeField(default=datetime.time(8, 0))),
                ('work_ends_at', models.TimeField(default=datetime.time(17, 0))),
                ('region', models.CharField(default='England', max_length=40)),
                ('lado_name', models.CharField(blank=True, max_length=120, verbose_name="LADO's name")),
                ('lado_phone', models.CharField(blank=True, max_length=40, verbose_name="LADO's telephone")),
                ('lado_email', models.EmailField(blank=True, max_length=254, verbose_name="LADO's e-mail")),
                ('invented', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('day_ends_at__gt', models.F('day_starts_at')), ('work_ends_at__gt', models.F('work_starts_at'))), name='school_hours_run_forwards')],
            },
        ),
        migrations.AddField(
            model_name='person',
            name='school',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='community.school'),
        ),
        migrations.CreateModel(
            name='Number',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8)),
                ('number', models.CharField(max_length=80)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='numbers', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='community.school')),
            ],
            options={
                'ordering': ['kind', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('token_digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='community.school')),
            ],
        ),
        migrations.CreateModel(
            name='Intake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('files', models.JSONField(default=list)),
                ('joined', models.PositiveIntegerField(default=0)),
                ('left', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('returned', models.PositiveIntegerField(default=0)),
                ('before', models.JSONField(default=dict)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='intakes', to='community.school')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='FamilyLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', models.CharField(max_length=60)),
                ('declared_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('approved', models.BooleanField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('declared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_to_staff', to='community.person')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_to_pupils', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='community.school')),
            ],
            options={
                'ordering': ['-declared_at'],
            },
        ),
        migrations.CreateModel(
            name='DraftIntake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('names', models.JSONField(default=list)),
                ('content', models.BinaryField()),
                ('mapping', models.JSONField(default=dict)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='community.school')),
            ],
        ),
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('headers_digest', models.CharField(max_length=64)),
                ('mapping', models.JSONField(default=dict)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='community.school')),
            ],
        ),
        migrations.CreateModel(
            name='Classroom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('year_group', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('code', models.CharField(blank=True, max_length=30)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='classrooms', to='community.school')),
            ],
            options={
                'ordering': ['year_group', 'name'],
            },
        ),
        migrations.CreateModel(
            name='SchoolDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('term', 'Term'), ('holiday', 'Holiday or half-term'), ('inset', 'Staff training day')], max_length=10)),
                ('name', models.CharField(max_length=80)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dates', to='community.school')),
            ],
            options={
                'ordering': ['starts_on'],
            },
        ),
        migrations.CreateModel(
            name='Teaching',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('classroom', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teaching', to='community.classroom')),
                ('teacher', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teaching', to='community.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Care',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('relation', models.CharField(blank=True, max_length=40)),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='carers', to='community.person')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cares_for', to='community.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('parent', 'child'), name='care_once'), models.CheckConstraint(condition=models.Q(('parent', models.F('child')), _negated=True), name='nobody_is_their_own_parent')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('classroom', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='community.classroom')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='community.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('pupil',), name='one_class_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('duty', models.CharField(choices=[('head', 'head'), ('deputy', 'deputy'), ('dsl', 'dsl'), ('deputy_dsl', 'deputy_dsl'), ('chair', 'chair'), ('governor', 'governor'), ('teacher', 'teacher'), ('staff', 'staff'), ('office', 'office'), ('it', 'it'), ('parent', 'parent'), ('pupil', 'pupil'), ('console', 'console'), ('clock', 'clock'), ('outsider', 'outsider'), ('page', 'page')], max_length=12)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='community.person')),
            ],
            options={
                'indexes': [models.Index(fields=['duty', 'until_on'], name='community_r_duty_55a177_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('person', 'duty'), name='duty_held_once')],
            },
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['school', 'last_name', 'first_name'], name='community_p_school__69924e_idx'),
        ),
        migrations.AddConstraint(
            model_name='number',
            constraint=models.UniqueConstraint(fields=('school', 'kind', 'number'), name='number_once'),
        ),
        migrations.AddConstraint(
            model_name='number',
            constraint=models.UniqueConstraint(fields=('person', 'kind'), name='one_number_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='familylink',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True), models.Q(('approved__isnull', True), ('approved', True), _connector='OR')), fields=('staff', 'pupil'), name='family_link_once'),
        ),
        migrations.AddConstraint(
            model_name='familylink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved__isnull', True), ('decided_at__isnull', True)), models.Q(('approved__isnull', False), ('decided_at__isnull', False)), _connector='OR'), name='family_link_decided_whole'),
        ),
        migrations.AddConstraint(
            model_name='columnmapping',
            constraint=models.UniqueConstraint(fields=('school', 'headers_digest'), name='mapping_once_per_header_line'),
        ),
        migrations.AddConstraint(
            model_name='classroom',
            constraint=models.UniqueConstraint(fields=('school', 'name'), name='class_once'),
        ),
        migrations.AddConstraint(
            model_name='classroom',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('code',), name='class_code_once'),
        ),
        migrations.AddConstraint(
            model_name='schooldate',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='dates_run_forwards'),
        ),
    ]
