"""What one changes, or asks to change, in the sheet of somebody: the fields of a hire, in other groups."""

from datetime import date
from typing import Any

from django import forms

from employees.enums import ContractKind, FixedTermReason
from employees.forms import AddressForm, ContractForm, IdentityForm, WorkForm
from employees.models import Employment
from employees.rules import Dates, age_problems, contract_problems

# Declared to the caisse: not changed here.
_DECLARED = ("contract_kind", "starts_on", "planned_end_on", "fixed_term_reason", "in_btp_since")


class PersonForm(AddressForm):
    """`birth_on` and `starts_on`: what is known, with which the rest must agree."""

    birth_place = IdentityForm.base_fields["birth_place"]
    in_btp_since = WorkForm.base_fields["in_btp_since"]

    def __init__(self, *args: Any, birth_on: date, starts_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._birth_on, self._starts_on = birth_on, starts_on

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        known = Dates(self._starts_on, None, self._birth_on, values.get("in_btp_since"))
        if problem := age_problems(known).get("in_btp_since"):
            self.add_error("in_btp_since", problem)
        return values


class ContractChangeForm(ContractForm, WorkForm):
    """`sees_wage`: without it the wage is written, never read, and an empty field keeps it."""

    field_order = [
        *("establishment", "crew", "category", "qualification", "worksite", "weekly_hours", "work_days"),
        *("hourly_wage", "former_employer"),
    ]

    def __init__(self, *args: Any, employment: Employment, sees_wage: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _DECLARED:
            del self.fields[name]
        self._kind, self._sees_wage = employment.contract_kind, sees_wage
        if not sees_wage:
            self.fields["hourly_wage"].help_text = "En euros, par exemple 14,25. Laissez vide pour ne pas le changer."

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self._kind == ContractKind.WORKSITE and "worksite" in values and not values["worksite"]:
            self.add_error("worksite", "Un CDI de chantier porte le nom du chantier : indiquez-le.")
        return values

    def values(self) -> dict[str, Any]:
        """By the names of the fields of a contract."""
        values = {name: self.cleaned_data[name] for name in self.fields}
        if not self._sees_wage and values["hourly_wage"] is None:
            del values["hourly_wage"]
        return {**values, "work_days": list(values["work_days"])}


class HireChangeForm(IdentityForm):
    """What was declared of a hire; an NIR left empty stays what it is."""

    contract_kind = ContractForm.base_fields["contract_kind"]
    starts_on = ContractForm.base_fields["starts_on"]
    planned_end_on = ContractForm.base_fields["planned_end_on"]
    fixed_term_reason = ContractForm.base_fields["fixed_term_reason"]
    worksite = ContractForm.base_fields["worksite"]
    birth_place = None  # type: ignore[assignment]
    without_nir = None  # type: ignore[assignment]
    field_order = ["sex", "last_name", "first_name", "birth_name", "birth_on", "nir", "nir_confirmed"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fixed_term_reason"].choices = [("", "Sans objet"), *FixedTermReason.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = forms.Form.clean(self) or {}
        dates = Dates(values.get("starts_on"), values.get("planned_end_on"), values.get("birth_on"))
        problems = age_problems(dates)
        if "contract_kind" in values and "planned_end_on" not in self.errors:
            problems |= contract_problems(
                contract_kind=values["contract_kind"],
                fixed_term_reason=values.get("fixed_term_reason", ""),
                worksite=values.get("worksite", ""),
                dates=dates,
            )
        self.compare(values.get("nir", ""), values)
        for name, problem in problems.items():
            if name not in self.errors:
                self.add_error(name, problem)
        return values

    def values(self) -> dict[str, Any]:
        """By the names of the fields; the NIR goes its own way."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"nir", "nir_confirmed"}}

    def shown_fields(self) -> list[forms.BoundField]:
        """The box that confirms a number is shown when it is asked for."""
        return [field for field in self if field.name != "nir_confirmed" or self.asks_to_confirm]
