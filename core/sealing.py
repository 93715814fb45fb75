"""Text and files that must wait unreadable: sealed with the first key, opened with any (rotation)."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unsealable(ValueError):
    """None of the configured keys opens this."""


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str) -> bytes:
    return seal_bytes(text.encode())


def unseal(sealed: bytes) -> str:
    """Raises `Unsealable` when no key fits."""
    return unseal_bytes(sealed).decode()


def seal_bytes(content: bytes) -> bytes:
    """For a file; a third longer than it was."""
    return _box(tuple(settings.SEALING_KEYS)).encrypt(content)


def unseal_bytes(sealed: bytes) -> bytes:
    """Raises `Unsealable` when no key fits."""
    try:
        return _box(tuple(settings.SEALING_KEYS)).decrypt(bytes(sealed))
    except InvalidToken as error:
        raise Unsealable("no configured key opens this") from error
