"""The abattement of 2025-26, which no source gave when the campaigns were first loaded (DOMAIN §3.8)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import migrations

CAMPAIGN = date(2025, 4, 1)
ALLOWANCE = Decimal("95040")
BEFORE = "https://www.legisocial.fr/actualites-sociales/7424-chomage-intemperies-canicule-couverte.html"
# One field names the sources of the rates and of the abattement: in words, then, and not as an address.
AFTER = "Taux : legisocial.fr ; abattement : alliancemozaik.com"


def load(apps: Any, schema_editor: Any) -> None:
    """What staff have entered since is left as it is."""
    campaigns = apps.get_model("adherents", "WeatherCampaign").objects
    untouched = campaigns.filter(starts_on=CAMPAIGN, allowance__isnull=True, source=BEFORE)
    untouched.update(allowance=ALLOWANCE, source=AFTER)


def unload(apps: Any, schema_editor: Any) -> None:
    campaigns = apps.get_model("adherents", "WeatherCampaign").objects
    campaigns.filter(starts_on=CAMPAIGN, source=AFTER).update(allowance=None, source=BEFORE)


class Migration(migrations.Migration):
    dependencies = [("adherents", "0012_good_friday_asked")]

    operations = [migrations.RunPython(load, unload)]
