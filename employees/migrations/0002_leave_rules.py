"""How leave is acquired, as sources give it (DOMAIN §2.1, §2.3, §4)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import migrations

# In force for all periods since 1 December 2009, the law of 22 April 2024 being retroactive to that day.
_ACQUISITION = (
    "Code du travail L3141-3, L3141-5, L3141-5-1 et L3141-19 ; loi 2024-364 du 22 avril 2024 : "
    "https://snle-cfdt.fr/articles/acquisition-de-cp-lors-de-maladie-integrer-dans-la-loi"
)
_SENIORITY = (
    "https://ffbatiment.fr/gestion-entreprise/gerer-mes-salaries/absences-des-salaries/dossier-ba/"
    "acquisition-et-decompte-des-droits-depuis-la-loi-travail"
)
# More than so many years in the company, or in the BTP; extra days of ETAM and cadres.
STEPS = [(5, 10, 2), (10, 20, 3)]


def load(apps: Any, schema_editor: Any) -> None:
    apps.get_model("employees", "LeaveRule").objects.create(
        starts_on=date(2009, 12, 1),
        source=_ACQUISITION,
        days_per_month=Decimal("2.5"),
        max_days=30,
        sickness_days_per_month=Decimal(2),
        sickness_max_days=24,
        accident_days_per_month=Decimal("2.5"),
        accident_max_days=30,
        main_leave_days=24,
        fifth_week_days=6,
    )
    step = apps.get_model("employees", "SeniorityStep")
    step.objects.bulk_create(
        step(starts_on=date(2009, 12, 1), source=_SENIORITY, company_years=company, btp_years=btp, extra_days=extra)
        for company, btp, extra in STEPS
    )


def unload(apps: Any, schema_editor: Any) -> None:
    for name in ("LeaveRule", "SeniorityStep"):
        apps.get_model("employees", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("employees", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
