"""What accounts answer to the apps below."""

from typing import Any

from django.dispatch import receiver

from accounts.services import failing
from accounts.services.bank import warn_of_bank_change
from adherents.models import ChangeRequest
from adherents.signals import bank_change_moved
from core.models import OutgoingMessage
from core.signals import delivery_failed


@receiver(bank_change_moved)
def tell_holders(sender: type[ChangeRequest], change: ChangeRequest, **kwargs: Any) -> None:
    warn_of_bank_change(change=change)


@receiver(delivery_failed)
def note_failing_coordinates(sender: type[OutgoingMessage], message: OutgoingMessage, **kwargs: Any) -> None:
    failing.note_failure(message=message)
