"""Opaque public references: what URLs show instead of primary keys (SECURITY: no sequential identifiers)."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16  # 78 bits
# Stands for one in an address that is worked out once and filled for each row; no reference holds a zero.
ANY_REFERENCE = "0" * LENGTH


def new_public_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
