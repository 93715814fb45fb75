"""What people chose to be told, and how."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.enums import Rhythm, SmsObstacle, Topic
from accounts.models import MessageChoice, StoppedNumber, User


def wanting(people: Iterable[User], topic: Topic, *, by_sms: bool = False) -> list[User]:
    """Those who chose to be told of it so; without a choice, by e-mail only.

    By SMS, on a certified mobile that works and did not say STOP. One query, two by SMS, however many people.
    """
    everybody = list(people)
    rows = MessageChoice.objects.filter(user__in=everybody, topic=topic)
    choices = {row.user_id: row.by_sms if by_sms else row.by_email for row in rows}
    wanted = [person for person in everybody if choices.get(person.pk, not by_sms)]
    return _reached_by_sms(wanted) if by_sms else wanted


def _reached_by_sms(people: list[User]) -> list[User]:
    able = [person for person in people if _obstacle(person) is None]
    rows = StoppedNumber.objects.filter(number__in={person.mobile for person in able})
    stopped = set(rows.values_list("number", flat=True)) if able else set()
    return [person for person in able if person.mobile not in stopped]


def told_later(people: Iterable[User], topic: Topic, at: datetime) -> set[int]:
    """The keys of those who are told once a day, and have yet to be told of what is announced at this instant: their
    choices are held until the end of the transaction.
    """
    rows = MessageChoice.objects.select_for_update().filter(user__in=list(people), topic=topic, rhythm=Rhythm.DAILY)
    return set(rows.filter(told_until__lt=at).order_by("pk").values_list("user_id", flat=True))


@dataclass(frozen=True, slots=True)
class SmsDestination:
    """Where a person's SMS go. `obstacle`, `stop`: why none does, the number being at fault or having said STOP."""

    mobile: str
    obstacle: SmsObstacle | None
    stop: StoppedNumber | None

    @property
    def receives(self) -> bool:
        return self.obstacle is None and self.stop is None

    @property
    def may_take_back(self) -> bool:
        """Whoever certified the number and still has it speaks for it."""
        return self.stop is not None and self.obstacle in (None, SmsObstacle.FAILING)


def sms_destination(person: User) -> SmsDestination:
    return SmsDestination(person.mobile, _obstacle(person), stop_of(person))


def stop_of(person: User) -> StoppedNumber | None:
    """The STOP of the number that this person certified, be it long ago; of a number only typed, nothing is told."""
    if not person.mobile or person.mobile_certified_at is None:
        return None
    return StoppedNumber.objects.filter(number=person.mobile).first()


def has_stopped(number: str) -> bool:
    return StoppedNumber.objects.filter(number=number).exists()


def _obstacle(person: User) -> SmsObstacle | None:
    if not person.mobile:
        return SmsObstacle.NO_MOBILE
    if not person.has_certified_mobile:
        return SmsObstacle.EXPIRED if person.mobile_certified_at else SmsObstacle.NOT_CERTIFIED
    return SmsObstacle.FAILING if person.mobile_failing_since else None
