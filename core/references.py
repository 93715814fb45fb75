"""Opaque public references: what URLs show instead of primary keys (SECURITY: no sequential identifiers)."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16  # 78 bits
_WRITTEN_LENGTH = 8
# Stands for one in an address that is worked out once and filled for each row; no reference holds a zero.
ANY_REFERENCE = "0" * LENGTH
# As many bytes for each letter; those over are drawn again, so that none is likelier than another.
_FAIR = 256 - 256 % len(ALPHABET)
_LETTER_OF_BYTE = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_LEFT_OUT = bytes(range(_FAIR, 256))


def new_public_id() -> str:
    return _drawn(LENGTH)


def new_reference(letter: str) -> str:
    """What a receipt shows and somebody dictates: « E-7K2M9TQ4 »; the letter says of what."""
    return f"{letter}-{_drawn(_WRITTEN_LENGTH).upper()}"


def _drawn(length: int) -> str:
    """Letters drawn together: `secrets.choice` asks the system for each, which takes twenty times longer."""
    letters = b""
    while len(letters) < length:
        letters += secrets.token_bytes(2 * length).translate(_LETTER_OF_BYTE, _LEFT_OUT)
    return letters[:length].decode()
