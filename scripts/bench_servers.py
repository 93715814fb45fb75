"""The servers that are measured, and the browsers that ask them: requests one after the other, each page in turn.

Whatever slows the machine then slows the reference page and the others alike.
"""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from itertools import count, repeat
from pathlib import Path
from random import Random

import httpx
from bench_pages import Form, Page, Visitor
from server_work import HEADER, Work

from cibtp_portal.development import run

SCRIPTS = Path(__file__).resolve().parent
WARM_UP = 10
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
Ask = Callable[[], httpx.Response]


@contextmanager
def served(databases: Mapping[str, tuple[str, Path]]) -> Iterator[dict[str, str]]:
    """Serve the portal on each of these databases (address, `DATA_DIR`): where each answers, by name."""
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(_gunicorn(name, "cibtp_portal", "bench_site", url, directory))
            for name, (url, directory) in databases.items()
        }


@contextmanager
def reference(url: str, directory: Path) -> Iterator[Ask]:
    """What asks for the reference page, on this database."""
    environment = {**os.environ, "DATABASE_URL": url}
    prepare = [sys.executable, str(SCRIPTS / "reference_site" / "prepare.py")]
    session = subprocess.run(prepare, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    with _gunicorn("reference", "reference_site", "reference_site", url, directory) as address:
        client = httpx.Client(base_url=address, cookies={"sessionid": session})
        yield lambda: _expected(client.get("/"), 200)


@contextmanager
def _gunicorn(name: str, package: str, settings: str, url: str, directory: Path) -> Iterator[str]:
    """The web server as `make run` starts it, the same for all."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DATA_DIR": str(directory),
        "DJANGO_SETTINGS_MODULE": f"{settings}.settings",
        "PORT": str(port),
        # The order of sets and dictionaries is not to make one server slower than another.
        "PYTHONHASHSEED": "0",
    }
    web = [sys.executable, "-m", "gunicorn", f"{package}.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command = [*web, "--workers", "1", "--threads", "2", "--no-control-socket"]
    with run.children({name: command}, logs=directory / "logs", environment=environment) as started:
        run.wait_until_ready(address, started, threading.Event())
        yield address


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def asked(address: str, pages: Iterable[Page]) -> dict[str, Ask]:
    """What asks for each page, by its name; a browser for each visitor."""
    browsers: dict[str, httpx.Client] = {}
    for page in pages:
        if page.visitor.name not in browsers:
            browsers[page.visitor.name] = _browser(address, page.visitor)
    return {page.name: _ask(browsers[page.visitor.name], page) for page in pages}


def _browser(address: str, visitor: Visitor) -> httpx.Client:
    client = httpx.Client(base_url=address)
    for form in visitor.forms:
        _sending(client, form)()
    return client


def _ask(client: httpx.Client, page: Page) -> Ask:
    if page.fields is not None:
        return _sending(client, Form(page.path, page.fields, page.status, page.first_day))
    return lambda: _expected(client.get(page.path), page.status)


def _sending(client: httpx.Client, form: Form) -> Ask:
    """The form is read once, and sent as often as asked."""
    token = CSRF.search(client.get(form.path).text)
    # An address that only takes what is posted shows no form: the browser has the token in its cookie.
    known = next((value for name, value in client.cookies.items() if name.endswith("csrftoken")), "")
    sent = {"csrfmiddlewaretoken": token[1] if token else known, **form.fields}
    headers, days = {"Referer": str(client.base_url)}, _days(form)
    return lambda: _expected(client.post(form.path, data=_on(next(days), sent), headers=headers), form.status)


def _days(form: Form) -> Iterator[str]:
    """The days that the form names, one after the other, as they are typed; nothing when it names none."""
    if not form.first_day:
        return repeat("")
    first = date.fromisoformat(form.first_day)
    return (f"{first + timedelta(days=rank):%d/%m/%Y}" for rank in count())


def _on(day: str, sent: Mapping[str, str]) -> dict[str, str]:
    return {name: text.replace("{day}", day) for name, text in sent.items()}


def _expected(answer: httpx.Response, status: int) -> httpx.Response:
    if answer.status_code != status:
        sys.exit(f"{answer.request.method} {answer.url}: {answer.status_code} instead of {status}")
    return answer


def works(asks: Mapping[str, Ask], requests: int) -> dict[str, list[Work]]:
    """What each cost the server, so many times, in turn.

    In another order at each turn: a page is dearer after one that took the caches of the processor, by a fifth for a
    light one; no page is always in the same place.
    """
    spent: dict[str, list[Work]] = {name: [] for name in asks}
    order, shuffler = list(asks), Random(0)
    for turn in range(WARM_UP + requests):
        shuffler.shuffle(order)
        for name in order:
            work = Work.of_header(asks[name]().headers[HEADER])
            if turn >= WARM_UP:
                spent[name].append(work)
    return spent
