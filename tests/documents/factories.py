"""Rows of the documents, for tests."""

import json
from datetime import date, timedelta
from functools import cache
from typing import Any

import factory
import typst
from django.utils import timezone

from core.pdf import FONTS
from documents.attestations import codes
from documents.enums import ShippedKind
from documents.models import Attestation, Document, DocumentKind, Handover, SentDocument
from documents.services.kinds import ensure_kinds
from documents.services.storing import keep
from tests.factories import AdherentFactory

# What is printed on an attestation.
CODE = "7K2MX-9TQ40"
_PAGES = b"""
#set page(width: 15cm, height: 20cm)
#for (number, page) in json(bytes(sys.inputs.pages)).enumerate() {
  if number > 0 { pagebreak() }
  for line in page [#par(line)]
}
"""


def kind_of(caisse: Any, code: str = ShippedKind.LETTER) -> DocumentKind:
    """One of the kinds that every caisse has."""
    ensure_kinds(caisse)
    return DocumentKind.objects.get(caisse=caisse, code=code)


@cache
def pdf_of(*pages: tuple[str, ...]) -> bytes:
    """A real PDF, of one page for each tuple of lines."""
    inputs = {"pages": json.dumps(pages, ensure_ascii=False)}
    content: Any = typst.compile(
        _PAGES, format="pdf", font_paths=[str(FONTS)], ignore_system_fonts=True, sys_inputs=inputs
    )
    return content


class DocumentFactory(factory.django.DjangoModelFactory):
    """A letter of the company as a whole, published a minute ago; `words`: the lines of its one page."""

    class Meta:
        model = Document

    class Params:
        words = ("Courrier de la caisse",)

    adherent = factory.SubFactory(AdherentFactory)
    kind = factory.LazyAttribute(lambda document: kind_of(document.adherent.caisse))
    file = factory.LazyAttribute(lambda document: keep(pdf_of(document.words)))
    title = factory.Sequence(lambda n: f"Courrier {n}")
    filename = factory.Sequence(lambda n: f"courrier-{n}.pdf")
    issued_on = date(2026, 11, 2)
    published_at = factory.LazyFunction(timezone.now)


def certificate(employee: Any, **fields: Any) -> Document:
    """A certificat de congé of this person, which the employer has to check."""
    kind = kind_of(employee.adherent.caisse, ShippedKind.LEAVE_CERTIFICATE)
    title = fields.pop("title", f"Certificat de congé, {employee.full_name}")
    document: Document = DocumentFactory(
        adherent=employee.adherent, kind=kind, employee=employee, title=title, **fields
    )
    Handover.objects.create(document=document, adherent=employee.adherent)
    return document


def attested(adherent: Any, recipient: str = "", *, days: int = 3, code: str = "", **fields: Any) -> Attestation:
    """Made so many days ago; its code is `CODE` for three, another one otherwise."""
    kind = kind_of(adherent.caisse, ShippedKind.UP_TO_DATE)
    day, siret = timezone.localdate() - timedelta(days=days), fields.pop("siret", "") or adherent.head_office.siret
    values = {
        "document": DocumentFactory(adherent=adherent, kind=kind, reference=f"A-7K2M9T{days:02d}"),
        "adherent": adherent,
        "code": codes.stored(code or (CODE if days == 3 else f"{days:010d}"), siret),
        "siret": siret,
        "cibtp_id": adherent.cibtp_id,
        "company_name": adherent.name,
        "recipient": recipient,
        "issued_on": day,
        "figures_on": day,
        "valid_until": day + timedelta(days=90),
        "made_at": timezone.now() - timedelta(days=days),
    }
    return Attestation.objects.create(**{**values, **fields})


class SentDocumentFactory(factory.django.DjangoModelFactory):
    """An extrait Kbis that the caisse has not treated."""

    class Meta:
        model = SentDocument

    adherent = factory.SubFactory(AdherentFactory)
    kind = factory.LazyAttribute(lambda sent: kind_of(sent.adherent.caisse, ShippedKind.REGISTRATION))
    reference = factory.Sequence(lambda n: f"E-TEST{n:04d}")
    sent_by_label = "Alice Martin"
