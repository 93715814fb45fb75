"""To whom the portal writes of a case: those who may act on it, each by the door that they act by."""

import pytest
from django.utils import timezone

from accounts.choices import wanting
from accounts.enums import MembershipRole, Topic
from accounts.models import MessageChoice
from core.rights import Right
from stoppages.recipients import people_of
from tests.factories import EstablishmentFactory, MembershipFactory
from tests.stoppages.factories import sick_leave_case, weather_case
from tests.stoppages.kit import site_of, worker

pytestmark = pytest.mark.django_db
ACT = [Right.STOPPAGES_ACT.value]


@pytest.fixture
def case(cast):
    return weather_case(site_of(cast))


def member(case, rights=ACT, **fields):
    role = fields.pop("role", MembershipRole.COLLEAGUE)
    return MembershipFactory(adherent=case.adherent, role=role, rights=rights, **fields).user


def test_those_who_may_act_are_written_to_by_their_own_door(cast, case):
    company, site = case.adherent.public_id, case.establishment.public_id
    foreman, of_the_site = member(case), member(case, establishment=case.establishment)
    people = people_of(case, timezone.now())
    assert (people[cast.people["alice"]], people[foreman], people[of_the_site]) == (company, company, site)


def test_the_others_are_not(case):
    elsewhere = EstablishmentFactory(adherent=case.adherent)
    others = [
        member(case, [Right.STOPPAGES_CONSULT.value]),
        member(case, establishment=elsewhere),
        member(case, user__is_active=False),
    ]
    assert not set(others) & set(people_of(case, timezone.now()))


def test_whoever_may_not_read_motives_is_told_of_no_sick_leave(cast):
    case = sick_leave_case(worker(cast))
    blind, told = member(case), member(case, [*ACT, Right.MOTIVES_CONSULT.value])
    people = people_of(case, timezone.now())
    assert (blind in people, told in people) == (False, True)


def test_whoever_wants_no_message_of_the_caisse_has_none(case):
    quiet, told = member(case), member(case)
    MessageChoice.objects.create(user=quiet, topic=Topic.CAISSE, by_email=False, by_sms=False)
    people = people_of(case, timezone.now())
    assert (quiet in people, wanting([quiet, told], Topic.CAISSE)) == (True, [told])
