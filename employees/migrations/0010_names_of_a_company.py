import django.contrib.postgres.indexes
from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("employees", "0009_split_waiver"),
    ]

    operations = [
        BtreeGinExtension(),
        migrations.RemoveIndex(model_name="employee", name="employee_by_plain_name"),
        migrations.AddIndex(
            model_name="employee",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("adherent"),
                django.contrib.postgres.indexes.OpClass("plain_name", name="gin_trgm_ops"),
                name="employee_by_plain_name",
            ),
        ),
    ]
