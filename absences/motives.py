"""Motives stay private: what somebody may know of a kind of absence. Every page, file, count and address asks here."""

from collections.abc import Iterable
from dataclasses import dataclass

from absences.models import AbsenceKind
from core.access import Access
from core.rights import Right

PRIVATE_KEY = "absence"


@dataclass(frozen=True, slots=True)
class ShownKind:
    """`key` names it in an address; of a private motive, all kinds have the same one."""

    key: str
    name: str
    letter: str
    colour: str
    unit: str
    is_paid_leave: bool = False


PRIVATE = ShownKind(PRIVATE_KEY, "Absence", "A", "grey", "calendar")


def sees_motives(access: Access) -> bool:
    return access.has(Right.MOTIVES_CONSULT)


def shown_kind(kind: AbsenceKind, *, with_motives: bool) -> ShownKind:
    """`with_motives`: of whoever reads (`sees_motives`); False for what is printed for everybody."""
    if kind.is_sensitive and not with_motives:
        return PRIVATE
    return ShownKind(kind.key, kind.name, kind.letter, kind.colour, kind.unit, kind.is_paid_leave)


def shown_kinds(kinds: Iterable[AbsenceKind], *, with_motives: bool) -> list[ShownKind]:
    """Each once, in the order of the kinds: what a filter or a legend offers."""
    return list(dict.fromkeys(shown_kind(kind, with_motives=with_motives) for kind in kinds))


def may_use(access: Access, kind: AbsenceKind) -> bool:
    """Enter, change, cancel an absence of that kind: whoever may not read its motive leaves it alone."""
    return access.has(Right.ABSENCES_ACT) and (sees_motives(access) or not kind.is_sensitive)
