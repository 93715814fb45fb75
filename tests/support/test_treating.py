"""The caisse's side of a conversation: the queue, the page, what is answered, noted, closed, masked."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import files, linked
from core.models import AuditEvent, OutgoingMessage
from support.enums import ConversationState, MaskedFor
from support.models import CannedAnswer, Conversation, InternalNote, Message, MessageFile, Writing
from support.services import settling
from tests.absences.kit import access_of
from tests.accounts.interrupted_kit import Tab, end_by_purge
from tests.documents.factories import pdf_of
from tests.employees.factories import new_nir
from tests.employees.person_kit import said_to, text_of
from tests.factories import PASSWORD, CaisseFactory, StaffFactory
from tests.staff import device_of, next_shown_by, staff_client
from tests.support.factories import ConversationFactory, MessageFactory, subject_of

pytestmark = pytest.mark.django_db
LIST = reverse("admin:support_conversation_changelist")
ATTEMPT = "abcdefgh23456789"


@pytest.fixture
def sami(cast):
    return cast.sami


@pytest.fixture
def desk(sami):
    return staff_client(sami)


@pytest.fixture
def asked(cast) -> Conversation:
    """What Acme wrote, with a file, and waits."""
    return cast.acme.support.conversation


def at(name, conversation, *more):
    return reverse(f"admin:support_conversation_{name}", args=[conversation.pk, *more])


def now(conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def typed(conversation, body="Bonjour, la voici.", **fields):
    return {"body": body, "seen": now(conversation).version, "attempt": ATTEMPT, **fields}


def from_caisse(conversation) -> list[Message]:
    return list(Message.objects.filter(conversation=conversation, is_from_caisse=True))


def listed(desk, **query):
    return list(desk.get(LIST, query).context["cl"].result_list)


def test_the_page_shows_everything_and_reading_it_says_nothing_to_the_company(desk, cast, asked):
    person = cast.acme.people.employee
    about = linked.linked_at(access_of(cast), f"salarie:{person.public_id}")
    following = ConversationFactory(
        adherent=asked.adherent, linked=about, follows=asked, establishment=asked.adherent.head_office
    )
    MessageFactory(conversation=following, body="<script>alert(1)</script>")
    Writing.objects.filter(conversation=asked).update(seen_at=timezone.now())
    page = text_of(desk.get(at("change", asked)))
    for words in ("Message ACME", "piece ACME.pdf", "Note ACME", "Réponse ACME", "Auteur ACME (entreprise) écrit"):
        assert words in page
    assert (now(asked).state, AuditEvent.objects.filter(action="support.read_by_caisse").count()) == ("sent", 0)
    page = text_of(desk.get(at("change", following)))
    for address in (
        reverse("admin:employees_employee_change", args=[person.pk]),
        at("change", asked),
        reverse("admin:adherents_adherent_overview", args=[asked.adherent_id]),
    ):
        assert address in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_it_is_read_by_a_post_which_leaves_the_page_good_to_answer(desk, cast, asked):
    form = typed(asked)
    for _ in range(2):
        assert desk.post(at("read", asked)).status_code == 302
    row = now(asked)
    assert (row.state, row.read_at is not None) == (ConversationState.READ, True)
    assert AuditEvent.objects.get(action="support.read_by_caisse").adherent_id == asked.adherent_id
    assert "Marquer comme lu" not in text_of(desk.get(at("change", asked)))
    shown = reverse("support:conversation", args=[cast.acme.ref, asked.public_id])
    assert "Lu par votre caisse" in text_of(cast.browser("alice").get(shown))
    desk.post(at("answer", asked), {**form, "body": "**Bonjour** <b>à vous</b>"})
    assert now(asked).state == ConversationState.ANSWERED
    for page in (desk.get(at("change", asked)), cast.browser("alice").get(shown)):
        assert "<strong>Bonjour</strong> &lt;b&gt;à vous" in text_of(page)


def test_an_answer_is_sent_once_with_its_file_and_told_without_its_words(desk, sami, asked):
    joined = SimpleUploadedFile("../relevé<1>.pdf", pdf_of(("Relevé",)), content_type="application/pdf")
    form = typed(asked, "Bonjour,\nvoici votre relevé.")
    done = desk.post(at("answer", asked), {**form, "files": [joined]}, follow=True)
    assert "La réponse est envoyée" in said_to(done)
    (message,) = from_caisse(asked)
    assert (message.author, message.author_label) == (sami, "Sami Exemple, CIBTP Acme")
    assert files.read(message.files.get().stored_name).startswith(b"%PDF")
    row = now(asked)
    assert (row.state, row.is_unread, row.waiting_since, row.assigned_to) == ("answered", True, None, sami)
    told = OutgoingMessage.objects.get(kind="support/caisse_answered")
    assert told.recipient == asked.opened_by.email
    assert asked.reference in told.body_text
    for secret in ("relevé", "Message ACME", str(asked.subject)):
        assert secret not in told.body_text + told.body_html + told.subject
    assert AuditEvent.objects.get(action="support.answered").target == f"échange {asked.reference}"
    # The same form again: a double click, or the page reloaded.
    assert "déjà partie" in said_to(desk.post(at("answer", asked), form, follow=True))
    assert (len(from_caisse(asked)), OutgoingMessage.objects.filter(kind=told.kind).count()) == (1, 1)


def test_an_answer_to_what_was_not_read_is_refused_and_kept_then_goes(desk, asked):
    form = typed(asked, "Ma réponse longue")
    settling.company_wrote(now(asked))
    MessageFactory(conversation=asked, body="Et j’oubliais ceci.")
    page = desk.post(at("answer", asked), form)
    assert page.status_code == 422
    for words in ("a changé depuis", "Ma réponse longue", "Et j’oubliais ceci."):
        assert words in text_of(page)
    assert from_caisse(asked) == []
    assert page.context["seen"] == str(now(asked).version)
    desk.post(at("answer", asked), {**form, "seen": page.context["seen"]})
    assert len(from_caisse(asked)) == 1


def test_what_cannot_be_sent_says_why_and_is_kept(desk, asked):
    stored = files.names_in("messages")
    for fields, said in (
        ({"body": "  \n"}, "Écrivez la réponse."),
        ({"body": "x" * 5001}, "5 000 caractères au plus"),
        ({"body": f"Votre numéro est {new_nir()}"}, "numéro de sécurité sociale"),
        ({"seen": "n’importe quoi"}, "a changé depuis"),
        ({"files": SimpleUploadedFile("a.pdf", b"<html>")}, "ni un PDF, ni une image"),
        ({"files": SimpleUploadedFile("a.pdf", b"")}, "vide"),
        ({"files": [SimpleUploadedFile("a.pdf", b"%PDF")] * 6}, "au plus 5 fichiers"),
        ({"files": SimpleUploadedFile("a.pdf", pdf_of(("A",))), "seen": "0"}, "a changé depuis"),
    ):
        page = desk.post(at("answer", asked), {**typed(asked, "Gardé tel quel"), **fields})
        assert (page.status_code, said in text_of(page)) == (422, True), said
        assert fields.get("body", "Gardé tel quel").strip() in text_of(page)
    assert (from_caisse(asked), files.names_in("messages")) == ([], stored)


def test_a_canned_answer_is_put_after_what_is_typed_and_sends_nothing(desk, cast, asked):
    own, foreign = cast.acme.support.canned, cast.rival.support.canned
    insert = {"insert": "1", "body": "Déjà écrit"}
    page = desk.post(at("answer", asked), {**typed(asked), **insert, "canned": own.pk})
    assert page.status_code == 200
    assert page.context["answer_form"]["body"].value() == f"Déjà écrit\n\n{own.body}"
    alone = desk.post(at("answer", asked), {**typed(asked), **insert, "body": " ", "canned": own.pk})
    assert alone.context["answer_form"]["body"].value() == own.body
    with_file = {"files": SimpleUploadedFile("a.pdf", pdf_of(("A",))), "canned": own.pk}
    assert "choisissez-les de nouveau" in said_to(
        desk.post(at("answer", asked), {**typed(asked), **insert, **with_file})
    )
    for canned in ("", foreign.pk, "zéro"):
        page = desk.post(at("answer", asked), {**typed(asked), **insert, "canned": canned})
        assert (page.status_code, page.context["answer_form"]["body"].value()) == (422, "Déjà écrit")
        assert "Choisissez la réponse type" in said_to(page)
    CannedAnswer.objects.filter(pk=own.pk).update(is_active=False)
    assert desk.post(at("answer", asked), {**typed(asked), **insert, "canned": own.pk}).status_code == 422
    assert from_caisse(asked) == []


def test_canned_answers_about_the_subject_come_first(desk, cast, asked):
    caisse = asked.adherent.caisse
    for subject, title in ((subject_of(caisse, "cotisations"), "Cotisation"), (asked.subject, "Zèle")):
        CannedAnswer.objects.create(caisse=caisse, subject=subject, title=title, body="…")
    choices = desk.get(at("change", asked)).context["answer_form"].fields["canned"].choices[1:]
    assert [group for group, _ in choices] == ["Autre demande", "Tous les objets", "Cotisations et relevé de compte"]


def test_it_is_followed_by_one_at_a_time(desk, cast, asked, sami):
    other = StaffFactory(staff_caisse=asked.adherent.caisse)
    reader = StaffFactory(staff_caisse=asked.adherent.caisse, staff_role="reader")
    desk.post(at("take", asked))
    assert now(asked).assigned_to == sami
    assert "Sami Exemple suit maintenant" in said_to(staff_client(other).post(at("take", asked), follow=True))
    for stranger in (cast.rose, reader):
        assert desk.post(at("entrust", asked), {"to": stranger.pk}).status_code == 422
    desk.post(at("entrust", asked), {"to": other.pk})
    assert now(asked).assigned_to == other
    assert (listed(desk, suivi="moi"), asked in listed(desk, suivi="personne")) == ([], False)
    assert listed(staff_client(other), suivi="moi") == [asked]
    desk.post(at("entrust", asked), {"to": ""})
    assert now(asked).assigned_to is None
    assert not AuditEvent.objects.filter(action="support.entrusted").exclude(adherent_id=None).exists()


def test_a_note_is_never_the_company_s(desk, cast, asked):
    assert desk.post(at("note", asked), {"note": f"Voir {new_nir()}"}).status_code == 422
    version = now(asked).version
    desk.post(at("note", asked), {"note": "Client difficile"})
    assert InternalNote.objects.get(body="Client difficile").author_label == "Sami Exemple"
    assert "Client difficile" in text_of(desk.get(at("change", asked)))
    line = AuditEvent.objects.get(action="support.noted")
    assert (line.adherent_id, line.changes) == (None, {})
    assert now(asked).version == version
    shown = reverse("support:conversation", args=[cast.acme.ref, asked.public_id])
    for address in (shown, reverse("accounts:data_json")):
        page = text_of(cast.browser("alice").get(address))
        assert "Message ACME" in page
        assert "Client difficile" not in page


def test_it_is_closed_as_it_was_read_and_opened_again_whenever(desk, asked):
    seen = now(asked).version
    settling.company_wrote(now(asked))
    assert "a changé depuis" in said_to(desk.post(at("close", asked), {"seen": seen}, follow=True))
    assert now(asked).state == ConversationState.SENT
    form = typed(asked)
    desk.post(at("close", asked), {"seen": now(asked).version})
    assert now(asked).state == ConversationState.CLOSED
    page = desk.post(at("answer", asked), form)
    assert (page.status_code, "a changé depuis" in text_of(page)) == (422, True)
    page = desk.post(at("answer", asked), {**form, "seen": now(asked).version})
    assert "rouvrez-le" in text_of(page)
    assert form["body"] in text_of(page)
    assert "déjà clos" in said_to(desk.post(at("close", asked), {"seen": now(asked).version}, follow=True))
    Conversation.objects.filter(pk=asked.pk).update(closed_at=timezone.now() - timedelta(days=400))
    desk.post(at("reopen", asked))
    row = now(asked)
    assert (row.state, row.waiting_since is not None, row.read_at is not None) == (ConversationState.READ, True, True)
    assert "n’est pas clos" in said_to(desk.post(at("reopen", asked), follow=True))


def test_a_file_is_opened_masked_then_deleted_each_in_the_journal(
    desk, cast, asked, django_capture_on_commit_callbacks
):
    file = cast.acme.support.file
    opened = desk.get(at("file", asked, file.pk))
    assert opened.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(opened).startswith(b"%PDF")
    assert desk.post(at("mask", asked, file.pk), {}).status_code == 422
    assert desk.post(at("mask", asked, file.pk), {"reason": MaskedFor.EXPIRED}).status_code == 422
    desk.post(at("mask", asked, file.pk), {"reason": MaskedFor.MEDICAL})
    assert desk.get(at("file", asked, file.pk)).status_code == 404
    page = text_of(desk.get(at("change", asked)))
    assert "Donnée de santé" in page
    assert file.name not in page
    alice = cast.browser("alice")
    assert alice.get(reverse("support:file", args=[cast.acme.ref, file.public_id])).status_code == 404
    shown = reverse("support:conversation", args=[cast.acme.ref, asked.public_id])
    assert "donnée de santé" in text_of(alice.get(shown))
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(at("mask", asked, file.pk), {"deletes": "on"})
    assert not files.private().exists(file.stored_name)
    row = MessageFile.objects.get(pk=file.pk)
    assert (row.masked_for, row.masked_by, row.deleted_at is not None) == (MaskedFor.MEDICAL, cast.sami, True)
    assert desk.get(at("mask", asked, file.pk)).status_code == 404
    journal = AuditEvent.objects.filter(action__startswith="support.file", adherent_id=asked.adherent_id)
    assert set(journal.values_list("action", flat=True)) == {
        "support.file_read",
        "support.file_masked",
        "support.file_deleted",
    }
    assert not journal.exclude(action="support.file_read").filter(changes__icontains="piece").exists()


def test_a_missing_file_is_said(desk, cast, asked):
    files.delete([cast.acme.support.file.stored_name])
    assert "introuvable" in said_to(desk.get(at("file", asked, cast.acme.support.file.pk), follow=True))
    assert not AuditEvent.objects.filter(action="support.file_read").exists()


def test_another_caisse_sees_nothing_and_a_reader_changes_nothing(cast, asked):
    file = cast.acme.support.file
    names = ("answer", "read", "take", "presence", "close", "reopen", "entrust", "note")
    addresses = [*(at(name, asked) for name in names), at("mask", asked, file.pk)]
    reader = staff_client(StaffFactory(staff_caisse=asked.adherent.caisse, staff_role="reader"))
    stranger = staff_client(StaffFactory(staff_caisse=CaisseFactory()))
    form = {**typed(asked), "note": "x", "to": "", "reason": MaskedFor.MEDICAL}
    assert {reader.post(address, form).status_code for address in addresses} == {403}
    assert {stranger.post(address, form).status_code for address in addresses} == {404}
    assert {stranger.get(at(*name)).status_code for name in (("change", asked), ("file", asked, file.pk))} == {404}
    assert (listed(stranger), asked in listed(reader)) == ([], True)
    page = text_of(reader.get(at("change", asked)))
    assert "Message ACME" in page
    for act in ("Répondre", "Marquer comme lu", "M’en charger", "Masquer", "Clore"):
        assert act not in page
    row = now(asked)
    assert (row.state, row.version, row.assigned_to, from_caisse(asked)) == ("sent", asked.version, None, [])


def test_what_waits_comes_first_the_oldest_on_top_then_the_next_one(desk, cast, asked):
    older = ConversationFactory(adherent=asked.adherent, waiting_since=timezone.now() - timedelta(days=9))
    done = cast.acme.support.answered
    assert listed(desk) == [older, asked, done]
    (queue,) = [q for q in desk.get(reverse("admin:index")).context["work_queues"] if q.label == "messages à répondre"]
    assert (queue.count, queue.late, listed(desk, etat="a-repondre")) == (2, 1, [older, asked])
    assert (listed(desk, etat="answered"), listed(desk, objet="autre", q=older.reference.lower())) == ([done], [older])
    kept = {"_changelist_filters": "etat=a-repondre"}
    onward = desk.post(at("answer", older) + "?_changelist_filters=etat%3Da-repondre", {**typed(older), "onward": "1"})
    assert onward["Location"].partition("?")[0] == at("change", asked)
    assert desk.get(at("next", asked), kept)["Location"].startswith(LIST)


def test_it_is_found_by_its_reference_its_company_or_whom_it_is_about(desk, cast, asked):
    person = cast.acme.people.employee
    whom = linked.linked_at(access_of(cast), f"salarie:{person.public_id}")
    about = ConversationFactory(adherent=asked.adherent, linked=whom)
    assert listed(desk, q=person.last_name) == [about]
    assert set(listed(desk, q=asked.adherent.cibtp_id)) == {asked, about, cast.acme.support.answered}
    assert desk.get(reverse("admin:search"), {"q": asked.reference})["Location"] == at("change", asked)
    overview = text_of(desk.get(reverse("admin:adherents_adherent_overview", args=[asked.adherent_id])))
    assert asked.reference in overview


def test_who_else_is_writing_is_said_and_forgotten(desk, cast, asked, settings):
    other = StaffFactory(staff_caisse=asked.adherent.caisse, first_name="Claire", last_name="Petit")
    colleague = staff_client(other)
    Writing.objects.all().delete()
    assert colleague.get(at("presence", asked)).json() == {"said": "", "changed": ""}
    assert not Writing.objects.exists()
    for _ in range(2):
        assert colleague.post(at("presence", asked)).json()["said"] == ""
    assert desk.get(at("presence", asked)).json()["said"] == "Claire Petit écrit en ce moment."
    assert "Claire Petit écrit en ce moment" in text_of(desk.get(at("change", asked)))
    settling.company_wrote(now(asked))
    assert "rechargez-la" in desk.get(at("presence", asked), {"vue": asked.version}).json()["changed"]
    Writing.objects.update(seen_at=timezone.now() - settings.WRITING_SEEN_FOR - timedelta(seconds=1))
    assert desk.get(at("presence", asked)).json()["said"] == ""
    colleague.post(at("answer", asked), typed(asked))
    assert not Writing.objects.exists()


def test_the_page_costs_the_same_whatever_was_written(desk, cast, asked):
    def queries() -> int:
        desk.get(at("change", asked))
        with CaptureQueriesContext(connection) as counted:
            desk.get(at("change", asked))
        return len(counted)

    few = queries()
    source = cast.acme.support.file
    for number in range(50):
        message = MessageFactory(conversation=asked, body=f"Message {number}")
        MessageFile.objects.create(
            conversation=asked,
            message=message,
            adherent=asked.adherent,
            stored_name=f"messages/{number}",
            name=source.name,
            content_type=source.content_type,
            size=10,
        )
        InternalNote.objects.create(
            conversation=asked, adherent=asked.adherent, caisse=asked.caisse, author_label="A", body="B"
        )
        CannedAnswer.objects.create(caisse=asked.adherent.caisse, title=f"T{number}", body="…")
    assert queries() == few <= 14


def test_an_answer_typed_for_too_long_comes_back_and_is_not_sent_over_what_came_meanwhile(cast, asked):
    tab, page = Tab(), at("change", asked)
    device_of(cast.sami)

    def enter() -> None:
        tab.send({"username": cast.sami.email, "password": PASSWORD, "next": page}, to=reverse("admin:login"))
        tab.send({"code": next_shown_by(device_of(cast.sami)), "next": page})

    tab.open(page)
    enter()
    form = typed(asked, "Une longue réponse")
    end_by_purge(tab)
    tab.send(form, to=at("answer", asked))
    settling.company_wrote(now(asked))
    enter()
    shown = text_of(tab.page)
    assert (tab.address, "Une longue réponse" in shown) == (page, True)
    assert f'name="seen" value="{form["seen"]}"' in shown
    tab.send({**form, "attempt": ATTEMPT[::-1]}, to=at("answer", asked))
    assert "a changé depuis" in text_of(tab.page)
    assert from_caisse(asked) == []
