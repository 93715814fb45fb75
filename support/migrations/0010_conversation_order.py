from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Replace

from core.search import search_column


class Migration(migrations.Migration):
    dependencies = [("support", "0009_caisse_of_conversations")]

    operations = [
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                fields=["adherent", "-is_unread", "-last_message_at", "-id"], name="conversation_in_order"
            ),
        ),
        migrations.RemoveIndex(model_name="conversation", name="conversation_by_company"),
        # A generated column does not change: it is made again.
        migrations.RemoveField(model_name="message", name="searched"),
        migrations.AddField(model_name="message", name="searched", field=search_column(Replace("body", Value(" ")))),
    ]
