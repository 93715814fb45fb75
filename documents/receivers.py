"""What happens below that the documents follow."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from accounts.enums import Topic
from accounts.models import MessageChoice
from accounts.signals import daily_choice_ended
from adherents.models import Caisse
from adherents.signals import caisse_completed
from core.queue import defer
from documents.services.kinds import ensure_kinds
from documents.telling.services import tell_kept
from employees.signals import people_renamed

INDEX_PEOPLE = "documents.jobs.index_people"


@receiver(caisse_completed)
def give_its_kinds(caisse: Caisse, **rest: Any) -> None:
    ensure_kinds(caisse)


@receiver(people_renamed)
def index_their_documents(employee_ids: list[int], **rest: Any) -> None:
    """Those that are about somebody are found by their name."""
    defer(INDEX_PEOPLE, employee_ids=employee_ids)


@receiver(daily_choice_ended)
def tell_what_was_kept(choice: MessageChoice, **rest: Any) -> None:
    """What waited for the morning does not wait any more."""
    if choice.topic == Topic.DOCUMENTS:
        tell_kept([choice], timezone.now())
