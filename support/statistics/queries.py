"""The figures of a period: as many queries whatever was written.

What is counted is what was received in the period, as it stands now; what waits is counted today. Delays run from the
opening to the first answer, days off included, as `contact.queries.usual_days` counts them.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Concat, TruncMonth, TruncWeek
from django.utils import formats, timezone

from core.charts import lines
from support.enums import OF_THE_CAISSE
from support.models import Conversation, Message, Question, QuestionReading, QuestionVote
from support.statistics.values import Period, Statistics, Table, Totals

_COUNTED = ("Reçus", "Répondus", "En attente")
_MOST_READ = 10
# What waits: since how many days at least, and its name; the oldest last.
_AGES = (
    (0, "Moins de 2 jours"),
    (2, "De 2 à 3 jours"),
    (4, "De 4 à 7 jours"),
    (8, "De 8 à 15 jours"),
    (16, "Plus de 15 jours"),
)
_ANSWERED, _WAITING = Q(answered_at__isnull=False), Q(state__in=OF_THE_CAISSE)


class _Percentile(Aggregate):
    """Where so much of the values is below."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(at)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def statistics_of(caisse_id: int | None, period: Period) -> Statistics:
    """Of a caisse; None: of all."""
    own = Conversation.objects.standing()
    own = own if caisse_id is None else own.filter(caisse_id=caisse_id)
    starts_at, ends_at = period.instants
    received = own.filter(opened_at__gte=starts_at, opened_at__lt=ends_at).order_by()
    ages = _ages(own.filter(_WAITING).order_by())
    tables = (
        _by_time(received, period),
        ages,
        _by_subject(received),
        _by_follower(received),
        _questions(caisse_id, period),
    )
    return Statistics(period, _totals(received, sum(line.total for line in ages.lines)), tables)


def _totals(received: QuerySet[Conversation], waiting: int) -> Totals:
    first = Message.objects.filter(conversation=OuterRef("pk"), is_from_caisse=True).order_by("sent_at")
    counted = received.annotate(delay=Subquery(first.values("sent_at")[:1]) - F("opened_at")).aggregate(
        received=Count("pk"),
        answered=Count("pk", filter=_ANSWERED),
        reopened=Count("reopened_at"),
        thanked=Count("thanked_at"),
        median=_Percentile("delay", at=0.5),
        slowest=_Percentile("delay", at=0.9),
    )
    delays = (_days(counted.pop("median")), _days(counted.pop("slowest")))
    return Totals(**counted, median_days=delays[0], slowest_days=delays[1], waiting=waiting)


def _days(delay: timedelta | None) -> float | None:
    return None if delay is None else delay / timedelta(days=1)


def _by_time(received: QuerySet[Conversation], period: Period) -> Table:
    """Every week or month of the period, those in which nothing came too."""
    step: Any = TruncWeek if period.is_by_week else TruncMonth
    rows = {row[0].date(): row[1:] for row in _counted_by(received.annotate(step=step("opened_at")), "step")}
    named = [(_step_label(begins, period), *rows.get(begins, (0, 0, 0))) for begins in _steps(period)]
    title, first = ("Par semaine", "Semaine") if period.is_by_week else ("Par mois", "Mois")
    return Table("temps", f"Reçus et répondus : {title.lower()}", (first, *_COUNTED), lines(named))


def _steps(period: Period) -> list[date]:
    begins = period.first - timedelta(days=period.first.weekday()) if period.is_by_week else period.first.replace(day=1)
    steps = []
    while begins <= period.last:
        steps.append(begins)
        begins = begins + timedelta(days=7) if period.is_by_week else (begins + timedelta(days=31)).replace(day=1)
    return steps


def _step_label(begins: date, period: Period) -> str:
    if not period.is_by_week:
        return formats.date_format(begins, "F Y")
    return f"Du {begins:%d/%m} au {begins + timedelta(days=6):%d/%m/%Y}"


def _counted_by(rows: QuerySet[Any], *names: str) -> list[tuple[Any, ...]]:
    counts = {"all": Count("pk"), "answered": Count("pk", filter=_ANSWERED), "waiting": Count("pk", filter=_WAITING)}
    return list(rows.values(*names).annotate(**counts).values_list(*names, *counts).order_by("-all", *names))


def _ages(waiting: QuerySet[Conversation]) -> Table:
    now = timezone.now()
    counts = {f"age{rank}": Count("pk", filter=_waits_for(rank, now)) for rank in range(len(_AGES))}
    counted = waiting.aggregate(**counts)
    named = [(label, counted[f"age{rank}"]) for rank, (_, label) in enumerate(_AGES)]
    return Table("attente", "En attente aujourd’hui, par ancienneté", ("Attendent depuis", "Échanges"), lines(named))


def _waits_for(rank: int, now: datetime) -> Q:
    until = Q(waiting_since__lte=_ago(now, _AGES[rank][0]))
    return until if rank + 1 == len(_AGES) else until & Q(waiting_since__gt=_ago(now, _AGES[rank + 1][0]))


def _ago(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days) if days else now


def _by_subject(received: QuerySet[Conversation]) -> Table:
    return Table("objets", "Par objet", ("Objet", *_COUNTED), lines(_counted_by(received, "subject__name")))


def _by_follower(received: QuerySet[Conversation]) -> Table:
    followed = received.annotate(
        follower=Concat("assigned_to__first_name", Value(" "), "assigned_to__last_name"),
    )
    rows = _counted_by(followed, "assigned_to", "follower")
    named = [(name if key else "Personne", *figures) for key, name, *figures in rows]
    return Table("suivi", "Par personne qui suit", ("Suivi par", *_COUNTED), lines(named))


def _questions(caisse_id: int | None, period: Period) -> Table:
    """Those most read, and how many readers said that they did not find there what they were looking for."""
    starts_at, ends_at = period.instants
    days = QuestionReading.objects.filter(question=OuterRef("pk"), day__range=(period.first, period.last))
    votes = QuestionVote.objects.filter(question=OuterRef("pk"), voted_at__gte=starts_at, voted_at__lt=ends_at)
    of_whom = Q() if caisse_id is None else Q(caisse=None) | Q(caisse_id=caisse_id)
    rows = Question.objects.filter(of_whom).annotate(
        read=_of_each(days, Sum("count")),
        useful=_of_each(votes.filter(is_useful=True), Count("pk")),
        useless=_of_each(votes.filter(is_useful=False), Count("pk")),
    )
    read = rows.filter(Q(read__gt=0) | Q(useless__gt=0)).order_by("-read", "-useless", "pk")
    named = list(read.values_list("title", "read", "useful", "useless")[:_MOST_READ])
    return Table(
        "questions",
        "Questions-réponses les plus lues",
        ("Question", "Lectures", "« Utile »", "« Pas utile »"),
        lines(named),
        "Qui répond « pas utile » n’a pas trouvé sa réponse. Les questions du réseau sont "
        "lues par toutes les caisses, et comptées pour toutes.",
    )


def _of_each(rows: QuerySet[Any], count: Aggregate) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("question").annotate(all=count).values("all")), 0)
