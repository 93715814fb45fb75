"""A database of a measurement's own, on the server of the settings, dropped at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql


@contextmanager
def own_database(called: str) -> Iterator[dict[str, Any]]:
    """What the settings would say of it; empty, and no other of that name before."""
    known = connection.settings_dict
    name = sql.Identifier(called)
    connection.ensure_connection()
    with connected(known) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield {**known, "NAME": called}
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def connected(known: dict[str, Any]) -> psycopg.Connection:
    return psycopg.connect(
        host=known["HOST"] or None,
        port=known["PORT"] or None,
        user=known["USER"] or None,
        password=known["PASSWORD"] or None,
        dbname=known["NAME"],
        autocommit=True,
    )
