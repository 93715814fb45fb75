"""Forms of the people of a company; everything is imported from here."""

from employees.forms.hire import AddressForm, ContractForm, IdentityForm, WorkForm, contract_of, person_of
from employees.forms.staff import MessageForm

__all__ = ["AddressForm", "ContractForm", "IdentityForm", "MessageForm", "WorkForm", "contract_of", "person_of"]
