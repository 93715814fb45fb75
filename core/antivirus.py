"""The antivirus (ClamAV's daemon), asked about each file before it is kept (SECURITY D14, F7).

`CLAMAV_ADDRESS` (host:port) switches it on. What it cannot say is a refusal: a file that was not looked at is not kept.
"""

import logging
import socket
import struct

from django.conf import settings
from django.core.exceptions import ValidationError

logger = logging.getLogger(__name__)
_CHUNK = 64 * 1024
_CLEAN, _INFECTED = b"OK", b"FOUND"


def refuse_infected(content: bytes) -> None:
    """Raises ValidationError for an infected file, or when the antivirus does not answer. Without one, lets it in."""
    if not settings.CLAMAV_ADDRESS:
        return
    try:
        answer = _ask(content)
    except OSError:
        logger.exception("The antivirus does not answer")
        answer = b""
    if answer.endswith(_INFECTED):
        logger.warning("The antivirus refused a file", extra={"signature": answer.decode(errors="replace")[:200]})
        raise ValidationError(
            "L’antivirus a refusé ce fichier. Vérifiez votre appareil, puis envoyez un autre fichier.", code="infected"
        )
    if not answer.endswith(_CLEAN):
        raise ValidationError(
            "Ce fichier n’a pas pu être vérifié, il n’a donc pas été gardé. Réessayez dans quelques minutes.",
            code="unverified",
        )


def _ask(content: bytes) -> bytes:
    """The daemon's INSTREAM command: chunks preceded by their length, an empty one at the end."""
    host, _, port = settings.CLAMAV_ADDRESS.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=settings.CLAMAV_TIMEOUT_SECONDS) as daemon:
        daemon.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            daemon.sendall(struct.pack("!L", len(chunk)) + chunk)
        daemon.sendall(struct.pack("!L", 0))
        return _read(daemon)


def _read(daemon: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and (received := daemon.recv(4096)):
        answer += received
    return answer.rstrip(b"\0\n")
