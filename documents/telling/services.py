"""Whoever may read what was published is told of it once: at each publication, or once a day."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.choices import told_later, wanting
from accounts.enums import Rhythm, Topic
from accounts.models import MessageChoice, User
from delegations.reaching import accesses_into, accesses_of
from documents.models import Document
from documents.telling import emails
from documents.telling.queries import Announcement, announcements, next_companies, published

# Documents looked at to choose the companies of a transaction; people of another.
_AT_ONCE = 500
_PEOPLE_AT_ONCE = 100


def tell_of_documents() -> int:
    """How many documents were announced. A transaction for some companies: their documents are marked with the messages
    that announce them, so that a run that is killed repeats nothing and forgets nothing.
    """
    told = 0
    while companies := next_companies(timezone.now(), _AT_ONCE):
        told += _tell(companies)
    return told


def tell_daily() -> int:
    """How many people were told; those who were told today already wait for tomorrow."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    due = MessageChoice.objects.filter(rhythm=Rhythm.DAILY, topic=Topic.DOCUMENTS, told_until__lt=midnight)
    told, last = 0, 0
    while keys := list(due.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_PEOPLE_AT_ONCE]):
        last = keys[-1]
        told += _tell_people(keys, midnight)
    return told


def tell_kept(choices: Collection[MessageChoice], now: datetime) -> int:
    """What was kept for them, in one message each; in the caller's transaction, which holds their choices."""
    since = {choice.user_id: choice.told_until for choice in choices if choice.told_until is not None}
    if not since:
        return 0
    accesses = accesses_of(since, now)
    rows = Document.objects.filter(adherent_id__in={access.tiers.adherent_id for access in accesses})
    papers = published(rows.filter(told_at__gt=min(since.values()), told_at__lte=now))
    kept: dict[User, list[Announcement]] = {}
    for user_id, until in since.items():
        own = [access for access in accesses if access.user.pk == user_id]
        for one in announcements(own, [paper for paper in papers if paper.told_at > until]):
            kept.setdefault(one.person, []).append(one)
    _send_digests(kept)
    return len(kept)


@transaction.atomic
def _tell(companies: Collection[int]) -> int:
    now = timezone.now()
    told: int = Document.objects.to_tell(now).filter(adherent_id__in=companies).update(told_at=now)
    papers = published(Document.objects.filter(adherent_id__in=companies, told_at=now))
    if not papers:
        return told
    made = announcements(accesses_into(companies, now), papers)
    later = told_later({one.person for one in made}, Topic.DOCUMENTS, now)
    _send([one for one in made if one.person.pk not in later])
    return told


@transaction.atomic
def _tell_people(keys: Collection[int], midnight: datetime) -> int:
    now = timezone.now()
    rows = MessageChoice.objects.select_for_update().filter(pk__in=keys, rhythm=Rhythm.DAILY, told_until__lt=midnight)
    held = list(rows.order_by("pk"))
    told = tell_kept(held, now)
    MessageChoice.objects.filter(pk__in=[choice.pk for choice in held]).update(told_until=now)
    return told


def _send(made: Iterable[Announcement]) -> None:
    """SMS last: the counter of the day is held until the end."""
    everything = list(made)
    people = {one.person for one in everything}
    by_email, by_sms = (set(wanting(people, Topic.DOCUMENTS, by_sms=is_sms)) for is_sms in (False, True))
    emails.new_documents(one for one in everything if one.person in by_email)
    emails.new_documents_sms(one for one in everything if one.person in by_sms)


def _send_digests(kept: dict[User, list[Announcement]]) -> None:
    by_email, by_sms = (set(wanting(kept, Topic.DOCUMENTS, by_sms=is_sms)) for is_sms in (False, True))
    emails.daily_documents({person: made for person, made in kept.items() if person in by_email})
    emails.daily_documents_sms({person: made for person, made in kept.items() if person in by_sms})
