from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0015_given_titles")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="wrong_tries",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="wrong tries at the card since the last right one"
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="wrong_in_all",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="wrong tries since the card was made"),
        ),
    ]
