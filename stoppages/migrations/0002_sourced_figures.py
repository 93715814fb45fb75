"""The figures of the régime intempéries that a source gives (DOMAIN §3.4 to §3.7), and no other.

Nothing is older than the canicule in the list of the causes, which is what the portal first estimates.
"""

from datetime import date
from typing import Any

from django.db import migrations

SINCE = date(2024, 6, 30)
_CODE = "Code du travail, articles D5424-11 à D5424-16 et D5424-25 à D5424-27"
_READING = "Code du travail, article D5424-12 ; aucune tolérance publiée depuis la déclaration en deux temps"
_SERVICE_PUBLIC = "https://entreprendre.service-public.gouv.fr/vosdroits/F17047"
_PALAIS = (
    "https://journal-du-palais.fr/au-sommaire/informations-juridiques/la-canicule-indemnisee-par-le-chomage-intemperies"
)
_SOCIAL_SECURITY = "Plafond horaire de la sécurité sociale, majoré de 20 % (D5424-16)"
_BDO = "https://www.bdo.fr/fr-fr/blog/l-entreprise-a-360/chomage-intemperies-canicule"
_COOPERATIVES = "https://cibtp-cooperatives.fr/entreprise/chomage-intemperies/canicule"

RULE = {
    "carence_hours": 1,
    "hours_a_day": 9,
    "hours_a_week": 45,
    "days_a_year": 55,
    "least_hours": 200,
    "least_hours_months": 2,
    "indemnity_rate": 75,
    "full_rate": 85,
    "small_rate": 90,
    "full_rate_above": 3,
    "reduced_hours": 6,
    "reduced_rate": 10,
}
SEASON = {"first_day": 1, "first_month": 6, "last_day": 15, "last_month": 9}


def _year(number: int) -> dict[str, date]:
    return {"starts_on": date(number, 1, 1), "ends_on": date(number, 12, 31)}


ROWS: dict[str, list[dict[str, Any]]] = {
    "StoppageRule": [{"starts_on": SINCE, "source": _CODE, **RULE}],
    # The day of the page that gives them; what held before has no source.
    "DeclarationDelay": [
        {"starts_on": date(2026, 5, 27), "source": _SERVICE_PUBLIC, "provisional_hours": 120, "final_months": 1}
    ],
    "CaissePractice": [{"starts_on": SINCE, "source": _READING, "carence": "law", "tolerance": "none"}],
    "HourlyCeiling": [
        {**_year(2024), "source": _PALAIS, "amount": "34.80"},
        {**_year(2025), "source": _SOCIAL_SECURITY, "amount": "34.80"},
        {**_year(2026), "source": _SOCIAL_SECURITY, "amount": "36.00"},
    ],
    "HeatwaveShare": [{**_year(year), "source": _BDO, "share": 50} for year in (2024, 2025)],
    "HeatwaveSeason": [{"starts_on": SINCE, "source": _COOPERATIVES, **SEASON}],
}


def load(apps: Any, schema_editor: Any) -> None:
    for name, rows in ROWS.items():
        model = apps.get_model("stoppages", name)
        model.objects.bulk_create(model(**row) for row in rows)


def unload(apps: Any, schema_editor: Any) -> None:
    for name, rows in ROWS.items():
        for row in rows:
            apps.get_model("stoppages", name).objects.filter(**row).delete()


class Migration(migrations.Migration):
    dependencies = [("stoppages", "0001_dated_figures")]

    operations = [migrations.RunPython(load, unload)]
