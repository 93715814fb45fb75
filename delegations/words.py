"""Sites and dates of a delegation in the words of a page, an e-mail or a line of history; rights: `core.rights`."""

from collections.abc import Iterable
from datetime import date

from core.templatetags.portal import french_date


def sites_in_words(all_sites: bool, names: Iterable[str]) -> str:
    return "Tous les sites" if all_sites else ", ".join(names) or "Aucun site"


def period_in_words(starts_on: date, ends_on: date | None) -> str:
    start = f"À partir du {french_date(starts_on)}"
    return f"{start}, sans fin prévue" if ends_on is None else f"Du {french_date(starts_on)} au {french_date(ends_on)}"
