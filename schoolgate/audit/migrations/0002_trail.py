from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=80)),
                ('before', models.TextField(null=True)),
                ('after', models.TextField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Sum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('school_id', models.BigIntegerField(db_index=True)),
                ('key', models.CharField(max_length=160, unique=True, verbose_name='record and kind of row')),
                ('value', models.CharField(max_length=64)),
            ],
        ),
        migrations.AddField(
            model_name='entry',
            name='moved',
            field=models.JSONField(default=list, verbose_name='sums that it moved: of which rows, from where, to where'),
        ),
    ]
