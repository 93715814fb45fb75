"""Real threads on a real PostgreSQL: a request is treated once, an object has one open request."""

from functools import partial

import pytest

from accounts.models import User
from adherents.changes import services
from adherents.changes.queries import ChangeTarget, present_of, target_of
from adherents.enums import ChangeKind, ChangeState
from adherents.models import ChangeRequest, Contact
from core.models import AuditEvent, OutgoingMessage
from tests.adherents.changes_kit import access_of, certified
from tests.at_once import at_once as together
from tests.factories import AdherentFactory, ChangeFactory, MembershipFactory, StaffFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr("accounts.hashers.PortalArgon2Hasher.memory_cost", 8)


@pytest.fixture
def member():
    return MembershipFactory(user=certified(), adherent=AdherentFactory())


@pytest.fixture
def sami(member):
    return StaffFactory(staff_caisse=member.adherent.caisse)


@pytest.fixture
def change(member):
    return ChangeFactory(adherent=member.adherent, asked_by=member.user)


at_once = partial(together, refused=(services.ChangeRefused,))


def own(change) -> ChangeRequest:
    return ChangeRequest.objects.select_related("adherent").get(pk=change.pk)


def accepting(change, sami):
    seen = present_of(change.adherent_id, target_of(change)).mark
    return lambda: services.accept_change(change=own(change), by=User.objects.get(pk=sami.pk), seen=seen)


def refusing(change, sami):
    return lambda: services.refuse_change(change=own(change), by=User.objects.get(pk=sami.pk), reason="Non")


def decided() -> int:
    return AuditEvent.objects.filter(action__in=("adherents.change_accepted", "adherents.change_refused")).count()


@pytest.mark.parametrize("repeat", range(3))
def test_accepted_and_refused_at_once_one_wins(change, sami, repeat):
    acts = [accepting(change, sami), refusing(change, sami)] * 3
    answers = at_once(*acts)
    assert sum(isinstance(answer, services.AlreadyTreated) for answer in answers) == 5
    change.refresh_from_db()
    assert Contact.objects.exists() is (change.state == ChangeState.ACCEPTED)
    assert decided() == OutgoingMessage.objects.count() == 1


@pytest.mark.parametrize("repeat", range(3))
def test_withdrawn_while_being_accepted_one_wins(change, sami, member, repeat):
    access = access_of(member)
    answers = at_once(accepting(change, sami), lambda: services.withdraw_change(access=access, change=own(change)))
    assert sum(isinstance(answer, services.AlreadyTreated) for answer in answers) == 1
    change.refresh_from_db()
    assert Contact.objects.exists() is (change.state == ChangeState.ACCEPTED)


def test_asked_ten_times_at_once_there_is_one_request(member):
    access, target = access_of(member), ChangeTarget(ChangeKind.CONTACT, None, "legal")
    seen = present_of(member.adherent_id, target).mark
    asked = {"name": "Paul", "email": "p@exemple.fr", "phone": ""}

    def ask():
        return services.request_change(access=access, target=target, asked=dict(asked), seen=seen, proofs=[])

    answers = at_once(*[ask] * 10)
    assert sum(isinstance(answer, services.AlreadyAsked) for answer in answers) == 9
    assert ChangeRequest.objects.count() == 1
    assert OutgoingMessage.objects.count() == 2
