"""A draft is tried out: its messages, marked « [Essai] », to whoever prepares it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core import throttling
from core.allowance import REFUSALS
from support.broadcasts import emails
from support.broadcasts.services.drafts import held_draft, record
from support.broadcasts.services.refusals import BroadcastRefused
from support.broadcasts.values import Channel
from support.models import Broadcast

_NO_MOBILE = (
    "Cet envoi n’a que des SMS, et vous n’avez pas de mobile : ajoutez-en un à votre compte, ou demandez à un collègue "
    "de l’essayer."
)
_SMS_REFUSED = "Les SMS sont interrompus, ou ceux du jour sont épuisés : essayez plus tard. Rien n’est parti."


def send_test(*, broadcast: Broadcast, by: Any) -> tuple[Channel, ...]:
    """To `by`'s own address and, if they have one, mobile: the channels by which it left.

    Outside any transaction. Raises `NotADraft`, `BroadcastRefused`, and `core.throttling.Throttled`.
    """
    throttling.enforce("broadcast_trials", str(by.pk))
    return _send(broadcast, by)


@transaction.atomic
def _send(broadcast: Broadcast, by: Any) -> tuple[Channel, ...]:
    row = held_draft(broadcast, by)
    channels = (Channel.EMAIL,) * row.by_email + (Channel.SMS,) * bool(row.by_sms and by.mobile)
    if not channels:
        raise BroadcastRefused(_NO_MOBILE)
    if Channel.EMAIL in channels:
        emails.trial(row, by)
    if Channel.SMS in channels:
        try:
            emails.trial_by_sms(row, by)
        except REFUSALS:
            raise BroadcastRefused(_SMS_REFUSED) from None
    row.tested_at, row.tested_version = timezone.now(), row.version
    row.save(update_fields=["tested_at", "tested_version"])
    record("support.broadcast_tested", row, by, canaux=[channel.label for channel in channels])
    return channels
