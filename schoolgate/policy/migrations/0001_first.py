# The first migration: nothing was released before it. It is never changed; what comes after is added.

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('community', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('text', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='RegisterCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checked_at', models.DateTimeField()),
                ('note', models.TextField(blank=True)),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='register_checks', to='community.school')),
            ],
            options={
                'ordering': ['-checked_at'],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('stage', models.CharField(choices=[('draft', 'draft'), ('in review', 'in review'), ('approved', 'approved'), ('published', 'published'), ('discarded', 'discarded')], default='draft', max_length=12)),
                ('source_name', models.CharField(blank=True, max_length=200)),
                ('source_digest', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('returned_why', models.TextField(blank=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_why', models.TextField(blank=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('in_force_on', models.DateField(blank=True, null=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('review_every', models.PositiveSmallIntegerField(default=12, verbose_name='months between reviews')),
                ('parameters', models.JSONField(blank=True, default=dict, verbose_name='what the rules count with')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('based_on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.version')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='community.school')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(max_length=10)),
                ('way', models.CharField(choices=[('screen', 'On screen'), ('class', 'In class, with the teacher'), ('paper', 'On paper')], max_length=6)),
                ('at', models.DateTimeField()),
                ('signed_on', models.DateField()),
                ('places', models.JSONField(default=list)),
                ('groups', models.JSONField(default=list)),
                ('digest', models.CharField(max_length=64)),
                ('accounts_private_on', models.DateField(blank=True, null=True)),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='community.school')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='policy.version')),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='RemovedClause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('why', models.CharField(max_length=120)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='set_aside', to='policy.version')),
            ],
            options={
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4)),
                ('order', models.PositiveIntegerField()),
                ('place', models.CharField(max_length=40)),
                ('section', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField()),
                ('audience', models.JSONField(default=list)),
                ('strength', models.CharField(default='must', max_length=13)),
                ('model', models.CharField(blank=True, max_length=10, verbose_name='clause of the model policy')),
                ('similarity', models.FloatField(default=0)),
                ('confirmed', models.BooleanField(default=False)),
                ('group', models.CharField(blank=True, max_length=80)),
                ('gloss', models.TextField(blank=True, verbose_name='in plain words, for parents')),
                ('child', models.TextField(blank=True, verbose_name='for a seven-year-old')),
                ('picture', models.CharField(blank=True, max_length=20)),
                ('wording_only', models.BooleanField(default=False)),
                ('asked_since', models.PositiveIntegerField(blank=True, null=True)),
                ('pupils_asked_since', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clauses', to='policy.version')),
            ],
            options={
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Author',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='authors', to='policy.version')),
            ],
        ),
        migrations.CreateModel(
            name='AcceptedFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=16)),
                ('kind', models.CharField(max_length=13)),
                ('clauses', models.JSONField(default=list)),
                ('says', models.TextField()),
                ('reason', models.TextField()),
                ('accepted_at', models.DateTimeField()),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accepted_findings', to='community.school')),
            ],
            options={
                'ordering': ['-accepted_at'],
                'constraints': [models.UniqueConstraint(fields=('school', 'key'), name='finding_accepted_once')],
            },
        ),
        migrations.CreateModel(
            name='Asked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=8)),
                ('role', models.CharField(blank=True, max_length=12)),
                ('platform', models.CharField(blank=True, max_length=40)),
                ('facts', models.JSONField(default=dict)),
                ('answer', models.CharField(max_length=16)),
                ('clauses', models.JSONField(default=list)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers_given', to='community.school')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['school', 'at'], name='asked_when')],
            },
        ),
        migrations.CreateModel(
            name='Exemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('all_staff', models.BooleanField(default=False)),
                ('covers', models.CharField(choices=[('equipment', 'Social networks on computers and tablets of the school'), ('phone', 'A phone or device of one’s own in the school day')], max_length=9)),
                ('reason', models.TextField()),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('decided_at', models.DateTimeField()),
                ('classroom', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exemptions', to='community.classroom')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exemptions', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exemptions', to='community.school')),
            ],
            options={
                'ordering': ['until_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('all_staff', False), ('classroom__isnull', True), ('person__isnull', False)), models.Q(('all_staff', False), ('classroom__isnull', False), ('person__isnull', True)), models.Q(('all_staff', True), ('classroom__isnull', True), ('person__isnull', True)), _connector='OR'), name='exemption_for_one_of_three'), models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='exemption_ends_after_beginning')],
            },
        ),
        migrations.CreateModel(
            name='OfficialHolder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=120, verbose_name='name of the account')),
                ('platform', models.CharField(max_length=40)),
                ('platform_name', models.CharField(max_length=80)),
                ('since_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('named_at', models.DateTimeField()),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='official_accounts', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='official_holders', to='community.school')),
            ],
            options={
                'ordering': ['platform_name', 'account', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('since_on')), _connector='OR'), name='holder_ends_after_beginning')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('place', models.CharField(max_length=40)),
                ('was', models.TextField()),
                ('wording', models.TextField()),
                ('reason', models.TextField()),
                ('proposed_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('accepted', models.BooleanField(blank=True, null=True)),
                ('answer', models.TextField(blank=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='community.school')),
            ],
            options={
                'ordering': ['-proposed_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('accepted__isnull', True), ('answered_at__isnull', True)), models.Q(('accepted__isnull', False), ('answered_at__isnull', False)), _connector='OR'), name='proposal_answered_whole')],
            },
        ),
        migrations.CreateModel(
            name='RegisterChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('what', models.CharField(choices=[('added', 'Added'), ('corrected', 'Corrected'), ('closed', 'Closed'), ('imported', 'From a list')], max_length=9)),
                ('rows', models.JSONField(default=list)),
                ('domains', models.JSONField(default=list)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('source', models.CharField(max_length=300)),
                ('source_url', models.CharField(blank=True, max_length=500)),
                ('source_date', models.CharField(max_length=10)),
                ('reason', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='register_changes', to='community.school')),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['school', 'platform'], name='register_change_of')],
            },
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(fields=('school', 'number'), name='version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'published'), _negated=True), models.Q(('approved_at__isnull', False), ('in_force_on__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='published_after_approval'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('person', 'version', 'audience'), name='signed_once'),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.UniqueConstraint(fields=('version', 'key'), name='clause_key_once'),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.UniqueConstraint(fields=('version', 'place'), name='clause_place_once'),
        ),
        migrations.AddConstraint(
            model_name='author',
            constraint=models.UniqueConstraint(fields=('version', 'person'), name='author_once'),
        ),
    ]
