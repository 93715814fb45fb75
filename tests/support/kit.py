"""What the tests of the messages share: who writes, addresses, what the caisse does meanwhile."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.references import new_public_id
from core.rights import Right
from support.models import Conversation
from support.services import settling
from tests.cast import Browser
from tests.documents.factories import pdf_of
from tests.employees.person_kit import colleague
from tests.factories import MembershipFactory
from tests.support.factories import MessageFactory, subject_of

WRITES = (Right.SUPPORT_CONSULT, Right.SUPPORT_ACT)
PAPER = pdf_of(("Bulletin de paie",))


def at(name: str, member: Any, *args: Any, **query: Any) -> str:
    ref = (member.establishment or member.adherent).public_id
    return reverse(f"support:{name}", args=[ref, *args], query=query)


def browser_of(member: Any) -> Browser:
    """One that reads what it downloads to its end."""
    browser = Browser()
    browser.force_login(member.user)
    return browser


def in_a_caisse_with_subjects() -> Any:
    """The holder of a company."""
    member = MembershipFactory()
    subject_of(member.adherent.caisse)
    return member


def of_company(adherent: Any, *rights: Right, site: Any = None) -> tuple[Any, Browser]:
    """Somebody with the rights of writing, and these."""
    member = colleague(adherent, *WRITES, *rights, site=site)
    return member, browser_of(member)


def paper(content: bytes = PAPER, name: str = "bulletin.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def typed(member: Any, **fields: Any) -> dict[str, Any]:
    return {"subject": "autre", "body": "Bonjour, où en est-on ?", "attempt": new_public_id()} | fields


def write(browser: Any, member: Any, fields: dict[str, Any] | None = None, **query: Any) -> Any:
    return browser.post(at("write", member, **query), fields or typed(member), follow=True)


def reply(browser: Any, member: Any, conversation: Conversation, body: str, **fields: Any) -> Any:
    """`version`: of the conversation as it stands in this object."""
    sent = {"body": body, "attempt": new_public_id(), "version": conversation.version} | fields
    return browser.post(at("answer", member, conversation.public_id), sent, follow=True)


def caisse_answers(conversation: Conversation, body: str = "Voici la réponse.") -> Any:
    locked = Conversation.objects.get(pk=conversation.pk)
    message = MessageFactory(conversation=locked, is_from_caisse=True, author_label="Votre caisse", body=body)
    settling.caisse_wrote(locked)
    conversation.refresh_from_db()
    return message
