import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("adherents", "0006_themes"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="termsversion",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate table %', TG_TABLE_NAME;",
                    hash="b0bd1cc93e0022f2fb730b0d33c2dffa59901257",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_12618",
                    table="adherents_termsversion",
                    when="BEFORE",
                ),
            ),
        ),
    ]
