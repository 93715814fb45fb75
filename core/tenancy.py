"""Three barriers between companies: scoped querysets, guards, and this tripwire.

While a request is served, a row of another company becoming a Python object raises `TenantLeak`, in production too
(500 and an alert): a wrong page is worse than no page. Code that must read across companies (the letters'
identification, the authority, the admin, jobs) says so with `all_tenants(reason="…")`, which is greppable.
Outside requests (shell, commands, jobs) nothing is armed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self

from django.db import models

from core.access import Access, Scope

UNARMED = "unarmed"
ALL = "all"
_scope: ContextVar[int | str | None] = ContextVar("tenant_scope", default=UNARMED)


class TenantLeak(RuntimeError):
    """A row of a company that the request does not act for was about to be used."""


@contextmanager
def scoped_to(adherent_id: int | None) -> Iterator[None]:
    """Allow only rows of this company (None: of no company) until the block ends."""
    token = _scope.set(adherent_id)
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def all_tenants(*, reason: str) -> Iterator[None]:
    """Allow rows of every company; `reason` is for the reader of the code."""
    if not reason:
        raise ValueError("all_tenants needs a reason")
    token = _scope.set(ALL)
    try:
        yield
    finally:
        _scope.reset(token)


def narrow_to(adherent_id: int) -> None:
    """Inside a request, once the authority has answered: from now on only rows of this company."""
    _scope.set(adherent_id)


class ScopedQuerySet(models.QuerySet):
    """A queryset that knows whose rows it may return."""

    def for_access(self, access: Access) -> Self:
        """The rows that this person sees there: those of the scope, unless who asks changes something."""
        return self.for_scope(access.scope)

    def for_scope(self, scope: Scope) -> Self:
        """The rows of the company acted for; narrowed to the site when the tiers is a site."""
        rows = self.filter(adherent_id=scope.adherent_id)
        if scope.establishment_id is None or not _has_field(self.model, "establishment"):
            return rows
        return rows.filter(establishment_id=scope.establishment_id)


def _has_field(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())


class ScopedModel(models.Model):
    """A table whose rows each belong to one member company."""

    adherent = models.ForeignKey(
        "adherents.Adherent", on_delete=models.PROTECT, verbose_name="entreprise adhérente", related_name="%(class)ss"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **kwargs: Any) -> Self:
        row = super().from_db(db, field_names, values, **kwargs)
        scope = _scope.get()
        if scope != UNARMED and scope != ALL and row.adherent_id != scope:
            raise TenantLeak(f"{cls._meta.label} row of another company")
        return row
