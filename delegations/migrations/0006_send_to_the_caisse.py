"""«Documents : envoyer et demander»: whoever was given every section, to consult and to act, is given this one too."""

from django.db import migrations
from django.db.models import F, Func, Value

NEW = "documents.act"
# Every section as it could be given until now.
EVERY_SECTION = [
    "legal.consult",
    "legal.act",
    "employees.consult",
    "employees.act",
    "absences.consult",
    "absences.act",
    "stoppages.consult",
    "stoppages.act",
    "documents.consult",
    "support.consult",
    "support.act",
]
MODELS = ("Delegation", "DelegationRequest")


def give(apps, schema_editor):
    for name in MODELS:
        rows = apps.get_model("delegations", name).objects.filter(rights__contains=EVERY_SECTION)
        rows.exclude(rights__contains=[NEW]).update(rights=Func(F("rights"), Value(NEW), function="array_append"))


class Migration(migrations.Migration):
    dependencies = [("delegations", "0005_search")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
