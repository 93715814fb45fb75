"""The words of documents are found by their index, company by company (decision 012)."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_shipped_kinds")]

    operations = [
        migrations.AddIndex(
            model_name="documentindex",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["vector"], name="document_words"),
        ),
    ]
