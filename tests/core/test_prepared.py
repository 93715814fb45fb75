"""A query built once answers as if it were built each time, for whatever values."""

from datetime import timedelta

import pytest
import time_machine
from django.db.models import CharField, DateField, IntegerField, Q
from django.utils import timezone

from adherents.models import Establishment
from core.prepared import PreparedQuery
from delegations import authority
from delegations.models import Delegation
from tests.factories import AdherentFactory, DelegationFactory, EstablishmentFactory, FirmMemberFactory

pytestmark = pytest.mark.django_db


def sites_of(adherent_id: int, name: str):
    rows = Establishment.objects.filter(Q(adherent_id=adherent_id) & (Q(name=name) | Q(is_head_office=True)))
    return rows.order_by("name").values_list("adherent_id", "name")


def test_only_the_values_change() -> None:
    prepared = PreparedQuery(sites_of, adherent_id=IntegerField(), name=CharField())
    one, two = AdherentFactory(), AdherentFactory()
    for company in (one, two):
        EstablishmentFactory(adherent=company, name="Dépôt")
        EstablishmentFactory(adherent=company, name="Carrière")
    for company, name in ((one, "Dépôt"), (two, "Carrière"), (one, "' OR 1=1 --"), (two, "%")):
        assert prepared.rows(adherent_id=company.pk, name=name) == list(sites_of(company.pk, name))
    assert len(prepared.rows(adherent_id=one.pk, name="Dépôt")) == 2


def test_it_is_built_once() -> None:
    built = []

    def build(**values):
        built.append(values)
        return sites_of(**values)

    prepared = PreparedQuery(build, adherent_id=IntegerField(), name=CharField())
    for _ in range(3):
        prepared.rows(adherent_id=1, name="Dépôt")
    assert len(built) == 1


def test_a_value_that_the_query_does_not_use_is_refused() -> None:
    """Otherwise it would be frozen in the query, or forgotten."""
    prepared = PreparedQuery(
        lambda adherent_id, name, today: sites_of(adherent_id, name),
        adherent_id=IntegerField(),
        name=CharField(),
        today=DateField(),
    )
    with pytest.raises(ValueError, match="today"):
        prepared.rows(adherent_id=1, name="Dépôt", today=timezone.localdate())
    with pytest.raises(KeyError):
        PreparedQuery(sites_of, adherent_id=IntegerField(), name=CharField()).rows(adherent_id=1)


def test_the_authority_reads_the_day_and_the_person_of_each_request() -> None:
    """The query that it asks at every request: a delegation ends at midnight, and is nobody else's."""
    member, stranger = FirmMemberFactory(), FirmMemberFactory()
    today = timezone.localdate()
    delegation = DelegationFactory(firm=member.firm, ends_on=today)
    ref = delegation.adherent.public_id
    assert authority.resolve(member.user, ref) is not None
    assert authority.resolve(stranger.user, ref) is None
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert authority.resolve(member.user, ref) is None
        Delegation.objects.update(ends_on=None)
        assert authority.resolve(member.user, ref) is not None
