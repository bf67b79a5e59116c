# The first migration: nothing was released before it. It is never changed; what comes after is added.

import django.db.models.deletion
import schoolgate.sealed.field
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('community', '0001_first'),
        ('post', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('worry', 'worry'), ('unhappy', 'unhappy'), ('staff', 'staff'), ('join', 'join'), ('networking', 'networking'), ('colleague', 'colleague'), ('posing', 'posing')], max_length=12)),
                ('door', models.CharField(choices=[('pupil', 'pupil'), ('parent', 'parent'), ('staff', 'staff'), ('anonymous', 'anonymous')], max_length=10)),
                ('scope', models.CharField(choices=[('school', 'school'), ('personal', 'personal')], default='school', max_length=8)),
                ('first_scope', models.CharField(choices=[('school', 'school'), ('personal', 'personal')], max_length=8, verbose_name='scope when it was told')),
                ('scope_reason', schoolgate.sealed.field.Sealed(blank=True)),
                ('scope_confirmed_at', models.DateTimeField(null=True)),
                ('urgent', models.BooleanField(default=False)),
                ('entered_at', models.DateTimeField()),
                ('happened_at', models.DateTimeField(null=True)),
                ('happened_words', schoolgate.sealed.field.Sealed(blank=True)),
                ('words', schoolgate.sealed.field.Sealed(blank=True)),
                ('childs_words', schoolgate.sealed.field.Sealed(blank=True)),
                ('exact_words', schoolgate.sealed.field.Sealed(blank=True)),
                ('written_for', schoolgate.sealed.field.Sealed(blank=True, verbose_name='who wrote it down for a child')),
                ('place', schoolgate.sealed.field.Sealed(blank=True)),
                ('told_in_person', models.BooleanField(null=True)),
                ('someone_at_home', models.BooleanField(default=False)),
                ('contact', schoolgate.sealed.field.Sealed(blank=True, verbose_name='an e-mail address that was given')),
                ('clause', models.CharField(blank=True, max_length=10)),
                ('clause_confirmed_at', models.DateTimeField(null=True)),
                ('harm', models.CharField(choices=[('danger', 'danger'), ('grooming', 'grooming'), ('adult', 'adult'), ('bullying', 'bullying'), ('illegal', 'illegal'), ('rules', 'rules'), ('other', 'other')], max_length=10)),
                ('first_harm', models.CharField(choices=[('danger', 'danger'), ('grooming', 'grooming'), ('adult', 'adult'), ('bullying', 'bullying'), ('illegal', 'illegal'), ('rules', 'rules'), ('other', 'other')], max_length=10, verbose_name='harm suggested when it was told')),
                ('harm_reason', schoolgate.sealed.field.Sealed(blank=True)),
                ('goes_to', models.CharField(max_length=12)),
                ('status', models.CharField(choices=[('received', 'received'), ('read', 'read'), ('looked_into', 'looked_into'), ('answered', 'answered'), ('finished', 'finished')], default='received', max_length=12)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('escalate_at', models.DateTimeField(null=True, verbose_name='asks the next person then, when unread')),
                ('escalated_at', models.DateTimeField(null=True)),
                ('answer_by', models.DateField(null=True)),
                ('receipt_digest', models.CharField(max_length=64, unique=True)),
                ('form_digest', models.CharField(max_length=64, unique=True)),
                ('told_digest', models.CharField(max_length=64, verbose_name='keyed digest of what was told')),
                ('sealed_round', models.PositiveIntegerField(default=0, verbose_name='how often it was sealed anew')),
                ('acknowledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('clause_confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='told_concerns', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='concerns', to='community.school')),
                ('scope_confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('trusted_adult', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
            ],
            options={
                'ordering': ['-entered_at'],
            },
        ),
        migrations.CreateModel(
            name='Addendum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, verbose_name='keyed digest of what was written')),
                ('sealed_round', models.PositiveIntegerField(default=0, verbose_name='how often it was sealed anew')),
                ('words', schoolgate.sealed.field.Sealed()),
                ('at', models.DateTimeField()),
                ('by_reporter', models.BooleanField(default=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addenda', to='concerns.concern')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Access',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duty', models.CharField(blank=True, max_length=12)),
                ('why', models.CharField(choices=[('routed', 'routed'), ('escalated', 'escalated'), ('passed', 'passed'), ('shared', 'shared')], max_length=10)),
                ('reason', schoolgate.sealed.field.Sealed(blank=True)),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.person')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reaches', to='concerns.concern')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='About',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('about', 'about'), ('harmed', 'harmed'), ('alleged', 'alleged'), ('witness', 'witness'), ('teller', 'teller')], max_length=8)),
                ('by_name', models.BooleanField(default=False, verbose_name='taken from a name typed by hand')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='about', to='concerns.concern')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('end', models.CharField(choices=[('open_case', 'open_case'), ('add_to_case', 'add_to_case'), ('pass', 'pass'), ('answer', 'answer'), ('no_action', 'no_action')], max_length=12)),
                ('reason', schoolgate.sealed.field.Sealed()),
                ('at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('taken_back_why', schoolgate.sealed.field.Sealed(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='concerns.concern')),
                ('taken_back_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(max_length=20)),
                ('content', schoolgate.sealed.field.Sealed()),
                ('saved_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.person')),
            ],
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('name', schoolgate.sealed.field.Sealed()),
                ('digest', models.CharField(max_length=64)),
                ('path', models.CharField(max_length=100, verbose_name='the sealed original')),
                ('shown_path', models.CharField(blank=True, max_length=100, verbose_name='what is shown, stripped')),
                ('blurred_path', models.CharField(blank=True, max_length=100, verbose_name='what is shown before anyone asks for it')),
                ('pages', models.PositiveSmallIntegerField(default=1, verbose_name='how many pages are shown')),
                ('media_type', models.CharField(max_length=80)),
                ('size', models.PositiveBigIntegerField()),
                ('text', schoolgate.sealed.field.Sealed(blank=True, verbose_name='what can be read in it')),
                ('metadata', schoolgate.sealed.field.Sealed(blank=True, verbose_name='what the original says of itself, as JSON')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='concerns.concern')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AccessLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', schoolgate.sealed.field.Sealed(blank=True, verbose_name='why, where it was the untouched original')),
                ('original', models.BooleanField(default=False, verbose_name='the untouched original')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seen', to='concerns.concern')),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='seen', to='concerns.evidence')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='concerns.concern')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='linked_from', to='concerns.concern')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, verbose_name='keyed digest of what was written')),
                ('sealed_round', models.PositiveIntegerField(default=0, verbose_name='how often it was sealed anew')),
                ('words', schoolgate.sealed.field.Sealed(blank=True)),
                ('at', models.DateTimeField()),
                ('from_school', models.BooleanField()),
                ('read_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='concerns.concern')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='evidence',
            name='line',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='concerns.message'),
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='concerns.concern')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='post.message')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.person')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.CharField(choices=[('unread', 'unread'), ('mail', 'mail'), ('file', 'file')], max_length=8)),
                ('words', schoolgate.sealed.field.Sealed()),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='concerns.concern')),
                ('notice', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, to='concerns.notice')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PendingUpload',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference_digest', models.CharField(db_index=True, max_length=64)),
                ('name', schoolgate.sealed.field.Sealed()),
                ('digest', schoolgate.sealed.field.Sealed(verbose_name="the file's digest")),
                ('path', models.CharField(max_length=100, verbose_name='the file and what was found in it, sealed')),
                ('size', models.PositiveBigIntegerField()),
                ('on_disk', models.PositiveBigIntegerField(verbose_name='bytes on the disk')),
                ('from_outside', models.BooleanField(verbose_name='from somebody who has not signed in')),
                ('at', models.DateTimeField(db_index=True)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.school')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Settings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('urgent_minutes', models.PositiveIntegerField(default=30, verbose_name='working minutes, urgent')),
                ('other_minutes', models.PositiveIntegerField(default=240, verbose_name='working minutes, other')),
                ('answer_days', models.PositiveIntegerField(default=10, verbose_name='school days until an answer')),
                ('school', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='concern_settings', to='community.school')),
            ],
            options={
                'verbose_name': 'settings',
            },
        ),
        migrations.CreateModel(
            name='BullyingEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('looked_into', 'looked_into'), ('outcome', 'outcome')], max_length=12)),
                ('words', schoolgate.sealed.field.Sealed()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='concerns.concern')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Trusted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.school')),
            ],
        ),
        migrations.CreateModel(
            name='UnmatchedName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', schoolgate.sealed.field.Sealed()),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='concerns.concern')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='concern',
            index=models.Index(fields=['school', 'status', 'entered_at'], name='concerns_co_school__60506d_idx'),
        ),
        migrations.AddIndex(
            model_name='concern',
            index=models.Index(fields=['escalate_at'], name='concerns_co_escalat_745f31_idx'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.UniqueConstraint(fields=('school', 'number'), name='concern_number_once'),
        ),
        migrations.AddConstraint(
            model_name='access',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('duty', ''), ('person__isnull', False)), models.Q(models.Q(('duty', ''), _negated=True), ('person__isnull', True)), _connector='OR'), name='reaches_a_duty_or_a_person'),
        ),
        migrations.AddConstraint(
            model_name='access',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None), models.Q(('duty', ''), _negated=True)), fields=('concern', 'duty'), name='reaches_duty_once'),
        ),
        migrations.AddConstraint(
            model_name='access',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('concern', 'person'), name='reaches_person_once'),
        ),
        migrations.AddIndex(
            model_name='about',
            index=models.Index(fields=['person', 'part'], name='concerns_ab_person__1d4b1c_idx'),
        ),
        migrations.AddConstraint(
            model_name='about',
            constraint=models.UniqueConstraint(fields=('concern', 'person', 'part'), name='one_part_once'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('concern',), name='one_decision_stands'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('person', 'form'), name='one_draft_a_form'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(fields=('concern', 'other'), name='linked_once'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('concern', models.F('other')), _negated=True), name='linked_to_another'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(fields=('concern', 'digest'), name='file_once_a_concern'),
        ),
    ]
