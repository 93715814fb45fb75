import django.contrib.postgres.indexes
from django.db import migrations

from core.search import search_column


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_people_of_a_company"),
        ("adherents", "0008_search"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AddField(
            model_name="holderchange",
            name="searched",
            field=search_column("last_name", "first_name", "email"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="searched",
            field=search_column("last_name", "first_name", "email"),
        ),
        migrations.AddField(
            model_name="user",
            name="searched",
            field=search_column("last_name", "first_name", "email"),
        ),
        migrations.AddIndex(
            model_name="user",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("searched", name="gin_trgm_ops"), name="person_by_words"
            ),
        ),
    ]
