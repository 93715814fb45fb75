"""The figures of a period as a table that a spreadsheet opens: one figure a line."""

from collections.abc import Iterator

from django.http import HttpResponse

from core.exports import csv_file
from support.statistics.values import Statistics, Totals

_COLUMNS = ("Partie", "Ligne", "Mesure", "Valeur")


def exported(statistics: Statistics) -> HttpResponse:
    period = statistics.period
    return csv_file(f"statistiques-echanges-{period.first}-{period.last}", _COLUMNS, _rows(statistics))


def _rows(statistics: Statistics) -> Iterator[tuple[object, ...]]:
    period = statistics.period
    yield ("Période", "", "Premier jour", period.first)
    yield ("Période", "", "Dernier jour", period.last)
    for label, value in _totals(statistics.totals):
        yield ("Ensemble", "", label, value)
    for table in statistics.tables:
        for line in table.lines:
            for column, figure in zip(table.columns[1:], line.figures, strict=True):
                yield (table.title, line.label, column, figure)


def _totals(totals: Totals) -> list[tuple[str, object]]:
    return [
        ("Échanges reçus", totals.received),
        ("Dont répondus", totals.answered),
        ("Dont rouverts", totals.reopened),
        ("Dont clos par un remerciement", totals.thanked),
        ("Délai médian de la première réponse (jours)", totals.median_days),
        ("Délai des neuf dixièmes des premières réponses (jours)", totals.slowest_days),
        ("En attente aujourd’hui", totals.waiting),
    ]
