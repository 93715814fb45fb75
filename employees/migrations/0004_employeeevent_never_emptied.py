import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("employees", "0003_count_people_by_index_alone"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="employeeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate table %', TG_TABLE_NAME;",
                    hash="85d1cab383bb2c4ab63ef55979de1ac9d6c79937",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_e1f8f",
                    table="employees_employeeevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
