"""What a message to the caisse may be about: rows of any section, named to the section that cannot import them.

Each app declares its own in `linked.py`; `cibtp_portal.dashboard.LINKED_KINDS` lists them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, DateTimeField, Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from core.access import Access, Tiers, Via
from core.compiled import CompiledColumn, Given
from core.rights import Right

# Sets of rights for which the condition of a kind is kept written.
_KEPT = 512


@dataclass(frozen=True, slots=True)
class Linked:
    """One row, in words: « Dupont Jean », « Intempéries du 3 au 5 mars ». `employee_id`: whom it is about, if anybody;
    `establishment_id`: the site it belongs to, if it belongs to one.
    """

    kind: "LinkedKind"
    ref: str
    label: str
    employee_id: int | None = None
    establishment_id: int | None = None

    @property
    def key(self) -> str:
        return f"{self.kind.key}:{self.ref}"

    def url(self, tiers_ref: str) -> str:
        return reverse(self.kind.url_name, args=[tiers_ref, self.ref])


@dataclass(frozen=True, slots=True, eq=False)
class LinkedKind:
    """`rights`: all of them, without which nobody knows of it. `model`: whose rows these are. `readable(access,
    now)`: those that this person may see, by the rule of their own section; each has a `public_id`. It decides by the
    rights, the tiers and the door alone: it is compiled. `name(row)`: `(label,
    employee_id, establishment_id)`. `url_name`: where one row is seen, at an address that holds the tiers, then its
    reference; `also_at`: other pages of one row.
    """

    key: str
    label: str
    section: str
    rights: tuple[Right, ...]
    model: type[Model]
    readable: Callable[[Access, Any], QuerySet[Any]]
    name: Callable[[Any], tuple[str, int | None, int | None]]
    url_name: str
    also_at: tuple[str, ...] = ()

    def is_open_to(self, access: Access) -> bool:
        return all(access.has(right) for right in self.rights)

    def linked(self, row: Any) -> Linked:
        label, employee_id, establishment_id = self.name(row)
        return Linked(self, row.public_id, label, employee_id, establishment_id)


def kinds() -> list[LinkedKind]:
    declared: list[LinkedKind] = import_string(settings.LINKED_KINDS)
    return declared


def kind_named(key: str) -> LinkedKind | None:
    return next((kind for kind in kinds() if kind.key == key), None)


def linked_at(access: Access, key: str) -> Linked | None:
    """What « kind:reference » names, for whoever may see it; None for anything else."""
    name, _, ref = key.partition(":")
    kind = kind_named(name)
    if kind is None or not ref or not kind.is_open_to(access):
        return None
    row = kind.readable(access, timezone.now()).filter(public_id=ref).first()
    return kind.linked(row) if row is not None else None


def key_of_page(request: HttpRequest) -> str:
    """« kind:reference » of the row that this page shows, or empty. Nothing is read."""
    match = request.resolver_match
    if match is None:
        return ""
    kind = next((kind for kind in kinds() if match.view_name in (kind.url_name, *kind.also_at)), None)
    ref = next((value for name, value in match.kwargs.items() if name != "tiers"), "")
    return f"{kind.key}:{ref}" if kind is not None and ref else ""


def seen_by(access: Access, kind: str = "linked_kind", ref: str = "linked_ref") -> Q:
    """The condition on rows that point at one (`kind`, `ref`: the names of their two columns, empty for nothing): only
    those whose object this person may see today.
    """
    seen, tiers = Q(**{kind: ""}), access.tiers
    values = {key: getattr(tiers, key) for key in ("adherent_id", "establishment_id", "caisse_id")}
    for known in kinds():
        if known.is_open_to(access):
            rows = _rows_of(known, access.rights, access.via.kind, is_site=tiers.establishment_id is not None)
            seen |= Q(**{kind: known.key}) & Q(rows.holds(ref, **values, now=timezone.now()))
    return seen


@lru_cache(_KEPT)
def _rows_of(kind: LinkedKind, rights: frozenset[Right], door: Any, *, is_site: bool) -> CompiledColumn:
    """The references that whoever has these rights may see: written once, since writing takes longer than asking."""
    adherent, site, caisse = (
        Given(name, BigIntegerField()) for name in ("adherent_id", "establishment_id", "caisse_id")
    )
    tiers: Any = Tiers("", "", "", adherent, site if is_site else None, caisse)  # type: ignore[arg-type]
    access, now = Access(None, tiers, rights, Via(door)), Given("now", DateTimeField())
    return CompiledColumn(lambda: kind.readable(access, now).order_by().values("public_id"))
