from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0002_assistant")]

    operations = [
        migrations.CreateModel(
            name="FalseBlock",
            fields=[],
            options={
                "verbose_name": "false block",
                "verbose_name_plural": "false blocks",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("chat.message",),
        ),
        migrations.AddField(
            model_name="conversation",
            name="is_draft",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
