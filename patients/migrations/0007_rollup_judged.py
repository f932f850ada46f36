from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('patients', '0006_daily_life'),
    ]

    operations = [
        migrations.AddField(
            model_name='dailyrollup',
            name='judged',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
