"""The form with which an invited person opens an account: étape 2/2 without the letters (`services.invited`)."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from accounts.forms.opening import ContactForm, check_same_password
from accounts.identity import normalise_mobile, normalise_phone
from accounts.models import User


def name_field(label: str, autocomplete: str = "off") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": f"Saisissez le {label.lower()}."},
    )


class InvitedAccountForm(forms.Form):
    """The address is the invitation's and is not a field: nothing posted can change it.

    `company`: what the password must not resemble, beside the person's names and address.
    """

    first_name = name_field("Prénom", "given-name")
    last_name = name_field("Nom", "family-name")
    password = ContactForm.base_fields["password"]
    password_confirmation = ContactForm.base_fields["password_confirmation"]
    landline = ContactForm.base_fields["landline"]
    mobile = ContactForm.base_fields["mobile"]
    accept_terms = ContactForm.base_fields["accept_terms"]

    field_order = ["first_name", "last_name"]

    def __init__(self, *args: Any, email: str, company: str, **kwargs: Any) -> None:
        self.email, self.company = email, company
        super().__init__(*args, **kwargs)
        self.fields["mobile"].help_text = "Vous pourrez le certifier dans « Mon compte »."

    def clean_landline(self) -> str:
        typed = self.cleaned_data["landline"]
        return normalise_phone(typed) if typed.strip() else ""

    def clean_mobile(self) -> str:
        typed = self.cleaned_data["mobile"]
        return normalise_mobile(typed) if typed.strip() else ""

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        names = {name: self.cleaned_data.get(name, "") for name in ("first_name", "last_name")}
        candidate = User(email=self.email, **names)
        candidate.company = self.company  # type: ignore[attr-defined]
        candidate.siret = ""  # type: ignore[attr-defined]
        validate_password(password, candidate)
        return password

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        check_same_password(self, values)
        return values

    @property
    def account(self) -> dict[str, str]:
        """The arguments of `open_invited_account` that come from the person."""
        names = ("password", "first_name", "last_name", "landline", "mobile")
        return {"email": self.email, **{name: self.cleaned_data[name] for name in names}}
