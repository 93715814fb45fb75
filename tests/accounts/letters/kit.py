"""What the tests of the letters share."""

import re

from accounts.letters import services as letters
from core import codes
from tests.factories import (
    AdherentFactory,
)
from tests.printed import page_texts

CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b")


def sites_of(caisse, count):
    return [AdherentFactory(caisse=caisse).head_office for _ in range(count)]


def prepared(*sites, by=None):
    return letters.prepare_letters_now(
        establishment_ids=[site.pk for site in sites], caisse_id=sites[0].adherent.caisse_id, requested_by=by
    )


def codes_of(batch):
    return [CODE.findall(text)[0] for text in page_texts(letters.read_batch_file(batch, "code"))]


def opens(code, opening):
    return codes.matches(
        codes.normalise_letter_code(code), opening.code_digest, purpose="letter", bound_to=opening.public_id
    )
