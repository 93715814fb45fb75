from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("support", "0007_guidance")]

    operations = [
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                fields=["adherent", "-is_unread", "-last_message_at", "-id"], name="conversation_in_order"
            ),
        ),
        migrations.RemoveIndex(model_name="conversation", name="conversation_by_company"),
    ]
