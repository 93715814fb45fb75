"""Twenty thousand messages of one broadcast, prepared then delivered, each killed half-way and started again.

A second is one of processor, the database's included, as for the letters: what else runs on the machine does not count.

    python scripts/bench_broadcast.py [messages]

On a database of its own, on the server of the settings, dropped at the end; e-mails go to files that are deleted. By
e-mail: SMS would wait for the day. Some people hold fifty companies, and are written to once.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import django
import psycopg
from bench_renewals import memory_of, value
from django.apps import apps
from own_database import connected, own_database
from stdnum import luhn

ROOT = Path(__file__).resolve().parent.parent
if not apps.ready:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cibtp_portal.settings.dev")
    django.setup()

from django.db.models import Model  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.enums import MembershipRole, Topic  # noqa: E402
from accounts.models import Membership, User  # noqa: E402
from adherents.models import Adherent, Caisse, Establishment  # noqa: E402
from cibtp_portal.development.postgres import as_url  # noqa: E402
from core.models import OutgoingMessage  # noqa: E402
from support.broadcasts.queries import count  # noqa: E402
from support.broadcasts.services.drafts import draft_broadcast  # noqa: E402
from support.broadcasts.services.sending import send_broadcast  # noqa: E402
from support.broadcasts.services.steering import confirm_broadcast  # noqa: E402
from support.broadcasts.services.testing import send_test  # noqa: E402
from support.broadcasts.values import BroadcastValues  # noqa: E402
from support.models import Broadcast  # noqa: E402

DATABASE = "cibtp_bench_broadcast"
OF_MANY, HELD_EACH = 20, 50
_AT_ONCE = 2000
# Of one run, on the busiest of machines.
_PATIENCE = 3600
_MADE = "SELECT count(*) FROM core_outgoingmessage"
_SENT = "SELECT count(*) FROM core_outgoingmessage WHERE status = 'sent'"
_DONE = "SELECT count(*) FROM support_broadcast WHERE state = 'done'"
# Rescued, and gone on with, as soon as may be: what is measured is the sending, not the minute before it.
_HURRIED = {"STALLED_JOB_SECONDS": "2", "RESCUE_CRON": "* * * * * *"}


def broadcast_to_many(messages: int = 20_000) -> dict[str, float]:
    """`count_seconds` (of its audience, elapsed), `prepared_per_second`, `delivered_per_second` (both runs together),
    `memory_mb` (the highest of a process), `growth_mb` (of a run, from a quarter to the end), `twice` (handed over
    again by the worker that took over).
    """
    with own_database(DATABASE) as known, tempfile.TemporaryDirectory() as directory:
        environment = {**os.environ, **_HURRIED, "DATABASE_URL": as_url(known), "DATA_DIR": directory}
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, check=True)
        made = subprocess.run(
            [sys.executable, __file__, "--make", str(messages)], env=environment, check=True, stdout=subprocess.PIPE
        )
        with connected(known) as watching:
            prepare = [sys.executable, __file__, "--prepare"]
            prepared = _killed_and_resumed(prepare, environment, watching, _MADE, messages)
            print(f"  prepared: {prepared}", flush=True)
            worker = [*manage, "procrastinate", "worker"]
            delivered = _killed_and_resumed(worker, environment, watching, _SENT, messages)
            print(f"  delivered: {delivered}", flush=True)
            _require_once_each(watching, messages)
            handed_over = len(list((Path(directory) / "outbox").glob("*.eml")))
    return {
        "messages": messages,
        **json.loads(made.stdout),
        "prepared_per_second": messages / prepared["seconds"],
        "delivered_per_second": messages / delivered["seconds"],
        "memory_mb": max(prepared["highest"], delivered["highest"]) / 1024,
        "growth_mb": max(prepared["growth"], delivered["growth"]) / 1024,
        "twice": handed_over - messages,
    }


def _killed_and_resumed(
    command: list[str], environment: dict[str, str], watching: psycopg.Connection, seen: str, messages: int
) -> dict[str, float]:
    """Killed outright once half of them are seen, then run until all are."""
    runs = [_run(command, environment, watching, seen, stop_at=stop_at) for stop_at in (messages // 2, messages)]
    told = {name: sum(run[name] for run in runs) for name in ("seconds", "elapsed")}
    return told | {name: max(run[name] for run in runs) for name in ("highest", "growth")}


def _run(
    command: list[str], environment: dict[str, str], watching: psycopg.Connection, seen: str, *, stop_at: int
) -> dict[str, float]:
    """From the first that it makes: its seconds, and its memory (kB)."""
    before, deadline = value(watching, seen), time.monotonic() + _PATIENCE
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    spent: dict[int, float] = {}
    first, started, samples = 0.0, 0.0, [0]
    try:
        while (now := value(watching, seen)) < stop_at:
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{' '.join(command[1:])} stopped at {now} messages of {stop_at}")
            spent |= _processor_of(process.pid, watching)
            if now > before and not started:
                first, started, samples = sum(spent.values()), time.perf_counter(), []
            samples.append(memory_of(process.pid))
            time.sleep(0.1)
        spent |= _processor_of(process.pid, watching)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return {
        "seconds": sum(spent.values()) - first,
        "elapsed": time.perf_counter() - started,
        "highest": max(samples),
        "growth": samples[-1] - samples[len(samples) // 4],
    }


def _processor_of(pid: int, watching: psycopg.Connection) -> dict[int, float]:
    """Seconds of processor that the process and the connections of its database had, where they are in sight."""
    backends = watching.execute(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ).fetchall()
    return {one: given for one in (pid, *(backend for (backend,) in backends)) if (given := _given_to(one))}


def _given_to(pid: int) -> float:
    """All of its threads."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _require_once_each(watching: psycopg.Connection, messages: int) -> None:
    """Each person, one message; each recipient, theirs."""
    counts = {
        "messages": value(watching, _MADE),
        "people": value(watching, "SELECT count(DISTINCT user_id) FROM core_outgoingmessage"),
        "recipients": value(watching, "SELECT count(message_id) FROM support_broadcastrecipient"),
        "sent": value(watching, _SENT),
    }
    wrong = {name: number for name, number in counts.items() if number != messages}
    if wrong:
        sys.exit(f"not one message each for {messages} people: {wrong}")


def _make(messages: int) -> None:
    """The caisse, its companies, its people; then the broadcast, tried out and confirmed."""
    caisse = Caisse.objects.create(name="CIBTP Mesure", slug="mesure", address="1 rue de l’Équerre\n75001 Paris")
    people = _people(messages)
    holders = [*people, *(person for person in people[:OF_MANY] for _ in range(HELD_EACH))]
    companies = _kept(
        Adherent(caisse=caisse, cibtp_id=f"M{n:07d}", siren=_siren(n), name=f"Maçonnerie {n}")
        for n in range(len(holders))
    )
    _kept(
        Establishment(
            adherent=company,
            siret=f"{company.siren}0001" + luhn.calc_check_digit(f"{company.siren}0001"),
            name="Siège",
            is_head_office=True,
            address="3 quai de Bercy\n75012 Paris",
        )
        for company in companies
    )
    _kept(
        Membership(user=person, adherent=company, role=MembershipRole.HOLDER)
        for person, company in zip(holders, companies, strict=True)
    )
    print(json.dumps(_confirm(caisse)))


def _people(number: int) -> list[User]:
    now = timezone.now()
    return _kept(
        User(
            email=f"personne{rank}@entreprises.example",
            password="!",
            first_name="Camille",
            last_name=f"Martin {rank}",
            email_certified_at=now,
        )
        for rank in range(number)
    )


def _siren(rank: int) -> str:
    digits = f"{70_000_000 + rank:08d}"
    return digits + luhn.calc_check_digit(digits)


def _kept(rows: Iterator[Any]) -> list[Any]:
    kept: list[Model] = []
    while some := list(islice(rows, _AT_ONCE)):
        kept += type(some[0])._default_manager.bulk_create(some)
    return kept


def _confirm(caisse: Caisse) -> dict[str, float]:
    by = User.objects.create_superuser(
        email="bureau@caisse.example", password="Truelle-Niveau-27", first_name="Sami", last_name="Benali"
    )
    values = BroadcastValues(
        topic=Topic.INFORMATION,
        title="Fermeture de fin d’année",
        body="La caisse **ferme** du 24 décembre au 2 janvier.\n\n- par téléphone : non ;\n- dans l’Espace : oui.",
    )
    broadcast = draft_broadcast(caisse=caisse, values=values, by=by)
    send_test(broadcast=broadcast, by=by)
    OutgoingMessage.objects.all().delete()
    started = time.perf_counter()
    counts = count(broadcast)
    seconds = time.perf_counter() - started
    confirm_broadcast(broadcast=broadcast, by=by, expected=counts.mark)
    return {"companies": counts.companies, "count_seconds": seconds}


def _prepare() -> None:
    """As the worker does, alone: until every message is made."""
    broadcast = Broadcast.objects.get()
    while not broadcast.is_walked or broadcast.recipients.to_make().exists():
        send_broadcast(broadcast.pk)
        broadcast.refresh_from_db()
    # The one that watches kills it.
    time.sleep(60)


def told(figures: dict[str, float]) -> str:
    """The figures of `broadcast_to_many` in a line."""
    return (
        f"{figures['messages']:.0f} messages to {figures['companies']:.0f} companies, counted in "
        f"{figures['count_seconds']:.1f} s, {figures['prepared_per_second']:.0f} a second prepared, "
        f"{figures['delivered_per_second']:.0f} delivered, {figures['memory_mb']:.0f} MB at most "
        f"({figures['growth_mb']:+.0f} MB from a quarter to the end); killed twice and started again: one message "
        f"each, {figures['twice']:.0f} handed over again"
    )


def main() -> None:
    number = int(sys.argv[-1]) if sys.argv[-1].isdecimal() else 20_000
    if "--make" in sys.argv:
        _make(number)
    elif "--prepare" in sys.argv:
        _prepare()
    else:
        print(told(broadcast_to_many(number)))


if __name__ == "__main__":
    main()
