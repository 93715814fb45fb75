"""The public holidays of the labour code, and no other: days of custom are added by a caisse (DOMAIN §2.2)."""

from datetime import date
from typing import Any

from django.db import migrations

# When the labour code in force was; no leave of before is counted.
SINCE = date(2008, 5, 1)
_ALL_FRANCE = "Code du travail, article L3133-1"
_ALSACE_MOSELLE = "Code du travail, article L3134-13"
_OVERSEAS = "Code du travail, article L3422-2"

# Name, month and day.
DATES = [
    ("1er janvier", 1, 1),
    ("1er Mai", 5, 1),
    ("8 Mai", 5, 8),
    ("14 Juillet", 7, 14),
    ("Assomption", 8, 15),
    ("Toussaint", 11, 1),
    ("11 Novembre", 11, 11),
    ("Noël", 12, 25),
]
# Name, days after Easter Sunday.
FROM_EASTER = [("Lundi de Pâques", 1), ("Ascension", 39), ("Lundi de Pentecôte", 50)]
# Territory, month and day of the abolition of slavery.
ABOLITION = [
    ("mayotte", 4, 27),
    ("martinique", 5, 22),
    ("guadeloupe", 5, 27),
    ("saint_martin", 5, 27),
    ("guyane", 6, 10),
    ("saint_barthelemy", 10, 9),
    ("reunion", 12, 20),
]


def _rows() -> list[dict[str, Any]]:
    everywhere = {"source": _ALL_FRANCE}
    alsace = {"source": _ALSACE_MOSELLE, "territory": "alsace_moselle"}
    abolition = {"source": _OVERSEAS, "name": "Abolition de l’esclavage"}
    return [
        *({**everywhere, "name": name, "month": month, "day": day} for name, month, day in DATES),
        *({**everywhere, "name": name, "days_after_easter": days} for name, days in FROM_EASTER),
        {**alsace, "name": "Vendredi saint", "days_after_easter": -2, "only_where_kept": True},
        {**alsace, "name": "Saint-Étienne", "month": 12, "day": 26},
        *({**abolition, "territory": place, "month": month, "day": day} for place, month, day in ABOLITION),
    ]


def load(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("adherents", "PublicHoliday")
    model.objects.bulk_create(model(starts_on=SINCE, **row) for row in _rows())


def unload(apps: Any, schema_editor: Any) -> None:
    apps.get_model("adherents", "PublicHoliday").objects.filter(caisse__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("adherents", "0010_public_holidays")]

    operations = [migrations.RunPython(load, unload)]
