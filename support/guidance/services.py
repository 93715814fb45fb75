"""Writing the help or the tutorial of a page in place of what the portal ships."""

from typing import Any

from django.db import transaction

from core import audit
from support.enums import TextKind
from support.guidance.replaced import forget
from support.guidance.steps import UnreadableSteps, steps_of
from support.guidance.values import Guide
from support.models import PageText
from support.policies import can_write_texts

audit.declare({"support.page_text_written": "Aide ou tutoriel d’une page réécrit"})
# What every page of the portal shows.
_EVERYWHERE = frozenset({"menu", "tiers", "functional-bar", "actions"})


class TextRefused(Exception):
    """Says why, to whoever wrote it."""


def targets_of(guide: Guide) -> list[str]:
    """What the steps of this page may point at (`guide`: as it is shipped)."""
    return sorted(_EVERYWHERE | {step.target for step in guide.steps})


def check_text(*, guide: Guide, kind: TextKind, body: str) -> None:
    """Raises TextRefused."""
    if kind != TextKind.TUTORIAL:
        return
    try:
        steps = steps_of(body)
    except UnreadableSteps as unreadable:
        raise TextRefused(str(unreadable)) from unreadable
    known = targets_of(guide)
    for step in steps:
        if step.target not in known:
            raise TextRefused(f"Cette page n’a pas de cible « {step.target} ». Les siennes : {', '.join(known)}.")


def write_text(
    *, by: Any, guide: Guide, kind: TextKind, caisse_id: int | None, body: str, seen: int | None
) -> PageText:
    """A version more, in force from now on; empty, it gives back what the portal ships. `seen`: the version that the
    writer started from. Raises TextRefused.
    """
    if not can_write_texts(by, caisse_id):
        raise TextRefused("Vous n’écrivez que les textes de votre caisse.")
    check_text(guide=guide, kind=kind, body=body)
    with transaction.atomic():
        if latest_pk(guide, kind, caisse_id, is_held=True) != seen:
            raise TextRefused(
                "Quelqu’un a écrit une autre version pendant que vous écriviez. Votre texte est gardé ci-dessous : "
                "lisez l’autre dans l’historique, puis mettez le vôtre en ligne s’il convient."
            )
        row = PageText.objects.create(page=guide.key, kind=kind, caisse_id=caisse_id, body=body, written_by=by)
        audit.record("support.page_text_written", actor=by, caisse_id=caisse_id, target=f"{row}")
        transaction.on_commit(forget)
    return row


def latest_pk(guide: Guide, kind: TextKind, caisse_id: int | None, *, is_held: bool = False) -> int | None:
    rows = PageText.objects.filter(page=guide.key, kind=kind)
    rows = rows.filter(caisse_id=caisse_id) if caisse_id is not None else rows.filter(caisse__isnull=True)
    rows = rows.select_for_update() if is_held else rows
    return rows.order_by("-pk").values_list("pk", flat=True).first()
