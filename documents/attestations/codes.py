"""The verification code of an attestation: what is printed, what is stored, what somebody types."""

from core import codes

_PURPOSE = "attestation"


def new_code() -> str:
    """As printed: « 7K2MX-9TQ4Z »."""
    return codes.new_letter_code()


def stored(typed: str, siret: str) -> str:
    """Worth nothing with another SIRET."""
    return codes.digest(codes.normalise_letter_code(typed), purpose=_PURPOSE, bound_to=siret)
