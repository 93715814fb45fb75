"""argon2id at OWASP's parameters: 46 MiB, one pass, one lane (SECURITY D10); one spelling of each password.

«é» is one character or two, by the keyboard and the system: passwords are hashed composed (NFC), and checked so first.
Hashes made before that rule are of whatever was typed: the other spellings are then tried.
"""

import unicodedata

from django.contrib.auth.hashers import Argon2PasswordHasher


def composed(password: str) -> str:
    """The password as it is hashed."""
    return unicodedata.normalize("NFC", password)


def spellings(password: str) -> list[str]:
    """What a check tries, in order: one for a password without accents, always as many for the same password."""
    return list(dict.fromkeys((composed(password), unicodedata.normalize("NFD", password), password)))


class PortalArgon2Hasher(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 47104  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        return super().encode(composed(password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        return any(super(PortalArgon2Hasher, self).verify(spelling, encoded) for spelling in spellings(password))
