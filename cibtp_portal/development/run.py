"""What `make run` does once the dependencies are there: database, demonstration data, web and worker, until Ctrl-C."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

START_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 15
HOST = "127.0.0.1"
_PR_SET_PDEATHSIG = 1
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SHOWN_LOG_LINES = 15


class CannotRun(Exception):
    """Why the portal does not start, or has stopped, in one sentence for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Child:
    """A process of the portal; its output goes to `log`."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


def require_free_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CannotRun(f"Le port {port} est déjà pris. Essayez : make run PORT={port + 1}") from error


@contextlib.contextmanager
def stop_requests() -> Iterator[threading.Event]:
    """An event that Ctrl-C, SIGTERM or the closing of the terminal sets, in place of an exception anywhere."""
    stop = threading.Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask_to_stop) for number in _STOP_SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def children(commands: dict[str, list[str]], *, logs: Path, environment: dict[str, str]) -> Iterator[list[Child]]:
    """Start these commands; at the end of the block, stop them all and wait for them."""
    logs.mkdir(parents=True, exist_ok=True)
    started: list[Child] = []
    try:
        for name, command in commands.items():
            started.append(_start(name, command, logs / f"{name}.log", environment))
        yield started
    finally:
        _stop(started)


def wait_until_ready(address: str, started: list[Child], stop: threading.Event) -> None:
    """Return when the web answers or when someone asked to stop; raise CannotRun when it never answers."""
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while not stop.wait(0.2):
        require_alive(started)
        if _answers(address):
            return
        if time.monotonic() > deadline:
            raise CannotRun(f"Le portail n’a pas répondu en {START_TIMEOUT_SECONDS} secondes.\n{_tail(started[0].log)}")


def watch(started: list[Child], stop: threading.Event) -> None:
    """Until someone asks to stop; raise CannotRun when a child dies first."""
    while not stop.wait(0.5):
        require_alive(started)


def require_alive(started: list[Child]) -> None:
    for child in started:
        if (code := child.process.poll()) is not None:
            raise CannotRun(f"Le processus « {child.name} » s’est arrêté (code {code}).\n{_tail(child.log)}")


def _start(name: str, command: list[str], log: Path, environment: dict[str, str]) -> Child:
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,  # Ctrl-C reaches this process only, which stops its children in order
            preexec_fn=_dies_with_parent(),
        )
    return Child(name, process, log)


def _dies_with_parent() -> Callable[[], None] | None:
    """On Linux, the child gets SIGTERM even if this process is killed outright; elsewhere nothing."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop(started: list[Child]) -> None:
    for child in started:
        if child.process.poll() is None:
            child.process.terminate()
    deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
    for child in started:
        try:
            child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/sante/", timeout=5) as answer:  # noqa: S310  our own address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _tail(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()[-_SHOWN_LOG_LINES:]
    return "\n".join([f"Fin de {log} :", *(f"  {line}" for line in lines)])
