"""Forms of the people of a company; everything is imported from here."""

from employees.forms.hire import AddressForm, ContractForm, IdentityForm, WorkForm, contract_of, person_of

__all__ = ["AddressForm", "ContractForm", "IdentityForm", "WorkForm", "contract_of", "person_of"]
