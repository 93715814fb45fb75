"""What a company sends to its caisse: sent once, read by those who may, kept its time."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.person.personal_data import personal_data
from core import files
from core.models import AuditEvent
from core.references import new_public_id
from core.rights import Right
from documents import jobs
from documents.enums import SentState, ShippedKind
from documents.models import SentDocument, SentFile
from documents.sending.services import FOLDER
from tests.cast import Browser
from tests.documents.factories import SentDocumentFactory, kind_of, pdf_of
from tests.employees.factories import EmployeeFactory, EmploymentFactory, new_nir
from tests.employees.person_kit import colleague, said_to, text_of
from tests.factories import DelegationFactory, EstablishmentFactory, FirmMemberFactory, MembershipFactory

pytestmark = pytest.mark.django_db
ACT = (Right.DOCUMENTS_CONSULT, Right.DOCUMENTS_ACT)
KBIS = pdf_of(("Extrait Kbis",))


@pytest.fixture
def holder():
    member = MembershipFactory()
    kind_of(member.adherent.caisse)
    return member


@pytest.fixture
def browser(holder):
    return browser_of(holder)


def browser_of(member) -> Browser:
    """One that reads what it downloads to its end."""
    client = Browser()
    client.force_login(member.user)
    return client


def ref_of(member) -> str:
    return (member.establishment or member.adherent).public_id


def at(name, member, *args, **query):
    return reverse(f"documents:{name}", args=[ref_of(member), *args], query=query)


def a_file(content=KBIS, name="kbis.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def typed(**fields):
    return {"kind": ShippedKind.REGISTRATION.value, "note": "", "files": a_file(), "attempt": new_public_id()} | fields


def post(browser, member, fields, **query):
    return browser.post(at("send", member, **query), fields, follow=True)


def test_what_is_sent_twice_is_one_sending_with_the_same_receipt(holder, browser) -> None:
    fields = typed(note="Le nouveau gérant", files=[a_file(), a_file(name="annexe.pdf")])
    first = post(browser, holder, fields)
    sending = SentDocument.objects.get()
    for file in fields["files"]:
        file.seek(0)
    again = post(browser, holder, fields)
    assert (first.redirect_chain, again.redirect_chain) == ([(at("sending", holder, sending.public_id), 302)],) * 2
    assert f"Votre envoi {sending.reference} est envoyé" in said_to(first)
    assert "pas été envoyé deux fois" in said_to(again)
    assert sending.sent_by == holder.user
    assert [(file.name, files.read(file.stored_name)[:5]) for file in sending.files.all()] == [
        ("kbis.pdf", b"%PDF-"),
        ("annexe.pdf", b"%PDF-"),
    ]
    (event,) = AuditEvent.objects.filter(action="documents.sent")
    assert (event.adherent_id, event.target) == (holder.adherent_id, f"Extrait Kbis {sending.reference}")
    for words in (sending.reference, "Le nouveau gérant", "annexe.pdf", "Chez votre caisse"):
        assert words in text_of(first)
    assert sending.reference in text_of(browser.get(at("sent", holder)))
    taken = browser.get(at("sent_file", holder, sending.files.first().public_id))
    assert taken["Content-Disposition"] == 'attachment; filename="kbis.pdf"'


def test_what_cannot_be_sent_says_how_to_mend_it_and_loses_nothing(holder, browser, settings) -> None:
    settings.SENT_FILES_AT_ONCE = 1
    refusals = [
        ({"kind": ""}, "Choisissez le type du document."),
        # A kind that companies receive only; one that does not exist.
        ({"kind": ShippedKind.STATEMENT.value}, "Choisissez dans la liste."),
        ({"kind": "facture"}, "Choisissez dans la liste."),
        ({"note": f"Pour {new_nir()}"}, "numéro de sécurité sociale"),
        ({"note": "x" * 601}, "600"),
        ({"files": []}, "Choisissez le fichier à envoyer."),
        ({"files": a_file(b"")}, "vide"),
        ({"files": a_file(b"MZ programme")}, "ni un PDF"),
        ({"files": [a_file(), a_file()]}, "au plus 1 fichier"),
    ]
    for fields, said in refusals:
        page = post(browser, holder, typed(**({"note": "Gardé tel quel"} | fields)))
        assert page.status_code == 422, fields
        assert said in text_of(page), fields
        assert fields.get("note", "Gardé tel quel") in page.content.decode()
    assert not SentDocument.objects.exists()
    assert files.names_in(FOLDER) == []


def test_a_company_sends_so_much_a_day(holder, browser, settings) -> None:
    settings.SENT_DAY_MAX_BYTES = len(KBIS) * 2 + 200
    assert post(browser, holder, typed()).status_code == 200
    page = post(browser, holder, typed(files=[a_file(), a_file()], note="Gardée"))
    assert page.status_code == 422
    assert "par jour" in text_of(page)
    assert "Gardée" in text_of(page)
    SentDocument.objects.update(sent_at=timezone.now() - timedelta(days=1))
    assert post(browser, holder, typed(files=[a_file(), a_file()])).status_code == 200
    assert SentDocument.objects.count() == 2


def test_a_person_sends_so_often(holder, browser, settings) -> None:
    settings.THROTTLES = {**settings.THROTTLES, "documents_sent": (1, 3600)}
    assert [post(browser, holder, typed()).status_code for _ in range(2)] == [200, 429]


def test_it_may_be_about_somebody_of_the_company_and_nobody_else(holder, browser) -> None:
    employee, stranger = EmployeeFactory(adherent=holder.adherent), EmployeeFactory()
    assert post(browser, holder, typed(), salarie=stranger.public_id).status_code == 404
    assert f"Concerne <strong>{employee.full_name}" in text_of(
        browser.get(at("send", holder, salarie=employee.public_id))
    )
    page = post(browser, holder, typed(), salarie=employee.public_id)
    assert employee.full_name in text_of(page)
    assert SentDocument.objects.get().employee == employee
    # Who may not consult people chooses nobody.
    clerk = colleague(holder.adherent, *ACT)
    blind = browser_of(clerk)
    asked = [at("send", clerk, salarie=employee.public_id), at("choose_person", clerk), at("send", clerk)]
    assert [blind.get(address).status_code for address in asked] == [404, 403, 200]


def test_somebody_is_chosen_by_name_and_never_by_number(holder, browser) -> None:
    employee = EmployeeFactory(adherent=holder.adherent)
    EmploymentFactory(employee=employee)
    page = browser.get(at("choose_person", holder, q=employee.last_name))
    assert at("send", holder, salarie=employee.public_id) in page.content.decode()
    answer = browser.get(at("choose_person", holder, q=new_nir()))
    assert answer["Location"] == at("choose_person", holder, refus="numero")


def test_a_site_sends_for_itself_and_sees_its_own(holder, browser) -> None:
    site, other = EstablishmentFactory(adherent=holder.adherent), EstablishmentFactory(adherent=holder.adherent)
    post(browser, holder, typed(site=other.public_id))
    member = colleague(holder.adherent, *ACT, site=site)
    of_site = browser_of(member)
    assert 'name="site"' not in text_of(of_site.get(at("send", member)))
    post(of_site, member, typed(site=other.public_id))
    elsewhere, own = SentDocument.objects.order_by("pk")
    assert (elsewhere.establishment, own.establishment) == (other, site)
    codes = [of_site.get(at("sending", member, one.public_id)).status_code for one in (elsewhere, own)]
    assert codes == [404, 200]
    assert post(browser, holder, typed(site=EstablishmentFactory().public_id)).status_code == 422


def test_a_kind_kept_from_cabinets_is_neither_sent_nor_seen_by_them(holder, browser) -> None:
    accountant = FirmMemberFactory()
    DelegationFactory(adherent=holder.adherent, firm=accountant.firm, rights=[right.value for right in ACT])
    mandate = {"kind": ShippedKind.MANDATE.value}
    post(browser, holder, typed(**mandate))
    theirs = browser_of(accountant_of(accountant, holder))
    assert post(theirs, holder, typed(**mandate)).status_code == 422
    sending = SentDocument.objects.get()
    file = sending.files.get()
    assert sending.reference not in text_of(theirs.get(at("sent", holder)))
    for address in (at("sending", holder, sending.public_id), at("sent_file", holder, file.public_id)):
        assert (theirs.get(address).status_code, browser.get(address).status_code) == (404, 200)
    post(theirs, holder, typed())
    assert SentDocument.objects.latest("pk").sent_by_label == f"{accountant.user} ({accountant.firm.name})"


def accountant_of(member, holder):
    member.establishment, member.adherent = None, holder.adherent
    return member


def test_a_file_that_is_missing_is_said_and_alerted(holder, browser, caplog) -> None:
    post(browser, holder, typed())
    file = SentFile.objects.get()
    files.delete([file.stored_name])
    answer = browser.get(at("sent_file", holder, file.public_id), follow=True)
    assert answer.redirect_chain == [(at("sending", holder, file.sending.public_id), 302)]
    assert "introuvable" in said_to(answer)
    assert file.public_id in caplog.text


def test_nothing_is_sent_when_its_files_cannot_be_kept(holder, browser, monkeypatch) -> None:
    written = []

    def fail_at_the_second(name, content):
        written.append(name)
        if len(written) > 1:
            raise OSError("the disk is full")

    monkeypatch.setattr(files, "write", fail_at_the_second)
    with pytest.raises(OSError, match="full"):
        post(browser, holder, typed(files=[a_file(), a_file()]))
    assert not SentDocument.objects.exists()
    assert not AuditEvent.objects.filter(action="documents.sent").exists()


def test_a_refusal_is_sent_again_from_what_was_typed(holder, browser) -> None:
    refused = SentDocumentFactory(
        adherent=holder.adherent,
        note="Le nouveau siège",
        state=SentState.REFUSED,
        reason="Document illisible",
        treated_at=timezone.now(),
    )
    again = at("send", holder, de=refused.public_id)
    page = browser.get(at("sending", holder, refused.public_id))
    assert "Document illisible" in text_of(page)
    assert again in page.content.decode()
    form = browser.get(again)
    for words in ("Le nouveau siège", "Document illisible", '<option value="extrait-kbis" selected>'):
        assert words in text_of(form)
    reader = colleague(holder.adherent, Right.DOCUMENTS_CONSULT)
    assert again not in text_of(browser_of(reader).get(at("sending", holder, refused.public_id)))


def test_the_list_costs_the_same_for_one_and_for_fifty(holder, browser) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(at("sent", holder)).status_code == 200
        return len(queries)

    kind = kind_of(holder.adherent.caisse, ShippedKind.REGISTRATION)
    employee = EmployeeFactory(adherent=holder.adherent)
    SentDocumentFactory(adherent=holder.adherent, kind=kind, employee=employee)
    browser.get(at("sent", holder))
    one = cost()
    SentDocumentFactory.create_batch(49, adherent=holder.adherent, kind=kind, employee=employee)
    assert (cost(), one <= 12) == (one, True)


def test_files_go_at_their_time_and_those_without_a_row_too(holder, browser, settings, monkeypatch) -> None:
    for _ in range(3):
        post(browser, holder, typed())
    old, young, waiting = SentDocument.objects.order_by("pk")
    now = timezone.now()
    for sending, age in ((old, settings.SENT_FILES_RETENTION + timedelta(days=1)), (young, timedelta(days=3))):
        SentDocument.objects.filter(pk=sending.pk).update(state=SentState.ACCEPTED, treated_at=now - age)
    SentDocument.objects.filter(pk=waiting.pk).update(sent_at=now - timedelta(days=4000))
    files.write(f"{FOLDER}/perdu", b"x")
    kept = sorted([young.files.get().stored_name, waiting.files.get().stored_name])
    jobs.purge_sent_files.func(0)
    assert files.names_in(FOLDER) == sorted([*kept, f"{FOLDER}/perdu"])
    monkeypatch.setattr(files, "written_at", lambda name: now - timedelta(days=2))
    jobs.purge_sent_files.func(0)
    assert files.names_in(FOLDER) == kept
    assert "supprimés au terme" in text_of(browser.get(at("sending", holder, old.public_id)))


def test_whoever_sends_finds_it_in_their_data(holder, browser) -> None:
    post(browser, holder, typed(note="Le nouveau gérant"))
    (line,) = personal_data(holder.user)["documents_envoyes"]
    assert (line["type_de_document"], line["precision"]) == ("Extrait Kbis", "Le nouveau gérant")
