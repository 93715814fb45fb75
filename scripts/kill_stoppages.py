"""Kill the web, the worker and the database while declarations are being sent; exit 1 if one is lost or stands twice.

    make kill-stoppages               a few minutes, on a database of its own

A telephone sends provisional declarations one after the other, and sends again whatever was not answered. Meanwhile
each of the three is killed in turn (SIGKILL) and started again. In the end every declaration that was answered « sent »
must be there, once, with the receipt that was shown.
"""

import logging
import os
import random
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA_DIR = Path(os.environ.get("DATA_DIR") or ROOT / ".local" / "kill").resolve()
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "bench_site.settings",
    "DATA_DIR": str(DATA_DIR),
    "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "scripts")]),
}
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import django  # noqa: E402

django.setup()
logging.getLogger("httpx").setLevel("WARNING")

import httpx  # noqa: E402
import psutil  # noqa: E402
from bench_servers import CSRF, free_port  # noqa: E402
from bench_visitors import holder  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import OperationalError, connection, connections  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from cibtp_portal.development import demo, trade  # noqa: E402
from cibtp_portal.development.postgres import as_url  # noqa: E402
from core.references import new_public_id  # noqa: E402
from stoppages.enums import DeclarationKind  # noqa: E402
from stoppages.models import StoppageCase, StoppageDeclaration, Worksite  # noqa: E402

ROUNDS, SETTLED = 4, 2.0
PATIENCE, LONGEST = 0.3, 180
VERSION = re.compile(r'name="version" value="(\d+)"')
SENDING = re.compile(r'<form method="post" action="([^"]+/provisoire/envoyer/)"')
RECEIPT = re.compile(r"/declarations/([2-9a-z]{16})/recepisse/")


@dataclass
class Telephone:
    """What one person sends, and what they were answered: by the mark of the form, the references of the receipts."""

    address: str
    ref: str
    worksite: str
    email: str
    stop: threading.Event = field(default_factory=threading.Event)
    answered: dict[str, set[str]] = field(default_factory=dict)
    again: int = 0

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.address, timeout=20, headers={"Referer": self.address})

    def run(self) -> None:
        while not self.stop.is_set():
            mark = new_public_id()
            self.until_answered(mark)
            if random.random() < 0.3:  # noqa: S311  whoever taps twice
                self.until_answered(mark)

    def until_answered(self, mark: str) -> None:
        """The same form, for as long as it takes."""
        given_up = time.monotonic() + LONGEST
        while time.monotonic() < given_up:
            try:
                reference = self.send(mark)
            except (httpx.HTTPError, LookupError):
                self.again += 1
                time.sleep(PATIENCE)
            else:
                self.answered.setdefault(mark, set()).add(reference)
                return
        raise SystemExit(f"nothing answered for {LONGEST} s")

    def send(self, mark: str) -> str:
        """Opened, read again, sent; the reference that the last page shows. Raises LookupError for another answer."""
        start = reverse("stoppages:start_weather", args=[self.ref])
        opened = self.post(start, start, {**typed(), "worksite": self.worksite, "attempt": mark})
        page = self.client.get(opened)
        if page.status_code == httpx.codes.OK and 'name="version"' in page.text:
            sending = VERSION.search(page.text)
            action = SENDING.search(page.text)
            if sending is None or action is None:
                raise LookupError("nothing to send on this page")
            self.post(opened, action[1], {"version": sending[1]}, page.text)
            page = self.client.get(opened)
        found = RECEIPT.search(page.text)
        if page.status_code != httpx.codes.OK or found is None:
            raise LookupError(f"{page.status_code} at {page.url}")
        return found[1]

    def post(self, page: str, path: str, values: dict[str, str], text: str = "") -> str:
        token = CSRF.search(text or self.client.get(page).text)
        if token is None:
            self.sign_in()
            raise LookupError("signed out")
        answer = self.client.post(path, data={**values, "csrfmiddlewaretoken": token[1]})
        if answer.status_code != httpx.codes.FOUND:
            raise LookupError(f"{answer.status_code} at {path}")
        return answer.headers["Location"]

    def sign_in(self) -> None:
        path = reverse("accounts:sign_in")
        token = CSRF.search(self.client.get(path).text)
        known = {"username": self.email, "password": trade.PASSWORD}
        self.client.post(path, data={**known, "csrfmiddlewaretoken": token[1] if token else ""})

    @property
    def sent(self) -> int:
        return len(self.answered)


def typed() -> dict[str, str]:
    """What is the same in each: this morning's rain."""
    today = f"{timezone.localdate():%d/%m/%Y}"
    return {"cause": "rain", "starts_on": today, "starts_hour": "00:01", "expected_people": "3"}


class Portal:
    """The three processes, each of which may be killed and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.started: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        environment = {**os.environ, "DATABASE_URL": as_url(settings.DATABASES["default"]), "PORT": str(self.port)}
        log = (DATA_DIR / f"{name}.log").open("ab")
        self.started[name] = subprocess.Popen(  # noqa: S603
            self.command(name), env=environment, stdout=log, stderr=log, start_new_session=True
        )

    def command(self, name: str) -> list[str]:
        if name == "worker":
            return [sys.executable, str(ROOT / "manage.py"), "procrastinate", "worker"]
        web = [sys.executable, "-m", "gunicorn", "cibtp_portal.wsgi:application", "--bind", f"127.0.0.1:{self.port}"]
        return [*web, "--workers", "1", "--threads", "2", "--no-control-socket"]

    def kill(self, name: str) -> None:
        """With all its children, and without a warning."""
        process = self.started.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_database(self) -> None:
        """Every backend with the postmaster: what is not on the disk is lost. It recovers as it starts again."""
        postmaster = psutil.Process(int((DATA_DIR / "postgres" / "postmaster.pid").read_text().split()[0]))
        every = [postmaster, *postmaster.children(recursive=True)]
        connections.close_all()
        for process in every:
            process.kill()
        psutil.wait_procs(every)

    def start_database(self) -> None:
        """As it was started: the wheel that did believes that it still runs."""
        files = DATA_DIR / "postgres"
        # The postmaster is dead, but a process that nobody waited for still has its number.
        (files / "postmaster.pid").unlink(missing_ok=True)
        command = shlex.split((files / "postmaster.opts").read_text())
        log = (files / "log").open("ab")
        owner = files.stat().st_uid
        user = owner if os.geteuid() == 0 else None
        subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, user=user)  # noqa: S603
        for _ in range(100):
            try:
                connection.ensure_connection()
            except OperationalError:
                time.sleep(SETTLED / 10)
            else:
                return
        raise SystemExit("the database did not come back")

    @contextmanager
    def running(self) -> Iterator[None]:
        try:
            for name in ("web", "worker"):
                self.start(name)
            yield
        finally:
            for name in list(self.started):
                self.kill(name)


def disturb(portal: Portal, telephone: Telephone) -> None:
    """Each in turn, once something was sent since the last time."""
    for _ in range(ROUNDS):
        for name in ("web", "worker", "database"):
            sent = telephone.sent
            while telephone.sent < sent + 2:
                time.sleep(PATIENCE)
            time.sleep(random.uniform(0, PATIENCE))  # noqa: S311  anywhere in the middle of a sending
            if name == "database":
                portal.kill_database()
                portal.start_database()
            else:
                portal.kill(name)
                portal.start(name)
            print(f"  {name} killed after {telephone.sent} sent, {telephone.again} sent again", flush=True)
            time.sleep(SETTLED)


def faults(telephone: Telephone) -> Iterator[str]:
    for mark, receipts in telephone.answered.items():
        cases = list(StoppageCase.objects.filter(attempt=mark))
        kept = StoppageDeclaration.objects.filter(case__in=cases, kind=DeclarationKind.PROVISIONAL)
        there = list(kept.values_list("public_id", flat=True))
        if len(cases) != 1 or there != list(receipts):
            yield f"{mark}: {len(cases)} cases, receipts shown {receipts}, kept {there}"


def main() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    demo.load_once()
    place = holder()
    worksite = Worksite.objects.filter(adherent=place.adherent).order_by("pk")[0]
    portal = Portal()
    with portal.running():
        telephone = Telephone(portal.address, place.adherent.public_id, worksite.public_id, place.user.email)
        sending = threading.Thread(target=telephone.run)
        sending.start()
        try:
            disturb(portal, telephone)
        finally:
            telephone.stop.set()
            sending.join()
    wrong = list(faults(telephone))
    print(f"{telephone.sent} declarations answered, {telephone.again} sendings again, {len(wrong)} faults")
    sys.exit("\n".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main()
