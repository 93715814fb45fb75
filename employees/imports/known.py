"""Who of the company a line speaks of, and what it would change."""

from dataclasses import dataclass, field, replace
from datetime import date

from core.access import Access
from core.search import searched_form
from employees import nir as nirs
from employees.enums import Outcome
from employees.imports.columns import NO_NIR
from employees.imports.lines import Problem, ReadLine, problem
from employees.models import Employee, Employment
from employees.services.history import Changes, changes_between
from employees.values import ContractValues, PersonValues

# What the caisse has recorded: changed from the page of the person, by a correction or a request.
_DECLARED_OF_A_PERSON = ("sex", "last_name", "first_name", "birth_name", "birth_on")
_NAMES = ("last_name", "first_name", "birth_name")
_DECLARED_OF_A_CONTRACT = ("contract_kind", "fixed_term_reason", "planned_end_on")
_ASK = "demandez une modification depuis sa fiche, ou remettez ici ce qui est enregistré."
_ANOTHER_NIR = f"Un autre numéro est enregistré pour cette personne : {_ASK}"
_HOW_TO_CONFIRM = "S’il est bien celui de la carte Vitale, déclarez cette personne par « Embaucher »."
_OF_ANOTHER_SITE = "Cette personne est d’un autre site de l’entreprise : retirez cette ligne."
NamesAndBirth = tuple[str, str, date]


@dataclass(slots=True)
class Known:
    """Somebody of the company, with the latest contract that is not void; `is_visible`: to whoever imports."""

    employee: Employee
    latest: Employment | None = None
    is_visible: bool = True


@dataclass(slots=True)
class LineVerdict:
    """What a line does, to whom; `person` and `contract` as they will be, what is empty in the file left as it was."""

    outcome: Outcome
    person: PersonValues | None = None
    contract: ContractValues | None = None
    known: Known | None = None
    changes: Changes = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class KnownPeople:
    """Everybody of the company, found by NIR, then by names and birth date. Two queries, whatever their number."""

    def __init__(self, access: Access) -> None:
        self._site = access.tiers.establishment_id
        of_company = Employee.objects.filter(adherent_id=access.tiers.adherent_id)
        self._by_pk = {one.pk: Known(one, is_visible=self._site is None) for one in of_company.defer("nir_sealed")}
        self._add_contracts(access)
        self._by_nir = {one.employee.nir_digest: one for one in self._by_pk.values() if one.employee.nir_digest}
        self._by_names: dict[NamesAndBirth, list[Known]] = {}
        for one in self._by_pk.values():
            self._by_names.setdefault(names_of(PersonValues.of(one.employee)), []).append(one)

    def _add_contracts(self, access: Access) -> None:
        contracts = Employment.objects.filter(adherent_id=access.tiers.adherent_id)
        for contract in contracts.select_related("establishment", "crew").order_by("starts_on", "pk"):
            known = self._by_pk[contract.employee_id]
            contract.employee = known.employee
            if not contract.is_void:
                known.latest = contract
            known.is_visible = known.is_visible or contract.establishment_id == self._site

    def judge(self, line: ReadLine) -> LineVerdict:
        """What a sound line does. Empty cells leave what is known."""
        if line.person is None or line.contract is None:
            return LineVerdict(Outcome.WRONG, problems=line.problems)
        same = self._find(line.person, line.nir)
        if len(same) > 1:
            message = "Plusieurs salariés portent ce nom et sont nés ce jour : mettez le numéro de sécurité sociale."
            return LineVerdict(Outcome.WRONG, problems=[problem("nir", message)])
        if doubt := _doubt(line.nir, line.person, same[0].employee if same else None):
            return LineVerdict(Outcome.WRONG, problems=[problem("nir", f"{doubt} {_HOW_TO_CONFIRM}")])
        if same:
            return self._about(same[0], line, line.person, line.contract)
        if not line.nir and not line.has_no_nir:
            message = f"Mettez le numéro de sécurité sociale, ou « {NO_NIR} » s’il ne l’est pas encore."
            return LineVerdict(Outcome.WRONG, problems=[problem("nir", message)])
        return LineVerdict(Outcome.NEW, line.person, line.contract)

    def _find(self, person: PersonValues, nir: str) -> list[Known]:
        same_nir = self._by_nir.get(nirs.digest(nir)) if nir else None
        return [same_nir] if same_nir else self._by_names.get(names_of(person), [])

    def _about(self, known: Known, line: ReadLine, person: PersonValues, contract: ContractValues) -> LineVerdict:
        if not known.is_visible:
            return LineVerdict(Outcome.WRONG, problems=[problem("", _OF_ANOTHER_SITE)])
        employee, latest = known.employee, known.latest
        recorded = PersonValues.of(employee)
        person = _merged_person(recorded, person, line.given)
        changes = changes_between(recorded.as_fields(), person.as_fields())
        problems = [_differs(name, *changes[name]) for name in _DECLARED_OF_A_PERSON if changes.get(name, [""])[0]]
        if line.nir and not employee.nir_digest:
            changes["nir"] = ["", nirs.mask(line.nir)]
        elif line.nir and employee.nir_digest != nirs.digest(line.nir):
            problems.append(problem("nir", _ANOTHER_NIR))
        outcome = Outcome.NEW
        if latest is not None and not _is_over(latest, contract.starts_on):
            outcome, contract, contract_changes = self._contract(latest, line, contract)
            changes |= contract_changes
            problems += [
                _differs(name, *contract_changes[name]) for name in _DECLARED_OF_A_CONTRACT if name in contract_changes
            ]
            problems += self._refusals(latest, contract)
        if problems:
            return LineVerdict(Outcome.WRONG, known=known, problems=problems)
        if outcome == Outcome.CHANGED and not changes:
            outcome = Outcome.UNCHANGED
        return LineVerdict(outcome, person, contract, known, changes)

    def _contract(
        self, latest: Employment, line: ReadLine, contract: ContractValues
    ) -> tuple[Outcome, ContractValues, Changes]:
        recorded = ContractValues.of(latest)
        contract = _merged_contract(recorded, contract, line.given)
        return Outcome.CHANGED, contract, changes_between(recorded.as_fields(), contract.as_fields())

    def _refusals(self, latest: Employment, contract: ContractValues) -> list[Problem]:
        """Why a contract that goes on is not that of the line."""
        if self._site not in (None, latest.establishment_id):
            return [problem("", _OF_ANOTHER_SITE)]
        if latest.starts_on != contract.starts_on:
            message = (
                f"Cette personne a déjà un contrat, qui commence le {latest.starts_on:%d/%m/%Y} : mettez ce jour, "
                "déclarez d’abord sa sortie, ou demandez une modification depuis sa fiche."
            )
            return [problem("starts_on", message)]
        return []


def _is_over(latest: Employment, starts_on: date) -> bool:
    return latest.ends_on is not None and latest.ends_on < starts_on


def _doubt(nir: str, said: PersonValues, known: Employee | None) -> str:
    """What the number says otherwise than the line; what the company recorded already was confirmed."""
    recorded = (known.nir_digest, known.sex, known.birth_on) if known else None
    if not nir or recorded == (nirs.digest(nir), said.sex, said.birth_on):
        return ""
    return nirs.disagreement(nir, sex=said.sex, birth_on=said.birth_on)


def names_of(person: PersonValues) -> NamesAndBirth:
    """By which somebody without a number is found: accents and separators set aside."""
    return searched_form(person.last_name), searched_form(person.first_name), person.birth_on


def _merged_person(recorded: PersonValues, said: PersonValues, given: frozenset[str]) -> PersonValues:
    """What is recorded, with what the cells say; a name in capitals or without its accents is the same name."""
    values = {name: value for name, value in said.as_fields().items() if name in given}
    for name in _NAMES:
        if searched_form(values.get(name, "")) == searched_form(getattr(recorded, name)):
            values[name] = getattr(recorded, name)
    return replace(recorded, **values)


def _merged_contract(recorded: ContractValues, said: ContractValues, given: frozenset[str]) -> ContractValues:
    values = {name: value for name, value in said.as_fields().items() if name in given}
    merged = replace(recorded, **values)
    if merged.crew is None or merged.crew.establishment_id == merged.establishment.pk:
        return merged
    # A crew is of its site: the cell that is filled in says which of the two has changed.
    return replace(merged, establishment=said.crew.establishment) if said.crew else replace(merged, crew=None)


def _differs(name: str, before: str, after: str) -> Problem:
    return problem(name, f"Est enregistré : « {before or 'rien'} ». Pour le changer, {_ASK}")
