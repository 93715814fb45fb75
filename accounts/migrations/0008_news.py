"""Until when a person knows what is new, and the important news that they put away."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_message_rhythm"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="news_put_away",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="news_seen_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
