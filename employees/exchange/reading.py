"""Files from the caisse's information system: people and contracts, rights to leave, known absences.

CSV (`;`, UTF-8), days as 2026-03-31 or 31/03/2026, decimal comma or point. A line that cannot be read, or contradicts
what is known, is told by its number, never with the NIR, and left out; the others are recorded.

People: identifiant;siret;nir;nom;prenom;sexe;naissance;categorie;qualification;contrat;debut;heures, and when wanted
nom_naissance;lieu_naissance;adresse;code_postal;ville;pays;btp_depuis;motif_cdd;chantier;fin_prevue;fin;jours;salaire.
`jours`: 12345 for Monday to Friday. One line a contract; a person is found by `identifiant` and `nir`.

Rights: identifiant;nir;debut;fin;acquis;cinquieme_semaine;fractionnement;anciennete;pris;arrete_le.

Absences: identifiant;nir;nature;debut;fin, and when wanted `annulee` (oui: the caisse no longer knows of it).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from adherents.models import Adherent, Caisse, Establishment
from core.dates import read_day
from core.identifiers import compact_digits, normalise_cibtp_id
from core.tables.records import Record as Row
from core.tables.records import records
from employees import nir as nirs
from employees.enums import AbsenceKind, Category, ContractKind, FixedTermReason, Sex
from employees.exchange.services import leave as recording_leave
from employees.exchange.services import people as recording
from employees.exchange.services.leave import AbsenceLine, RightLine
from employees.exchange.services.people import Key, PersonLine, Recorded
from employees.figures import read_amount, read_hours
from employees.models import Employee, Employment
from employees.names import clean_name
from employees.rules import Dates, age_problems, contract_problems
from employees.services.numbers import nir_fields

PEOPLE = frozenset(
    ("identifiant", "siret", "nir", "nom", "prenom", "sexe", "naissance", "categorie", "qualification", "contrat")
) | {"debut", "heures"}
RIGHTS = frozenset(
    ("identifiant", "nir", "debut", "fin", "acquis", "cinquieme_semaine", "fractionnement", "anciennete", "pris")
) | {"arrete_le"}
ABSENCES = frozenset(("identifiant", "nir", "nature", "debut", "fin"))

_CATEGORIES = {"ouvrier": Category.WORKER, "etam": Category.ETAM, "cadre": Category.EXECUTIVE}
_CONTRACTS = {
    "cdi": ContractKind.PERMANENT,
    "cdd": ContractKind.FIXED_TERM,
    "chantier": ContractKind.WORKSITE,
    "apprentissage": ContractKind.APPRENTICESHIP,
    "professionnalisation": ContractKind.PROFESSIONAL,
}
_REASONS = {
    "remplacement": FixedTermReason.REPLACEMENT,
    "accroissement": FixedTermReason.INCREASE,
    "saisonnier": FixedTermReason.SEASONAL,
    "usage": FixedTermReason.CUSTOMARY,
    "objet_defini": FixedTermReason.DEFINED_PURPOSE,
    "emploi_aide": FixedTermReason.EMPLOYMENT_POLICY,
}
_ABSENCES = {
    "conges": AbsenceKind.PAID_LEAVE,
    "maladie": AbsenceKind.SICKNESS,
    "at_mp": AbsenceKind.WORK_ACCIDENT,
    "maternite": AbsenceKind.MATERNITY,
    "paternite": AbsenceKind.PATERNITY,
    "sans_solde": AbsenceKind.UNPAID,
}
_RIGHTS = {
    "acquis": "acquired",
    "cinquieme_semaine": "fifth_week",
    "fractionnement": "split_bonus_days",
    "anciennete": "seniority_days",
    "pris": "taken",
}
_SEXES = {"f": Sex.FEMALE, "m": Sex.MALE}
_WEEK = [1, 2, 3, 4, 5]
_LONGEST_PERIOD = timedelta(days=366)
_LARGEST = Decimal(1000)
Line = TypeVar("Line")
Choice = TypeVar("Choice")


class BadLine(ValueError):
    """Why a line is left out."""


@dataclass(frozen=True, slots=True)
class _Companies:
    """Those of the caisse, by their identifiants, and their sites by SIRET: read once."""

    ids: dict[str, int]
    sites: dict[tuple[int, str], tuple[int, str]]

    def company(self, row: Row) -> int:
        company = self.ids.get(normalise_cibtp_id(row["identifiant"]))
        if company is None:
            raise BadLine("aucune entreprise de cette caisse n’a cet identifiant")
        return company

    def site(self, row: Row, adherent_id: int) -> Establishment:
        site = self.sites.get((adherent_id, compact_digits(row["siret"])))
        if site is None:
            raise BadLine("l’entreprise n’a pas de site avec ce SIRET")
        pk, name = site
        return Establishment(pk=pk, adherent_id=adherent_id, name=name)


def read_people(*, caisse: Caisse, lines: Iterable[str]) -> Recorded:
    """Raises `UnreadableTable` when columns are lacking."""
    rows, refused = records(lines, PEOPLE), list[tuple[int, str]]()
    people = _read(rows, _companies_of(caisse), _person_line, refused)
    return _told(recording.record_people(caisse=caisse, lines=people), refused)


def read_leave_rights(*, caisse: Caisse, lines: Iterable[str]) -> Recorded:
    """Raises `UnreadableTable` when columns are lacking."""
    rows, refused = records(lines, RIGHTS), list[tuple[int, str]]()
    rights = _read(rows, _companies_of(caisse), _right_line, refused)
    return _told(recording_leave.record_leave_rights(caisse=caisse, lines=rights), refused)


def read_absences(*, caisse: Caisse, lines: Iterable[str]) -> Recorded:
    """Raises `UnreadableTable` when columns are lacking."""
    rows, refused = records(lines, ABSENCES), list[tuple[int, str]]()
    absences = _read(rows, _companies_of(caisse), _absence_line, refused)
    return _told(recording_leave.record_known_absences(caisse=caisse, lines=absences), refused)


def _read(
    rows: Iterator[tuple[int, Row | None]],
    companies: _Companies,
    as_line: Callable[[int, Row, _Companies], Line],
    refused: list[tuple[int, str]],
) -> Iterator[Line]:
    for number, row in rows:
        try:
            if row is None:
                raise BadLine("cette ligne n’a pas autant de colonnes que la première")
            yield as_line(number, row, companies)
        except BadLine as error:
            refused.append((number, str(error)))


def _told(recorded: Recorded, refused: list[tuple[int, str]]) -> Recorded:
    recorded.refused = sorted([*recorded.refused, *refused])
    return recorded


def _companies_of(caisse: Caisse) -> _Companies:
    sites = Establishment.objects.filter(adherent__caisse=caisse).values_list("adherent_id", "siret", "pk", "name")
    return _Companies(
        ids=dict(Adherent.objects.filter(caisse=caisse).values_list("cibtp_id", "pk")),
        sites={(adherent_id, siret): (pk, name) for adherent_id, siret, pk, name in sites},
    )


def _person_line(number: int, row: Row, companies: _Companies) -> PersonLine:
    adherent_id = companies.company(row)
    nir = _cell(row, "nir", nirs.read_nir)
    person = _person(row)
    disagreement = nirs.disagreement(nir, sex=person["sex"], birth_on=person["birth_on"])
    if disagreement and not _is_confirmed(adherent_id, nir, person):
        raise BadLine(disagreement)
    contract = _contract(row, companies.site(row, adherent_id))
    dates = Dates(
        starts_on=contract["starts_on"],
        planned_end_on=contract["planned_end_on"],
        birth_on=person["birth_on"],
        in_btp_since=person.get("in_btp_since"),
    )
    problems = age_problems(dates) | contract_problems(
        contract_kind=contract["contract_kind"],
        fixed_term_reason=contract["fixed_term_reason"],
        worksite=contract["worksite"],
        dates=dates,
    )
    if problems:
        raise BadLine(" ".join(problems.values()))
    return PersonLine(number, adherent_id, nir_fields(nir), person, contract)


def _is_confirmed(adherent_id: int, nir: str, person: dict[str, Any]) -> bool:
    """The company declared the difference, and confirmed it."""
    known = {"sex": person["sex"], "birth_on": person["birth_on"], "nir_digest": nirs.digest(nir)}
    return Employee.objects.filter(adherent_id=adherent_id, **known).exists()


def _person(row: Row) -> dict[str, Any]:
    """What is said; an optional cell that is empty says nothing."""
    values: dict[str, Any] = {
        "sex": _choice(row, "sexe", _SEXES),
        "last_name": _name(row, "nom"),
        "first_name": _name(row, "prenom"),
        "birth_on": _day(row, "naissance"),
    }
    said = {
        "birth_name": _optional(row, "nom_naissance", _name),
        "birth_place": _optional(row, "lieu_naissance", _text_for(Employee, "birth_place")),
        "street": _optional(row, "adresse", _text_for(Employee, "street")),
        "postal_code": _optional(row, "code_postal", _text_for(Employee, "postal_code")),
        "city": _optional(row, "ville", _text_for(Employee, "city")),
        "country": _optional(row, "pays", _text_for(Employee, "country")),
        "in_btp_since": _optional(row, "btp_depuis", _day),
    }
    return values | {name: value for name, value in said.items() if value is not None}


def _contract(row: Row, site: Establishment) -> dict[str, Any]:
    starts_on = _day(row, "debut", latest=timezone.localdate() + settings.HIRE_MAX_ADVANCE)
    planned_end_on = _optional(row, "fin_prevue", _day)
    ends_on = _optional(row, "fin", _day) or planned_end_on
    if ends_on is not None and ends_on < starts_on:
        raise BadLine("fin : le contrat finirait avant de commencer")
    values = {
        "establishment": site,
        "category": _choice(row, "categorie", _CATEGORIES),
        "qualification": _text_for(Employment, "qualification")(row, "qualification"),
        "contract_kind": _choice(row, "contrat", _CONTRACTS),
        "fixed_term_reason": _optional(row, "motif_cdd", lambda row, column: _choice(row, column, _REASONS)) or "",
        "worksite": _optional(row, "chantier", _text_for(Employment, "worksite")) or "",
        "starts_on": starts_on,
        "planned_end_on": planned_end_on,
        "ends_on": ends_on,
        "weekly_hours": _hours(row),
        "work_days": _optional(row, "jours", _work_days) or _WEEK,
    }
    wage = _optional(row, "salaire", _wage)
    return values if wage is None else values | {"hourly_wage": wage}


def _right_line(number: int, row: Row, companies: _Companies) -> RightLine:
    values: dict[str, Any] = {name: _days(row, column) for column, name in _RIGHTS.items()}
    starts_on, ends_on = _day(row, "debut"), _day(row, "fin")
    if not starts_on < ends_on <= starts_on + _LONGEST_PERIOD:
        raise BadLine("fin : une période d’acquisition dure un an au plus")
    if values["fifth_week"] > values["acquired"]:
        raise BadLine("cinquieme_semaine : elle fait partie des jours acquis")
    stated_on = _day(row, "arrete_le", latest=timezone.localdate())
    values |= {"starts_on": starts_on, "ends_on": ends_on, "stated_on": stated_on}
    return RightLine(number, _key(row, companies), values)


def _absence_line(number: int, row: Row, companies: _Companies) -> AbsenceLine:
    starts_on, ends_on = _day(row, "debut"), _day(row, "fin")
    if ends_on < starts_on:
        raise BadLine("fin : l’absence finirait avant de commencer")
    withdrawn = (row.get("annulee") or "non").lower()
    if withdrawn not in ("oui", "non"):
        raise BadLine("annulee : oui ou non")
    kind = _choice(row, "nature", _ABSENCES)
    return AbsenceLine(number, _key(row, companies), kind, starts_on, ends_on, withdrawn == "oui")


def _key(row: Row, companies: _Companies) -> Key:
    return companies.company(row), nirs.digest(_cell(row, "nir", nirs.read_nir))


def _cell(row: Row, column: str, read: Callable[[str], Choice]) -> Choice:
    """What a reader of typed text makes of the cell; its own words when it refuses."""
    try:
        return read(row[column])
    except ValidationError as error:
        raise BadLine(f"{column} : {error.messages[0]}") from None


def _optional(row: Row, column: str, read: Callable[[Row, str], Choice]) -> Choice | None:
    return read(row, column) if row.get(column) else None


def _choice(row: Row, column: str, known: dict[str, Choice]) -> Choice:
    choice = known.get(row[column].lower())
    if choice is None:
        raise BadLine(f"{column} : l’un de {', '.join(known)}")
    return choice


def _name(row: Row, column: str) -> str:
    name = _cell(row, column, clean_name)
    if not name:
        raise BadLine(f"{column} : vide")
    return name


def _text_for(model: type[Employee] | type[Employment], field: str) -> Callable[[Row, str], str]:
    """Reads a text that fits that field, and is not an NIR out of its column."""
    longest = model._meta.get_field(field).max_length or 0  # type: ignore[union-attr]

    def read(row: Row, column: str) -> str:
        text = " ".join(row[column].split())
        if not text or len(text) > longest or not text.isprintable():
            raise BadLine(f"{column} : de 1 à {longest} caractères")
        if nirs.looks_like_nir(text):
            raise BadLine(f"{column} : un numéro de sécurité sociale n’a rien à faire dans cette colonne")
        return text

    return read


def _day(row: Row, column: str, latest: date | None = None) -> date:
    return _cell(row, column, lambda typed: read_day(typed, earliest=date(1900, 1, 1), latest=latest))


def _hours(row: Row) -> Decimal:
    hours = _cell(row, "heures", read_hours)
    if not 0 < hours <= settings.WEEKLY_HOURS_MAX:
        raise BadLine(f"heures : de 1 à {settings.WEEKLY_HOURS_MAX} par semaine")
    return hours


def _wage(row: Row, column: str) -> Decimal:
    amount = _cell(row, column, read_amount)
    if not 0 < amount < _LARGEST:
        raise BadLine(f"{column} : un salaire horaire, en euros")
    return amount


def _days(row: Row, column: str) -> Decimal:
    """Jours ouvrables, not negative; an empty cell says none."""
    amount = _cell(row, column, read_amount) if row[column] else Decimal(0)
    if amount >= _LARGEST:
        raise BadLine(f"{column} : un nombre de jours")
    return amount


def _work_days(row: Row, column: str) -> list[int]:
    typed = row[column]
    if not set(typed) <= set("1234567"):
        raise BadLine(f"{column} : les chiffres des jours travaillés, 1 pour lundi")
    return sorted({int(one) for one in typed})
