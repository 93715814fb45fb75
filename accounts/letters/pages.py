"""What is written on the two letters: the values that templates/pdf/letters/*.typ read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountOpening
from adherents.letterhead import letterhead_of, lines_of
from adherents.models import Caisse
from core import pdf
from core.french import de
from core.templatetags.portal import french_date, siret


@dataclass(frozen=True, slots=True, repr=False)
class IssuedLetter:
    """An opening and its code in clear, which lives no longer than the making of the PDF; `repr` never shows it."""

    opening: AccountOpening
    code: str


def welcome_pdf(caisse: Caisse, letters: Sequence[IssuedLetter]) -> bytes:
    """Courriers de bienvenue, one page each: the identifiant CIBTP, never the code."""
    pages = [_welcome_page(letter.opening) for letter in letters]
    portal = settings.PUBLIC_BASE_URL + reverse("caisse_home", args=[caisse.slug])
    return pdf.render("letters/welcome.typ", {**_sheet(caisse, letters), "portal": portal, "letters": pages})


def code_pdf(caisse: Caisse, letters: Sequence[IssuedLetter]) -> bytes:
    """Codes confidentiels provisoires, one page each, in the same order: never the identifiant, never the SIRET."""
    pages = [{**_addressed(letter.opening), "code": letter.code} for letter in letters]
    valid_until = _until(letters[0].opening.expires_at)
    return pdf.render("letters/code.typ", {**_sheet(caisse, letters), "valid_until": valid_until, "letters": pages})


def _sheet(caisse: Caisse, letters: Sequence[IssuedLetter]) -> dict[str, Any]:
    return {"caisse": letterhead_of(caisse), "date": french_date(letters[0].opening.issued_at)}


def _welcome_page(opening: AccountOpening) -> dict[str, Any]:
    return {
        **_addressed(opening),
        "cibtp_id": opening.adherent.cibtp_id,
        "siret": siret(opening.establishment.siret),
        "holder": opening.holder_name,
    }


def _addressed(opening: AccountOpening) -> dict[str, Any]:
    site = opening.establishment
    site_name = None if site.is_head_office else site.name
    attention = f"À l’attention {de(opening.holder_name)}" if opening.holder_name else ""
    block = [opening.adherent.name, site_name, attention, *lines_of(site.address)]
    return {"address": [line for line in block if line], "site": site_name}


def _until(instant: datetime) -> str:
    local = timezone.localtime(instant)
    return f"{french_date(local)} à {local:%H} h {local:%M}"
