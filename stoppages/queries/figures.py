"""The dated figures as the arithmetic takes them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

from adherents.models import Caisse, DatedModel, WeatherCampaign
from core.compiled import CompiledQuery, Given
from stoppages import arithmetic
from stoppages.arithmetic import Figures, FiguresOn, Published
from stoppages.models import (
    CaissePractice,
    DeclarationDelay,
    HeatwaveSeason,
    HeatwaveShare,
    HourlyCeiling,
    StoppageRule,
)

Row = TypeVar("Row", bound=DatedModel)
_CAISSE = Given("caisse_id", BigIntegerField())


@dataclass(frozen=True, slots=True)
class Tables:
    """Every dated row that a caisse goes by; there are so few that all are read, whatever the days asked for.

    A practice of its own comes before that of the network.
    """

    rules: list[StoppageRule]
    delays: list[DeclarationDelay]
    practices: list[CaissePractice]
    ceilings: list[HourlyCeiling]
    shares: list[HeatwaveShare]
    seasons: list[HeatwaveSeason]
    campaigns: list[WeatherCampaign]

    def on(self, day: date) -> Figures:
        """What no row says is not known; but the rule and the practice, which are then the law's own."""
        rule, practice = _in_force(self.rules, day), _in_force(self.practices, day)
        delay, season = _in_force(self.delays, day), _in_force(self.seasons, day)
        return Figures(
            rule=_as_rule(rule) if rule else arithmetic.Rule(),
            practice=_as_practice(practice) if practice else arithmetic.Practice(),
            delay=_as_delay(delay) if delay else None,
            heatwave_season=_as_season(season) if season else None,
            hourly_ceiling=_published(_in_force(self.ceilings, day), lambda row: row.amount),
            allowance=_published(_in_force(self.campaigns, day), lambda row: row.allowance),
            heatwave_share=_published(_in_force(self.shares, day), lambda row: row.share),
        )


def figures_on(day: date, caisse_id: int) -> Figures:
    """What holds on one day for one caisse; for several days, `figures_for`."""
    return tables_of(caisse_id).on(day)


def figures_for(caisse_id: int) -> FiguresOn:
    """The figures of any day, the tables being read once: what the arithmetic asks for."""
    return lru_cache(maxsize=None)(tables_of(caisse_id).on)


def tables_of(caisse_id: int) -> Tables:
    """In one query."""
    (read,) = _TABLES.rows(caisse_id=caisse_id)
    return Tables(**{name: _rows(model, getattr(read, name)) for name, model in _MODELS.items()})


_MODELS: dict[str, type[DatedModel]] = {
    "rules": StoppageRule,
    "delays": DeclarationDelay,
    "practices": CaissePractice,
    "ceilings": HourlyCeiling,
    "shares": HeatwaveShare,
    "seasons": HeatwaveSeason,
    "campaigns": WeatherCampaign,
}


def _tables() -> QuerySet[Caisse]:
    """The rows of each table as one column of the caisse."""
    return (
        Caisse.objects.filter(pk=_CAISSE).only("pk").annotate(**{name: _all(model) for name, model in _MODELS.items()})
    )


def _all(model: type[DatedModel]) -> ArraySubquery:
    """As texts, which each field reads back: a number of JSON would not be to the cent."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._default_manager.all()
    if model is CaissePractice:
        rows = rows.filter(Q(caisse__isnull=True) | Q(caisse=_CAISSE)).order_by("caisse_id")
    return ArraySubquery(rows.values(row=JSONObject(**{name: Cast(name, TextField()) for name in names})))


_TABLES: CompiledQuery[Caisse] = CompiledQuery(_tables)


def _rows(model: type[Model], read: Iterable[dict[str, Any]]) -> list[Any]:
    fields = model._meta.concrete_fields
    return [model(**{field.attname: field.to_python(row[field.attname]) for field in fields}) for row in read]


def _in_force(rows: Iterable[Row], day: date) -> Row | None:
    return next((row for row in rows if row.is_in_force_on(day)), None)


def _published(row: Row | None, value: Callable[[Row], Decimal | None]) -> Published | None:
    figure = None if row is None else value(row)
    return None if row is None or figure is None else Published(figure, row.source)


def _as_rule(row: StoppageRule) -> arithmetic.Rule:
    return arithmetic.Rule(
        carence_hours=row.carence_hours,
        hours_a_day=row.hours_a_day,
        hours_a_week=row.hours_a_week,
        days_a_year=row.days_a_year,
        least_hours=row.least_hours,
        least_hours_months=row.least_hours_months,
        indemnity_rate=row.indemnity_rate,
        full_rate=row.full_rate,
        small_rate=row.small_rate,
        full_rate_above=row.full_rate_above,
        reduced_hours=row.reduced_hours,
        reduced_rate=row.reduced_rate,
    )


def _as_delay(row: DeclarationDelay) -> arithmetic.Delay:
    return arithmetic.Delay(row.provisional_hours, row.final_months)


def _as_practice(row: CaissePractice) -> arithmetic.Practice:
    return arithmetic.Practice(
        carence=arithmetic.CarenceReading(row.carence),
        tolerance=arithmetic.Tolerance(row.tolerance),
        tolerance_days=row.tolerance_days,
    )


def _as_season(row: HeatwaveSeason) -> arithmetic.HeatwaveSeason:
    return arithmetic.HeatwaveSeason((row.first_month, row.first_day), (row.last_month, row.last_day))
