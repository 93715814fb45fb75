"""What the tests of what a caisse writes to many share: a caisse, its people, a draft, its sending."""

from datetime import UTC, datetime
from typing import Any

import time_machine
from django.utils import timezone

from accounts.enums import Topic
from accounts.models import MessageChoice, User
from core.models import OutgoingMessage
from core.rights import Right
from support.broadcasts.queries import count
from support.broadcasts.services.drafts import draft_broadcast
from support.broadcasts.services.sending import go_on
from support.broadcasts.services.steering import confirm_broadcast
from support.broadcasts.services.testing import send_test
from support.broadcasts.values import BroadcastValues
from support.models import Broadcast
from tests.factories import CaisseFactory, MembershipFactory, StaffFactory
from tests.jobs import run_jobs

# A Wednesday at 11 h in Paris.
BY_DAY = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
EMAIL, SMS = OutgoingMessage.Channel.EMAIL, OutgoingMessage.Channel.SMS


def desk(caisse: Any = None) -> User:
    """A manager of the caisse, with a mobile."""
    caisse = caisse or CaisseFactory()
    return StaffFactory(staff_caisse=caisse, mobile="+33611223344", mobile_certified_at=timezone.now())


def said(**changes: Any) -> BroadcastValues:
    return BroadcastValues(
        **{"topic": Topic.INFORMATION, "title": "Fermeture", "body": "La caisse **ferme** le 24."} | changes
    )


def by_sms(**changes: Any) -> BroadcastValues:
    return said(by_email=False, by_sms=True, sms_text="La caisse ferme le 24.", **changes)


def both(**changes: Any) -> BroadcastValues:
    return said(by_sms=True, sms_text="La caisse ferme le 24.", **changes)


def draft(by: User, values: BroadcastValues | None = None, **changes: Any) -> Broadcast:
    return draft_broadcast(caisse=by.staff_caisse, values=values or said(**changes), by=by)


def confirmed(by: User, values: BroadcastValues | None = None, **changes: Any) -> Broadcast:
    """Tried out, then confirmed; nothing has left yet."""
    broadcast = draft(by, values, **changes)
    send_test(broadcast=broadcast, by=by)
    run_jobs()
    OutgoingMessage.objects.all().delete()
    return confirm_broadcast(broadcast=broadcast, by=by, expected=count(broadcast).mark)


def holder(caisse: Any, **fields: Any) -> User:
    """Of a company of the caisse. With `mobile=`, one that is certified and chosen for this topic."""
    topic, mobile = fields.pop("topic", Topic.INFORMATION), fields.pop("mobile", "")
    member = MembershipFactory(adherent__caisse=caisse, **fields)
    if mobile:
        by_telephone(member.user, mobile, topic)
    return member.user


def by_telephone(person: User, mobile: str, topic: Topic = Topic.INFORMATION) -> None:
    person.mobile, person.mobile_certified_at = mobile, timezone.now()
    person.save()
    MessageChoice.objects.create(user=person, topic=topic, by_sms=True)


def colleague_of(adherent: Any, *rights: Right, **fields: Any) -> User:
    return MembershipFactory(
        adherent=adherent, role="colleague", rights=[right.value for right in rights], **fields
    ).user


def run(at: datetime = BY_DAY, minutes: int = 3) -> None:
    """The worker, with what it does each minute."""
    with time_machine.travel(at, tick=False):
        for _ in range(minutes):
            go_on()
            run_jobs()


def addresses(broadcast: Broadcast, channel: str = EMAIL) -> list[str]:
    """To which messages were made, in order; one that was written to twice is there twice."""
    rows = OutgoingMessage.objects.filter(channel=channel, kind="support/broadcast", caisse_id=broadcast.caisse_id)
    return sorted(rows.values_list("recipient", flat=True))


def sent(broadcast: Broadcast) -> list[str]:
    """Handed over."""
    rows = OutgoingMessage.objects.filter(status="sent", kind="support/broadcast", caisse_id=broadcast.caisse_id)
    return sorted(rows.values_list("recipient", flat=True))
