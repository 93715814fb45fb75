"""The secret address of a calendar: 128 bits, in the address alone; their keyed digest, in the table."""

import secrets

from django.conf import settings
from django.urls import reverse

from core import codes

_BYTES = 16
_PURPOSE = "calendar"


def new_secret() -> str:
    """In hexadecimal: of a length that logs and the journal hide (`core.logs`)."""
    return secrets.token_hex(_BYTES)


def digest(secret: str) -> str:
    return codes.digest(secret, purpose=_PURPOSE, bound_to="")


def address_of(secret: str) -> str:
    return f"{settings.PUBLIC_BASE_URL}{reverse('calendars:feed', args=[secret])}"


def subscribing_address(address: str) -> str:
    """The same, as telephones and calendar programs know it to be one to subscribe to."""
    return f"webcal:{address.partition(':')[2]}"
