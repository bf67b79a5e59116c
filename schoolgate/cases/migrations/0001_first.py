# The first migration: nothing was released before it. It is never changed; what comes after is added.

import django.db.models.deletion
import schoolgate.sealed.field
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('community', '0001_first'),
        ('concerns', '0001_first'),
        ('policy', '0001_first'),
        ('post', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('procedure', models.CharField(max_length=20)),
                ('lead_duty', models.CharField(max_length=12, verbose_name='the duty whose holder runs it')),
                ('restricted', models.BooleanField(default=False)),
                ('facts', schoolgate.sealed.field.Sealed(blank=True, verbose_name='what is known that steers the procedure, as JSON')),
                ('opened_at', models.DateTimeField()),
                ('revision', models.PositiveIntegerField(default=0, verbose_name='how often it was changed')),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('revised_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='community.school')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.version', verbose_name='policy in force when opened')),
            ],
            options={
                'ordering': ['-opened_at'],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=40)),
                ('due_at', models.DateTimeField(null=True)),
                ('reason', schoolgate.sealed.field.Sealed()),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('child', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='cases.case')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Asked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duty', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(choices=[('grant', 'grant'), ('step', 'step'), ('delete_event', 'delete_event'), ('delete_document', 'delete_document'), ('destroy', 'destroy')], max_length=16)),
                ('payload', schoolgate.sealed.field.Sealed(verbose_name='what exactly is asked, as JSON')),
                ('reason', schoolgate.sealed.field.Sealed()),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('agreed', models.BooleanField(null=True)),
                ('answer', schoolgate.sealed.field.Sealed(blank=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='cases.case')),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('check_id', models.PositiveSmallIntegerField(verbose_name='its number')),
                ('raised_at', models.DateTimeField()),
                ('decision', models.CharField(blank=True, max_length=12)),
                ('reason', schoolgate.sealed.field.Sealed(blank=True)),
                ('at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='cases.case')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
            ],
            options={
                'ordering': ['raised_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Consequence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('rung', models.CharField(max_length=30)),
                ('clause', models.CharField(blank=True, max_length=10)),
                ('reason', schoolgate.sealed.field.Sealed(blank=True)),
                ('considered', schoolgate.sealed.field.Sealed(blank=True, verbose_name='what was heard and considered first, as JSON')),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('review_on', models.DateField(null=True)),
                ('days', models.DecimalField(decimal_places=1, max_digits=4, null=True, verbose_name='school days')),
                ('drafted_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('parents_told_at', models.DateTimeField(null=True)),
                ('ended_on', models.DateField(null=True, verbose_name='ended early, or refused')),
                ('ended_why', schoolgate.sealed.field.Sealed(blank=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consequences', to='cases.case')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('parents_told_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('supervisor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
            ],
            options={
                'ordering': ['drafted_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Document',
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
                ('title', schoolgate.sealed.field.Sealed(blank=True, verbose_name='what it is, in a few words')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='cases.case')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='EmergencyAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', schoolgate.sealed.field.Sealed()),
                ('at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True, verbose_name='when whoever runs the case took note')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='broken', to='cases.case')),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Ending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(max_length=20)),
                ('reason', schoolgate.sealed.field.Sealed()),
                ('at', models.DateTimeField()),
                ('reopened_at', models.DateTimeField(null=True)),
                ('reopened_why', schoolgate.sealed.field.Sealed(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='endings', to='cases.case')),
                ('reopened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, verbose_name='keyed digest of what was written')),
                ('sealed_round', models.PositiveIntegerField(default=0, verbose_name='how often it was sealed anew')),
                ('kind', models.CharField(choices=[('opened', 'opened'), ('note', 'note'), ('contact', 'contact'), ('step', 'step'), ('skipped', 'skipped'), ('person', 'person'), ('lead_duty', 'lead_duty'), ('consequence', 'consequence'), ('check', 'check'), ('letter', 'letter'), ('document', 'document'), ('two', 'two'), ('hold', 'hold'), ('link', 'link'), ('closed', 'closed'), ('reopened', 'reopened'), ('deleted', 'deleted')], max_length=12)),
                ('step', models.CharField(blank=True, max_length=40)),
                ('happened_at', models.DateTimeField()),
                ('entered_at', models.DateTimeField()),
                ('words', schoolgate.sealed.field.Sealed()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='cases.case')),
            ],
            options={
                'ordering': ['happened_at', 'entered_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Done',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, verbose_name='keyed digest of what was written')),
                ('sealed_round', models.PositiveIntegerField(default=0, verbose_name='how often it was sealed anew')),
                ('step', models.CharField(max_length=40)),
                ('turn', models.PositiveSmallIntegerField(default=0, verbose_name='how often it was done before')),
                ('outcome', models.CharField(blank=True, max_length=40)),
                ('skipped', models.BooleanField(default=False)),
                ('given', schoolgate.sealed.field.Sealed(blank=True, verbose_name='what was given for it, as JSON')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='done', to='cases.case')),
                ('child', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('second_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='done', to='cases.event')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, verbose_name='keyed digest of what was written')),
                ('sealed_round', models.PositiveIntegerField(default=0, verbose_name='how often it was sealed anew')),
                ('whom', schoolgate.sealed.field.Sealed(verbose_name='with whom')),
                ('how', models.CharField(choices=[('phone', 'phone'), ('meeting', 'meeting'), ('mail', 'mail'), ('form', 'form'), ('other', 'other')], max_length=8)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='cases.case')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contact', to='cases.event')),
            ],
            options={
                'abstract': False,
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
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addenda', to='cases.case')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addenda', to='cases.event')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FromConcern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='from_concerns', to='cases.case')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='concerns.concern')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', schoolgate.sealed.field.Sealed()),
                ('until', models.DateField()),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='cases.case')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('second_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', schoolgate.sealed.field.Sealed()),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_why', schoolgate.sealed.field.Sealed(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holds', to='cases.case')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=30)),
                ('to_name', schoolgate.sealed.field.Sealed(blank=True, verbose_name='to whom, where they are not on record')),
                ('title', schoolgate.sealed.field.Sealed()),
                ('words', schoolgate.sealed.field.Sealed()),
                ('written_at', models.DateTimeField()),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='digest of the PDF as sent')),
                ('path', models.CharField(blank=True, max_length=100, verbose_name='the sealed PDF as sent')),
                ('how', models.CharField(blank=True, max_length=8, verbose_name='e-mailed or printed')),
                ('sent_at', models.DateTimeField(null=True)),
                ('about', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='cases.case')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='post.message')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
            ],
            options={
                'ordering': ['written_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='LetterTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('title', models.CharField(max_length=120)),
                ('words', models.TextField()),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letter_templates', to='community.school')),
            ],
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='cases.case')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='linked_from', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', schoolgate.sealed.field.Sealed(blank=True, verbose_name='why, where it was the untouched original')),
                ('what', models.CharField(max_length=20)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='cases.case')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='looks', to='cases.document')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('why', models.CharField(max_length=60)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='cases.case')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='post.message')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.person')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', schoolgate.sealed.field.Sealed(blank=True, verbose_name='a name, where they are not on record')),
                ('part', models.CharField(choices=[('harmed', 'harmed'), ('alleged', 'alleged'), ('witness', 'witness'), ('subject', 'subject'), ('other', 'other')], max_length=8)),
                ('by_name', models.BooleanField(default=False, verbose_name='may be meant by a name typed by hand')),
                ('duties', models.CharField(blank=True, max_length=120, verbose_name='what they were at the school then')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='cases.case')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person')),
                ('signature', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.signature')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.version')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Settings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('emergency_hours', models.PositiveIntegerField(default=24, verbose_name='hours that an emergency look lasts')),
                ('grant_days', models.PositiveIntegerField(default=90, verbose_name='days that a grant lasts at most')),
                ('lado_days', models.PositiveIntegerField(default=1, verbose_name='working days until the LADO is told')),
                ('school', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='case_settings', to='community.school')),
            ],
            options={
                'verbose_name': 'settings of cases',
            },
        ),
        migrations.CreateModel(
            name='WordList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', schoolgate.sealed.field.Sealed(blank=True)),
                ('mark', models.CharField(max_length=64, verbose_name='digest of what it was made of')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='word_list', to='cases.case')),
            ],
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['school', 'closed_at', 'opened_at'], name='cases_case_school__b43614_idx'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('school', 'number'), name='case_number_once'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None), ('outcome', '')), models.Q(('closed_at__gte', models.F('opened_at')), ('closed_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='case_closed_whole'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('child', None), ('ended_at', None)), fields=('case', 'step'), name='step_assigned_once'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case', 'step', 'child'), name='step_assigned_once_a_child'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('owner__isnull', False), ('due_at__isnull', False), _connector='OR'), name='assignment_says_something'),
        ),
        migrations.AddConstraint(
            model_name='asked',
            constraint=models.UniqueConstraint(fields=('case', 'duty'), name='duty_asked_once'),
        ),
        migrations.AddIndex(
            model_name='approval',
            index=models.Index(fields=['second', 'answered_at'], name='cases_appro_second__bf0948_idx'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(('asked_by', models.F('second')), _negated=True), name='two_people_are_two'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed__isnull', True), ('answered_at__isnull', True)), models.Q(('agreed__isnull', False), ('answered_at__isnull', False)), _connector='OR'), name='answered_whole'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.UniqueConstraint(condition=models.Q(('person', None)), fields=('case', 'check_id'), name='check_once_a_case'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.UniqueConstraint(fields=('case', 'check_id', 'person'), name='check_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('at', None), ('by', None), ('decision', ''), ('reason', '')), models.Q(models.Q(('decision', ''), _negated=True), models.Q(('reason', ''), _negated=True), ('at__isnull', False), ('by__isnull', False)), _connector='OR'), name='check_decided_whole'),
        ),
        migrations.AddIndex(
            model_name='consequence',
            index=models.Index(fields=['person', 'starts_on'], name='cases_conse_person__73b218_idx'),
        ),
        migrations.AddConstraint(
            model_name='consequence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('starts_on__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='consequence_decided_whole'),
        ),
        migrations.AddConstraint(
            model_name='consequence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_by', None), ('ended_on', None), ('ended_why', '')), models.Q(('ended_by__isnull', False), ('ended_on__isnull', False), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='consequence_ended_whole'),
        ),
        migrations.AddConstraint(
            model_name='consequence',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='consequence_runs_forwards'),
        ),
        migrations.AddConstraint(
            model_name='consequence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('parents_told_at__isnull', True), ('parents_told_by__isnull', True)), models.Q(('parents_told_at__isnull', False), ('parents_told_by__isnull', False)), _connector='OR'), name='parents_told_whole'),
        ),
        migrations.AddConstraint(
            model_name='consequence',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('person')), _negated=True), _connector='OR'), name='nobody_decides_their_own'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(fields=('case', 'digest'), name='document_once_a_case'),
        ),
        migrations.AddConstraint(
            model_name='emergencyaccess',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case', 'by'), name='broken_once'),
        ),
        migrations.AddConstraint(
            model_name='emergencyaccess',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('at'))), name='broken_expires_later'),
        ),
        migrations.AddConstraint(
            model_name='emergencyaccess',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('seen_at', None), ('seen_by', None)), models.Q(('seen_at__isnull', False), ('seen_by__isnull', False), models.Q(('seen_by', models.F('by')), _negated=True)), _connector='OR'), name='broken_seen_by_another'),
        ),
        migrations.AddConstraint(
            model_name='ending',
            constraint=models.UniqueConstraint(condition=models.Q(('reopened_at', None)), fields=('case',), name='one_ending_stands'),
        ),
        migrations.AddConstraint(
            model_name='ending',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reopened_at', None), ('reopened_by', None), ('reopened_why', '')), models.Q(('reopened_at__isnull', False), ('reopened_by__isnull', False), models.Q(('reopened_why', ''), _negated=True)), _connector='OR'), name='reopened_whole'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['case', 'happened_at'], name='cases_event_case_id_dab86a_idx'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['step', 'skipped']), models.Q(('step', ''), _negated=True)), models.Q(models.Q(('kind__in', ['step', 'skipped']), _negated=True), ('step', '')), _connector='OR'), name='event_of_a_step_names_it'),
        ),
        migrations.AddConstraint(
            model_name='done',
            constraint=models.UniqueConstraint(condition=models.Q(('child', None)), fields=('case', 'step', 'turn'), name='step_done_once'),
        ),
        migrations.AddConstraint(
            model_name='done',
            constraint=models.UniqueConstraint(fields=('case', 'step', 'child', 'turn'), name='step_done_once_a_child'),
        ),
        migrations.AddConstraint(
            model_name='done',
            constraint=models.CheckConstraint(condition=models.Q(('skipped', False), ('outcome', ''), _connector='OR'), name='skipped_has_no_outcome'),
        ),
        migrations.AddConstraint(
            model_name='done',
            constraint=models.CheckConstraint(condition=models.Q(('second_by', models.F('by')), _negated=True), name='step_second_is_another'),
        ),
        migrations.AddConstraint(
            model_name='fromconcern',
            constraint=models.UniqueConstraint(fields=('case', 'concern'), name='concern_once_a_case'),
        ),
        migrations.AddIndex(
            model_name='grant',
            index=models.Index(fields=['person', 'until'], name='cases_grant_person__071997_idx'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case', 'person'), name='granted_once'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('second_by', None), models.Q(models.Q(('second_by', models.F('by')), _negated=True), models.Q(('second_by', models.F('person')), _negated=True)), _connector='OR'), name='grant_second_is_another'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('person', models.F('by')), _negated=True), name='nobody_grants_themselves'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case',), name='one_hold_stands'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('ended_why', '')), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='hold_ended_whole'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('digest', ''), ('how', ''), ('path', ''), ('sent_at', None), ('sent_by', None)), models.Q(('sent_at__isnull', False), ('sent_by__isnull', False), models.Q(('digest', ''), _negated=True), models.Q(('path', ''), _negated=True), models.Q(('how', ''), _negated=True)), _connector='OR'), name='letter_sent_whole'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('to__isnull', False), ('to_name', '')), models.Q(('to', None), models.Q(('to_name', ''), _negated=True)), _connector='OR'), name='letter_has_a_reader'),
        ),
        migrations.AddConstraint(
            model_name='lettertemplate',
            constraint=models.UniqueConstraint(fields=('school', 'kind'), name='one_template_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(fields=('case', 'other'), name='case_linked_once'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('case', models.F('other')), _negated=True), name='case_linked_to_another'),
        ),
        migrations.AddIndex(
            model_name='look',
            index=models.Index(fields=['case', 'person', 'at'], name='cases_look_case_id_0dabe4_idx'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['case', 'person', 'why'], name='cases_notic_case_id_5d1457_idx'),
        ),
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(fields=['person', 'part'], name='cases_parti_person__58d2cf_idx'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(fields=('case', 'person', 'part'), name='one_part_in_a_case_once'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), ('person__isnull', False)), models.Q(('person', None), models.Q(('name', ''), _negated=True)), _connector='OR'), name='part_is_a_person_or_a_name'),
        ),
    ]
