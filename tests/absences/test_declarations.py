"""The pages of the leave to declare and of what was declared."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from absences.enums import DeclarationState
from absences.models import AbsenceRule, LeaveDeclaration
from core.models import AuditEvent
from employees.nir import grouped
from tests.absences.declaring_kit import REASON, Story
from tests.absences.factories import AbsenceFactory, LeaveDeclarationFactory
from tests.absences.kit import access_of, enter, worker
from tests.employees.factories import new_nir
from tests.factories import EstablishmentFactory, MembershipFactory
from tests.printed import page_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast):
    return Story(access_of(cast), cast.people["sami"], worker(cast))


@pytest.fixture
def browser(cast):
    return cast.browser("alice")


def url(cast, name="leave_to_declare", *args, ref=None):
    return reverse(f"absences:{name}", args=[ref or cast.acme.ref, *args])


def body(response) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def line_of(cast, browser, story):
    rows = browser.get(url(cast)).context["rows"]
    return next(row for row in rows if row.employee_ref == story.person.public_id)


def declare(cast, browser, *marks, **more):
    return browser.post(url(cast, "declare"), {"conges": marks, **more}, follow=True)


FIRST, SHORTER = "du 3 août 2026 au 8 août 2026", "du 3 août 2026 au 5 août 2026"
LEAVE = "Congés payés, congé principal"


@pytest.mark.parametrize(
    ("steps", "what", "believes", "will", "note"),
    [
        ("", "Congé", "Rien", f"{LEAVE}, {FIRST}, 6 jours ouvrables", "Ce congé a déjà commencé."),
        ("declare refuse", "Congé", "Rien", f"{LEAVE}, {FIRST}, 6 jours ouvrables", "déjà commencé"),
        ("declare shorten", "Congé", "Rien", f"{LEAVE}, {SHORTER}, 3 jours ouvrables", "sera remplacée par celle-ci"),
        (
            "declare take shorten",
            "Modification d’un congé",
            f"{LEAVE}, {FIRST}, 6 jours ouvrables",
            f"{LEAVE}, {SHORTER}, 3 jours ouvrables",
            "déjà commencé",
        ),
        (
            "declare take make_fifth_week",
            "Modification d’un congé",
            f"{LEAVE}, {FIRST}, 6 jours ouvrables",
            f"Congés payés, cinquième semaine, {FIRST}, 6 jours ouvrables",
            "",
        ),
        ("declare take cancel", "Annulation d’un congé", f"{LEAVE}, {FIRST}, 6 jours ouvrables", "Plus de congé", ""),
        ("declare cancel", "Retrait d’une déclaration", "Rien", "Plus de congé", "la caisse ne l’a pas traitée"),
        (
            "declare take shorten declare restore",
            "Retrait d’une déclaration",
            f"{LEAVE}, {FIRST}, 6 jours ouvrables",
            "Ce que la caisse a pris en compte",
            "retirée",
        ),
    ],
)
def test_each_line_says_what_the_caisse_knows_and_what_it_will_be(
    cast, browser, story, steps, what, believes, will, note
) -> None:
    story.go(*steps.split())
    line = line_of(cast, browser, story)
    assert (line.what, line.believes) == (what, believes)
    assert line.will.startswith(will)
    assert note in " ".join(line.notes)
    assert line.refusal == (REASON if "refuse" in steps else "")
    assert line.refused_ref == (story.last.public_id if "refuse" in steps else "")


@pytest.mark.parametrize(
    ("lead_days", "ahead", "said"),
    [
        (None, 5, "n’a pas fixé de délai"),
        (30, 5, "Départ dans 5 jours : votre caisse demande 30 jours d’avance."),
        (30, 1, "Départ dans 1 jour : votre caisse demande 30 jours d’avance."),
        (30, 0, "Départ aujourd’hui : votre caisse demande 30 jours d’avance."),
        (30, 30, "soient déclarés 30 jours avant le départ"),
    ],
)
def test_the_lead_time_is_advice_and_said_when_nobody_fixed_it(cast, browser, lead_days, ahead, said) -> None:
    AbsenceRule.objects.create(caisse=cast.caisse, starts_on=date(2020, 1, 1), source="Test", lead_days=lead_days)
    start = timezone.localdate() + timedelta(days=ahead)
    AbsenceFactory(employee=worker(cast), starts_on=start, ends_on=start + timedelta(days=4))
    text = body(browser.get(url(cast)))
    assert said in text
    assert ("d’avance" in text) is (lead_days is not None and ahead < lead_days)


def test_several_are_declared_at_once_after_a_page_that_sums_them_up(cast, browser) -> None:
    stories = [Story(access_of(cast), cast.people["sami"], worker(cast)) for _ in range(3)]
    stories[0].go("declare", "take", "cancel")
    marks = [line_of(cast, browser, story).mark for story in stories]
    page = declare(cast, browser, *marks)
    summed_up = "<strong>3 déclarations</strong>, pour 3 salariés : 12 jours ouvrables de congé en tout."
    assert summed_up in body(page)
    assert not LeaveDeclaration.objects.filter(absence__in=[story.leave for story in stories]).waiting().exists()
    page = declare(cast, browser, *marks, confirm="1")
    assert "3 déclarations envoyées à votre caisse." in body(page)
    assert page.redirect_chain[-1][0].endswith("?liste=declares")
    assert [story.said[-1] for story in stories] == [("cancellation", "sent"), ("leave", "sent"), ("leave", "sent")]


def test_sent_twice_or_from_two_tabs_it_is_one_row_and_it_is_said(cast, browser, story) -> None:
    mark = line_of(cast, browser, story).mark
    declare(cast, browser, mark, confirm="1")
    assert "votre caisse le sait déjà, rien n’a été envoyé deux fois" in body(declare(cast, browser, mark, confirm="1"))
    assert "Rien n’était plus à déclarer" in body(declare(cast, browser, mark))
    assert story.said == [("leave", "sent")]


def test_changed_since_it_was_read_it_is_read_again(cast, browser, story) -> None:
    mark = line_of(cast, browser, story).mark
    story.go("shorten")
    assert "1 congé a changé entre-temps" in body(declare(cast, browser, mark, confirm="1"))
    assert story.said == []


@pytest.mark.parametrize("mark", ["", "x", "x:1", "{ref}", "{ref}:", "{ref}:x", "{ref}:²", "{ref}:" + "9" * 5000])
def test_what_is_no_mark_declares_nothing(cast, browser, story, mark) -> None:
    response = declare(cast, browser, mark.format(ref=story.leave.public_id), confirm="1")
    assert response.status_code == 200
    assert story.said == []


def test_nothing_ticked_says_what_to_do(cast, browser, story) -> None:
    assert "Cochez d’abord" in body(declare(cast, browser))


def test_everything_is_declared_at_one_go(cast, browser, story) -> None:
    page = declare(cast, browser, tous="1")
    assert [row.employee_ref for row in page.context["rows"]].count(story.person.public_id) == 1
    declare(cast, browser, *[row.mark for row in page.context["rows"]], confirm="1")
    assert browser.get(url(cast)).context["rows"] == []


def test_more_than_a_go_is_told(cast, browser, monkeypatch) -> None:
    monkeypatch.setattr("absences.declarations.queries.AT_ONCE", 2)
    for _ in range(4):
        AbsenceFactory(employee=worker(cast))
    page = declare(cast, browser, tous="1")
    assert len(page.context["rows"]) == 2
    assert "il en restera" in body(page)


def test_what_was_declared_is_told_with_all_that_was_of_the_same_leave(cast, browser, story) -> None:
    story.go("declare", "take", "shorten", "declare", "refuse")
    page = body(browser.get(url(cast, "declaration", story.last.public_id)))
    assert REASON in page
    assert "Corriger" in page
    first, change = story.leave.declarations.order_by("pk")
    assert page.index(first.reference) < page.rindex(change.reference)
    assert f"{LEAVE}, {FIRST}" in page
    # The earlier one has nothing to mend.
    assert "Corriger" not in body(browser.get(url(cast, "declaration", first.public_id)))


@pytest.mark.parametrize("state", ["sent", "taken", "refused", "replaced", "withdrawn"])
def test_declarations_are_found_by_state_name_and_reference(cast, browser, state) -> None:
    for number, one in enumerate(DeclarationState.values):
        absence = AbsenceFactory(employee=worker(cast), starts_on=date(2027, 2, 1))
        absence.employee.last_name = f"Nom{number}"
        absence.employee.save()
        LeaveDeclarationFactory(absence=absence, state=one, message="Non", reference=f"C-FIND{number}")
    wanted = LeaveDeclaration.objects.get(state=state, reference__startswith="C-FIND")
    for query in (
        {"etat": state, "q": "nom"},
        {"q": wanted.absence.employee.last_name},
        {"q": wanted.reference.lower()},
    ):
        listed = browser.get(url(cast), {"liste": "declares", **query}).context["page"].object_list
        assert [one.pk for one in listed] == [wanted.pk]
    nothing = browser.get(url(cast), {"liste": "declares", "q": "personne"})
    assert "Aucune déclaration ne correspond" in body(nothing)


def test_a_number_of_social_security_leaves_the_address_at_once(cast, browser) -> None:
    nir = new_nir()
    for typed in (nir, grouped(nir)):
        response = browser.get(url(cast), {"liste": "declares", "q": typed})
        assert (response.status_code, nir[:5] in response["Location"]) == (302, False)
        assert "un numéro de sécurité sociale ne sert pas" in body(browser.get(response["Location"]))


def test_withdrawn_it_is_asked_first_and_is_to_declare_again(cast, browser, story) -> None:
    story.go("declare")
    address = url(cast, "withdraw", story.last.public_id)
    assert "Retirer la déclaration" in body(browser.get(address))
    assert story.said == [("leave", "sent")]
    assert "elle ne" not in body(browser.post(address, {"confirm": "1"}, follow=True))
    assert story.said == [("leave", "withdrawn")]
    assert "elle ne se retire plus" in body(browser.post(address, {"confirm": "1"}, follow=True))
    assert line_of(cast, browser, story).what == "Congé"


def test_a_cancellation_refused_is_settled_by_keeping_the_leave(cast, browser, story) -> None:
    story.go("declare", "take", "cancel", "declare", "refuse")
    address = url(cast, "keep", story.last.public_id)
    assert address in body(browser.get(url(cast, "declaration", story.last.public_id)))
    assert REASON in body(browser.get(address))
    assert story.now.state == "cancelled"
    assert "Le congé est gardé" in body(browser.post(address, {"confirm": "1"}, follow=True))
    assert (story.now.state, story.now.to_declare) == ("taken", False)
    assert "pas d’annulation refusée" in body(browser.post(address, {"confirm": "1"}, follow=True))
    assert cast.browser("bruno").post(address, {"confirm": "1"}).status_code == 403


def test_a_receipt_says_what_was_sent_when_and_by_whom_and_no_motive(cast, browser, story) -> None:
    story.go("declare", "take", "fall_ill", "declare")
    response = browser.get(url(cast, "receipt", story.last.public_id))
    text = " ".join(" ".join(page_texts(b"".join(response))).split())
    for said in (
        story.last.reference,
        "Modification d’un congé",
        story.person.full_name,
        str(story.access.user),
        "du 3 août 2026 au 4 août 2026",
        FIRST,
        "Heure de Paris",
        "En attente de traitement",
        cast.acme.adherent.name,
    ):
        assert said in text, said
    assert "aladie" not in text
    assert AuditEvent.objects.filter(action="absences.receipt_downloaded").count() == 1


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ("declare take pay", "Prise en compte"),
        ("declare refuse", "Refusée"),
        ("declare withdraw", "Retirée"),
        ("declare shorten declare", "Remplacée"),
    ],
)
def test_what_became_of_it_is_on_its_page_and_on_its_receipt(cast, browser, story, steps, state) -> None:
    story.go(*steps.split())
    first = story.leave.declarations.order_by("pk")[0]
    page = body(browser.get(url(cast, "declaration", first.public_id)))
    assert state in page
    assert ("Payée par la caisse" in page) is ("pay" in steps)
    text = " ".join(" ".join(page_texts(b"".join(browser.get(url(cast, "receipt", first.public_id))))).split())
    assert state in text
    assert "En attente de traitement" not in text


def test_whoever_lacks_the_motives_and_the_people_does_it_all(cast) -> None:
    """Chloé: absences only. A leave that became a stoppage is cancelled without its motive being told."""
    chloe, story = cast.browser("chloe"), Story(access_of(cast), cast.people["sami"], worker(cast))
    story.go("declare", "take", "fall_ill_all_along")
    line = line_of(cast, chloe, story)
    page = declare(cast, chloe, line.mark)
    sent = declare(cast, chloe, line.mark, confirm="1")
    shown = chloe.get(url(cast, "declaration", story.last.public_id))
    for response in (chloe.get(url(cast)), page, sent, shown):
        text = body(response)
        assert "aladie" not in text
        assert reverse("employees:employee", args=[cast.acme.ref, story.person.public_id]) not in text
    assert story.said[-1] == ("cancellation", "sent")


def test_whoever_only_reads_is_offered_nothing(cast, story) -> None:
    story.go("declare")
    bruno = cast.browser("bruno")
    text = body(bruno.get(url(cast))) + body(bruno.get(url(cast, "declaration", story.last.public_id)))
    assert "checkbox" not in text
    assert "Retirer" not in text
    assert bruno.post(url(cast, "declare"), {"conges": [f"{story.leave.public_id}:1"]}).status_code == 403


def test_a_site_has_its_own(cast) -> None:
    depot = EstablishmentFactory(adherent=cast.acme.adherent, is_head_office=False)
    ours, theirs = AbsenceFactory(employee=worker(cast, establishment=depot)), AbsenceFactory(employee=worker(cast))
    declared = [LeaveDeclarationFactory(absence=one, state="withdrawn") for one in (ours, theirs)]
    browser = cast.browser("anonymous")
    browser.force_login(MembershipFactory(adherent=cast.acme.adherent, establishment=depot).user)
    rows = browser.get(url(cast, ref=depot.public_id)).context["rows"]
    assert [row.employee_ref for row in rows] == [ours.employee.public_id]
    listed = browser.get(url(cast, ref=depot.public_id), {"liste": "declares"}).context["page"].object_list
    assert list(listed) == declared[:1]
    assert browser.get(url(cast, "declaration", declared[1].public_id, ref=depot.public_id)).status_code == 404


def test_the_lists_keep_their_budget(cast, browser) -> None:
    def costs() -> list[int]:
        counts = []
        for query in ({}, {"liste": "declares"}):
            browser.get(url(cast), query)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(url(cast), query).status_code == 200
            counts.append(len(queries))
        return counts

    few = costs()
    for _ in range(20):
        absence = AbsenceFactory(employee=worker(cast))
        LeaveDeclarationFactory(absence=absence, state="refused", message="Non")
    assert costs() == few
    assert max(few) <= 12


def test_a_stoppage_over_declared_leave_is_there_to_be_told(cast, browser, story) -> None:
    story.go("declare", "take")
    enter(story.access, story.person, "sickness", "2026-08-06", "2026-08-10")
    line = line_of(cast, browser, story)
    assert (line.what, line.believes) == ("Modification d’un congé", f"{LEAVE}, {FIRST}, 6 jours ouvrables")
    assert line.will == f"{LEAVE}, {SHORTER}, 3 jours ouvrables"
