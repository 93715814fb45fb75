"""What each line of a file says: its cells, through the forms of a hire, so that rules live once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from core.access import Access
from core.identifiers import ROUNDED, SIRET_LENGTH, is_rounded
from core.lines import seen
from employees.forms import AddressForm, ContractForm, IdentityForm, WorkForm, contract_of, person_of
from employees.imports.columns import BY_NAME, NO_NIR, Layout, plain
from employees.imports.template import EXAMPLE_NIR
from employees.imports.words import READERS, UnknownWord, accepted_for
from employees.models import FRANCE, Crew
from employees.nir import looks_like_nir
from employees.places import Places
from employees.rules import Dates, age_problems
from employees.values import ContractValues, PersonValues

_CREW_MAX_LENGTH = 60
_VALUE_MAX_LENGTH = 60
_HIDDEN = "••••"
_CHOSEN = ("sex", "category", "contract_kind", "work_days")
_LONG_NUMBERS = ("nir", "establishment")
_DEFAULT_DAYS = ["1", "2", "3", "4", "5"]
_SHORT_POSTAL_CODE = 4
FOREIGN = "Ce SIRET n’est pas celui d’un site de votre entreprise : vérifiez-le."
_NO_CREW = frozenset({"SANS EQUIPE", "AUCUNE", "AUCUNE EQUIPE"})
_WITHOUT_NIR = frozenset({plain(NO_NIR), "EN ATTENTE", "EN COURS", "NON CONNU", "AUCUN"})
Problem = dict[str, str]


class LineIdentityForm(IdentityForm):
    def compare(self, nir: str, values: dict[str, Any]) -> None:
        """Judged with those who are known (`known`): a difference already recorded was confirmed."""


_FORMS = (LineIdentityForm, AddressForm, WorkForm)


@dataclass(slots=True)
class ReadLine:
    """A line. `person` and `contract` are None when something is wrong; `given`: the fields that its cells fill in.

    `is_foreign`: it names a SIRET that is not one of the company's. `has_no_nir`: it says that there is none yet.
    """

    number: int
    name: str = ""
    person: PersonValues | None = None
    contract: ContractValues | None = None
    nir: str = ""
    has_no_nir: bool = False
    given: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    is_foreign: bool = False
    typed: dict[str, str] = field(default_factory=dict)


def problem(name: str, message: str) -> Problem:
    """What is wrong with a field, under its heading; without a field, with the whole line."""
    return {"name": name, "label": BY_NAME[name].heading if name in BY_NAME else "", "message": message}


class LineReader:
    """Reads the lines of one file, for whoever sees these places."""

    def __init__(self, *, access: Access, layout: Layout, places: Places) -> None:
        self._access, self._layout, self._places = access, layout, places
        self._sites: dict[str, list[str]] = {}
        for site in places.sites:
            for key in (site.siret, plain(site.name)):
                self._sites.setdefault(key, []).append(site.public_id)
        self._crews: dict[str, list[Crew]] = {}
        for crew in places.crews:
            self._crews.setdefault(plain(crew.name), []).append(crew)
        self._forms: tuple[forms.Form, ...] = (*(form({}) for form in _FORMS), ContractForm({}, places=places))

    def read(self, number: int, cells: Sequence[str]) -> ReadLine:
        typed = {name: _cleaned(cells[rank]) for name, rank in self._layout.places.items() if rank < len(cells)}
        typed = {name: text for name, text in typed.items() if text}
        if self._layout.is_name_optional and "last_name" not in typed and "birth_name" in typed:
            typed["last_name"] = typed.pop("birth_name")
        line = ReadLine(number, given=frozenset(typed), name=_name_of(typed), typed=typed)
        problems: dict[str, str] = dict.fromkeys(_misplaced(typed), _MISPLACED)
        problems |= {name: ROUNDED for name in _LONG_NUMBERS if is_rounded(typed.get(name, ""))}
        values = self._translated(line, typed, problems)
        cleaned = self._checked(values, problems)
        if cleaned.get("nir") == EXAMPLE_NIR:
            problems = {"": "C’est la ligne d’exemple du modèle : retirez-la."}
        line.problems = [problem(name, message) for name, message in _in_order(problems)]
        if not problems:
            line.person, line.contract, line.nir = person_of(cleaned), contract_of(cleaned), cleaned["nir"]
        return line

    def told(self, line: ReadLine, one: Problem) -> Problem:
        """A problem as whoever looks at the file sees it: the heading there, and what was received under it."""
        value = line.typed.get(one["name"], "")
        # A number is repeated nowhere, right or wrong.
        is_hidden = one["name"] == "nir" or looks_like_nir(value)
        return one | {
            "label": self._layout.title(one["name"]),
            "value": _HIDDEN if value and is_hidden else value[:_VALUE_MAX_LENGTH],
        }

    def _translated(self, line: ReadLine, typed: dict[str, str], problems: dict[str, str]) -> dict[str, Any]:
        """What the forms take: the values of lists rather than their words, the references of sites and crews."""
        values: dict[str, Any] = {"country": FRANCE, "work_days": _DEFAULT_DAYS, **typed}
        for name, read in READERS.items():
            if name in typed:
                try:
                    values[name] = read(typed[name])
                except UnknownWord as error:
                    problems.setdefault(name, str(error))
        line.has_no_nir = plain(typed.get("nir", "")) in _WITHOUT_NIR
        if line.has_no_nir:
            values["nir"] = ""
        # A number is asked for only of somebody new: `known` says who is.
        values["without_nir"] = "" if values.get("nir") else "on"
        values["postal_code"] = _postal_code(values)
        values["establishment"] = self._site(line, typed.get("establishment", ""), problems)
        values["crew"] = self._crew(typed.get("crew", ""), values["establishment"], problems)
        return values

    def _checked(self, values: dict[str, Any], problems: dict[str, str]) -> dict[str, Any]:
        cleaned: dict[str, Any] = {}
        for form in self._forms:
            # One form for all lines: making one costs several times what checking it does.
            form.data = values
            form.full_clean()
            for name, messages in form.errors.items():
                is_empty_choice = name in _CHOSEN and not values.get(name)
                problems.setdefault(name, accepted_for(name) if is_empty_choice else str(messages[0]))
            cleaned |= form.cleaned_data
        dates = Dates(
            starts_on=cleaned.get("starts_on"),
            planned_end_on=cleaned.get("planned_end_on"),
            birth_on=cleaned.get("birth_on"),
            in_btp_since=cleaned.get("in_btp_since"),
        )
        for name, message in age_problems(dates).items():
            problems.setdefault(name, message)
        return cleaned

    def _site(self, line: ReadLine, typed: str, problems: dict[str, str]) -> str:
        sites = self._places.sites
        if not typed:
            if len(sites) == 1:
                return sites[0].public_id
            problems.setdefault("establishment", "Mettez le SIRET du site, ou son nom.")
            return ""
        digits = re.sub(r"[\s.]", "", typed)
        is_siret = digits.isdigit() and SIRET_LENGTH - 1 <= len(digits) <= SIRET_LENGTH
        # Spreadsheets take away the zero in front.
        references = self._sites.get(digits.zfill(SIRET_LENGTH) if is_siret else plain(typed), [])
        if len(references) == 1:
            return references[0]
        line.is_foreign = is_siret and not references
        problems.setdefault("establishment", self._why_no_site(is_siret, len(references)))
        return ""

    def _why_no_site(self, is_siret: bool, count: int) -> str:
        if count:
            return "Plusieurs sites portent ce nom : mettez plutôt le SIRET."
        if self._access.tiers.establishment_id is not None:
            return f"Vous agissez pour le site {self._access.tiers.site_label} : lui seul peut figurer ici."
        return FOREIGN if is_siret else "Aucun site ouvert de votre entreprise ne porte ce nom : mettez son SIRET."

    def _crew(self, typed: str, site: str, problems: dict[str, str]) -> str:
        if not typed or plain(typed) in _NO_CREW:
            return ""
        crews = self._crews.get(plain(typed), [])
        here = [crew for crew in crews if crew.establishment.public_id == site]
        if crews:
            # Of another site: the form says so.
            return (here or crews)[0].public_id
        named = "" if looks_like_nir(typed) else f" « {typed[:_CREW_MAX_LENGTH]} »"
        problems.setdefault(
            "crew", f"L’équipe{named} n’existe pas : créez-la dans la page Équipes, ou corrigez le nom."
        )
        return ""


_MISPLACED = "Un numéro de sécurité sociale ne se met que dans sa colonne : retirez-le d’ici."


def _misplaced(typed: dict[str, str]) -> list[str]:
    """A number in another column would be kept in clear."""
    return [name for name, text in typed.items() if name != "nir" and looks_like_nir(text)]


def _cleaned(cell: str) -> str:
    """On one line, without what no reader sees."""
    return " ".join("".join(one if one.isprintable() else " " for one in seen(cell)).split())


def _name_of(typed: dict[str, str]) -> str:
    last, first = (typed.get(name, "") for name in ("last_name", "first_name"))
    shown = [text for text in (last.upper(), first) if text and not looks_like_nir(text)]
    return " ".join(shown)[:200]


def _postal_code(values: dict[str, Any]) -> str:
    """Spreadsheets take away the zero of the first départements."""
    code = str(values.get("postal_code", ""))
    is_short = len(code) == _SHORT_POSTAL_CODE and code.isascii() and code.isdigit()
    return f"0{code}" if is_short and values["country"].casefold() == FRANCE.casefold() else code


def _in_order(problems: dict[str, str]) -> list[tuple[str, str]]:
    """As the columns of the template are."""
    order = {name: rank for rank, name in enumerate(BY_NAME)}
    return sorted(problems.items(), key=lambda one: order.get(one[0], len(order)))
