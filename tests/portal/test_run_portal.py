"""`make run`: the processes, their end, and what the newcomer is told."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pypdfium2
import pytest

from cibtp_portal.development import run
from tests.core.servers import free_port
from tests.started_portal import ROOT, START_SECONDS, start_portal

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def _alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def _wait_until(condition: object, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


@contextmanager
def _portal(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """`manage.py run_portal` as make starts it, killed at the end whatever happened."""
    process = start_portal(folder, port, stdout=subprocess.PIPE)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=60)


def _read_announcement(process: subprocess.Popen[str]) -> str:
    """What is printed until the line that says how to stop."""
    timer = threading.Timer(START_SECONDS, process.kill)
    timer.start()
    shown = ""
    for line in process.stdout:
        shown += line
        if "Ctrl-C" in line:
            break
    timer.cancel()
    return shown


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("portal") / "data"


def _text(path: str) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))


def test_from_nothing_to_a_portal_that_answers_and_stops_cleanly(data_dir: Path) -> None:
    port = free_port()
    with _portal(data_dir, port) as process:
        shown = _read_announcement(process)
        known = json.loads((data_dir / "demo.json").read_text())
        assert known["address"] == f"http://127.0.0.1:{port}"
        assert known["address"] in shown
        assert known["outbox_page"] in shown
        assert httpx.get(known["address"] + "/sante/").json() == {"status": "ok"}
        for person in known["people"]:
            assert person["email"] in shown
            assert person["password"] in shown
        started = psutil.Process(process.pid).children(recursive=True)
        postmaster = int((data_dir / "postgres/postmaster.pid").read_text().splitlines()[0])
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert len(started) >= 4  # web, its two workers, the jobs
    assert not any(_alive(child.pid) for child in started)
    assert _wait_until(lambda: not _alive(postmaster))


def test_second_run_keeps_the_accounts_and_the_letters(data_dir: Path) -> None:
    if not (data_dir / "demo.json").exists():
        with _portal(data_dir, free_port()) as process:
            _read_announcement(process)
    before = json.loads((data_dir / "demo.json").read_text())
    codes = [Path(letter["code"]).read_bytes() for letter in before["letters"]]
    with _portal(data_dir, free_port()) as process:
        _read_announcement(process)
        after = json.loads((data_dir / "demo.json").read_text())
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert after["people"] == before["people"]
    assert [Path(letter["code"]).read_bytes() for letter in after["letters"]] == codes
    for letter in after["letters"]:
        assert letter["company"] in _text(letter["welcome"])
        assert letter["company"] in _text(letter["code"])


def test_port_already_taken_is_said_in_one_line(data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(run.CannotRun, match=f"Le port {port} est déjà pris. Essayez : make run PORT={port + 1}"):
            run.require_free_port(port)


def test_child_that_dies_is_named_with_the_end_of_its_log(tmp_path: Path) -> None:
    dying = [sys.executable, "-c", "print('la base ne répond pas'); raise SystemExit(3)"]
    with (
        pytest.raises(run.CannotRun, match=r"« worker » s’est arrêté \(code 3\)[\s\S]*la base ne répond pas"),
        run.children({"web": SLEEP, "worker": dying}, logs=tmp_path, environment=dict(os.environ)) as started,
    ):
        run.watch(started, threading.Event())
    assert started[0].process.returncode is not None


def test_child_that_ignores_the_order_to_stop_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "STOP_TIMEOUT_SECONDS", 1)
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    )
    with run.children(
        {"web": [sys.executable, "-c", stubborn]}, logs=tmp_path, environment=dict(os.environ)
    ) as started:
        assert _wait_until(lambda: "ready" in started[0].log.read_text())
    assert started[0].process.returncode == -signal.SIGKILL


def test_children_die_with_a_portal_that_is_killed_outright(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, sys, time\n"
        "from cibtp_portal.development import run\n"
        f"folder = pathlib.Path({str(tmp_path)!r})\n"
        f"with run.children({{'web': {SLEEP!r}}}, logs=folder, environment=dict(os.environ)) as started:\n"
        "    (folder / 'pid').write_text(str(started[0].process.pid))\n"
        "    time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    assert _wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    child = int((tmp_path / "pid").read_text())
    assert _alive(child)
    parent.kill()
    parent.wait(timeout=10)
    if not sys.platform.startswith("linux"):  # only Linux tells a child that its parent was killed
        os.kill(child, signal.SIGTERM)
    assert _wait_until(lambda: not _alive(child))


def test_ctrl_c_during_the_start_is_an_end_and_not_an_error(tmp_path: Path) -> None:
    with (
        run.stop_requests() as stop,
        run.children({"web": SLEEP}, logs=tmp_path, environment=dict(os.environ)) as started,
    ):
        os.kill(os.getpid(), signal.SIGINT)
        run.wait_until_ready("http://127.0.0.1:9", started, stop)
        run.watch(started, stop)
    assert started[0].process.returncode == -signal.SIGTERM
