"""The queue of what companies sent: opened, taken into account or refused; who sent it is told."""

import pytest
from django.urls import reverse

from accounts.enums import Topic
from accounts.models import MessageChoice
from core import files
from core.models import AuditEvent, OutgoingMessage
from core.rights import Right
from documents.enums import SentRefusal, SentState
from documents.models import SentDocument, SentFile
from tests.documents.factories import SentDocumentFactory, pdf_of
from tests.employees.factories import new_nir
from tests.employees.person_kit import colleague, said_to, text_of
from tests.factories import CaisseFactory, MembershipFactory, StaffFactory
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
ACT = (Right.DOCUMENTS_CONSULT, Right.DOCUMENTS_ACT)
LIST = reverse("admin:documents_sentdocument_changelist")


@pytest.fixture
def sending():
    member = MembershipFactory()
    made = SentDocumentFactory(adherent=member.adherent, sent_by=member.user, note="Gérance de Mme Secret")
    files.write("documents-envoyes/essai", pdf_of(("Kbis",)))
    SentFile.objects.create(
        sending=made,
        adherent=made.adherent,
        stored_name="documents-envoyes/essai",
        name="kbis.pdf",
        content_type="application/pdf",
        size=10,
    )
    return made


@pytest.fixture
def desk(sending):
    return staff_client(StaffFactory(staff_caisse=sending.adherent.caisse))


def at(name, sending, *args):
    return reverse(f"admin:documents_sentdocument_{name}", args=[sending.pk, *args])


def state_of(sending):
    return SentDocument.objects.values_list("state", "reason").get(pk=sending.pk)


def test_a_file_is_opened_and_journalled_then_the_sending_is_taken_into_account(sending, desk) -> None:
    page = text_of(desk.get(at("change", sending)))
    assert "kbis.pdf" in page
    assert "Gérance de Mme Secret" in page
    assert sending.reference in text_of(desk.get(LIST))
    opened = desk.get(at("file", sending, sending.files.get().pk))
    assert opened.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(opened).startswith(b"%PDF")
    assert AuditEvent.objects.get(action="documents.sent_file_read").changes == {"file": "kbis.pdf"}
    done = desk.post(at("accept", sending), follow=True)
    assert "pris en compte" in said_to(done)
    assert state_of(sending) == (SentState.ACCEPTED, "")
    (message,) = OutgoingMessage.objects.all()
    assert message.recipient == sending.sent_by.email
    for words in ("Extrait Kbis", sending.reference, sending.adherent.name):
        assert words in message.body_text
    assert "Secret" not in message.body_text + message.subject


def test_a_refusal_needs_a_reason_of_the_list_that_its_message_does_not_hold(sending, desk) -> None:
    for fields, said in (
        ({}, "Choisissez le motif"),
        ({"reason": "parce que"}, "Choisissez le motif"),
        ({"reason": SentRefusal.UNREADABLE, "complement": f"Voir {new_nir()}"}, "numéro de sécurité sociale"),
    ):
        page = desk.post(at("refuse", sending), fields)
        assert (page.status_code, said in text_of(page)) == (422, True)
    assert state_of(sending) == (SentState.SENT, "")
    desk.post(at("refuse", sending), {"reason": SentRefusal.UNREADABLE, "complement": "La page 2 est noire."})
    assert state_of(sending) == (SentState.REFUSED, "Document illisible : La page 2 est noire.")
    message = OutgoingMessage.objects.get()
    assert "noire" not in message.body_text + message.body_html
    assert reverse("documents:sending", args=[sending.adherent.public_id, sending.public_id]) in message.body_text
    # Somebody else had the page open.
    late = desk.post(at("accept", sending), follow=True)
    assert "déjà traité (refusé)" in said_to(late)
    assert state_of(sending)[0] == SentState.REFUSED


def test_those_who_may_act_are_told_once_the_author_may_not_and_nobody_who_wants_no_message(sending, desk) -> None:
    left = colleague(sending.adherent, Right.DOCUMENTS_CONSULT)
    SentDocument.objects.update(sent_by=left.user)
    quiet, other = (colleague(sending.adherent, *ACT) for _ in range(2))
    colleague(sending.adherent, *ACT, site=sending.adherent.head_office)
    MessageChoice.objects.create(user=quiet.user, topic=Topic.CAISSE, by_email=False)
    holder = sending.sent_by
    desk.post(at("accept", sending))
    assert set(OutgoingMessage.objects.values_list("recipient", flat=True)) == {holder.email, other.user.email}


def test_another_caisse_and_a_reader_decide_nothing(sending) -> None:
    stranger = staff_client(StaffFactory(staff_caisse=CaisseFactory()))
    for name in ("change", "accept", "refuse"):
        assert stranger.post(at(name, sending)).status_code == 404
    assert sending.reference not in text_of(stranger.get(LIST))
    reader = staff_client(StaffFactory(staff_caisse=sending.adherent.caisse, staff_role="reader"))
    assert reader.post(at("accept", sending)).status_code == 403
    assert state_of(sending) == (SentState.SENT, "")


def test_a_missing_file_is_said(sending, desk) -> None:
    files.delete(["documents-envoyes/essai"])
    answer = desk.get(at("file", sending, sending.files.get().pk), follow=True)
    assert "introuvable" in said_to(answer)
    assert not AuditEvent.objects.filter(action="documents.sent_file_read").exists()


def test_it_is_searched_by_reference_and_company(sending, desk) -> None:
    other = SentDocumentFactory(adherent__caisse=sending.adherent.caisse)
    for typed in (sending.reference.lower(), sending.adherent.cibtp_id):
        page = text_of(desk.get(LIST, {"q": typed}))
        assert (sending.reference in page, other.reference in page) == (True, False)
