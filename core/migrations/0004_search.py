import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations

from core.search import search_column


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_auditevent_never_emptied"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="auditevent",
            name="searched",
            field=search_column("actor_label", "tiers_label", "target", "action"),
        ),
        migrations.AddField(
            model_name="outgoingmessage",
            name="searched",
            field=search_column("recipient", "subject", "kind"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("searched", name="gin_trgm_ops"), name="audit_by_words"
            ),
        ),
        migrations.AddIndex(
            model_name="outgoingmessage",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("searched", name="gin_trgm_ops"), name="message_by_words"
            ),
        ),
    ]
