"""STOP and START: what a number wants of our SMS, for everybody who has it in their account.

A row needs somebody who certified the number: of a number that nobody here has, nothing is written.
"""

from django.db import transaction
from django.db.models import QuerySet

from accounts import emails
from accounts.choices import sms_destination
from accounts.enums import StopSource
from accounts.models import StoppedNumber, User
from core import audit
from core.phone_numbers import masked_phone

audit.declare(
    {
        "accounts.sms_stopped": "SMS arrêtés par une réponse STOP",
        "accounts.sms_resumed": "SMS de nouveau acceptés",
    }
)


class NothingToTakeBack(Exception):
    """The person's mobile did not say STOP, or is not certified any more."""


@transaction.atomic
def stop(*, number: str, source: StopSource) -> bool:
    """Note that this number wants no SMS any more, and tell its people once; False when it was known or is nobody's."""
    people = list(_people_of(number))
    if not people:
        return False
    _, is_new = StoppedNumber.objects.get_or_create(number=number, defaults={"source": source})
    if is_new:
        _record("accounts.sms_stopped", number, people, how=source.label)
        for person in people:
            if person.is_active:
                emails.sms_stopped(person)
    return is_new


@transaction.atomic
def start(*, number: str) -> bool:
    """Note that START was answered from this number; False when it had not said STOP."""
    return _lift(number, actor=None)


@transaction.atomic
def take_back(*, user: User) -> None:
    """The person wants SMS again, asked for on the screen: for everybody who has their number.

    Raises `NothingToTakeBack`.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    if not sms_destination(person).may_take_back or not _lift(person.mobile, actor=user):
        raise NothingToTakeBack


def forget(*, number: str) -> None:
    """Erase the STOP of a number that nobody has any more, for the account that had it is closed."""
    if number and not User.objects.filter(mobile=number).exists():
        StoppedNumber.objects.filter(number=number).delete()


def _lift(number: str, *, actor: User | None) -> bool:
    lifted, _ = StoppedNumber.objects.filter(number=number).delete()
    if lifted:
        how = "à l’écran" if actor else "réponse START"
        _record("accounts.sms_resumed", number, _people_of(number), how=how, actor=actor)
    return bool(lifted)


def _people_of(number: str) -> QuerySet[User]:
    return User.objects.filter(mobile=number, mobile_certified_at__isnull=False).order_by("pk")


def _record(
    action: str, number: str, people: QuerySet[User] | list[User], *, how: str, actor: User | None = None
) -> None:
    """One line a person, whom the staff read the journal of."""
    for person in people:
        audit.record(
            action,
            actor=actor,
            target=f"personne {person.public_id}",
            changes={"number": masked_phone(number), "how": how},
        )
