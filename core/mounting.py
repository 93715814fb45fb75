"""The portal shown under another address of its own, read only: what its pages lead to stays under it.

As when a server gives an application a part of its addresses (SCRIPT_NAME), but for one answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InternalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, get_script_prefix, set_script_prefix
from psycopg.errors import ReadOnlySqlTransaction

from core.access import Access
from core.tenancy import scoped_to


@contextmanager
def mounted_at(prefix: str) -> Iterator[None]:
    """Every address made until the block ends is under `prefix`."""
    former = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(former)


@contextmanager
def read_only() -> Iterator[None]:
    """The database refuses whatever would be written until the block ends, by whoever."""
    block: Any = transaction.atomic()
    # Django refuses a durable block (an attempt counted) in any other but a test's; here the database refuses it.
    block._from_testcase = True
    with block:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield


def shown_to(request: HttpRequest, access: Access, match: ResolverMatch, **known: Any) -> HttpResponse:
    """The page of the portal that `match` names, as `access` sees it; `known`: what the request tells its templates.

    Raises PermissionDenied when it writes, and for a file, which is not a page to look at.
    """
    asked: Any = copy(request)
    asked.resolver_match, asked.access = match, access
    for name, value in known.items():
        setattr(asked, name, value)
    try:
        with read_only(), scoped_to(access.tiers.adherent_id):
            return _rendered(match.func(asked, *match.args, **match.kwargs))
    except InternalError as error:
        if isinstance(error.__cause__, ReadOnlySqlTransaction):
            raise PermissionDenied from error
        raise


def _rendered(response: Any) -> HttpResponse:
    """Now, while nothing may be written and no other company read."""
    if response.streaming or response.headers.get("Content-Disposition", "").startswith("attachment"):
        # Not `response.close()`, which also tells everybody that the request is over.
        for close in response._resource_closers:
            close()
        raise PermissionDenied
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    return response  # type: ignore[no-any-return]
