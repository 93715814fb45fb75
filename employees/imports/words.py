"""The words of cells that are chosen from a list: French labels, and what spreadsheets of companies write instead."""

import re
from collections.abc import Callable, Iterable, Mapping

from employees.enums import Category, ContractKind, FixedTermReason, Sex, Weekday
from employees.imports.columns import plain

_MAX_SPAN = 7
_SHORTEST_DAY = 3


class UnknownWord(ValueError):
    """The message says what may be written instead; it does not repeat what was."""


def _choices(labels: Iterable[tuple[object, object]], others: Mapping[str, str]) -> dict[str, str]:
    return {plain(str(label)): str(value) for value, label in labels} | {
        plain(word): str(value) for word, value in others.items()
    }


_WORDS: dict[str, dict[str, str]] = {
    "sex": _choices(
        Sex.choices,
        {
            **dict.fromkeys(("Mme", "Mlle", "Mademoiselle", "F", "Femme", "Féminin"), Sex.FEMALE),
            **dict.fromkeys(("M.", "Mr", "H", "Homme", "Masculin"), Sex.MALE),
        },
    ),
    "category": _choices(
        Category.choices,
        {
            **dict.fromkeys(("Ouvriers", "Ouvrière", "Compagnon"), Category.WORKER),
            **dict.fromkeys(("Employé", "Employée", "Technicien", "Agent de maîtrise"), Category.ETAM),
            **dict.fromkeys(("Cadres", "IAC", "Ingénieur"), Category.EXECUTIVE),
        },
    ),
    "contract_kind": _choices(
        ContractKind.choices,
        {
            **dict.fromkeys(("Contrat à durée indéterminée", "Durée indéterminée"), ContractKind.PERMANENT),
            **dict.fromkeys(("Contrat à durée déterminée", "Durée déterminée"), ContractKind.FIXED_TERM),
            **dict.fromkeys(("Chantier", "Contrat de chantier", "CDI chantier"), ContractKind.WORKSITE),
            **dict.fromkeys(("Apprentissage", "Apprenti", "Apprentie"), ContractKind.APPRENTICESHIP),
            **dict.fromkeys(("Professionnalisation", "Contrat pro"), ContractKind.PROFESSIONAL),
        },
    ),
    "fixed_term_reason": _choices(
        FixedTermReason.choices,
        {
            "Remplacement": FixedTermReason.REPLACEMENT,
            "Accroissement": FixedTermReason.INCREASE,
            "Accroissement d’activité": FixedTermReason.INCREASE,
            "Saisonnier": FixedTermReason.SEASONAL,
            "Usage": FixedTermReason.CUSTOMARY,
            "CDD à objet défini": FixedTermReason.DEFINED_PURPOSE,
            "Objet défini": FixedTermReason.DEFINED_PURPOSE,
            "Contrat aidé": FixedTermReason.EMPLOYMENT_POLICY,
        },
    ),
}
_ACCEPTED = {
    "sex": "Madame ou Monsieur",
    "category": "Ouvrier, ETAM ou Cadre",
    "contract_kind": ", ".join(map(str, ContractKind.labels)),
    "fixed_term_reason": ", ".join(map(str, FixedTermReason.labels)),
    "work_days": "« du lundi au vendredi », ou les jours un par un",
}
_SPAN = re.compile(r"(?:DU )?([A-Z]+) AU ([A-Z]+)")


def _chosen(name: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        value = _WORDS[name].get(plain(text))
        if value is None:
            raise UnknownWord(accepted_for(name))
        return value

    return read


def read_days(text: str) -> list[str]:
    """«du lundi au jeudi», «lun, mar, jeu» or the numbers of the days, as the form takes them."""
    written = plain(text)
    if span := _SPAN.fullmatch(written):
        first, last = _day(span[1]), _day(span[2])
        if first <= last:
            return [str(day) for day in range(first, last + 1)]
    return [str(_day(word)) for word in written.split() if word != "ET"]


def accepted_for(name: str) -> str:
    return f"Mettez l’une de ces valeurs : {_ACCEPTED[name]}."


def _day(word: str) -> int:
    if word.isdigit() and 1 <= int(word) <= _MAX_SPAN:
        return int(word)
    for day in Weekday:
        label = plain(str(day.label))
        if len(word) >= _SHORTEST_DAY and (label.startswith(word) or word == f"{label}S"):
            return int(day)
    raise UnknownWord(accepted_for("work_days"))


READERS: dict[str, Callable[[str], str | list[str]]] = {
    **{name: _chosen(name) for name in _WORDS},
    "work_days": read_days,
}
