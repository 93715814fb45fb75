"""What the views of Mon compte share: the sub-menu, the form pages and their answers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from accounts import gate
from accounts.http import PersonRequest
from accounts.person.services.account import WrongPassword, check_password
from core.french import counted
from core.sections import PageFamily
from core.throttling import Throttled

ACCOUNT = PageFamily(
    "accounts",
    "Pages de mon compte",
    "accounts/account",
    (
        ("account", "Compte"),
        ("phones", "Téléphones"),
        ("messages", "Messages"),
        ("security", "Sécurité"),
        ("data", "Mes données"),
    ),
    sheet="accounts",
)
WRONG_PASSWORD = "Ce n’est pas votre mot de passe actuel. Vérifiez-le et saisissez-le de nouveau."  # noqa: S105


def account_page(request: PersonRequest, page: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of Mon compte under its sub-menu; 422 or 429 when it carries a form with errors.

    While a step of the gate is closed, the page stands alone: neither menu nor sub-menu would lead anywhere.
    """
    is_alone = gate.is_closed(request, request.user)
    values = {"person": request.user, **context}
    if is_alone:
        values |= {"section_menu": [], "layout": "layouts/entry.html"}
    return ACCOUNT.page(request, page, template, values)


def has_right_password(request: PersonRequest, form: forms.Form) -> bool:
    """Whether the present password typed in that form is right; otherwise the form says what to do."""
    try:
        check_password(user=request.user, password=form.cleaned_data["present_password"])
    except WrongPassword:
        form.add_error("present_password", ValidationError(WRONG_PASSWORD, code="wrong"))
    except Throttled as throttled:
        form.add_error("present_password", slowed(throttled))
    return not form.errors


def slowed(throttled: Throttled) -> ValidationError:
    """The error of a form that was tried too often."""
    return ValidationError(wait(throttled), code="throttled", params={"retry_after": throttled.verdict.retry_after})


def wait(throttled: Throttled) -> str:
    return f"Trop d’essais : réessayez dans {counted(throttled.verdict.minutes, 'minute')}."
