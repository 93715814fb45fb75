"""What accounts answer to the apps below."""

from typing import Any

from django.dispatch import receiver

from accounts.services import failing
from core.models import OutgoingMessage
from core.signals import delivery_failed


@receiver(delivery_failed)
def note_failing_coordinates(sender: type[OutgoingMessage], message: OutgoingMessage, **kwargs: Any) -> None:
    failing.note_failure(message=message)
