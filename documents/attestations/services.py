"""An attestation, made at once: judged, written, stored, published, and put in the place of the former one."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from adherents.letterhead import letterhead_of, lines_of
from adherents.models import Adherent, Establishment
from core import audit, pdf
from core.access import Access
from core.identifiers import written_siret
from core.references import new_public_id, new_reference
from core.templatetags.portal import french_date
from documents.attestations import codes
from documents.attestations.queries import Basis, basis_of, kinds_of
from documents.enums import ShippedKind
from documents.models import Attestation, Document, DocumentKind
from documents.policies import can_act
from documents.services.adding import add_document
from documents.services.storing import keep
from documents.values import DocumentValues

audit.declare({"documents.attestation_made": "Attestation établie"})


class NotAttested(Exception):
    """The account is not in order, or its figures are too old: the page says which, and what to do."""


@transaction.atomic
def make_attestation(*, access: Access, kind_code: str, recipient: str, attempt: str) -> Attestation:
    """The one that this attempt made already, when the form is sent again. Raises PermissionDenied, NotAttested."""
    kind = next((one for one in kinds_of(access) if one.code == kind_code), None)
    if kind is None or not can_act(access):
        raise PermissionDenied
    # One at a time for a company: the same form sent twice is one, and each replaces the one before it.
    Adherent.objects.select_for_update(no_key=True).get(pk=access.tiers.adherent_id)
    made = _already_made(access, kind, recipient, attempt)
    if made is not None:
        return made
    basis = basis_of(access)
    if not basis.is_attestable:
        raise NotAttested
    attestation = _made(access, kind, basis, recipient, attempt)
    _replace_former(attestation)
    audit.record(
        "documents.attestation_made",
        access=access,
        target=f"attestation {attestation.document.reference}",
        changes={"kind": kind.name, "recipient": recipient, "figures_on": str(attestation.figures_on)},
    )
    return attestation


def _already_made(access: Access, kind: DocumentKind, recipient: str, attempt: str) -> Attestation | None:
    """By the same form, for the same tiers."""
    site_id: Any = access.tiers.establishment_id
    asked = {"document__kind": kind, "document__establishment_id": site_id, "recipient": recipient}
    return Attestation.objects.filter(adherent_id=access.tiers.adherent_id, attempt=attempt, **asked).first()


def _own(access: Access, attempt: str) -> str:
    """The mark of this form; another one when something else was asked with it (a page gone back to)."""
    is_taken = Attestation.objects.filter(adherent_id=access.tiers.adherent_id, attempt=attempt).exists()
    return new_public_id() if is_taken else attempt


def _made(access: Access, kind: DocumentKind, basis: Basis, recipient: str, attempt: str) -> Attestation:
    site, today, code = basis.site, timezone.localdate(), codes.new_code()
    if site is None or basis.figures_on is None:
        raise NotAttested
    adherent = site.adherent
    attestation = Attestation(
        adherent=adherent,
        attempt=_own(access, attempt),
        code=codes.stored(code, site.siret),
        siret=site.siret,
        cibtp_id=adherent.cibtp_id,
        naf=adherent.naf,
        company_name=adherent.name,
        recipient=recipient,
        issued_on=today,
        figures_on=basis.figures_on,
        valid_until=today + timedelta(days=basis.terms.valid_days),
    )
    reference = new_reference("A")
    content = pdf.render("documents/attestation.typ", _printed(attestation, kind, site, reference, code))
    attestation.document = _published(access, kind, attestation, reference, content)
    attestation.save()
    return attestation


def _published(
    access: Access, kind: DocumentKind, attestation: Attestation, reference: str, content: bytes
) -> Document:
    """Seen at once by whoever reads its kind, of the company or of the site that it is of."""
    values = DocumentValues(
        adherent_id=attestation.adherent_id,
        kind_id=kind.pk,
        title=f"{kind.name} du {attestation.issued_on:%d/%m/%Y}",
        filename=f"{kind.code}-{attestation.issued_on:%Y-%m-%d}.pdf",
        issued_on=attestation.issued_on,
        reference=reference,
        establishment_id=access.tiers.establishment_id,
    )
    return add_document(values=values, file=keep(content), by=access.user, published_at=timezone.now())


def _replace_former(attestation: Attestation) -> None:
    """Of the same kind, for the same recipient, of the same SIRET: whoever was given it is told so when they verify."""
    former = (
        Attestation.objects.filter(
            adherent_id=attestation.adherent_id,
            siret=attestation.siret,
            recipient__iexact=attestation.recipient,
            document__kind_id=attestation.document.kind_id,
            document__withdrawn_at__isnull=True,
            replaced_at__isnull=True,
        )
        .exclude(pk=attestation.pk)
        .order_by("-made_at", "-pk")
        .first()
    )
    if former is not None:
        former.replaced_by, former.replaced_at = attestation, timezone.now()
        former.save(update_fields=["replaced_by", "replaced_at"])


def _printed(
    attestation: Attestation, kind: DocumentKind, site: Establishment, reference: str, code: str
) -> dict[str, Any]:
    """The address carries no code: it is typed, so that no journal of a server has it."""
    return {
        "caisse": letterhead_of(site.adherent.caisse),
        "title": kind.name,
        "is_contract": kind.code == ShippedKind.CONTRACT,
        "company": attestation.company_name,
        "printed_on": french_date(attestation.issued_on),
        "address": lines_of(site.address),
        "siret": written_siret(attestation.siret),
        "cibtp_id": attestation.cibtp_id,
        "naf": attestation.naf,
        "recipient": attestation.recipient,
        "figures_on": french_date(attestation.figures_on),
        "valid_until": french_date(attestation.valid_until),
        "reference": reference,
        "code": code,
        "verify_at": f"{settings.PUBLIC_BASE_URL}{reverse('documents_public:verify')}",
    }
