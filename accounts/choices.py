"""What people chose to be told, and how."""

from collections.abc import Iterable
from datetime import datetime

from accounts.enums import Rhythm, Topic
from accounts.models import MessageChoice, User


def wanting(people: Iterable[User], topic: Topic, *, by_sms: bool = False) -> list[User]:
    """Those who chose to be told of it so; without a choice, by e-mail only. By SMS, on a certified mobile."""
    everybody = list(people)
    rows = MessageChoice.objects.filter(user__in=everybody, topic=topic)
    choices = {row.user_id: row.by_sms if by_sms else row.by_email for row in rows}
    wanted = [person for person in everybody if choices.get(person.pk, not by_sms)]
    return [person for person in wanted if receives_sms(person)] if by_sms else wanted


def told_later(people: Iterable[User], topic: Topic, at: datetime) -> set[int]:
    """The keys of those who are told once a day, and have yet to be told of what is announced at this instant: their
    choices are held until the end of the transaction.
    """
    rows = MessageChoice.objects.select_for_update().filter(user__in=list(people), topic=topic, rhythm=Rhythm.DAILY)
    return set(rows.filter(told_until__lt=at).order_by("pk").values_list("user_id", flat=True))


def receives_sms(person: User) -> bool:
    return person.has_certified_mobile and person.mobile_failing_since is None
