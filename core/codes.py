"""Codes a person reads and types: letter codes and SMS codes (SECURITY D6, D8, D16).

Stored only as an HMAC under `CODE_PEPPER`, bound to a purpose and to what the code opens, so that a code is worth
nothing elsewhere. Trying and consuming are conditional updates, in the models that hold the codes.
"""

import hashlib
import hmac
import secrets

from django.conf import settings

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTER_CODE_LENGTH = 10  # 50 bits
SMS_CODE_LENGTH = 6
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_letter_code() -> str:
    """A fresh code, as printed: two groups of five, like `7K2MX-9TQ4Z`."""
    code = "".join(secrets.choice(CROCKFORD) for _ in range(LETTER_CODE_LENGTH))
    return f"{code[:5]}-{code[5:]}"


def normalise_letter_code(typed: str) -> str:
    """What the person meant: case, spaces and dashes ignored, O read as 0, I and L as 1."""
    kept = "".join(character for character in typed.upper() if character.isalnum())
    return kept.translate(_LOOK_ALIKES)


def new_sms_code() -> str:
    return f"{secrets.randbelow(10**SMS_CODE_LENGTH):0{SMS_CODE_LENGTH}d}"


def normalise_sms_code(typed: str) -> str:
    return "".join(character for character in typed if character.isascii() and character.isdigit())


def digest(code: str, *, purpose: str, bound_to: str) -> str:
    """The stored form of a normalised code."""
    message = "\x1f".join((purpose, bound_to, code)).encode()
    return hmac.new(settings.CODE_PEPPER.encode(), message, hashlib.sha256).hexdigest()


def matches(code: str, stored: str, *, purpose: str, bound_to: str) -> bool:
    return hmac.compare_digest(digest(code, purpose=purpose, bound_to=bound_to), stored)
