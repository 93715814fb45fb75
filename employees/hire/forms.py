"""A hire being written: each step as a form over what was typed before, and the whole read together."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms

from core.access import Access
from core.rights import Right
from employees import nir as nirs
from employees.enums import HireStep
from employees.forms import AddressForm, ContractForm, IdentityForm, WorkForm, contract_of, person_of
from employees.hire.services.draft import nir_of
from employees.models import HireDraft
from employees.places import Places
from employees.rules import Dates, age_problems
from employees.values import NewHire
from employees.words import label_of

NIR, WAGE = "nir", "hourly_wage"


class DraftIdentityForm(IdentityForm):
    """`kept_nir`: the number that the draft holds, compared with the rest while its field is left empty."""

    def __init__(self, *args: Any, kept_nir: str = "", **kwargs: Any) -> None:
        super().__init__(*args, masked_nir=nirs.mask(kept_nir) if kept_nir else "", **kwargs)
        self._kept_nir = kept_nir

    def nir_kept(self, values: Mapping[str, Any]) -> str:
        return "" if values.get("without_nir") or NIR in self.errors else self._kept_nir

    @property
    def nir_to_keep(self) -> str | None:
        """What the draft is to hold: a number that is sound, empty for none, or None: what it holds already."""
        typed: str = self.cleaned_data.get(NIR, "")
        if typed:
            return typed
        is_none = self.cleaned_data.get("without_nir") and NIR not in self.errors
        return "" if is_none else None


class DraftWorkForm(WorkForm):
    """`has_hidden_wage`: one was typed, that whoever reads may not see; an empty field keeps it."""

    def __init__(self, *args: Any, has_hidden_wage: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_hidden_wage:
            self.fields[WAGE].help_text = "Déjà saisi. Laissez vide pour le garder."


FORMS: dict[HireStep, type[forms.Form]] = {
    HireStep.IDENTITY: DraftIdentityForm,
    HireStep.ADDRESS: AddressForm,
    HireStep.CONTRACT: ContractForm,
    HireStep.WORK: DraftWorkForm,
}
_STEP_OF = {name: step for step, form in FORMS.items() for name in form.base_fields}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is missing or wrong, and where one mends it."""

    step: HireStep
    field: str
    message: str

    @property
    def label(self) -> str:
        return label_of(self.field)


class Reading:
    """What a draft says today, its four forms and what must agree between them."""

    def __init__(self, access: Access, draft: HireDraft, places: Places) -> None:
        self.draft = draft
        self.forms = {
            step: step_form(step, access, draft, places, data=_typed_in(draft, form)) for step, form in FORMS.items()
        }
        # What is sound, by the names of the fields.
        self.values: dict[str, Any] = {}
        for form in self.forms.values():
            form.full_clean()
            self.values |= form.cleaned_data

    @cached_property
    def nir(self) -> str:
        return "" if self.values.get("without_nir") else nir_of(self.draft)

    @cached_property
    def disagreements(self) -> dict[str, str]:
        """Between steps: each alone is sound."""
        names = Dates.__dataclass_fields__
        return age_problems(Dates(**{name: self.values.get(name) for name in names}))

    @cached_property
    def problems(self) -> list[Problem]:
        """In the order of the fields."""
        problems = [
            Problem(step, name, str(errors[0]))
            for step, form in self.forms.items()
            for name, errors in ((name, form.errors.get(name)) for name in form.fields)
            if errors
        ]
        told = {problem.field for problem in problems}
        problems += [
            Problem(_STEP_OF[name], name, text) for name, text in self.disagreements.items() if name not in told
        ]
        order = list(_STEP_OF)
        return sorted(problems, key=lambda problem: order.index(problem.field))

    def is_sound(self, step: HireStep) -> bool:
        return all(problem.step != step for problem in self.problems)

    @property
    def hire(self) -> NewHire:
        """To be sent, once there is no problem left."""
        return NewHire(person_of(self.values), contract_of(self.values), self.nir)


def step_form(
    step: HireStep,
    access: Access,
    draft: HireDraft | None,
    places: Places,
    *,
    data: Mapping[str, Any] | None = None,
) -> Any:
    """The form of a step, filled with what the draft holds and whoever acts may see; `data`: what is posted."""
    typed = dict(draft.values) if draft is not None else {}
    options: dict[str, Any] = {}
    if step == HireStep.IDENTITY:
        options = {"kept_nir": nir_of(draft) if draft is not None else ""}
    elif step == HireStep.CONTRACT:
        options = {"places": places}
    elif step == HireStep.WORK and not access.has(Right.WAGES_CONSULT):
        options = {"has_hidden_wage": bool(typed.pop(WAGE, ""))}
    return FORMS[step](data, initial=typed, **options)


def typed_in(form: forms.Form, access: Access) -> dict[str, str | list[str]]:
    """What was posted, as texts by the names of the form's fields; never the NIR.

    A wage that is not sound, or left empty by whoever may not see the one that is kept, changes nothing.
    """
    typed: dict[str, str | list[str]] = {}
    for name, field in form.fields.items():
        if name == NIR or (name == WAGE and not access.has(Right.WAGES_CONSULT) and not form.cleaned_data.get(WAGE)):
            continue
        value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        if isinstance(field, forms.BooleanField):
            typed[name] = "on" if value else ""
        else:
            typed[name] = [str(one) for one in value] if isinstance(value, list) else str(value or "")
    if form.cleaned_data.get(NIR):
        # Both were said: the number, which is sound, is what is kept.
        typed["without_nir"] = ""
    return typed


def add_disagreements(form: forms.Form, step: HireStep, reading: Reading) -> None:
    """Said where one is: a birth date is seen with the first day when that is what was just typed."""
    for name, message in reading.disagreements.items():
        here = name if name in form.fields else "starts_on"
        if here in form.fields and here not in form.errors:
            form.add_error(here, message)


def _typed_in(draft: HireDraft, form: type[forms.Form]) -> dict[str, Any]:
    """A field never shown holds what it would show; the NIR is not there."""
    return {
        name: draft.values.get(name, "" if field.initial is None else field.initial)
        for name, field in form.base_fields.items()
        if name != NIR
    }
