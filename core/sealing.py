"""Text that must wait in the database unreadable: sealed with the first key, opened with any (rotation)."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unsealable(ValueError):
    """None of the configured keys opens this text."""


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str) -> bytes:
    return _box(tuple(settings.SEALING_KEYS)).encrypt(text.encode())


def unseal(sealed: bytes) -> str:
    """Raises `Unsealable` when no key fits."""
    try:
        return _box(tuple(settings.SEALING_KEYS)).decrypt(bytes(sealed)).decode()
    except InvalidToken as error:
        raise Unsealable("no configured key opens this text") from error
