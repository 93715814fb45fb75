"""Mon compte: password, places signed in, second factor; and the second factor at sign-in."""

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as otp_login
from django_otp.models import Device

from accounts import recent_password
from accounts.forms import RecoveryCodeForm, SecondFactorForm
from accounts.gate import CERTIFICATION, SECOND_FACTOR, SECOND_FACTOR_DUE, passes
from accounts.http import PersonRequest
from accounts.page import account_page, has_right_password, slowed
from accounts.person import queries
from accounts.person.forms import PasswordChangeForm, PresentPasswordForm
from accounts.person.services import account as services
from accounts.person.services import second_factor
from accounts.policies import can_switch_off_second_factor
from core.addresses import local_address
from core.guards import Assurance, asks_for
from core.sections import with_status_of
from core.throttling import Throttled

_WRONG_CODE = "Ce code n’est pas le bon. Attendez que l’application en affiche un nouveau, puis recopiez-le."

_WRONG_RECOVERY = "Ce code de secours n’est pas valable : vérifiez-le, ou prenez-en un autre qui n’a pas encore servi."


@require_safe
def security(request: PersonRequest) -> HttpResponse:
    person = request.user
    is_on = second_factor.is_on(person)
    context = {
        "sessions": queries.open_sessions(person, request.session.session_key),
        "second_factor_is_on": is_on,
        "recovery_code_count": second_factor.remaining_recovery_codes(person) if is_on else 0,
        "may_switch_off": can_switch_off_second_factor(person),
    }
    return account_page(request, "security", "security", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: PersonRequest) -> HttpResponse:
    person = request.user
    form = PasswordChangeForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid() and has_right_password(request, form):
        services.change_password(user=person, password=form.cleaned_data["password"])
        update_session_auth_hash(request, person)
        services.close_other_sessions(user=person, kept_key=request.session.session_key)
        recent_password.remember(request)
        messages.success(request, "Votre mot de passe est changé ; vos autres appareils sont déconnectés.")
        return redirect("accounts:security")
    return account_page(request, "security", "change_password", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_password(request: PersonRequest) -> HttpResponse:
    """Asked before a sensitive change when the password was given too long ago."""
    form = PresentPasswordForm(request.POST or None)
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if request.method == "POST" and form.is_valid() and has_right_password(request, form):
        recent_password.remember(request)
        return redirect(local_address(request, wanted, "accounts:account"))
    context = {"form": form, "next": wanted}
    return account_page(request, "security", "confirm_password", context)


@require_POST
def close_session(request: PersonRequest, public_id: str) -> HttpResponse:
    kept = request.session.session_key
    if not services.close_session(user=request.user, public_id=public_id, kept_key=kept):
        raise Http404
    messages.success(request, "Cette session est fermée.")
    return redirect("accounts:security")


@require_POST
def close_other_sessions(request: PersonRequest) -> HttpResponse:
    services.close_other_sessions(user=request.user, kept_key=request.session.session_key)
    messages.success(request, "Toutes vos autres sessions sont fermées.")
    return redirect("accounts:security")


@require_http_methods(["GET", "HEAD", "POST"])
@asks_for(Assurance.RECENT_PASSWORD)
def enrol(request: PersonRequest) -> HttpResponse:
    """Scan the QR code, type the first code: on. The secret is made by the first POST, not by looking."""
    person = request.user
    if request.method == "POST" and "code" not in request.POST:
        second_factor.start(user=person)
        return redirect("accounts:enrol")
    device = second_factor.waiting(person)
    form = SecondFactorForm(request.POST or None)
    if device is not None and request.method == "POST" and form.is_valid():
        codes = _confirm(request, form)
        if codes is not None:
            return account_page(request, "security", "recovery_codes", {"codes": codes})
    context = {"form": form, "device": device}
    if device is not None:
        context |= {"qr": second_factor.qr_code(device), "secret": second_factor.secret_of(device)}
    return account_page(request, "security", "enrol", context)


def _confirm(request: PersonRequest, form: SecondFactorForm) -> list[str] | None:
    """The recovery codes once the second factor is on; otherwise the form says why not."""
    person = request.user
    try:
        codes = second_factor.confirm(user=person, code=form.cleaned_data["code"])
    except Throttled as throttled:
        form.add_error("code", slowed(throttled))
        return None
    if codes is None:
        form.add_error("code", ValidationError(_WRONG_CODE, code="wrong"))
        return None
    request.session.cycle_key()
    services.close_other_sessions(user=person, kept_key=request.session.session_key)
    return codes


@require_POST
@asks_for(Assurance.RECENT_PASSWORD)
def renew_recovery_codes(request: PersonRequest) -> HttpResponse:
    if not second_factor.is_on(request.user):
        raise Http404
    codes = second_factor.renew_recovery_codes(user=request.user)
    return account_page(request, "security", "recovery_codes", {"codes": codes})


@require_POST
@asks_for(Assurance.RECENT_PASSWORD)
def switch_off_second_factor(request: PersonRequest) -> HttpResponse:
    person = request.user
    if not can_switch_off_second_factor(person):
        raise PermissionDenied
    second_factor.switch_off(user=person)
    services.close_other_sessions(user=person, kept_key=request.session.session_key)
    messages.success(request, "La double authentification est désactivée.")
    return redirect("accounts:security")


@passes(SECOND_FACTOR, CERTIFICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def give_second_factor(request: PersonRequest) -> HttpResponse:
    """After the password, for whoever chose a second factor."""
    if not request.session.get(SECOND_FACTOR_DUE):
        return redirect("home")
    with_recovery_code = "secours" in request.GET
    form = (RecoveryCodeForm if with_recovery_code else SecondFactorForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = _verified(request, form, _WRONG_RECOVERY if with_recovery_code else _WRONG_CODE)
        if device is not None:
            request.session.cycle_key()
            otp_login(request, device)
            return redirect(request.session.pop(SECOND_FACTOR_DUE))
    context = {"form": form, "with_recovery_code": with_recovery_code}
    return with_status_of(render(request, "accounts/give_second_factor.html", context), form)


def _verified(request: PersonRequest, form: forms.Form, wrong: str) -> Device | None:
    """The authenticator that vouches for the code; otherwise the form says why not."""
    try:
        device = second_factor.verify(user=request.user, code=form.cleaned_data["code"])
    except Throttled as throttled:
        form.add_error("code", slowed(throttled))
        return None
    if device is None:
        form.add_error("code", ValidationError(wrong, code="wrong"))
    return device
