"""The words of the fields of a person and of a contract, for the history, previews, requests and receipts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.rights import Right
from employees.enums import (
    Category,
    ContractKind,
    DepartureReason,
    FixedTermReason,
    Sex,
    Weekday,
)

_LABELS = {
    "sex": "Civilité",
    "last_name": "Nom",
    "first_name": "Prénom",
    "birth_name": "Nom de naissance",
    "nir": "Numéro de sécurité sociale",
    "nir_difference": "Numéro de sécurité sociale et état civil",
    "birth_on": "Date de naissance",
    "birth_place": "Lieu de naissance",
    "street": "Adresse",
    "postal_code": "Code postal",
    "city": "Ville",
    "country": "Pays",
    "in_btp_since": "Dans le BTP depuis le",
    "establishment": "Site",
    "siret": "SIRET du site",
    "crew": "Équipe",
    "category": "Catégorie",
    "qualification": "Qualification",
    "contract_kind": "Contrat",
    "fixed_term_reason": "Motif du CDD",
    "worksite": "Chantier",
    "starts_on": "Premier jour",
    "planned_end_on": "Fin prévue",
    "ends_on": "Dernier jour",
    "weekly_hours": "Heures par semaine",
    "work_days": "Jours travaillés",
    "hourly_wage": "Salaire horaire brut",
    "former_employer": "Employeur précédent du BTP",
    "last_day": "Dernier jour",
    "departure_reason": "Motif de sortie",
    "certificate_requested": "Certificat de congé demandé",
    "taking_from": "Congés à prendre à partir du",
    "waiver_signed_on": "Renonciation signée le",
}
_CHOICES: dict[str, Any] = {
    "sex": Sex,
    "category": Category,
    "contract_kind": ContractKind,
    "fixed_term_reason": FixedTermReason,
    "departure_reason": DepartureReason,
}
# What a reader without the right sees is that it changed, not how.
GUARDED: dict[str, Right] = {
    "hourly_wage": Right.WAGES_CONSULT,
    "departure_reason": Right.MOTIVES_CONSULT,
}


@dataclass(frozen=True, slots=True)
class SaidRow:
    """One fact, as `components/description_list.html` shows it."""

    label: str
    value: str
    tag: str = ""
    tag_kind: str = ""


def rows_of(texts: Mapping[str, str]) -> list[SaidRow]:
    """What these fields hold, already in words, in the order in which one reads them; the database keeps none."""
    return [SaidRow(label, texts[name]) for name, label in _LABELS.items() if texts.get(name)]


def label_of(name: str) -> str:
    """The label of a field, by its name."""
    return _LABELS.get(name, name)


def in_words(name: str, value: Any) -> str:
    """A value of that field as the reader says it: dates as they are typed, figures with a decimal comma."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    if name == "work_days":
        return days_in_words(value)
    if name == "weekly_hours":
        return hours_in_words(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return str(getattr(value, "name", value))


def hours_in_words(hours: Decimal) -> str:
    """«35» or «38,5»: as one types them."""
    return f"{hours.normalize():f}".replace(".", ",")


def days_in_words(days: Iterable[int]) -> str:
    """«du lundi au vendredi», or the days one by one."""
    known = sorted(set(days))
    names = [str(Weekday(day).label) for day in known]
    if len(known) > 2 and known == list(range(known[0], known[-1] + 1)):  # noqa: PLR2004
        return f"du {names[0]} au {names[-1]}"
    return ", ".join(names)
