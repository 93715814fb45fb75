"""Forms of the people of a company; everything is imported from here."""

from employees.forms.hire import AddressForm, ContractForm, IdentityForm, WorkForm, contract_of, person_of
from employees.forms.imports import ListFileForm

__all__ = ["AddressForm", "ContractForm", "IdentityForm", "ListFileForm", "WorkForm", "contract_of", "person_of"]
