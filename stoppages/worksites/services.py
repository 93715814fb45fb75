"""Worksites added, changed, closed: the register is the company's own, nothing of it is sent by itself."""

from dataclasses import fields

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import audit
from core.access import Access
from core.rights import Right
from stoppages.models import Worksite
from stoppages.worksites.values import WorksiteValues

audit.declare(
    {
        "stoppages.worksite_added": "Chantier ajouté",
        "stoppages.worksite_changed": "Chantier modifié",
        "stoppages.worksite_closed": "Chantier fermé",
        "stoppages.worksite_opened": "Chantier rouvert",
    }
)


@transaction.atomic
def add_worksite(*, access: Access, values: WorksiteValues, attempt: str) -> Worksite:
    """The one that this attempt added already, when the form is sent again. Raises PermissionDenied."""
    _require_own(access, values)
    worksite, is_new = Worksite.objects.get_or_create(
        adherent_id=access.tiers.adherent_id,
        attempt=attempt,
        defaults={**_columns(values), "created_by_label": str(access.user)[:200]},
    )
    if is_new:
        audit.record("stoppages.worksite_added", access=access, target=worksite.name)
    return worksite


@transaction.atomic
def change_worksite(*, access: Access, worksite: Worksite, values: WorksiteValues) -> Worksite:
    """What was sent keeps the worksite as it was called that day. Raises PermissionDenied."""
    _require_own(access, values)
    locked = _locked(access, worksite)
    before = {name: getattr(locked, name) for name in _columns(values)}
    changed = {name: value for name, value in _columns(values).items() if before[name] != value}
    if not changed:
        return locked
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(changed))
    audit.record(
        "stoppages.worksite_changed",
        access=access,
        target=locked.name,
        changes={name: [str(before[name]), str(value)] for name, value in changed.items()},
    )
    return locked


@transaction.atomic
def close_worksite(*, access: Access, worksite: Worksite, is_closed: bool) -> Worksite:
    """Offered no more, or again; its stoppages stay. Asked twice, it is done once. Raises PermissionDenied."""
    locked = _locked(access, worksite)
    if (locked.closed_on is not None) == is_closed:
        return locked
    locked.closed_on = timezone.localdate() if is_closed else None
    locked.save(update_fields=["closed_on"])
    audit.record(
        "stoppages.worksite_closed" if is_closed else "stoppages.worksite_opened", access=access, target=locked.name
    )
    return locked


def _locked(access: Access, worksite: Worksite) -> Worksite:
    rows = Worksite.objects.for_access(access).select_for_update(of=("self",))
    locked: Worksite | None = rows.filter(pk=worksite.pk).first()
    if locked is None or not access.has(Right.STOPPAGES_ACT):
        raise PermissionDenied
    return locked


def _require_own(access: Access, values: WorksiteValues) -> None:
    """Of the company, and of the one site of whoever acts for a site."""
    site, tiers = values.establishment, access.tiers
    is_own = site.adherent_id == tiers.adherent_id and tiers.establishment_id in (None, site.pk)
    if not is_own or not access.has(Right.STOPPAGES_ACT):
        raise PermissionDenied


def _columns(values: WorksiteValues) -> dict[str, object]:
    return {field.name: getattr(values, field.name) for field in fields(values)}
