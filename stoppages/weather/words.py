"""A weather stoppage in words, as pages, declarations and messages say it."""

from datetime import datetime
from typing import Any

from adherents.departements import departement_in_words
from core.templatetags.portal import instant
from stoppages.arithmetic.deadlines import PARIS
from stoppages.models import WeatherStoppage, Worksite

Row = list[str]


def rows_of(weather: WeatherStoppage) -> list[Row]:
    """What a provisional declaration says, line by line: what is shown before it is sent is what is sent."""
    site = weather.worksite
    return [
        ["Chantier", site.name],
        ["Adresse", f"{site.address}, {site.place}"],
        ["Département", departement_in_words(site.departement)],
        ["Travaux publics", _works_in_words(site)],
        ["Cause", weather.get_cause_display()],
        ["Arrêt du travail", paris_instant(weather.starts_at)],
        ["Reprise du travail", paris_instant(weather.resumes_at) if weather.resumes_at else "Pas encore"],
        ["Salariés concernés", _people_in_words(weather)],
    ]


def content_of(weather: WeatherStoppage) -> dict[str, Any]:
    """Of a provisional declaration; nobody is named in it yet."""
    return {"rows": rows_of(weather), "people": []}


def paris_instant(at: datetime) -> str:
    """« 12 janvier 2026 à 8 h », in Paris whatever the machine's time."""
    return instant(at.astimezone(PARIS)).replace("\N{NO-BREAK SPACE}", " ")


def _works_in_words(site: Worksite) -> str:
    if not site.is_public_works:
        return "Non"
    return f"Oui, pour {site.owner}" if site.owner else "Oui"


def _people_in_words(weather: WeatherStoppage) -> str:
    count, crew = weather.expected_people, weather.crew
    said = f"Environ {count}" if count is not None else "Pas encore comptés"
    return f"{said} ({crew.name})" if crew is not None else said
