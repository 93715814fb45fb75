"""Providers on this machine that speak the real wire formats, and fail as asked."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HANG_SECONDS = 30


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@dataclass
class Mailbox:
    """An SMTP server's behaviour: answers to give in turn (None: accept), and what it accepted."""

    rcpt: list[str | None] = field(default_factory=list)
    data: list[str | None] = field(default_factory=list)
    received: list[EmailMessage] = field(default_factory=list)
    port: int = 0
    stalled: threading.Event = field(default_factory=threading.Event)
    quit: str = "221 Bye"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt.pop(0) if self.rcpt else None
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.data.pop(0) if self.data else None
        if answer == "hang":
            self.stalled.set()
            await asyncio.sleep(HANG_SECONDS)
        if answer is None:
            self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return answer or "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.quit == "hang":
            await asyncio.sleep(HANG_SECONDS)
        return self.quit


@contextmanager
def smtp_server(mailbox: Mailbox) -> Iterator[Mailbox]:
    mailbox.port = free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


@dataclass
class Api:
    """An HTTP API's behaviour: (status, JSON or text) to answer in turn, or "hang"; and what was asked of it."""

    answers: list[tuple[int, Any] | str]
    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    released: threading.Event = field(default_factory=threading.Event)


@contextmanager
def http_server(api: Api) -> Iterator[Api]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(api))
    server.daemon_threads = False
    api.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield api
    finally:
        api.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(api: Api) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        # A connection that its client forgot is not waited for when the server stops.
        timeout = HANG_SECONDS

        def do_POST(self) -> None:  # noqa: N802
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            is_json = self.headers["Content-Type"].startswith("application/json")
            content = json.loads(body) if is_json else {key: values[0] for key, values in parse_qs(body).items()}
            api.requests.append({"path": self.path, "headers": dict(self.headers), "content": content})
            answer = api.answers.pop(0)
            if answer == "hang":
                api.released.wait(HANG_SECONDS)
                return
            status, content = answer
            payload = (content if isinstance(content, str) else json.dumps(content)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *args: Any) -> None:
            """Silent."""

    return Handler
