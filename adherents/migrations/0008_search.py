import django.contrib.postgres.indexes
from django.db import migrations

from core.search import search_column


class Migration(migrations.Migration):
    dependencies = [
        ("adherents", "0007_termsversion_never_emptied"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="adherent",
            name="adherent_by_name",
        ),
        migrations.RemoveIndex(
            model_name="establishment",
            name="establishment_by_name",
        ),
        migrations.AddField(
            model_name="caisse",
            name="searched",
            field=search_column("name", "legal_name", "territory"),
        ),
        migrations.AddField(
            model_name="establishment",
            name="plain_name",
            field=search_column("name"),
        ),
        migrations.RemoveIndex(model_name="adherent", name="adherent_by_plain_name"),
        migrations.RemoveField(model_name="adherent", name="plain_name"),
        migrations.AddField(
            model_name="adherent",
            name="plain_name",
            field=search_column("name"),
        ),
        migrations.AddIndex(
            model_name="adherent",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("plain_name", name="gin_trgm_ops"),
                name="adherent_by_plain_name",
            ),
        ),
        migrations.AddIndex(
            model_name="establishment",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("plain_name", name="gin_trgm_ops"),
                name="establishment_by_plain_name",
            ),
        ),
    ]
