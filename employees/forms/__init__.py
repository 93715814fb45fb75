"""Forms of the people of a company; everything is imported from here."""

from employees.forms.changes import ContractChangeForm, HireChangeForm, PersonForm
from employees.forms.departure import DepartureForm
from employees.forms.hire import AddressForm, ContractForm, IdentityForm, WorkForm, contract_of, person_of

__all__ = [
    "AddressForm",
    "ContractChangeForm",
    "ContractForm",
    "DepartureForm",
    "HireChangeForm",
    "IdentityForm",
    "PersonForm",
    "WorkForm",
    "contract_of",
    "person_of",
]
