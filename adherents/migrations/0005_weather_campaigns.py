"""The rates of the régime intempéries that a source gives (DOMAIN §3.8). What no source gives is left empty."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import migrations

_EFL = "https://efl.fr/actualite/btp-cotisation-chomage-intemperies-diminue_UI-5ee21c10-3a64-4230-8bfa-9290ba400f48"
_CAPEB = "http://www.capeb.fr/actualites/chomage-intemperies-taux-de-cotisation-reduits-au-1er-octobre?c=normandie"
_AGIPI = (
    "https://agipi.com/veille-reglementaire/"
    "tpe-pme-nouvelle-baisse-des-taux-de-cotisation-au-regime-chomage-intemperies-du-btp"
)
_GRAND_EST = (
    "https://www.cibtp-grandest.fr/salarie/actualites/details/"
    "baisse-des-taux-de-cotisation-au-regime-de-chomage-intemperies"
)
_ARTEMIS = "https://artemis-paie.fr/?p=1694"
_LEGISOCIAL = "https://www.legisocial.fr/actualites-sociales/7424-chomage-intemperies-canicule-couverte.html"

# From, to, gros œuvre et travaux publics (%), second œuvre (%), abattement (€), source.
CAMPAIGNS = [
    (date(2010, 4, 1), date(2011, 3, 31), None, None, "70560", "Éditions Tissot"),
    (date(2011, 4, 1), date(2012, 3, 31), None, None, "70884", "Batiactu"),
    (date(2013, 10, 1), date(2015, 3, 31), "1.37", "0.31", None, _EFL),
    (date(2015, 4, 1), date(2016, 3, 31), "1.37", "0.31", "76248", _EFL),
    (date(2016, 4, 1), date(2017, 3, 31), "0.98", "0.21", "76884", _EFL),
    (date(2018, 4, 1), date(2018, 9, 30), "0.84", "0.17", None, _CAPEB),
    (date(2018, 10, 1), date(2019, 3, 31), "0.34", "0.07", None, _CAPEB),
    (date(2019, 4, 1), date(2020, 3, 31), "0.74", "0.15", "80244", _AGIPI),
    (date(2021, 4, 1), date(2022, 3, 31), "0.68", "0.13", "82008", _GRAND_EST),
    (date(2023, 4, 1), date(2024, 3, 31), None, None, "90168", _ARTEMIS),
    (date(2024, 4, 1), date(2025, 3, 31), "0.68", "0.13", "93204", _ARTEMIS),
    (date(2025, 4, 1), date(2026, 3, 31), "0.68", "0.13", None, _LEGISOCIAL),
]


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def load(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("adherents", "WeatherCampaign")
    model.objects.bulk_create(
        model(
            starts_on=starts_on,
            ends_on=ends_on,
            structural_rate=_amount(structural),
            finishing_rate=_amount(finishing),
            allowance=_amount(allowance),
            source=source,
        )
        for starts_on, ends_on, structural, finishing, allowance, source in CAMPAIGNS
    )


def unload(apps: Any, schema_editor: Any) -> None:
    starts = [campaign[0] for campaign in CAMPAIGNS]
    apps.get_model("adherents", "WeatherCampaign").objects.filter(starts_on__in=starts).delete()


class Migration(migrations.Migration):
    dependencies = [("adherents", "0004_legal_information")]

    operations = [migrations.RunPython(load, unload)]
