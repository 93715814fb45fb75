"""The letter that follows the return: what it says, the day it was received, what closes; files kept no longer."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import timezone

from core import files
from employees.models import Employment
from stoppages.enums import CaseState, SickLeaveReason
from stoppages.jobs import purge_files
from stoppages.models import CaseFile, ReimbursedNature, StoppageCase
from stoppages.services.refusals import StoppageRefused
from stoppages.services.retention import purge_files as purge
from stoppages.sick_leave.leave_rights import letter_lines
from stoppages.sick_leave.services.letters import make_letter, print_letter, receive_letter, said_in
from stoppages.sick_leave.values import LetterLine
from tests.absences.entry_kit import said, text_of
from tests.employees.factories import LeaveRightFactory
from tests.printed import page_texts
from tests.stoppages.factories import at, weather_case
from tests.stoppages.kit import access_of, site_of, worker
from tests.stoppages.sick_leave_kit import address, back, day, declared, leave_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def access(cast):
    return access_of(cast)


@pytest.fixture
def returned(cast, access):
    return back(access, declared(access, worker(cast)), "2026-10-17")


def made(access, case, *lines, handed_on="2026-10-20"):
    given = lines or (LetterLine("acquis du 1er avril 2025 au 31 mars 2026", Decimal("12.5"), date(2027, 4, 30)),)
    case = make_letter(access=access, case=case, lines=given, handed_on=day(handed_on), version=case.version)
    return StoppageCase.objects.get(pk=case.pk)


def received(access, case, on="2026-10-21"):
    receive_letter(access=access, case=case, received_on=day(on), version=case.version)
    return StoppageCase.objects.get(pk=case.pk)


def test_the_letter_is_due_a_month_after_the_return(returned):
    assert returned.due_at == at("2026-11-18 00:00")


def test_the_letter_says_the_days_and_until_when(access, returned):
    case = made(access, returned)
    assert said_in(case) == (
        ["12,5 jours ouvrables acquis du 1er avril 2025 au 31 mars 2026, à prendre jusqu’au 30 avril 2027"],
        "20 octobre 2026",
    )
    text = " ".join(" ".join(page_texts(print_letter(access=access, case=case))).split())
    for words in ("12,5 jours ouvrables", "30 avril 2027", "15 mois", "L3141-19-3", case.sick_leave.employee.full_name):
        assert words in text


def test_no_letter_before_the_return(access, cast):
    case = declared(access, worker(cast))
    with pytest.raises(StoppageRefused, match="reprise"):
        made(access, case)
    assert print_letter(access=access, case=case) is None


def test_received_it_closes_the_whole_chain(cast, access):
    first = declared(access, worker(cast))
    second = declared(access, leave_of(first).employee, "2026-10-17", "2026-10-31", prolongs=first)
    case = received(access, made(access, back(access, second, "2026-11-02")), "2026-11-05")
    assert leave_of(case).letter_received_on == date(2026, 11, 5)
    assert {case.state, StoppageCase.objects.get(pk=first.pk).state} == {CaseState.CLOSED}
    assert case.due_at is None


def test_the_case_says_what_is_reimbursed_and_until_when_leave_is_carried_over(cast, access, returned):
    alice, where = cast.browser("alice"), address(cast, "case", returned.public_id)
    assert "ne rembourse rien pour ce motif" in text_of(alice.get(where))
    received(access, made(access, returned))
    text = text_of(alice.get(where))
    assert "Congés reportés jusqu’au" in text
    assert "21 janvier 2028" in text


def test_what_the_caisse_reimburses_stays_open(cast, access):
    ReimbursedNature.objects.create(
        caisse=cast.acme.adherent.caisse, reason="illness", starts_on=date(2026, 1, 1), source="Conseil"
    )
    case = back(access, declared(access, worker(cast), reason=SickLeaveReason.ILLNESS), "2026-10-17")
    case = received(access, made(access, case))
    assert (case.state, case.due_at) == (CaseState.SENT, None)


def test_it_is_not_received_before_the_return(access, returned):
    with pytest.raises(StoppageRefused, match="17 octobre 2026"):
        received(access, made(access, returned), "2026-10-16")


def test_leave_of_a_closed_period_is_carried_over_and_the_other_is_not(cast, access, returned):
    """What was earned in 2024-2025 had to be taken by 30 April 2026: it is carried over from the letter on."""
    person = leave_of(returned).employee
    for year, left in ((2024, 4), (2025, 10)):
        LeaveRightFactory(
            employee=person,
            starts_on=date(year, 4, 1),
            ends_on=date(year + 1, 3, 31),
            acquired=30,
            taken=30 - left,
            stated_on=date(2026, 9, 30),
        )
    lines = letter_lines(access, returned.sick_leave, date(2026, 10, 20))[:2]
    assert [(line.days, line.until) for line in lines] == [(Decimal(4), None), (Decimal(10), date(2027, 4, 30))]


def test_leave_that_nobody_knows_is_typed(cast, access, returned):
    Employment.objects.filter(employee=leave_of(returned).employee).delete()
    page = cast.browser("alice").get(address(cast, "return_letter", returned.public_id))
    assert "ne connaît pas les congés de ce salarié" in text_of(page)
    assert "days_0" in page.context["letter_form"].fields


def test_the_page_makes_the_letter_then_notes_its_receipt(cast, access, returned):
    alice, where = cast.browser("alice"), address(cast, "return_letter", returned.public_id)
    page = alice.get(where)
    form = page.context["letter_form"]
    fields = {name: form[name].value() for name in form.fields}
    asked = {**fields, "days_0": "7,5", "handed_on": "20/10/2026", "version": page.context["version"]}
    answer = alice.post(where, asked, follow=True)
    assert "La lettre est prête" in said(answer)
    assert "7,5 jours ouvrables" in text_of(answer)
    pdf = alice.get(address(cast, "print_return_letter", returned.public_id))
    assert pdf.headers["Content-Type"] == "application/pdf"
    done = alice.post(
        address(cast, "letter_received", returned.public_id),
        {"received_on": "21/10/2026", "version": answer.context["version"]},
        follow=True,
    )
    assert "jusqu’au 21/01/2028" in said(done)
    assert StoppageCase.objects.get(pk=returned.pk).state == CaseState.CLOSED


def test_the_days_proposed_are_taken_as_they_are(cast, access, returned):
    """The caisse's figures have two decimals."""
    LeaveRightFactory(employee=leave_of(returned).employee, acquired=Decimal("30.00"), taken=Decimal("17.50"))
    alice, where = cast.browser("alice"), address(cast, "return_letter", returned.public_id)
    page = alice.get(where)
    form = page.context["letter_form"]
    fields = {name: str(form[name].value()).replace(".", ",") for name in form.fields}
    answer = alice.post(where, {**fields, "version": page.context["version"]}, follow=True)
    assert "12,5 jours ouvrables acquis du 1er avril 2025 au 31 mars 2026" in text_of(answer)


@pytest.mark.parametrize("typed", ["", "-1", "abc", "100", "1,255"])
def test_a_wrong_number_of_days_is_told_on_its_field(cast, returned, typed):
    alice, where = cast.browser("alice"), address(cast, "return_letter", returned.public_id)
    page = alice.get(where)
    fields = {name: page.context["letter_form"][name].value() for name in page.context["letter_form"].fields}
    answer = alice.post(where, {**fields, "days_0": typed, "version": page.context["version"]})
    assert answer.status_code == 422
    assert answer.context["letter_form"].errors["days_0"]


def kept_file(case, name):
    files.write(name, b"%PDF")
    return CaseFile.objects.create(
        case=case, adherent=case.adherent, kind="other", stored_name=name, name="a.pdf", content_type="a", size=4
    )


def test_files_go_at_the_time_set_after_closing_and_their_lines_stay(cast):
    long_ago = timezone.now() - settings.STOPPAGE_FILES_RETENTION - timedelta(days=1)
    site = site_of(cast)
    closed, dropped, young, open_case = (weather_case(site) for _ in range(4))
    StoppageCase.objects.filter(pk=closed.pk).update(closed_at=long_ago)
    StoppageCase.objects.filter(pk=dropped.pk).update(dropped_at=long_ago)
    StoppageCase.objects.filter(pk=young.pk).update(closed_at=timezone.now())
    rows = [kept_file(case, f"arrets/{rank}") for rank, case in enumerate((closed, dropped, young, open_case))]
    purge_files.func(timestamp=0)
    gone = [CaseFile.objects.get(pk=row.pk).purged_at is not None for row in rows]
    assert gone == [True, True, False, False]
    assert [name in files.names_in("arrets") for name in ("arrets/0", "arrets/1", "arrets/2")] == [False, False, True]
    assert closed.caseevents.first().kind == "files_purged"
    assert purge() == 0
