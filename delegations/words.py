"""Rights, sites and dates of a delegation in the words of a page, an e-mail or a line of history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from core.rights import DELEGABLE, Right
from core.templatetags.portal import french_date

_ACT = "act"
_CONSULT = "consult"


@dataclass(frozen=True, slots=True)
class SectionRights:
    """A section of the menu as one gives it: its two rights, either of which may not exist or not be delegable."""

    label: str
    consult: Right | None
    act: Right | None
    act_label: str


def sections() -> list[SectionRights]:
    """What may be given to a firm, by section, in the order of the catalogue."""
    grouped = groupby((right for right in Right if right in DELEGABLE), key=lambda right: _parts(right)[0])
    return [_section(list(rights)) for _, rights in grouped]


def complete(rights: Iterable[Right]) -> frozenset[Right]:
    """Acting implies consulting."""
    given = frozenset(rights)
    implied = {section.consult for section in sections() if section.act in given and section.consult is not None}
    return given | implied


def rights_in_words(rights: Iterable[Right]) -> list[str]:
    """One line a section: « Planning des absences : consulter, mettre à jour »."""
    known = set(rights)
    chosen = (right for right in Right if right in known)
    lines = groupby(chosen, key=lambda right: str(right.label).partition(" : ")[0])
    return [f"{label} : {', '.join(str(right.label).partition(' : ')[2] for right in found)}" for label, found in lines]


def sites_in_words(all_sites: bool, names: Iterable[str]) -> str:
    return "Tous les sites" if all_sites else ", ".join(names) or "Aucun site"


def period_in_words(starts_on: date, ends_on: date | None) -> str:
    start = f"À partir du {french_date(starts_on)}"
    return f"{start}, sans fin prévue" if ends_on is None else f"Du {french_date(starts_on)} au {french_date(ends_on)}"


def _parts(right: Right) -> tuple[str, str]:
    section, _, verb = right.value.partition(".")
    return section, verb


def _section(rights: list[Right]) -> SectionRights:
    by_verb = {_parts(right)[1]: right for right in rights}
    act = by_verb.get(_ACT)
    label, _, _ = str(rights[0].label).partition(" : ")
    act_label = str(act.label).partition(" : ")[2] if act is not None else ""
    return SectionRights(label, by_verb.get(_CONSULT), act, act_label)
