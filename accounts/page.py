"""What the views of Mon compte share: the sub-menu, the form pages and their answers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import gate
from accounts.models import User
from accounts.person.services.account import WrongPassword, check_password
from core.menus import sub_menu
from core.throttling import Throttled

_PAGES = (
    ("account", "Compte"),
    ("phones", "Téléphones"),
    ("messages", "Messages"),
    ("security", "Sécurité"),
    ("data", "Mes données"),
)
WRONG_PASSWORD = "Ce n’est pas votre mot de passe actuel. Vérifiez-le et saisissez-le de nouveau."  # noqa: S105


def person_of(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def account_page(request: HttpRequest, page: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of Mon compte under its sub-menu; 422 or 429 when it carries a form with errors.

    While a step of the gate is closed, the page stands alone: neither menu nor sub-menu would lead anywhere.
    """
    is_alone = gate.is_closed(request, person_of(request))
    menu = [] if is_alone else sub_menu("accounts", _PAGES, page)
    values = {
        "person": person_of(request),
        "account_menu": menu,
        "layout": "layouts/entry.html" if is_alone else "layouts/portal.html",
        **context,
    }
    response = render(request, f"accounts/account/{template}.html", values)
    return with_status_of(response, context.get("form"))


def with_status_of(response: HttpResponse, form: forms.BaseForm | None) -> HttpResponse:
    """200; 422 when the form has errors; 429 when it was tried too often (SECURITY I9)."""
    errors = [error for found in form.errors.as_data().values() for error in found] if form is not None else []
    slowed = next((error for error in errors if error.code == "throttled"), None)
    if slowed is not None and slowed.params:
        response.status_code = 429
        response.headers["Retry-After"] = str(slowed.params["retry_after"])
    elif errors:
        response.status_code = 422
    return response


def has_right_password(request: HttpRequest, form: forms.Form) -> bool:
    """Whether the present password typed in that form is right; otherwise the form says what to do."""
    try:
        check_password(user=person_of(request), password=form.cleaned_data["present_password"])
    except WrongPassword:
        form.add_error("present_password", ValidationError(WRONG_PASSWORD, code="wrong"))
    except Throttled as throttled:
        form.add_error("present_password", slowed(throttled))
    return not form.errors


def slowed(throttled: Throttled) -> ValidationError:
    """The error of a form that was tried too often."""
    return ValidationError(wait(throttled), code="throttled", params={"retry_after": throttled.verdict.retry_after})


def wait(throttled: Throttled) -> str:
    minutes = max(1, round(throttled.verdict.retry_after / 60))
    return f"Trop d’essais : réessayez dans {minutes} minute{'s' if minutes > 1 else ''}."
