"""The pages of the sick-leave claim: typed, read again, sent, prolonged, ended; and who sees nothing of it."""

from datetime import date

import pytest
from django.urls import reverse

from core.references import new_public_id
from core.rights import Right
from stoppages.enums import CaseState, FileKind
from stoppages.models import CaseFile, SickLeave, StoppageCase
from tests.absences.entry_kit import said, text_of
from tests.absences.kit import enter, planning_of
from tests.adherents.changes_kit import proof
from tests.employees.person_kit import browser_of, colleague
from tests.security.test_query_counts import BUDGET, counted
from tests.stoppages.factories import lose, sick_leave_case, weather_case
from tests.stoppages.kit import access_of, site_of, worker
from tests.stoppages.sick_leave_kit import address, back, declared, draft, leave_of, send, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(cast):
    return cast.browser("alice")


@pytest.fixture
def person(cast):
    return worker(cast)


def form_of(cast, person, **query):
    return address(cast, "start_sick_leave", salarie=person.public_id, **query)


def only_case(person):
    return StoppageCase.objects.get(sick_leave__employee=person)


def send_page(browser, where, page, **more):
    marks = {name: page.context[name] for name in ("attempt", "version")}
    return browser.post(where, {**marks, **more}, follow=True)


def test_an_arret_is_typed_read_again_and_sent(cast, alice, person):
    enter(access_of(cast), person, "paid_leave", "2026-10-12", "2026-10-16")
    page = alice.post(form_of(cast, person), typed(), follow=True)
    case, where = only_case(person), page.redirect_chain[-1][0]
    assert where == address(cast, "review_sick_leave", case.public_id)
    text = text_of(page)
    assert "Les congés du 12 octobre 2026 au 16 octobre 2026 seront annulés : 6 jours ouvrables rendus." in text
    assert "2 jours ouvrables de congé, 24 jours ouvrables au plus" in text
    assert "la caisse fait foi" in text
    assert "ne rembourse rien pour ce motif" in text
    answer = send_page(alice, where, page)
    assert "sont annulés" in said(answer)
    assert only_case(person).state == CaseState.RECORDED


def test_what_is_sent_twice_is_answered_twice_the_same(cast, alice, person):
    page = alice.post(form_of(cast, person), typed(), follow=True)
    where = page.redirect_chain[-1][0]
    first, again = send_page(alice, where, page), send_page(alice, where, page)
    assert first.redirect_chain == again.redirect_chain
    assert only_case(person).stoppagedeclarations.count() == 1


def test_the_form_sent_twice_opens_one_draft(cast, alice, person):
    sent_form = typed()
    chains = [alice.post(form_of(cast, person), sent_form, follow=True).redirect_chain for _ in range(2)]
    assert chains[0] == chains[1]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"reason": ""}, "Choisissez dans la liste."),
        ({"reason": "gastro"}, "Choisissez dans la liste."),
        ({"starts_on": "32/10/2026"}, "n’existe pas"),
        (
            {"starts_on": "04/10/2026", "last_worked_on": "05/10/2026"},
            "L’arrêt commence avant le dernier jour travaillé",
        ),
        ({"expected_end_on": "04/10/2026"}, "La fin est avant le premier jour d’arrêt"),
        ({"reason": "work_accident"}, "Saisissez la date de l’accident"),
        ({"reason": "work_accident", "accident_on": "06/10/2026"}, "après le premier jour d’arrêt"),
        ({"subrogation": "yes"}, "Saisissez cette date"),
        (
            {"subrogation": "yes", "subrogation_from": "10/10/2026", "subrogation_to": "09/10/2026"},
            "finit avant de commencer",
        ),
        ({"starts_on": "05/10/2019", "last_worked_on": "05/10/2019"}, "trop ancienne"),
    ],
)
def test_a_wrong_form_says_what_to_do_and_keeps_what_was_typed(cast, alice, person, wrong, message):
    answer = alice.post(form_of(cast, person), typed(**wrong))
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert "16/10/2026" in text_of(answer) or "expected_end_on" in wrong
    assert not StoppageCase.objects.filter(sick_leave__employee=person).exists()


def test_what_an_accident_leaves_over_is_not_kept(cast, alice, person):
    alice.post(form_of(cast, person), typed(accident_on="01/10/2026", subrogation_from="01/10/2026"))
    leave = SickLeave.objects.get(employee=person)
    assert (leave.accident_on, leave.has_subrogation, leave.subrogation_from) == (None, False, None)


def test_the_employer_part_is_kept_with_its_line(cast, alice, person):
    alice.post(form_of(cast, person), {**typed(), "files": proof("volet 3.png")})
    file = CaseFile.objects.get(case=only_case(person))
    assert (file.kind, file.employee) == (FileKind.EMPLOYER_PART, person)


def test_the_form_warns_of_diagnoses_and_says_what_is_done_elsewhere(cast, alice, person):
    text = text_of(alice.get(form_of(cast, person)))
    for words in ("Jamais de diagnostic", "signalement d’arrêt en DSN", "quarante-huit heures"):
        assert words in text


def test_dates_out_of_a_contract_are_told_on_their_field(cast, alice):
    person = worker(cast, starts_on=date(2026, 10, 12))
    answer = alice.post(form_of(cast, person), typed())
    assert answer.context["form"].errors["starts_on"] == [
        f"{person.full_name} n’est pas sous contrat le 5 octobre 2026 : corrigez la date."
    ]


def test_what_the_planning_refuses_is_told_before_and_the_draft_kept(cast, alice, person):
    enter(access_of(cast), person, "training", "2026-10-08", "2026-10-09")
    page = alice.post(form_of(cast, person), typed(), follow=True)
    assert "Formation" in text_of(page)
    answer = send_page(alice, page.redirect_chain[-1][0], page)
    assert answer.status_code == 422
    assert "Le brouillon est gardé" in text_of(answer)
    assert planning_of(person) == [("training", "du 8 octobre 2026 au 9 octobre 2026")]


def test_weather_hours_of_the_same_days_are_told(cast, alice, person):
    lose(weather_case(site_of(cast), starts="2026-10-06 08:00"), person, {"2026-10-06": "8"})
    page = alice.post(form_of(cast, person), typed(), follow=True)
    assert "sur 1 jour de cet arrêt (06/10/2026) : elles ne se cumulent pas avec lui (L5424-13)" in text_of(page)


def test_a_prolongation_is_proposed_where_it_follows(cast, alice, person):
    first = declared(access_of(cast), person)
    page = alice.get(form_of(cast, person, du="2026-10-17"))
    assert page.context["form"]["prolongs"].value() == first.public_id
    assert "est déjà en arrêt jusqu’au 16 octobre 2026" in text_of(alice.get(form_of(cast, person)))
    extension = alice.get(address(cast, "extend", first.public_id))
    assert [extension.context["form"][name].value() for name in ("starts_on", "reason")] == ["17/10/2026", "illness"]
    alice.post(
        address(cast, "extend", first.public_id),
        typed("17/10/2026", "31/10/2026", prolongs=first.public_id, last_worked_on="05/10/2026"),
    )
    assert SickLeave.objects.filter(employee=person, first=first).count() == 1


def test_a_draft_is_changed_and_what_was_sent_is_amended(cast, alice, person):
    access = access_of(cast)
    case = draft(access, person)
    where = address(cast, "change_sick_leave", case.public_id)
    alice.post(where, {**typed(end="14/10/2026"), "version": case.version})
    case.refresh_from_db()
    assert (case.state, case.ends_on) == (CaseState.DRAFT, date(2026, 10, 14))
    send(access, case)
    case.refresh_from_db()
    page = alice.get(where)
    assert "nouvelle version" in text_of(page)
    answer = alice.post(where, {**typed(end="20/10/2026"), "version": case.version}, follow=True)
    assert "La modification est envoyée" in said(answer)
    assert planning_of(person) == [("sickness", "du 5 octobre 2026 au 20 octobre 2026")]
    stale = alice.post(where, {**typed(end="21/10/2026"), "version": 1})
    assert stale.status_code == 422
    assert "21/10/2026" in text_of(stale)
    assert planning_of(person) == [("sickness", "du 5 octobre 2026 au 20 octobre 2026")]


def test_the_return_is_said_of_the_last_of_the_chain(cast, alice, person):
    access = access_of(cast)
    first = declared(access, person)
    second = declared(access, person, "2026-10-17", "2026-10-31", prolongs=first)
    answer = alice.get(address(cast, "resume", first.public_id))
    assert answer.headers["Location"] == address(cast, "resume", second.public_id)
    page = alice.get(answer.headers["Location"])
    back_again = send_page(alice, answer.headers["Location"], page, on="26/10/2026", reason="normal")
    assert "La reprise est déclarée" in said(back_again)
    assert leave_of(second).resumed_on == date(2026, 10, 26)


def test_a_return_before_the_arret_is_told_on_its_field(cast, alice, person):
    case = declared(access_of(cast), person)
    where = address(cast, "resume", case.public_id)
    answer = send_page(alice, where, alice.get(where), on="05/10/2026", reason="normal")
    assert answer.status_code == 422
    assert "au plus tôt le lendemain" in answer.context["form"].errors["on"][0]


PAGES = ("change_sick_leave", "review_sick_leave", "extend", "resume", "return_letter", "print_return_letter", "case")


@pytest.mark.parametrize("name", PAGES)
def test_whoever_may_not_read_motives_sees_nothing(cast, person, name):
    case = back(access_of(cast), declared(access_of(cast), person), "2026-10-17")
    blind = browser_of(
        colleague(cast.acme.adherent, Right.STOPPAGES_CONSULT, Right.STOPPAGES_ACT, Right.EMPLOYEES_CONSULT)
    )
    answer = blind.get(address(cast, name, case.public_id))
    assert answer.status_code == (404 if name == "case" else 403)
    assert person.full_name not in text_of(answer)
    for page in (address(cast, "index"), reverse("employees:employee", args=[cast.acme.ref, person.public_id])):
        text = text_of(blind.get(page))
        assert case.reference not in text
        assert "Arrêts de travail" not in text
    assert blind.get(address(cast, "start_sick_leave")).status_code == 403


def test_a_weather_stoppage_is_no_arret_de_travail(cast, alice):
    case = cast.acme.stopped.writing
    assert alice.get(address(cast, "change_sick_leave", case.public_id)).status_code == 404


def test_pages_cost_the_same_for_one_arret_and_for_many(cast, person):
    access, browser = access_of(cast), cast.browser("alice")
    case = draft(access, person)
    returned = back(access, declared(access, worker(cast)), "2026-10-17")
    pages = [
        form_of(cast, person),
        address(cast, "review_sick_leave", case.public_id),
        address(cast, "change_sick_leave", case.public_id),
        address(cast, "resume", returned.public_id),
        address(cast, "return_letter", returned.public_id),
    ]
    before = [counted(browser, page) for page in pages]
    for month in range(1, 9):
        sick_leave_case(person, starts_on=date(2026, month, 2), expected_end_on=date(2026, month, 8))
        sick_leave_case(
            returned.sick_leave.employee, starts_on=date(2026, month, 2), expected_end_on=date(2026, month, 8)
        )
    assert [counted(browser, page) for page in pages] == before
    assert all(cost <= BUDGET for cost in before), before


def test_what_nobody_read_is_not_sent(cast, alice, person):
    case = draft(access_of(cast), person)
    alice.post(address(cast, "review_sick_leave", case.public_id), {"attempt": new_public_id()})
    assert StoppageCase.objects.get(pk=case.pk).state == CaseState.DRAFT
