"""A query built once answers as if it were built each time, for whatever values."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import CharField, DateField, DateTimeField, IntegerField, Q
from django.db.models.functions import JSONObject
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, Session
from adherents.models import Establishment
from core.prepared import PreparedForAccess, PreparedObject, PreparedQuery
from delegations import authority
from delegations.models import Delegation
from employees.models import Crew
from tests.employees.factories import CrewFactory
from tests.factories import (
    AdherentFactory,
    DelegationFactory,
    EstablishmentFactory,
    FirmMemberFactory,
    MembershipFactory,
)

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


def crews_of(access, name: str):
    return Crew.objects.for_access(access).filter(name=name).order_by("pk").values_list("pk")


def test_the_rows_are_those_of_the_access(cast) -> None:
    """The company whole, or one of its sites: the same query serves both, and never the other's rows."""
    prepared = PreparedForAccess(crews_of, name=CharField())
    company = cast.acme.adherent
    depot = EstablishmentFactory(adherent=company, is_head_office=False, name="Dépôt")
    here, there = (CrewFactory(establishment=site, name="Gros") for site in (depot, company.head_office))
    CrewFactory(establishment=cast.rival.adherent.head_office, name="Gros")
    of_the_depot = MembershipFactory(adherent=company, establishment=depot).user
    whole = authority.resolve(cast.alice, cast.acme.ref)
    for access, expected in (
        (whole, {here.pk, there.pk}),
        (authority.resolve(cast.alice, depot.public_id), {here.pk}),
        (authority.resolve(of_the_depot, depot.public_id), {here.pk}),
    ):
        found = prepared.rows(access, name="Gros")
        assert found == list(crews_of(access, "Gros"))
        assert {pk for (pk,) in found} == expected


def test_values_are_read_as_the_orm_reads_them() -> None:
    def rights_of(user_id: int):
        told = JSONObject(adherent="adherent_id", role="role")
        return Membership.objects.filter(user_id=user_id).values_list("rights", "created_at", told)

    member = MembershipFactory(role="colleague", rights=["documents.consult"])
    prepared = PreparedQuery(rights_of, user_id=IntegerField())
    assert prepared.rows(user_id=member.user_id) == list(rights_of(member.user_id))
    assert prepared.rows(user_id=member.user_id)[0][2] == {"adherent": member.adherent_id, "role": "colleague"}


def expiring(session_key: str, now):
    return Session.objects.filter(session_key=session_key, expire_date__gt=now)


def test_an_object_is_the_one_of_the_orm_with_the_other_one_beside_it(cast) -> None:
    prepared = PreparedObject(Session, expiring, related="user", session_key=CharField(), now=DateTimeField())
    cast.browser("alice")
    known = Session.objects.get(user=cast.alice)
    with CaptureQueriesContext(connection) as queries:
        found = prepared.first(session_key=known.session_key, now=timezone.now())
        assert (found, found.user) == (known, cast.alice)
    assert len(queries) == 1
    for one, other in ((found, known), (found.user, cast.alice)):
        names = [field.attname for field in type(one)._meta.concrete_fields]
        assert [getattr(one, name) for name in names] == [getattr(other, name) for name in names]
        assert not one._state.adding
    assert prepared.first(session_key=known.session_key, now=known.expire_date + timedelta(seconds=1)) is None
    assert prepared.first(session_key="personne", now=timezone.now()) is None
    Session.objects.filter(pk=known.pk).update(user=None)
    assert prepared.first(session_key=known.session_key, now=timezone.now()).user is None


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
