# The first migration: nothing was released before it. It is never changed; what comes after is added.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('community', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('way', models.CharField(choices=[('email', 'E-mail'), ('paper', 'Paper')], default='email', max_length=6)),
                ('to', models.CharField(max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to be sent'), ('sent', 'Sent'), ('failed', 'Could not be sent'), ('kept', 'Kept: no mail server is set'), ('printed', 'Printed')], default='waiting', max_length=8)),
                ('made_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='messages', to='community.person')),
                ('school', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='community.school')),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'next_try_at'], name='post_messag_state_d4dcd5_idx'), models.Index(fields=['school', '-made_at'], name='post_messag_school__784760_idx'), models.Index(fields=['person', 'kind', 'made_at'], name='post_messag_person__3db181_idx')],
            },
        ),
    ]
