import django.contrib.postgres.indexes
from django.db import migrations, models

from core.search import search_column


class Migration(migrations.Migration):
    dependencies = [
        ("employees", "0005_import_alphabet"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="employee", name="employee_by_name_in_a_company"),
        migrations.RemoveIndex(model_name="employee", name="employee_by_plain_name"),
        migrations.RemoveField(model_name="employee", name="plain_name"),
        migrations.AddField(
            model_name="employee",
            name="plain_name",
            field=search_column("last_name", "first_name", "birth_name"),
        ),
        migrations.AddIndex(
            model_name="employee",
            index=models.Index(fields=["adherent", "plain_name"], name="employee_by_name_in_a_company"),
        ),
        migrations.AddIndex(
            model_name="employee",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("plain_name", name="gin_trgm_ops"),
                name="employee_by_plain_name",
            ),
        ),
    ]
