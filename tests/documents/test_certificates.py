"""A certificat de congé checked, handed over in two copies, disputed and answered."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.person.personal_data import personal_data
from core import files, pending
from core.models import AuditEvent, OutgoingMessage
from core.rights import Right
from documents.certificates.copies import two_copies
from documents.enums import Audience, HandoverState
from documents.models import Document, Download, Handover
from tests.documents.factories import attested, certificate, kind_of, pdf_of
from tests.documents.kit import query_count, text_of
from tests.employees.factories import EmployeeFactory
from tests.factories import AdherentFactory
from tests.printed import page_texts

pytestmark = pytest.mark.django_db
ALL = frozenset(Right)


@pytest.fixture
def paper(cast) -> Document:
    """Of two pages, that nobody has checked."""
    employee = EmployeeFactory(adherent=cast.acme.adherent, last_name="Benali", first_name="Karim")
    return certificate(employee, words=("Salaire horaire 14,85",), issued_on=date(2026, 10, 5))


@pytest.fixture
def alice(cast):
    return cast.browser("alice")


def at(cast: Any, name: str, paper: Document) -> str:
    return reverse(f"documents:{name}", args=[cast.acme.ref, paper.public_id])


def now(paper: Document) -> Handover:
    return Handover.objects.get(document=paper)


def put(paper: Document, state: HandoverState, **fields: Any) -> None:
    """Straight to that state, as the services leave it."""
    known = {
        "state": state,
        "checked_at": timezone.now(),
        "checked_by_label": "Bruno",
        "handed_over_on": date(2026, 11, 2),
        "said": "Faux",
        "disputed_at": timezone.now(),
    }
    Handover.objects.filter(document=paper).update(**{**known, **fields})


def act(alice: Any, cast: Any, name: str, paper: Document, **typed: Any) -> str:
    return text_of(alice.post(at(cast, name, paper), {"version": now(paper).version, **typed}, follow=True))


def test_it_is_checked_then_handed_over_on_a_day_that_may_be_corrected(cast, alice, paper):
    page = text_of(alice.get(at(cast, "certificate", paper)))
    assert "À vérifier" in page
    assert "Imprimer" not in page
    assert "Le certificat est vérifié" in act(alice, cast, "check_certificate", paper)
    for typed, said in (
        ("", "Saisissez le jour"),
        ("04/10/2026", "est trop ancienne"),
        ("31/12/2030", "est trop loin"),
        ("bientôt", "date"),
    ):
        refused = alice.post(at(cast, "hand_over", paper), {"version": now(paper).version, "handed_over_on": typed})
        assert refused.status_code == 422
        assert said in text_of(refused), typed
        assert typed in refused.context["form"].as_p()
    assert "Remis le 12/11/2026" in act(alice, cast, "hand_over", paper, handed_over_on="12/11/2026")
    assert "Remis le 13/11/2026" in act(alice, cast, "hand_over", paper, handed_over_on="13/11/2026")
    assert now(paper).handed_over_by_label == str(cast.alice)
    listed = text_of(alice.get(reverse("documents:index", args=[cast.acme.ref])))
    assert f'href="{at(cast, "certificate", paper)}">Remis<' in listed
    actions = AuditEvent.objects.filter(target=f"certificat {paper.public_id}").order_by("pk")
    assert [line.action.partition(".")[2] for line in actions] == [
        "certificate_checked",
        "certificate_handed_over",
        "certificate_handed_over",
    ]
    assert actions.last().changes == {"on": "2026-11-13", "before": "2026-11-12"}


def test_two_tabs_do_not_contradict_each_other(cast, alice, paper):
    """What the page showed when it was read decides; what was typed meanwhile is kept."""
    read = {"version": now(paper).version}
    alice.post(at(cast, "report_error", paper), {**read, "said": "1 607 h au lieu de 1 517"})
    for name, typed in (("check_certificate", {}), ("hand_over", {"handed_over_on": "12/11/2026"})):
        late = text_of(alice.post(at(cast, name, paper), {**read, **typed}, follow=True))
        assert "erreur signalée par Alice" in late, name
    again = alice.post(at(cast, "report_error", paper), {**read, "said": "Le salaire aussi"})
    assert again.status_code == 422
    assert "a changé depuis l’affichage" in text_of(again)
    assert "Le salaire aussi" in text_of(again)
    assert (now(paper).state, now(paper).said) == (HandoverState.DISPUTED, "1 607 h au lieu de 1 517")
    for forged in ("", "0", "x", "9" * 30):
        alice.post(at(cast, "check_certificate", paper), {"version": forged})
    assert now(paper).state == HandoverState.DISPUTED


def test_what_may_be_done_depends_on_where_it_stands(cast, alice, paper):
    """The pages of an act that is not to be done lead back, and change nothing."""
    put(paper, HandoverState.DISPUTED)
    page = text_of(alice.get(at(cast, "certificate", paper)))
    assert "ne remettez pas ce certificat" in page
    assert "Noter la remise" not in page
    for name in ("print_copies", "report_error"):
        back = alice.get(at(cast, name, paper))
        assert (back.status_code, back["Location"]) == (302, at(cast, "certificate", paper)), name
    for name in ("check_certificate", "hand_over"):
        assert "n’est plus possible" in act(alice, cast, name, paper, handed_over_on="12/11/2026"), name
    put(paper, HandoverState.TO_HAND_OVER)
    assert "n’est plus possible" in act(alice, cast, "check_certificate", paper)
    assert now(paper).state == HandoverState.TO_HAND_OVER


def test_an_error_needs_words_and_no_nir(cast, alice, paper):
    for typed, said in (
        ("", "Écrivez ce qui est faux"),
        ("x" * 601, "600 caractères au plus"),
        ("Le NIR est 1 85 05 78 006 084 91", "numéro de sécurité sociale"),
    ):
        refused = alice.post(at(cast, "report_error", paper), {"version": now(paper).version, "said": typed})
        assert refused.status_code == 422
        assert said in text_of(refused)
    assert now(paper).state == HandoverState.TO_CHECK


def test_both_copies_are_one_file_and_each_says_which_it_is(cast, alice, paper):
    put(paper, HandoverState.TO_HAND_OVER)
    response = alice.get(at(cast, "print_copies", paper))
    assert response["Content-Disposition"].startswith("attachment")
    assert Download.objects.get(document=paper).by == cast.alice
    first, second = page_texts(response.getvalue())
    assert "Salaire horaire 14,85" in first
    assert "Salaire horaire 14,85" in second
    assert "1er exemplaire" in first
    assert "2e exemplaire" not in first
    assert "2e exemplaire" in second
    assert [("1er" in page, "2e" in page) for page in page_texts(two_copies(pdf_of(("a",), ("b",))))] == [
        (True, False),
        (True, False),
        (False, True),
        (False, True),
    ]


@pytest.mark.parametrize("content", [None, b"%PDF-1.7 nothing"])
def test_a_file_missing_or_broken_is_said(cast, alice, paper, content):
    put(paper, HandoverState.TO_HAND_OVER)
    files.delete([paper.file.stored_name])
    if content is not None:
        files.write(paper.file.stored_name, content)
    page = alice.get(at(cast, "print_copies", paper), follow=True)
    assert page.status_code == 200
    assert "ne peut pas être lu en ce moment" in text_of(page)


def test_what_nobody_hands_over_has_no_such_page(cast, alice):
    """Nor what is withdrawn, nor what is not published yet, nor what one may not read."""
    letter = alice.get(at(cast, "certificate", cast.acme.documents.letter))
    paper = cast.acme.documents.certificate
    assert alice.get(at(cast, "certificate", paper)).status_code == 200
    Document.objects.filter(pk=paper.pk).update(published_at=timezone.now() + timedelta(hours=1))
    assert [letter.status_code, alice.get(at(cast, "certificate", paper)).status_code] == [404, 404]


def test_what_waits_is_told_one_by_one_to_whoever_may_do_it(cast, paper):
    home = reverse("portal_home", args=[cast.acme.ref])
    page = text_of(cast.browser("alice").get(home))
    assert "Certificat de congé à vérifier : BENALI Karim" in page or "à vérifier : Karim" in page
    assert at(cast, "certificate", paper) in page
    assert "Certificat de congé" not in text_of(cast.browser("bruno").get(home))
    put(paper, HandoverState.TO_HAND_OVER)
    assert "Certificat de congé à remettre : " in text_of(cast.browser("alice").get(home))


def test_only_what_can_be_read_waits(cast):
    """Counted by company, for the two rights; never what is withdrawn, to come, or shown to fewer."""
    adherent = AdherentFactory()
    papers = [certificate(EmployeeFactory(adherent=adherent)) for _ in range(4)]
    put(papers[1], HandoverState.TO_HAND_OVER)
    put(papers[2], HandoverState.HANDED_OVER)
    Document.objects.filter(pk=papers[3].pk).update(published_at=timezone.now() + timedelta(hours=1))

    def told(rights: frozenset[Right] = ALL) -> list[str]:
        return pending.pending_by_company({adherent.pk: rights})[adherent.pk]

    assert told() == ["1 certificat de congé à vérifier", "1 certificat de congé à remettre"]
    assert [told(ALL - {right}) for right in (Right.DOCUMENTS_ACT, Right.WAGES_CONSULT)] == [[], []]
    Document.objects.filter(pk=papers[0].pk).update(withdrawn_at=timezone.now(), withdrawal_reason="Faux")
    assert told() == ["1 certificat de congé à remettre"]
    kind = kind_of(adherent.caisse, "certificat-de-conge")
    kind.audience = Audience.COMPANY
    kind.save()
    assert told() == []


# --- The caisse


@pytest.fixture
def sami(cast):
    return cast.browser("sami")


@pytest.fixture
def disputed(cast, alice, paper) -> Handover:
    act(alice, cast, "report_error", paper, said="1 607 h au lieu de 1 517")
    return now(paper)


def desk(name: str, handover: Handover) -> str:
    return reverse(f"admin:documents_handover_{name}", args=[handover.pk])


def decide(sami: Any, name: str, handover: Handover, **typed: Any) -> str:
    seen = sami.get(desk("change", handover)).context["seen"]
    return text_of(sami.post(desk(name, handover), {"seen": seen, **typed}, follow=True))


def test_the_caisse_keeps_it_and_says_why(cast, alice, sami, disputed):
    assert personal_data(cast.alice)["erreurs_signalees"][-1]["erreur"] == "1 607 h au lieu de 1 517"
    (queue,) = [one for one in sami.get(reverse("admin:index")).context["work_queues"] if "certificat" in one.label]
    assert queue.count == 1
    assert "1 607 h au lieu de 1 517" in text_of(sami.get(desk("change", disputed)))
    assert "l’entreprise l’attend" in decide(sami, "keep", disputed, answer=" ")
    stale = {"seen": str(disputed.version - 1), "answer": "Non"}
    assert "a changé depuis" in text_of(sami.post(desk("keep", disputed), stale, follow=True))
    decide(sami, "keep", disputed, answer="Les 90 heures de maladie comptent.")
    page = text_of(alice.get(at(cast, "certificate", disputed.document)))
    assert "Les 90 heures de maladie comptent." in page
    assert "Tout est juste" in page
    (mail,) = OutgoingMessage.objects.filter(kind="documents/certificate_answered")
    assert mail.recipient == cast.alice.email
    assert at(cast, "certificate", disputed.document) in mail.body_text
    assert "maladie" not in mail.body_text
    assert disputed.document.employee.last_name not in mail.body_text
    assert "n’est plus possible" in decide(sami, "keep", disputed, answer="Encore")


def test_a_corrected_certificate_takes_its_place(cast, alice, sami, disputed):
    """Published as any document, then chosen: the wrong one is not seen any more, and the new one is to check."""
    wrong = disputed.document
    strange = certificate(EmployeeFactory(adherent=cast.acme.adherent))
    right = certificate(wrong.employee, title="Certificat corrigé")
    page = text_of(sami.get(desk("change", disputed)))
    assert "Certificat corrigé, daté du" in page
    assert strange.title not in page
    for chosen in ("", "x", strange.pk, wrong.pk, cast.rival.documents.certificate.pk):
        assert "Choisissez le certificat corrigé" in decide(sami, "replace", disputed, correction=chosen), chosen
    decide(sami, "replace", disputed, correction=right.pk)
    wrong.refresh_from_db()
    assert now(wrong).state == HandoverState.REPLACED
    assert (wrong.withdrawn_by, now(wrong).corrected_by) == (cast.sami, right)
    assert alice.get(at(cast, "certificate", wrong)).status_code == 404
    page = text_of(alice.get(at(cast, "certificate", right)))
    assert "il remplace celui que vous aviez reçu" in page
    assert "1 607 h au lieu de 1 517" in page
    assert "Tout est juste" in page
    (mail,) = OutgoingMessage.objects.filter(kind="documents/certificate_answered")
    assert at(cast, "certificate", right) in mail.body_text


def test_who_only_reads_decides_nothing(cast, disputed):
    """Another role of the same caisse; another caisse gets the 404 of a random row (matrix)."""
    cast.sami.staff_role = "reader"
    cast.sami.save()
    reader = cast.browser("sami")
    assert "Maintenir" not in text_of(reader.get(desk("change", disputed)))
    assert reader.post(desk("keep", disputed), {"seen": "2", "answer": "Non"}).status_code == 403
    assert now(disputed.document).state == HandoverState.DISPUTED


def test_the_pages_cost_the_same_whatever_there_is_to_read(cast, alice, paper):
    """The budget of a page, session, user and access included."""
    put(paper, HandoverState.TO_HAND_OVER)
    assert query_count(alice, at(cast, "certificate", paper)) <= 12
    where = reverse("documents:attestations", args=[cast.acme.ref])
    before = query_count(alice, where)
    for number in range(12):
        attested(cast.acme.adherent, days=number + 10)
    assert (query_count(alice, where), before <= 12) == (before, True)
