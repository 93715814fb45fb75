"""Figures published or corrected: the estimates of the cases that they concern, computed again in the background.

By lots, each asking for the next; done twice, nothing changes. What was sent is only read.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_save, pre_save

from adherents.models import DatedModel, WeatherCampaign
from core.queue import defer
from stoppages.models import CaissePractice, HeatwaveShare, HourlyCeiling, ReimbursedNature, StoppageCase, StoppageRule
from stoppages.services.estimating import store_estimate
from stoppages.services.settling import settle

LOT = 50
_JOB = "stoppages.jobs.refresh_estimates"
_SETTLE_JOB = "stoppages.jobs.settle_sick_leaves"
# These say how hours are counted: what they change on a day is felt until the days of the year are spent, and later.
_COUNTING = (StoppageRule, CaissePractice)
PUBLISHED: tuple[type[DatedModel], ...] = (HourlyCeiling, HeatwaveShare, WeatherCampaign, *_COUNTING)


def watch_figures() -> None:
    """Whoever saves one, on whatever page: campaigns are another section's."""
    for model in PUBLISHED:
        pre_save.connect(_keep_days_before, sender=model, dispatch_uid=f"stoppages.before.{model.__name__}")
        post_save.connect(_figure_saved, sender=model, dispatch_uid=f"stoppages.after.{model.__name__}")

    post_save.connect(_nature_saved, sender=ReimbursedNature, dispatch_uid="stoppages.after.ReimbursedNature")


def _nature_saved(sender: type[ReimbursedNature], instance: ReimbursedNature, raw: bool = False, **_: Any) -> None:
    if not raw:
        defer(_SETTLE_JOB, caisse_id=instance.caisse_id, reason=instance.reason, after=0)


def settle_sick_leaves(*, caisse_id: int, reason: str, after: int) -> None:
    """What a caisse gives back for a motive changed: whether the arrêts that were sent wait for it. By lots."""
    rows = (
        StoppageCase.objects.sick_leaves()
        .open()
        .filter(adherent__caisse_id=caisse_id, sick_leave__reason=reason, sent_at__isnull=False, pk__gt=after)
    )
    lot = list(rows.order_by("pk").values_list("pk", flat=True)[:LOT])
    for pk in lot:
        _settle(pk)
    if len(lot) == LOT:
        defer(_SETTLE_JOB, caisse_id=caisse_id, reason=reason, after=lot[-1])


def _settle(pk: int) -> None:
    with transaction.atomic():
        rows = StoppageCase.objects.select_related("adherent__caisse").select_for_update(of=("self",))
        case = rows.filter(pk=pk).first()
        if case is not None:
            settle(case)


def _keep_days_before(sender: type[DatedModel], instance: Any, **_: Any) -> None:
    """The days that a row leaves are concerned as those that it takes."""
    instance._days_before = sender._default_manager.filter(pk=instance.pk).values_list("starts_on", "ends_on").first()


def _figure_saved(sender: type[DatedModel], instance: Any, raw: bool = False, **_: Any) -> None:
    if raw:
        return
    spans = [span for span in (instance._days_before, (instance.starts_on, instance.ends_on)) if span is not None]
    is_counting = sender in _COUNTING
    since = min(starts_on for starts_on, _ in spans)
    ends = [ends_on for _, ends_on in spans]
    until = None if is_counting or None in ends else max(end for end in ends if end is not None)
    caisse_id = getattr(instance, "caisse_id", None)
    ask_for_estimates(since=since, until=until, caisse_id=caisse_id)


def ask_for_estimates(
    *, since: date, until: date | None, caisse_id: int | None = None, adherent_id: int | None = None, after: int = 0
) -> None:
    """Of a caisse, of a company, or of the whole network. In the caller's transaction."""
    last = until.isoformat() if until is not None else None
    defer(_JOB, since=since.isoformat(), until=last, caisse_id=caisse_id, adherent_id=adherent_id, after=after)


def refresh_estimates(
    *, since: date, until: date | None, caisse_id: int | None, after: int, adherent_id: int | None = None
) -> None:
    """One lot, then a job for the next: a worker that dies loses one lot at most, which is done again."""
    rows = _concerned(since, until, caisse_id, adherent_id).filter(pk__gt=after)
    lot = list(rows.order_by("pk").values_list("pk", flat=True)[:LOT])
    for pk in lot:
        _refresh(pk)
    if len(lot) == LOT:
        ask_for_estimates(since=since, until=until, caisse_id=caisse_id, adherent_id=adherent_id, after=lot[-1])


def _refresh(pk: int) -> None:
    """Under the row's lock: what is being sent meanwhile is not overwritten by an estimate of before."""
    with transaction.atomic():
        rows = StoppageCase.objects.select_related("adherent", "weather__worksite").select_for_update(of=("self",))
        case = rows.filter(pk=pk).first()
        if case is not None:
            store_estimate(case)


def _concerned(since: date, until: date | None, caisse_id: int | None, adherent_id: int | None) -> Any:
    rows = StoppageCase.objects.weather().open().filter(Q(ends_on__isnull=True) | Q(ends_on__gte=since))
    if until is not None:
        rows = rows.filter(starts_on__lte=until)
    if adherent_id is not None:
        rows = rows.filter(adherent_id=adherent_id)
    return rows.filter(adherent__caisse_id=caisse_id) if caisse_id is not None else rows
