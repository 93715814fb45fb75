"""What is said of a stoppage before it is sent: each line warns, none forbids."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from adherents.departements import departement_in_words
from core.access import Access
from core.french import counted
from core.templatetags.portal import french_date
from stoppages.arithmetic.deadlines import PARIS
from stoppages.arithmetic.figures import HeatwaveSeason
from stoppages.enums import STOPS_WORK, VigilanceLevel
from stoppages.models import HeatwaveVigilance, SeasonalStop, StoppageCase, WeatherStoppage
from stoppages.queries.figures import figures_on
from stoppages.queries.standing import paris_day

# A stoppage that goes on is looked at this far.
_MOST_DAYS = 92
_LAW = "La loi demande la vigilance orange ou rouge, ou un arrêté du préfet qui arrête l’activité."
_NO_DAY_OF_A_YEAR = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Advice:
    """`ref`: of another case that it is about."""

    text: str
    ref: str = ""


def advice_of(access: Access, weather: WeatherStoppage) -> list[Advice]:
    """Every line, in the order in which they matter; at most four queries."""
    days = days_of(weather)
    heatwave = [*_out_of_season(weather, days), *_vigilance(weather, days)] if weather.is_heatwave else []
    return [*heatwave, *_seasonal(weather, days), *_others(access, weather, days)]


def days_of(weather: WeatherStoppage) -> list[date]:
    """Those that it touches, until today while it goes on; not that of a resumption when the day begins."""
    first, last = paris_day(weather.starts_at), timezone.localdate(timezone=PARIS)
    if weather.resumes_at is not None:
        local = weather.resumes_at.astimezone(PARIS)
        starts_a_day = local.time() <= settings.WORKING_DAY_STARTS
        last = local.date() - timedelta(days=1) if starts_a_day else local.date()
    count = min(max(0, (last - first).days), _MOST_DAYS)
    return [first + timedelta(days=rank) for rank in range(count + 1)]


def _out_of_season(weather: WeatherStoppage, days: list[date]) -> Iterator[Advice]:
    season = figures_on(days[0], weather.case.adherent.caisse_id).heatwave_season
    if season is not None and any(day not in season for day in days):
        yield Advice(
            f"Une canicule s’indemnise {_season_in_words(season)} : ces jours sont en dehors. "
            "Votre caisse peut refuser l’arrêt."
        )


def _season_in_words(season: HeatwaveSeason) -> str:
    first, last = (_NO_DAY_OF_A_YEAR.replace(month=month, day=day) for month, day in (season.starts, season.ends))
    return f"du {_day_of_a_year(first)} au {_day_of_a_year(last)}"


def _day_of_a_year(day: date) -> str:
    return french_date(day).replace("\N{NO-BREAK SPACE}", " ").removesuffix(f" {day.year}")


def _vigilance(weather: WeatherStoppage, days: list[date]) -> Iterator[Advice]:
    code = weather.worksite.departement
    rows = HeatwaveVigilance.objects.filter(departement=code, day__range=(days[0], days[-1]))
    levels = {row.day: VigilanceLevel(row.level) for row in rows}
    place = departement_in_words(code)
    below: dict[VigilanceLevel, list[date]] = defaultdict(list)
    for day, level in sorted(levels.items()):
        if level not in STOPS_WORK:
            below[level].append(day)
    for level, some in below.items():
        yield Advice(f"{place} : vigilance canicule {str(level.label).lower()} {_days_in_words(some)}. {_LAW}")
    unknown = [day for day in days if day not in levels]
    if unknown:
        yield Advice(
            f"{place} : la vigilance canicule {_days_in_words(unknown)} n’est pas connue du portail. {_LAW} "
            "Gardez-en la preuve."
        )


def _days_in_words(days: list[date]) -> str:
    if len(days) == 1:
        return f"le {french_date(days[0])}"
    if (days[-1] - days[0]).days == len(days) - 1:
        return f"du {french_date(days[0])} au {french_date(days[-1])}"
    return f"pour {counted(len(days), 'jour')}, dont le {french_date(days[0])}"


def _seasonal(weather: WeatherStoppage, days: list[date]) -> Iterator[Advice]:
    stops = SeasonalStop.objects.filter(departement=weather.worksite.departement, starts_on__lte=days[-1])
    for stop in stops.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=days[0])):
        what = f" ({stop.activity})" if stop.activity else ""
        above = f" à partir de {counted(stop.above, 'mètre')} d’altitude" if stop.above is not None else ""
        until = f" au {french_date(stop.ends_on)}" if stop.ends_on else ""
        yield Advice(
            f"Arrêt saisonnier{what}{above} dans ce département, du {french_date(stop.starts_on)}{until} : ces jours "
            "ne sont pas indemnisés si votre chantier en est. Votre caisse en décide."
        )


def _others(access: Access, weather: WeatherStoppage, days: list[date]) -> Iterator[Advice]:
    """Told and not refused: two stoppages of one day add up, but one declared twice is a mistake."""
    cases = StoppageCase.objects.for_access(access).weather().open().filter(weather__worksite=weather.worksite)
    meeting = cases.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=days[0]), starts_on__lte=days[-1])
    others: Iterable[StoppageCase] = meeting.exclude(pk=weather.case_id).select_related("weather")[:5]
    for case in others:
        cause = case.weather.get_cause_display().lower()
        yield Advice(
            f"Un autre arrêt de ce chantier touche ces jours : {case.reference}, {cause}, depuis le "
            f"{french_date(case.starts_on)}. Si c’est le même, ne l’envoyez pas deux fois.",
            case.public_id,
        )
