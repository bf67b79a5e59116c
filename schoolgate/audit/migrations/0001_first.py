# The first migration: nothing was released before it. It is never changed; what comes after is added.

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Length',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('school_id', models.BigIntegerField(unique=True)),
                ('entries', models.PositiveIntegerField()),
                ('seal', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('school_id', models.BigIntegerField(db_index=True)),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=40)),
                ('event', models.CharField(max_length=80)),
                ('clause', models.CharField(blank=True, max_length=20)),
                ('target', models.CharField(max_length=80)),
                ('said', models.JSONField(default=dict)),
                ('previous', models.CharField(max_length=64, unique=True)),
                ('seal', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['school_id', 'number'],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'number'), name='trail_number_once')],
            },
        ),
    ]
