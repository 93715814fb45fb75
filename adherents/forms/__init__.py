"""Forms of the member company; nothing is saved here."""

from adherents.forms.back_office import (
    AdherentForm,
    CaisseForm,
    EstablishmentForm,
    EstablishmentFormSet,
    LegalPageForm,
    TermsVersionForm,
)
from adherents.forms.changes import AddressChangeForm, BankChangeForm, ChangeForm, ContactChangeForm

__all__ = [
    "AddressChangeForm",
    "AdherentForm",
    "BankChangeForm",
    "CaisseForm",
    "ChangeForm",
    "ContactChangeForm",
    "EstablishmentForm",
    "EstablishmentFormSet",
    "LegalPageForm",
    "TermsVersionForm",
]
