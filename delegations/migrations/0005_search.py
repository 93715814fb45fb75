from django.db import migrations

from core.search import search_column


class Migration(migrations.Migration):
    dependencies = [
        ("delegations", "0004_delegationevent_never_emptied"),
    ]

    operations = [
        migrations.RemoveField(model_name="firm", name="plain_name"),
        migrations.AddField(
            model_name="firm",
            name="plain_name",
            field=search_column("name"),
        ),
    ]
