"""A query compiled once answers as if it were built each time, for whatever values."""

import tracemalloc
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, JSONObject
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, Session
from adherents.models import Adherent, Establishment
from core.compiled import CompiledColumn, CompiledForScope, CompiledQuery, Given, is_any_of
from core.tenancy import TenantLeak, scoped_to
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


COMPANY, NAME = Given("adherent_id", IntegerField()), Given("name", CharField())


def sites_of(adherent_id, name) -> QuerySet:
    rows = Establishment.objects.filter(Q(adherent_id=adherent_id) & (Q(name=name) | Q(is_head_office=True)))
    return rows.order_by("name").values_list("adherent_id", "name")


@pytest.fixture
def query() -> CompiledQuery:
    return CompiledQuery(lambda: sites_of(COMPANY, NAME), is_planned_once=True)


@pytest.fixture
def companies():
    """Two, each with the same two sites beside its head office."""
    both = AdherentFactory(), AdherentFactory()
    for company in both:
        EstablishmentFactory(adherent=company, name="Dépôt")
        EstablishmentFactory(adherent=company, name="Carrière")
    return both


# --- Only the values change


def test_it_answers_as_if_it_were_built_each_time(query, companies) -> None:
    one, two = companies
    for company, name in ((one, "Dépôt"), (two, "Carrière"), (one, "' OR 1=1 --"), (two, "%s"), (one, "")):
        assert query.rows(adherent_id=company.pk, name=name) == list(sites_of(company.pk, name))
    assert len(query.rows(adherent_id=one.pk, name="Dépôt")) == 2


def test_it_is_built_once() -> None:
    built = []

    def build() -> QuerySet:
        built.append(1)
        return sites_of(COMPANY, NAME)

    query = CompiledQuery(build)
    for _ in range(3):
        query.rows(adherent_id=1, name="Dépôt")
    assert len(built) == 1


@pytest.mark.parametrize("values", [{"adherent_id": 1}, {"adherent_id": 1, "name": "Dépôt", "today": date(2026, 1, 1)}])
def test_it_is_given_the_values_that_it_uses_and_no_other(query, values) -> None:
    """One that it does not use would be forgotten in silence."""
    with pytest.raises(TypeError, match=r"is given \['adherent_id', 'name'\]"):
        query.rows(**values)


@pytest.mark.parametrize(
    "where",
    [
        lambda company, name: Q(name__in=[name, Value("Carrière")]),
        lambda company, name: Q(adherent=company) & ~Q(name=name),
        lambda company, name: Q(adherent_id__in=Adherent.objects.filter(pk=company).values("pk"), name__gte=name),
        lambda company, name: Exists(Establishment.objects.filter(adherent=company, name=name, pk=OuterRef("pk"))),
    ],
    ids=["in a list", "of a foreign key, negated", "in a subquery", "in EXISTS"],
)
def test_a_given_value_is_an_expression_like_any_other(companies, where) -> None:
    """Also among what is selected, and in a union."""

    def rows(company, name) -> QuerySet:
        part = Establishment.objects.filter(adherent_id=company).annotate(asked=Cast(name, CharField())).order_by()
        whole = part.filter(where(company, name)).values_list("pk", "asked")
        return whole.union(part.filter(is_head_office=True).values_list("pk", "asked")).order_by("pk")

    query = CompiledQuery(lambda: rows(COMPANY, NAME))
    for company in companies:
        answered = query.rows(adherent_id=company.pk, name="Dépôt")
        assert answered == list(rows(Value(company.pk), Value("Dépôt")))
        assert len(answered) > 1


def test_days_and_instants_are_given_too(cast) -> None:
    """As the database takes them, by their field."""
    cast.browser("alice")
    session, today = Session.objects.get(user=cast.alice), timezone.localdate()
    day, instant = Given("day", DateField()), Given("instant", DateTimeField())
    query = CompiledQuery(
        lambda: Session.objects.filter(expire_date__gt=instant, created_at__date=day).values_list("pk")
    )
    for moment, is_alive in ((session.expire_date - timedelta(seconds=1), True), (session.expire_date, False)):
        assert query.rows(day=today, instant=moment) == [(session.pk,)] * is_alive
    assert query.rows(day=today + timedelta(days=1), instant=timezone.now()) == []
    with pytest.raises(ValidationError):
        query.rows(day="demain", instant=timezone.now())


@pytest.mark.parametrize(
    "rows",
    [
        lambda: Delegation.objects.in_force(timezone.localdate()),
        lambda: Session.objects.filter(expire_date__gt=timezone.now()),
    ],
    ids=["day", "instant"],
)
def test_a_day_or_an_instant_that_is_not_given_is_refused(rows) -> None:
    """It would be for ever the one of the first request."""
    query = CompiledQuery(lambda: rows().values_list("pk"))
    with pytest.raises(TypeError, match="for ever"):
        query.rows()


def test_keys_are_given_however_many(companies) -> None:
    query = CompiledQuery(lambda: Establishment.objects.filter(is_any_of("adherent_id", "keys")).values_list("pk"))
    for keys in ([], [companies[0].pk], [company.pk for company in companies]):
        answered = {pk for (pk,) in query.rows(keys=keys)}
        assert answered == {site.pk for site in Establishment.objects.filter(adherent_id__in=keys)}
        assert len(answered) == 3 * len(keys)
    assert query.names == {"keys"}


# --- The rows are named


@dataclass(frozen=True)
class Site:
    adherent_id: int
    name: str


def test_rows_are_told_by_the_names_of_the_query_or_into_a_class(query, companies) -> None:
    asked = {"adherent_id": companies[0].pk, "name": "Dépôt"}
    told = CompiledQuery(lambda: sites_of(COMPANY, NAME), into=Site).rows(**asked)
    assert told == [Site(row.adherent_id, row.name) for row in query.rows(**asked)]
    assert Site(companies[0].pk, "Dépôt") in told
    assert query.first(**asked) == query.rows(**asked)[0]
    assert query.first(adherent_id=0, name="") is None


def test_a_class_with_other_fields_or_in_another_order_is_refused() -> None:
    """Two texts would be taken one for the other."""
    query = CompiledQuery(lambda: sites_of(COMPANY, NAME).values_list("name", "adherent_id"), into=Site)
    with pytest.raises(TypeError, match="Site reads"):
        query.rows(adherent_id=1, name="Dépôt")


def test_values_are_read_as_the_orm_reads_them() -> None:
    def rights_of(user_id) -> QuerySet:
        told = JSONObject(adherent="adherent_id", role="role")
        return Membership.objects.filter(user_id=user_id).values_list("rights", "created_at", told)

    member = MembershipFactory(role="colleague", rights=["documents.consult"])
    query = CompiledQuery(lambda: rights_of(Given("user_id", IntegerField())))
    assert query.rows(user_id=member.user_id) == list(rights_of(member.user_id))
    assert query.rows(user_id=member.user_id)[0][2] == {"adherent": member.adherent_id, "role": "colleague"}


# --- Objects


def sessions_with_their_person() -> CompiledQuery:
    key = Given("session_key", CharField())
    return CompiledQuery(lambda: Session.objects.filter(session_key=key).select_related("user"))


def test_an_object_is_the_one_of_the_orm_with_the_other_one_beside_it(cast) -> None:
    query = sessions_with_their_person()
    cast.browser("alice")
    known = Session.objects.get(user=cast.alice)
    with CaptureQueriesContext(connection) as queries:
        session = query.first(session_key=known.session_key)
        assert (session, session.user) == (known, cast.alice)
    assert len(queries) == 1
    for one, other in ((session, known), (session.user, cast.alice)):
        names = [field.attname for field in type(one)._meta.concrete_fields]
        assert [getattr(one, name) for name in names] == [getattr(other, name) for name in names]
        assert not one._state.adding
    assert query.first(session_key="personne") is None
    Session.objects.filter(pk=known.pk).update(user=None)
    assert query.first(session_key=known.session_key).user is None


def test_an_object_has_what_the_query_annotates_it_with() -> None:
    company = EstablishmentFactory(name="Dépôt").adherent
    sites = Establishment.objects.filter(adherent=OuterRef("pk"), is_head_office=False).values(
        told=JSONObject(name="name")
    )
    rows = Adherent.objects.filter(pk=COMPANY).select_related("caisse").annotate(sites=ArraySubquery(sites))
    (read,) = CompiledQuery(lambda: rows).rows(adherent_id=company.pk)
    assert (read, read.caisse, read.sites) == (company, company.caisse, [{"name": "Dépôt"}])


def test_an_object_of_another_company_stops_the_request() -> None:
    """The tripwire, of compiled queries as of others: the object, and the one read beside it."""
    crew, foreign = CrewFactory(), EstablishmentFactory()
    query = CompiledQuery(
        lambda: Crew.objects.filter(pk=Given("crew_id", IntegerField())).select_related("establishment")
    )
    with scoped_to(crew.adherent_id):
        assert query.first(crew_id=crew.pk).establishment == crew.establishment
    with scoped_to(foreign.adherent_id), pytest.raises(TenantLeak):
        query.first(crew_id=crew.pk)


# --- A column of its rows, in the condition of another query


def named_as_a_site() -> CompiledColumn:
    return CompiledColumn(lambda: Establishment.objects.filter(adherent_id=COMPANY).values("name"))


def test_a_condition_holds_for_what_is_in_the_column(companies) -> None:
    """For the values of each use; those that the rows do not depend on are ignored."""
    one, two = companies
    column = named_as_a_site()
    EstablishmentFactory(adherent=one, name="Carrière %s")
    crews = {name: CrewFactory(establishment=two.head_office, name=name).pk for name in ("Dépôt", "Carrière %s")}

    def crews_named_as_a_site_of(company) -> set[int]:
        rows = Crew.objects.filter(column.holds("name", adherent_id=company.pk, name="Chantier"))
        return set(rows.values_list("pk", flat=True))

    assert crews_named_as_a_site_of(one) == set(crews.values())
    assert crews_named_as_a_site_of(two) == {crews["Dépôt"]}


def test_a_condition_stands_in_a_query_within_others_of_the_same_table(companies) -> None:
    """There, tables take other names: what it asks is still of its own rows."""
    one, two = companies
    only_there = EstablishmentFactory(adherent=two, name="Ailleurs")
    named = Establishment.objects.filter(named_as_a_site().holds("name", adherent_id=one.pk))
    within = Establishment.objects.filter(pk__in=Establishment.objects.filter(pk__in=named), adherent=two)
    assert {site.name for site in within} == {site.name for site in two.establishments.all()} - {only_there.name}
    assert not Establishment.objects.exclude(pk__in=within).filter(pk__in=within).exists()


def test_a_column_is_built_once_and_keeps_no_instant() -> None:
    built = []

    def build() -> QuerySet:
        built.append(1)
        return Establishment.objects.filter(adherent_id=COMPANY).values("name")

    column = CompiledColumn(build)
    for company in (1, 2):
        list(Crew.objects.filter(column.holds("name", adherent_id=company)))
    assert len(built) == 1
    frozen = CompiledColumn(lambda: Session.objects.filter(expire_date__gt=timezone.now()).values("pk"))
    with pytest.raises(TypeError, match="for ever"):
        frozen.holds("pk")


# --- The rows of a company, or of its site


def crews_of(scope, name) -> QuerySet:
    return Crew.objects.for_scope(scope).filter(name=name).order_by("pk").values_list("pk")


def test_the_rows_are_those_of_the_access(cast) -> None:
    """The company whole, or one of its sites: the same query serves both, and never the other's rows."""
    query = CompiledForScope(lambda scope: crews_of(scope, NAME))
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
        answered = query.rows(access.scope, name="Gros")
        assert answered == list(crews_of(access.scope, "Gros")) == list(crews_of_access(access))
        assert {pk for (pk,) in answered} == expected


def crews_of_access(access) -> QuerySet:
    return Crew.objects.for_access(access).filter(name="Gros").order_by("pk").values_list("pk")


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


def test_a_query_is_planned_once_for_all_values(query, companies):
    """One statement of the server for a connection, whatever the values, short numbers and long ones."""
    for adherent_id in (1, 70_000, 3_000_000_000, companies[0].pk):
        query.rows(adherent_id=adherent_id, name="Dépôt")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
            ['%adherents_establishment"."name" = $%'],
        )
        assert cursor.fetchall() == [(4, 0)]


def test_behind_a_pooler_that_forgets_statements_none_is_prepared(query, companies, settings):
    settings.PREPARED_STATEMENTS = False
    assert query.rows(adherent_id=companies[0].pk, name="Dépôt")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%adherents_establishment%%'")
        assert cursor.fetchone() == (0,)


def test_what_was_asked_is_not_kept_with_its_values(query, companies):
    """A process that writes thousands of messages keeps none; a statement that is prepared is known again."""
    query.rows(adherent_id=companies[0].pk, name="Dépôt")
    tracemalloc.start()
    try:
        with connection.cursor() as cursor:
            for number in range(200):
                cursor.execute("SELECT %s", [f"{number} " + "secret " * 10_000])
                cursor.fetchall()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 1_000_000
    assert query.rows(adherent_id=companies[0].pk, name="Dépôt")
