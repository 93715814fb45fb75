"""Who acts, for whom, with which rights: the frozen answer that the middleware puts on each request."""

from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from django.db.models import Expression, Model
from django.http import Http404

from core.rights import Right

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows: a company's, or those of its one site. In a compiled query, expressions stand for the two keys."""

    adherent_id: int | Expression
    establishment_id: int | Expression | None


@dataclass(frozen=True, slots=True)
class Tiers:
    """What a person acts for: a member company as a whole, or one of its sites.

    `ref` is the opaque public reference found in URLs; `establishment_id` is None for the whole company.
    """

    ref: str
    name: str
    site_label: str
    adherent_id: int
    establishment_id: int | None
    caisse_id: int

    @property
    def label(self) -> str:
        return f"{self.name}, {self.site_label}" if self.site_label else self.name


@dataclass(frozen=True, slots=True)
class Via:
    """By which door the person acts: `membership`, or `delegation` with the firm's name for the journal; `caisse`: its
    staff look at what the employer sees, and write nothing.
    """

    kind: Literal["membership", "delegation", "caisse"]
    firm_name: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """One person acting for one tiers, valid for one request.

    `has_other_tiers`: whether they may act for another one, None when nothing told yet. `firm_ref`: the firm that they
    are in, if they are in one, whichever door they came by.
    """

    user: Any
    tiers: Tiers
    rights: frozenset[Right]
    via: Via
    has_other_tiers: bool | None = None
    firm_ref: str = ""

    @property
    def scope(self) -> Scope:
        return Scope(self.tiers.adherent_id, self.tiers.establishment_id)

    @property
    def is_employer_view(self) -> bool:
        return self.via.kind == "caisse"

    @property
    def takes_files(self) -> bool:
        """Whether a file may be taken away (an export, a receipt, a proof): not by who looks in an employer's place."""
        return not self.is_employer_view

    def has(self, right: Right) -> bool:
        return right in self.rights

    def get_or_404(self, model: type[Row], public_id: str, *beside: str) -> Row:
        """Return the row of this tiers with that public id; anything else looks like a random id.

        `beside`: what it points at and is shown with it (`select_related`).
        """
        rows: Any = model._default_manager.for_access(self)  # type: ignore[attr-defined]
        row: Row | None = (rows.select_related(*beside) if beside else rows).filter(public_id=public_id).first()
        if row is None:
            raise Http404
        return row
