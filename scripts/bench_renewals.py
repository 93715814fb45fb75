"""The reminders of a whole country in one run, killed half-way and started again: rate, memory, nobody told twice.

    python scripts/bench_renewals.py [accounts]

On a database of its own, on the server of the settings, dropped at the end. Every account is due that day.
"""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
import psycopg
from django.apps import apps
from own_database import connected, own_database

ROOT = Path(__file__).resolve().parent.parent
if not apps.ready:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cibtp_portal.settings.dev")
    django.setup()

from django.utils import timezone  # noqa: E402

from accounts.enums import Milestone  # noqa: E402
from accounts.person.services import renewals  # noqa: E402
from cibtp_portal.development.postgres import as_url  # noqa: E402

DATABASE = "cibtp_bench_renewals"
COLUMNS = (
    "public_id, email, password, first_name, last_name, landline, mobile, suspended_reason, email_certified_at, "
    "is_active, is_staff, is_superuser, staff_role, created_at"
)


def reminders_of_a_country(accounts: int = 200_000) -> dict[str, float]:
    """`per_second` (accounts, both runs together), `memory_mb` (highest), `growth_mb` (from a quarter to the end)."""
    with own_database(DATABASE) as known:
        environment = {**os.environ, "DATABASE_URL": as_url(known)}
        manage = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
        subprocess.run(manage, env=environment, check=True)
        with connected(known) as watching:
            _load(watching, accounts)
            killed = _run(environment, watching, stop_at=accounts // 2)
            before = _count(watching, "accounts_certificationreminder")
            resumed = _run(environment, watching, stop_at=None)
            _require_once_each(watching, accounts)
    seconds = killed["seconds"] + resumed["seconds"]
    return {
        "accounts": accounts,
        "killed_after": before,
        "per_second": accounts / seconds,
        "memory_mb": max(killed["highest"], resumed["highest"]) / 1024,
        "growth_mb": (resumed["last"] - resumed["first"]) / 1024,
    }


def _load(target: psycopg.Connection, accounts: int) -> None:
    """Certifications that end on the days of the milestones, and between."""
    lifetime, now = timedelta(days=180), timezone.now()
    statement = f"COPY accounts_user ({COLUMNS}) FROM STDIN"
    with target.cursor() as cursor, cursor.copy(statement) as copy:
        for rank in range(accounts):
            certified_at = now - lifetime + timedelta(days=rank % (max(Milestone) + 1))
            person = (f"{rank:032d}", f"personne{rank}@entreprises.example", "!", "Camille", f"Martin {rank}")
            copy.write_row((*person, "", "", "", certified_at, True, False, False, "", now))
    target.execute("ANALYZE accounts_user")


def _run(environment: dict[str, str], watching: psycopg.Connection, *, stop_at: int | None) -> dict[str, float]:
    """A run of its own process, killed outright once so many people were seen; its seconds and its memory (kB)."""
    worker = subprocess.Popen([sys.executable, __file__, "--run"], env=environment)
    samples: list[int] = []
    started: float | None = None
    while worker.poll() is None:
        seen, memory = _seen(watching), memory_of(worker.pid)
        if seen and started is None:
            started = time.perf_counter()
        if seen and memory:
            samples.append(memory)
        if stop_at is not None and seen >= stop_at:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        time.sleep(0.1)
    if worker.returncode not in (0, -signal.SIGKILL) or (stop_at is not None and worker.returncode == 0):
        sys.exit("the run failed, or was over before it could be killed")
    elapsed = time.perf_counter() - (started or time.perf_counter())
    return {"seconds": elapsed, "highest": max(samples), "first": samples[len(samples) // 4], "last": samples[-1]}


def _seen(watching: psycopg.Connection) -> int:
    return value(watching, "SELECT coalesce(sum(seen_count), 0)::int FROM accounts_certificationrun")


def memory_of(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)


def _require_once_each(watching: psycopg.Connection, accounts: int) -> None:
    """Each person, one reminder, one message, one job."""
    counts = {
        "reminders": _count(watching, "accounts_certificationreminder"),
        "messages": _count(watching, "core_outgoingmessage"),
        "recipients": value(watching, "SELECT count(DISTINCT recipient) FROM core_outgoingmessage"),
        "jobs": _count(watching, "procrastinate_jobs"),
        "told by the run": value(watching, "SELECT reminded_count FROM accounts_certificationrun"),
    }
    wrong = {name: count for name, count in counts.items() if count != accounts}
    if wrong:
        sys.exit(f"not one reminder each for {accounts} accounts: {wrong}")


def _count(watching: psycopg.Connection, table: str) -> int:
    return value(watching, f"SELECT count(*) FROM {table}")


def value(watching: psycopg.Connection, query: str) -> int:
    row: Any = watching.execute(query).fetchone()
    return int(row[0])


def told(figures: dict[str, float]) -> str:
    """The figures of `reminders_of_a_country` in a line."""
    return (
        f"{figures['accounts']:.0f} accounts, killed after {figures['killed_after']:.0f} and started again: "
        f"{figures['per_second']:.0f} a second, {figures['memory_mb']:.0f} MB at most "
        f"({figures['growth_mb']:+.0f} MB from a quarter to the end), one reminder each"
    )


def main() -> None:
    if "--run" in sys.argv:
        renewals.remind(day=timezone.localdate())
        return
    print(told(reminders_of_a_country(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)))


if __name__ == "__main__":
    main()
