"""What *À faire* and the portfolio tell of the planning."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from absences import pending as own
from absences.enums import DeclarationState
from absences.models import Absence
from absences.pending import SOURCES
from core import pending
from core.rights import Right
from core.templatetags.portal import near_date
from tests.absences.departures_kit import leave_company
from tests.absences.factories import AbsenceFactory, LeaveDeclarationFactory, kind
from tests.absences.kit import access_of, enter, worker
from tests.employees.factories import EmploymentFactory
from tests.employees.person_kit import text_of
from tests.factories import EstablishmentFactory

pytestmark = pytest.mark.django_db
NBSP = "\N{NO-BREAK SPACE}"
ACTS = frozenset({Right.ABSENCES_ACT})


def refuse(absence) -> None:
    LeaveDeclarationFactory(absence=absence, state=DeclarationState.REFUSED, message="Droits insuffisants.")


def worker_of(adherent, **contract):
    return EmploymentFactory(employee__adherent=adherent, **contract).employee


def test_what_waits_is_counted_by_company_for_whoever_acts(db):
    one, none = (EstablishmentFactory().adherent for _ in range(2))
    for adherent in (one, one, none):
        AbsenceFactory(employee=worker_of(adherent), key="paid_leave" if adherent is one else "rtt")
    refuse(AbsenceFactory(employee=worker_of(one)))
    AbsenceFactory(employee=worker_of(one, ends_on="2026-07-31"), key="rtt", after_departure="to_resolve")
    AbsenceFactory(employee=worker_of(one), key="rtt", after_departure="to_put_back", state="cancelled")
    told = pending.pending_by_company({one.pk: ACTS, none.pk: ACTS})
    assert told == {
        one.pk: [
            "2 congés à déclarer",
            "1 congé refusé par la caisse",
            "1 absence après une sortie",
            "1 absence à remettre après une sortie annulée",
        ],
        none.pk: [],
    }
    assert pending.pending_by_company({one.pk: frozenset({Right.ABSENCES_CONSULT})}) == {one.pk: []}


def home(cast, name: str) -> str:
    return text_of(cast.browser(name).get(reverse("portal_home", args=[cast.acme.ref])))


def test_the_next_departure_comes_first_with_its_date(cast):
    soon = timezone.localdate() + timedelta(days=9)
    for later in (18, 0, 8, settings.LEAVE_DUE_AHEAD.days):
        day = soon + timedelta(days=later)
        AbsenceFactory(employee=worker(cast), starts_on=day, ends_on=day)
    told = [item for item in pending.pending_of(access_of(cast)) if "Congé à déclarer" in item.text]
    assert [item.when.replace(NBSP, " ") for item in told] == [
        "Départ le 3 août",  # of the cast
        f"Départ le {near_date(soon)}".replace(NBSP, " "),
        f"Départ le {near_date(soon + timedelta(days=8))}".replace(NBSP, " "),
    ]
    shown = home(cast, "alice")
    assert f"Départ le {near_date(soon)}".replace(NBSP, " ") in shown
    # The one that begins later is not due yet; a fourth is counted.
    assert "4 congés à déclarer" in shown
    assert "Départ" not in home(cast, "bruno")


def test_chloe_is_told_of_no_motive(cast):
    person, alice = worker(cast), access_of(cast)
    enter(alice, person, "sickness", "2026-08-03", "2026-08-07")
    leave_company(alice, person)
    shown = home(cast, "chloe")
    assert f"Absence après la sortie : {person.full_name}" in shown
    assert "aladie" not in shown


def test_the_portfolio_of_a_cabinet_counts_and_tells_them(cast):
    LeaveDeclarationFactory(
        absence=AbsenceFactory(employee=worker(cast)), state=DeclarationState.REFUSED, message="Non."
    )
    browser = cast.browser("chloe")
    shown = text_of(browser.get(reverse("firm:portfolio", args=[cast.firm.public_id])))
    assert "1 congé refusé par la caisse" in shown
    assert "Congé refusé par la caisse : " in shown


def test_a_count_reads_what_waits_and_not_the_planning(db, monkeypatch):
    """By partial indexes: days that ask for nothing are not read, nor leave to declare to find what was refused."""
    of_departures = "absence_after_departure"
    indexes = {"leave-to-declare": "absence_to_declare", "leave-refused": "absence_refused"}
    monkeypatch.setattr(own, "TODAY", timezone.localdate())
    people = [worker_of(EstablishmentFactory().adherent) for _ in range(20)]
    quiet = {"kind": kind("rtt"), "starts_at_noon": False}
    rows = [
        Absence(adherent_id=person.adherent_id, employee=person, starts_on=day, ends_on=day, **quiet)
        for person in people
        for day in (date(2020, 1, 1) + timedelta(days=number) for number in range(150))
    ]
    Absence.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE absences_absence")
    companies = [person.adherent_id for person in people]
    for source in SOURCES:
        plan = source.waiting().filter(adherent_id__in=companies).order_by().values("adherent_id").explain()
        assert indexes.get(source.key, of_departures) in plan, source.key
