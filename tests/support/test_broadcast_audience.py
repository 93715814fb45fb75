"""Whom a caisse writes to: every condition narrows, and a list is read as it is pasted."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from adherents.departements import DEPARTEMENTS, departement_at, departement_of
from adherents.enums import PeriodState
from adherents.models import Establishment
from adherents.territories import territory_of
from core.identifiers import ROUNDED
from core.rights import Right
from support.broadcasts.audience import audience
from support.broadcasts.listing import read_list
from support.broadcasts.queries import count
from support.broadcasts.services.refusals import BadList
from support.enums import Receivers
from tests.employees.factories import EmploymentFactory
from tests.factories import (
    AdherentFactory,
    CaisseFactory,
    EstablishmentFactory,
    MembershipFactory,
    PeriodFactory,
    StaffFactory,
)
from tests.support.broadcast_kit import colleague_of, desk, draft, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_day")]


def company(caisse: Any, postal_code: str = "33000", **fields: Any) -> Any:
    made = AdherentFactory(caisse=caisse, **fields)
    Establishment.objects.filter(pk=made.head_office.pk).update(address=f"3 rue du Port\n{postal_code} Ville")
    return made


def names(by: Any, **conditions: Any) -> set[str]:
    return {one.name for one in audience(draft(by, **conditions))}


def test_without_a_condition_every_company_of_the_caisse_that_is_not_closed():
    by = desk()
    kept = company(by.staff_caisse)
    closed = company(by.staff_caisse)
    Establishment.objects.filter(adherent=closed).update(closed_on="2026-01-31")
    company(CaisseFactory())
    assert names(by) == {kept.name}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("33",), {"33000"}),
        (("2A",), {"20000", "20137"}),
        (("2B",), {"20200"}),
        (("971",), {"97110"}),
        (("977", "978"), {"97133", "97150"}),
        (("974", "976"), {"97400", "97600"}),
        (("33", "971"), {"33000", "97110"}),
    ],
)
def test_the_departements_are_those_of_open_sites(asked: tuple[str, ...], expected: set[str]):
    by = desk()
    for code in ("33000", "20000", "20137", "20200", "97110", "97133", "97150", "97400", "97600", "75012"):
        company(by.staff_caisse, code, name=code)
    assert names(by, departements=asked) == expected


def test_a_site_elsewhere_counts_and_a_closed_one_does_not():
    by = desk()
    here, there = company(by.staff_caisse, "75012"), company(by.staff_caisse, "75012")
    EstablishmentFactory(adherent=here, address="1 quai\n33 100 Bordeaux")
    EstablishmentFactory(adherent=there, address="1 quai\n33100 Bordeaux", closed_on="2026-01-31")
    assert names(by, departements=("33",)) == {here.name}


def test_a_colleague_of_a_site_of_another_departement_is_not_written_to():
    by = desk()
    member = MembershipFactory(adherent=company(by.staff_caisse, "75012"))
    right = Right.DOCUMENTS_CONSULT
    here = EstablishmentFactory(adherent=member.adherent, address="1 quai\n33100 Bordeaux")
    there = EstablishmentFactory(adherent=member.adherent, address="1 quai\n59000 Lille")
    colleague_of(member.adherent, right, establishment=here)
    colleague_of(member.adherent, right, establishment=there)
    asked = {"receivers": Receivers.PEOPLE, "right": right.value}
    assert count(draft(by, **asked)).people == 3
    assert count(draft(by, **asked, departements=("33",))).people == 2


def test_the_database_and_the_words_find_the_same_departement():
    """Every postal code there may be."""
    query = Establishment.objects.annotate(found=departement_at("address")).values("found").query
    written, values = query.sql_with_params()
    expression = written.partition("SELECT ")[2].partition(' AS "found"')[0]
    column = '"adherents_establishment"."address"'
    assert column in expression
    codes = "SELECT lpad(n::text, 5, '0') AS code, 'rue' || chr(10) || lpad(n::text, 5, '0') || ' Ville' AS address"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT code, {expression.replace(column, 'codes.address')} FROM ({codes} FROM generate_series(0, 99999) n) codes",  # noqa: S608, E501
            values,
        )
        for code, by_database in cursor.fetchall():
            expected = departement_of(code)
            assert (by_database if by_database in DEPARTEMENTS else "") == expected, code


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("3 rue du Port\n33000 Bordeaux", "33"),
        ("3 rue du Port\r\n97 133 Gustavia", "977"),
        ("33000 Bordeaux\n75012 Paris", "75"),
        ("33000 Bordeaux\nFrance", None),
        ("3 rue du Port, 33000 Bordeaux cedex 59000", "33"),
        ("BP 123456\n20137 Porto-Vecchio\n", "2A"),
        ("", None),
    ],
)
def test_the_postal_code_is_the_one_of_the_last_line(address: str, expected: str | None):
    site = EstablishmentFactory(address=address)
    found = Establishment.objects.annotate(found=departement_at("address")).values_list("found").get(pk=site.pk)[0]
    assert found == expected
    if expected in ("977", "978"):
        assert territory_of(address)


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        (None, None, {"0", "9", "10", "50", "inconnu"}),
        (10, None, {"10", "50"}),
        (None, 9, {"0", "9", "inconnu"}),
        (1, 49, {"9", "10", "inconnu"}),
        (50, 50, {"50"}),
    ],
)
def test_the_workforce_is_the_caisses_or_those_who_are_there(least: Any, most: Any, expected: set[str]):
    by = desk()
    for size in (0, 9, 10, 50):
        company(by.staff_caisse, name=str(size), workforce=size)
    unknown = company(by.staff_caisse, name="inconnu", workforce=None)
    for _ in range(2):
        EmploymentFactory(employee__adherent=unknown, establishment=unknown.head_office, starts_on="2026-01-05")
    EmploymentFactory(
        employee__adherent=unknown, establishment=unknown.head_office, starts_on="2025-01-06", ends_on="2026-01-31"
    )
    assert names(by, workforce_from=least, workforce_to=most) == expected


def test_conditions_narrow_together():
    by = desk()
    wanted = company(by.staff_caisse, "33000", workforce=12)
    for late in (wanted, company(by.staff_caisse, "59000", workforce=12), company(by.staff_caisse, workforce=2)):
        PeriodFactory(adherent=late, state=PeriodState.MISSING)
    company(by.staff_caisse, "33000", workforce=12)
    asked = {"departements": ("33",), "workforce_from": 10, "has_missing_month": True}
    assert names(by, **asked) == {wanted.name}
    assert names(by, **asked, list_text=wanted.cibtp_id) == {wanted.name}
    assert names(by, **asked, list_text=company(by.staff_caisse).cibtp_id) == set()


def test_a_list_is_read_as_it_is_pasted():
    caisse = CaisseFactory()
    one, two, three, four, five = (AdherentFactory(caisse=caisse) for _ in range(5))
    siret = three.head_office.siret
    pasted = (
        f"\ufeffIdentifiant\r\n{one.cibtp_id.lower()} ; \r\n"
        f" {two.siren[:3]} {two.siren[3:6]}\u00a0{two.siren[6:]}\r\n\r\n"
        f'"{siret[:9]} {siret[9:]}"\t{four.cibtp_id};{five.siren}\n'
    )
    read = read_list(caisse.pk, pasted)
    assert read.bad == ()
    assert set(read.companies) == {one.pk, two.pk, three.pk, four.pk, five.pk}


def test_a_zero_that_the_spreadsheet_took_is_given_back():
    caisse = CaisseFactory()
    made = AdherentFactory(caisse=caisse, siren="005520176")
    assert read_list(caisse.pk, "5520176").bad
    one = AdherentFactory(caisse=caisse, siren="055201763")
    assert read_list(caisse.pk, "55201763").companies == (one.pk,)
    assert read_list(caisse.pk, one.head_office.siret[1:]).companies == (one.pk,)
    assert made.pk not in read_list(caisse.pk, "55201763").companies


def test_a_company_of_another_caisse_is_told_as_one_that_does_not_exist():
    """Security: the list says nothing of who is elsewhere."""
    by, stranger = desk(), AdherentFactory(caisse=CaisseFactory())
    read = read_list(by.staff_caisse.pk, f"{stranger.cibtp_id}\n{stranger.siren}\n{stranger.head_office.siret}\nABC1")
    assert read.companies == ()
    assert [(line.number, line.typed) for line in read.bad] == [
        (1, stranger.cibtp_id),
        (2, stranger.siren),
        (3, stranger.head_office.siret),
        (4, "ABC1"),
    ]
    assert len({line.why for line in read.bad}) == 1
    with pytest.raises(BadList) as refused:
        draft(by, list_text=f"{stranger.cibtp_id}\nABC1")
    assert [line.number for line in refused.value.lines] == [1, 2]


def test_what_a_spreadsheet_spoiled_is_said():
    read = read_list(CaisseFactory().pk, "5,52081E+13")
    assert [(line.number, line.why) for line in read.bad] == [(1, ROUNDED)]


def test_a_list_too_long_is_refused_whole(settings: Any):
    settings.BROADCAST_LIST_MAX = 2
    read = read_list(CaisseFactory().pk, "A1\nA2\nA3")
    assert read.companies == ()
    assert "plus de 2" in read.bad[0].why


@given(st.text(alphabet="0123456789ABC ;,\t\n\u00a0\ufeff\"'.-E+é", max_size=60))
def test_whatever_is_pasted_is_answered(pasted: str):
    read = read_list(0, pasted)
    assert read.companies == ()
    assert all(line.why and line.number >= 1 for line in read.bad)


def test_a_member_of_the_staff_writes_to_their_own_caisse_only():
    """Security: whatever the caisse asked, its people."""
    by, other = desk(), StaffFactory()
    mine = MembershipFactory(adherent__caisse=by.staff_caisse)
    MembershipFactory(user=mine.user, adherent__caisse=other.staff_caisse)
    theirs = MembershipFactory(adherent__caisse=other.staff_caisse)
    broadcast = draft(by, said())
    assert set(audience(broadcast).values_list("pk", flat=True)) == {mine.adherent.pk}
    assert audience(broadcast).filter(caisse=F("caisse")).count() == 1
    assert theirs.adherent.pk not in set(audience(broadcast).values_list("pk", flat=True))
