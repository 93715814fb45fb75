"""Text that waits sealed: unreadable, opened by any key, sealed by the newest."""

import pytest
from cryptography.fernet import Fernet

from core.sealing import Unsealable, seal, seal_bytes, unseal, unseal_bytes


def test_what_is_sealed_is_read_back_and_shows_nothing():
    sealed = seal("code 493817 pour Élodie")
    assert unseal(sealed) == "code 493817 pour Élodie"
    assert unseal(memoryview(sealed)) == "code 493817 pour Élodie"
    assert b"493817" not in sealed
    assert seal("a") != seal("a")


def test_files_are_sealed_as_they_are(settings):
    content = bytes(range(256)) * 3 + b"PK\x03\x04"
    sealed = seal_bytes(content)
    assert unseal_bytes(sealed) == content
    assert unseal_bytes(memoryview(sealed)) == content
    assert content[:16] not in sealed
    settings.SEALING_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(Unsealable):
        unseal_bytes(sealed)


def test_keys_rotate(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.SEALING_KEYS = [old]
    sealed = seal("secret")
    settings.SEALING_KEYS = [new, old]
    assert unseal(sealed) == "secret"
    assert unseal(seal("neuf")) == "neuf"
    settings.SEALING_KEYS = [old]
    assert unseal(sealed) == "secret"
    settings.SEALING_KEYS = [new]
    with pytest.raises(Unsealable):
        unseal(sealed)


@pytest.mark.parametrize("sealed", [b"", b"abc", b"gAAAAA"])
def test_rubbish_is_unsealable(sealed):
    for opened in (unseal, unseal_bytes):
        with pytest.raises(Unsealable):
            opened(sealed)


def test_one_byte_changed_is_seen():
    sealed = bytearray(seal("secret"))
    sealed[-5] ^= 1
    with pytest.raises(Unsealable):
        unseal(bytes(sealed))
