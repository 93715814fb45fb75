"""The antivirus, before a file is kept; a daemon of ours answers in its place."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import ValidationError

from core import uploads
from core.antivirus import refuse_infected
from tests.core.servers import free_port

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def _exactly(connection: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        received = connection.recv(size - len(found))
        if not received:
            break
        found += received
    return found


def _serve(listening: socket.socket, answer: Callable[[bytes], bytes]) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            if _exactly(connection, 10) != b"zINSTREAM\0":
                continue
            content = b""
            while length := struct.unpack("!L", _exactly(connection, 4))[0]:
                content += _exactly(connection, length)
            connection.sendall(answer(content))


@pytest.fixture
def daemon(settings) -> Iterator[Callable[[Callable[[bytes], bytes]], None]]:
    """`daemon(answer)`: listens as ClamAV does, and answers what `answer(content)` says."""
    listening = socket.create_server(("127.0.0.1", 0))
    threads = []

    def start(answer: Callable[[bytes], bytes]) -> None:
        settings.CLAMAV_ADDRESS = f"127.0.0.1:{listening.getsockname()[1]}"
        threads.append(threading.Thread(target=_serve, args=(listening, answer), daemon=True))
        threads[-1].start()

    yield start
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    for thread in threads:
        thread.join(5)


def verdict(content: bytes) -> bytes:
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


def test_a_clean_file_passes_whatever_its_size(daemon):
    seen = []
    daemon(lambda content: seen.append(content) or verdict(content))
    for content in (b"x", b"0123456789" * 30_000):
        refuse_infected(content)
    assert seen == [b"x", b"0123456789" * 30_000]


def test_an_infected_file_is_refused(daemon):
    """F7: EICAR."""
    daemon(verdict)
    with pytest.raises(ValidationError) as refused:
        refuse_infected(b"a" * 70_000 + EICAR)
    assert refused.value.code == "infected"


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK but not quite\0"])
def test_an_answer_that_says_nothing_is_a_refusal(daemon, answer):
    daemon(lambda content: answer)
    with pytest.raises(ValidationError) as refused:
        refuse_infected(b"x")
    assert refused.value.code == "unverified"


def test_an_antivirus_that_is_down_is_a_refusal(settings, caplog):
    """F7: what was not looked at is not kept."""
    settings.CLAMAV_ADDRESS = f"127.0.0.1:{free_port()}"
    with pytest.raises(ValidationError) as refused:
        refuse_infected(b"x")
    assert refused.value.code == "unverified"
    assert "does not answer" in caplog.text


def test_without_an_antivirus_nothing_is_asked(settings):
    settings.CLAMAV_ADDRESS = ""
    refuse_infected(EICAR)


def test_every_file_sent_is_looked_at(daemon):
    """As it came: an image is looked at before its metadata are taken away."""
    daemon(lambda content: b"stream: X FOUND\0")
    with pytest.raises(ValidationError) as refused:
        uploads.checked("photo.png", b"\x89PNG\r\n\x1a\n", max_bytes=1000)
    assert refused.value.code == "infected"
