"""A draft is written, changed, dropped: whatever it says, nobody receives it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.enums import BROADCAST
from adherents.departements import DEPARTEMENTS
from adherents.models import Caisse
from core import audit
from core.rights import Right
from support.broadcasts.emails import sms_as_sent
from support.broadcasts.listing import read_list
from support.broadcasts.segments import length_of
from support.broadcasts.services.refusals import BadList, FieldRefused, NotADraft, WrittenOver
from support.broadcasts.values import BroadcastValues
from support.enums import Receivers
from support.models import Broadcast
from support.policies import can_send_broadcast

audit.declare(
    {
        "support.broadcast_drafted": "Envoi à plusieurs entreprises préparé",
        "support.broadcast_changed": "Envoi à plusieurs entreprises modifié",
        "support.broadcast_dropped": "Envoi à plusieurs entreprises abandonné",
        "support.broadcast_tested": "Envoi à plusieurs entreprises essayé",
        "support.broadcast_confirmed": "Envoi à plusieurs entreprises confirmé",
        "support.broadcast_held": "Envoi à plusieurs entreprises suspendu",
        "support.broadcast_resumed": "Envoi à plusieurs entreprises repris",
        "support.broadcast_stopped": "Envoi à plusieurs entreprises arrêté",
        "support.broadcast_done": "Envoi à plusieurs entreprises terminé",
    }
)


@transaction.atomic
def draft_broadcast(*, caisse: Caisse, values: BroadcastValues, by: Any) -> Broadcast:
    """Raises `BroadcastRefused`: `FieldRefused` for a field, `BadList` for lines of the list."""
    if not can_send_broadcast(by, caisse.pk):
        raise PermissionDenied
    broadcast = Broadcast(caisse=caisse, created_by=by, created_by_label=str(by)[:200])
    _write(broadcast, values)
    broadcast.save()
    record("support.broadcast_drafted", broadcast, by)
    return broadcast


@transaction.atomic
def change_broadcast(
    *, broadcast: Broadcast, values: BroadcastValues, by: Any, version: int | None = None
) -> Broadcast:
    """Its trial is to be done again. `version`: the one that was read; None for whatever it is.

    Raises as `draft_broadcast`, and `NotADraft`, `WrittenOver`.
    """
    row = held_draft(broadcast, by, version)
    _write(row, values)
    row.version += 1
    row.changed_at = timezone.now()
    row.save()
    record("support.broadcast_changed", row, by)
    return row


@transaction.atomic
def drop_broadcast(*, broadcast: Broadcast, by: Any) -> None:
    """Raises `NotADraft`."""
    row = held_draft(broadcast, by)
    record("support.broadcast_dropped", row, by)
    row.delete()


def held(broadcast_id: int) -> Broadcast:
    """In the caller's transaction: the staff and the job take turns."""
    rows = Broadcast.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("caisse").get(pk=broadcast_id)


def held_draft(broadcast: Broadcast, by: Any, version: int | None = None) -> Broadcast:
    """Raises `NotADraft`, also when it was dropped meanwhile; `WrittenOver` when it is not of that version."""
    if not can_send_broadcast(by, broadcast.caisse_id):
        raise PermissionDenied
    try:
        row = held(broadcast.pk)
    except Broadcast.DoesNotExist:
        raise NotADraft from None
    if not row.is_draft:
        raise NotADraft
    if version is not None and row.version != version:
        raise WrittenOver
    return row


def record(action: str, broadcast: Broadcast, by: Any, **changes: object) -> None:
    audit.record(
        action,
        actor=by,
        caisse_id=broadcast.caisse_id,
        target=f"envoi {broadcast.public_id} « {broadcast} »",
        changes=changes,
    )


def _write(broadcast: Broadcast, values: BroadcastValues) -> None:
    """What is not asked is left out of the row: a text of no channel, a right that nobody is asked."""
    _require_words(values)
    asks_right = values.to_firms or values.receivers != Receivers.HOLDERS
    broadcast.topic, broadcast.by_email, broadcast.by_sms = values.topic, values.by_email, values.by_sms
    broadcast.title = values.title.strip() if values.by_email else ""
    broadcast.body = values.body.strip() if values.by_email else ""
    broadcast.sms_text = values.sms_text.strip() if values.by_sms else ""
    broadcast.receivers, broadcast.to_firms = values.receivers, values.to_firms
    broadcast.right = values.right if asks_right else ""
    broadcast.departements = sorted(set(values.departements))
    broadcast.workforce_from, broadcast.workforce_to = values.workforce_from, values.workforce_to
    broadcast.has_missing_month = values.has_missing_month
    _write_list(broadcast, values.list_text)
    _require_audience(broadcast)
    _require_few_segments(broadcast)


def _require_words(values: BroadcastValues) -> None:
    if values.topic not in BROADCAST:
        raise FieldRefused("topic", "Ce sujet ne s’envoie pas à plusieurs : choisissez-en un autre.")
    if not values.by_email and not values.by_sms:
        raise FieldRefused("by_email", "Choisissez au moins une façon d’envoyer : courriel ou SMS.")
    if values.by_email and not values.title.strip():
        raise FieldRefused("title", "Écrivez l’objet du courriel.")
    if values.by_email and not values.body.strip():
        raise FieldRefused("body", "Écrivez le texte du courriel.")
    if values.by_sms and not values.sms_text.strip():
        raise FieldRefused("sms_text", "Écrivez le texte du SMS.")


def _write_list(broadcast: Broadcast, typed: str) -> None:
    broadcast.list_text, broadcast.listed = typed.strip(), None
    if not broadcast.list_text:
        return
    known = read_list(broadcast.caisse_id, broadcast.list_text)
    if known.bad:
        raise BadList(known.bad)
    broadcast.listed = list(known.companies)


def _require_audience(broadcast: Broadcast) -> None:
    if broadcast.receivers not in Receivers.values:
        raise FieldRefused("receivers", "Choisissez qui reçoit cet envoi.")
    if (broadcast.to_firms or broadcast.receivers != Receivers.HOLDERS) and broadcast.right not in Right.values:
        raise FieldRefused("right", "Choisissez le droit qu’il faut avoir pour recevoir cet envoi.")
    if set(broadcast.departements) - set(DEPARTEMENTS):
        raise FieldRefused("departements", "Un de ces départements n’existe pas : choisissez dans la liste.")
    least, most = broadcast.workforce_from, broadcast.workforce_to
    if least is not None and most is not None and most < least:
        raise FieldRefused("workforce_to", "Le plus grand effectif est plus petit que le premier : inversez-les.")


def _require_few_segments(broadcast: Broadcast) -> None:
    if not broadcast.by_sms:
        return
    length, most = length_of(sms_as_sent(broadcast)), settings.BROADCAST_SMS_MAX_SEGMENTS
    if length.segments <= most:
        return
    costly = f" Ces caractères en diminuent la place : {' '.join(length.costly)}" if length.costly else ""
    raise FieldRefused(
        "sms_text",
        f"Avec le nom de la caisse et la façon d’arrêter, ce texte fait {length.segments} SMS, pour {most} au plus : "
        f"raccourcissez-le.{costly}",
    )
