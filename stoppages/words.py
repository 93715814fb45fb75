"""Cases, amounts and campaigns in words, as several journeys say them."""

from decimal import Decimal

from core.templatetags.portal import euros
from employees.models.people import full_name
from stoppages.enums import Nature, WeatherCause

_CENT = Decimal("0.01")
TITLE_COLUMNS = (
    "nature",
    "weather__cause",
    "weather__worksite__name",
    "sick_leave__employee__last_name",
    "sick_leave__employee__first_name",
)
"""What `title_from` takes, in its order: a list of fifty reads these, not four objects for each case."""


def title_from(
    nature: str, cause: str | None, worksite: str | None, last_name: str | None, first_name: str | None
) -> str:
    """« Gel, chantier Les Tilleuls », « Arrêt de travail, MARTIN Alice »."""
    if nature == Nature.WEATHER:
        return f"{WeatherCause(cause or '').label}, {worksite}"
    return f"{Nature(nature).label}, {full_name(last_name or '', first_name or '')}"


def gap_words(estimated: Decimal, paid: Decimal) -> str:
    """« 14,70 € de moins que l’estimation »; nothing is said of less than a cent."""
    gap = paid - estimated
    if abs(gap) < _CENT:
        return "Conforme à l’estimation"
    return f"{euros(abs(gap))} {'de plus' if gap > 0 else 'de moins'} que l’estimation"


def campaign_label(year: int) -> str:
    """By the year in which it begins."""
    return f"{year}-{year + 1}"
