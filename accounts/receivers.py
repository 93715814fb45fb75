"""What accounts answer to the apps below."""

from typing import Any

from django.dispatch import receiver

from accounts.choices import has_stopped
from accounts.emails import MOBILE_CODE
from accounts.enums import StopSource
from accounts.services import failing, stops
from accounts.services.bank import warn_of_bank_change
from adherents.models import ChangeRequest
from adherents.signals import bank_change_moved
from core import sms
from core.models import OutgoingMessage
from core.signals import delivery_failed, sms_answered


@receiver(bank_change_moved)
def tell_holders(sender: type[ChangeRequest], change: ChangeRequest, **kwargs: Any) -> None:
    warn_of_bank_change(change=change)


@receiver(delivery_failed)
def note_failing_coordinates(sender: type[OutgoingMessage], message: OutgoingMessage, **kwargs: Any) -> None:
    failing.note_failure(message=message)


@receiver(sms_answered)
def heed_answer(sender: type, number: str, wants_sms: bool, is_told_by_provider: bool, **kwargs: Any) -> None:
    if wants_sms:
        stops.start(number=number)
    else:
        stops.stop(number=number, source=StopSource.PROVIDER if is_told_by_provider else StopSource.REPLY)


sms.declare_stops(has_stopped)
sms.declare_asked_for(MOBILE_CODE)
