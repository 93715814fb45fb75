"""Text that waits sealed: unreadable, opened by any key, sealed by the newest."""

import pytest
from cryptography.fernet import Fernet

from core.sealing import Unsealable, seal, unseal


def test_what_is_sealed_is_read_back_and_shows_nothing():
    sealed = seal("code 493817 pour Élodie")
    assert unseal(sealed) == "code 493817 pour Élodie"
    assert unseal(memoryview(sealed)) == "code 493817 pour Élodie"
    assert b"493817" not in sealed
    assert seal("a") != seal("a")


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
    with pytest.raises(Unsealable):
        unseal(sealed)


def test_one_byte_changed_is_seen():
    sealed = bytearray(seal("secret"))
    sealed[-5] ^= 1
    with pytest.raises(Unsealable):
        unseal(bytes(sealed))
