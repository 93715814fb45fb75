"""What an answer costs the server, apart from the client that asks and from whoever shares the machine.

Wall time grows with what else runs; the time that the processors give to the request does not. It is counted on both
sides: the thread that answers, and the process of PostgreSQL that answers it. Nothing of the portal is imported here:
the reference site is measured by the same middleware.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.db import connection
from django.http import HttpRequest, HttpResponse

Answer = TypeVar("Answer")
HEADER = "X-Server-Milliseconds"
# A query shared between several processes would hide what it costs.
ONE_PROCESS = "-c max_parallel_workers_per_gather=0"


@dataclass(frozen=True, slots=True)
class Work:
    """Milliseconds of one answer: elapsed, of the web's processor, of the database's; None where it cannot be read."""

    wall: float
    web: float
    database: float | None

    @property
    def judged(self) -> float:
        """Where the database is out of sight (another machine, another system), the elapsed time has to do."""
        return self.wall if self.database is None else self.web + self.database

    def as_header(self) -> str:
        return " ".join(f"{part:.3f}" for part in (self.wall, self.web, self.database) if part is not None)

    @classmethod
    def of_header(cls, text: str) -> "Work":
        wall, web, *database = map(float, text.split())
        return cls(wall, web, database[0] if database else None)


def work_of(ask: Callable[[], Answer], processor: Callable[[], float] = time.thread_time) -> tuple[Answer, Work]:
    """The answer, and what it cost. `processor`: `time.process_time` for what has threads of its own."""
    started, web, database = time.perf_counter(), processor(), _of_database()
    answer = ask()
    web, ended = processor() - web, _of_database()
    spent = None if database is None or ended is None else (ended - database) * 1000
    return answer, Work((time.perf_counter() - started) * 1000, web * 1000, spent)


def _of_database() -> float | None:
    """Seconds of processor that PostgreSQL gave this connection; none before it is opened."""
    if connection.connection is None:
        return 0.0
    try:
        schedule = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    except OSError:
        return None
    return int(schedule.split()[0]) / 1e9


class ServerWorkMiddleware:
    """Outermost: everything that is done for the request, compression included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response, work = work_of(lambda: self.get_response(request))
        response.headers[HEADER] = work.as_header()
        return response
