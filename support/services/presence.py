"""Who is writing in a conversation just now, so that two people do not answer the same thing."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from support.models import Conversation, Writing


def writes(*, conversation: Conversation, person: Any, label: str, is_from_caisse: bool) -> None:
    """Seen to be writing at this instant; `label`: as their own side names them."""
    row = Writing(
        conversation=conversation,
        adherent_id=conversation.adherent_id,
        person=person,
        label=label[:200],
        is_from_caisse=is_from_caisse,
    )
    Writing.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["conversation", "person"],
        update_fields=["label", "is_from_caisse", "seen_at"],
    )


def wrote(*, conversation: Conversation, person: Any) -> None:
    """Their message is sent."""
    Writing.objects.filter(conversation=conversation, person=person).delete()


def others_writing(conversation: Conversation, person: Any) -> QuerySet[Writing]:
    """Those who were seen to lately, but this person."""
    since = timezone.now() - settings.WRITING_SEEN_FOR
    rows = Writing.objects.filter(conversation=conversation, seen_at__gte=since)
    return rows.exclude(person=person).order_by("seen_at", "pk")


def forget_who_wrote() -> None:
    """Nobody is writing since then: the rows say nothing any more."""
    Writing.objects.filter(seen_at__lt=timezone.now() - 10 * settings.WRITING_SEEN_FOR).delete()
