"""Opaque public references: what URLs show instead of primary keys (SECURITY: no sequential identifiers)."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16  # 78 bits
_WRITTEN_LENGTH = 8
# Stands for one in an address that is worked out once and filled for each row; no reference holds a zero.
ANY_REFERENCE = "0" * LENGTH


def new_public_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def new_reference(letter: str) -> str:
    """What a receipt shows and somebody dictates: « E-7K2M9TQ4 »; the letter says of what."""
    return f"{letter}-{''.join(secrets.choice(ALPHABET) for _ in range(_WRITTEN_LENGTH)).upper()}"
