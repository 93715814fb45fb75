"""Finalisation: the e-mail sent, sent again, corrected; the link and its button."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import EmailForm
from accounts.models import AccountOpening, PendingAccount
from accounts.opening import services
from accounts.opening import session as opening_session
from accounts.opening.steps import opening_steps
from core.addresses import client_ip
from core.french import counted
from core.guards import public
from core.identity import written_email
from core.throttling import Throttled
from core.tokens import BadToken, ExpiredToken


@public
@require_safe
def email_sent(request: HttpRequest) -> HttpResponse:
    opening = opening_session.registered_opening(request)
    if opening is None:
        return redirect("accounts:identify")
    return _sent_page(request, opening, EmailForm())


@public
@require_POST
def resend_activation(request: HttpRequest) -> HttpResponse:
    opening = opening_session.registered_opening(request)
    if opening is None:
        return redirect("accounts:identify")
    try:
        services.resend_activation(opening=opening, ip=client_ip(request))
    except services.OpeningClosed:
        return redirect("accounts:sign_in")
    except Throttled as throttled:
        messages.warning(request, _wait(throttled))
    else:
        messages.success(request, "Le courriel vient d’être envoyé de nouveau.")
    return redirect("accounts:email_sent")


@public
@require_POST
def correct_email(request: HttpRequest) -> HttpResponse:
    opening = opening_session.registered_opening(request)
    if opening is None:
        return redirect("accounts:identify")
    form = EmailForm(request.POST)
    if not form.is_valid():
        return _sent_page(request, opening, form, 422)
    try:
        pending = services.correct_email(opening=opening, email=form.cleaned_data["email"], ip=client_ip(request))
    except services.OpeningClosed:
        return redirect("accounts:sign_in")
    except Throttled as throttled:
        form.add_error("email", ValidationError(_wait(throttled), code="throttled"))
        return _sent_page(request, opening, form, 429)
    messages.success(
        request, f"Le courriel est envoyé à {written_email(pending.email)}. Le lien envoyé auparavant ne sert plus."
    )
    return redirect("accounts:email_sent")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest, token: str) -> HttpResponse:
    """GET and HEAD change nothing (mail scanners follow links); the button's POST activates."""
    try:
        pending = services.read_activation(token)
        done = services.activate(token=token) if request.method == "POST" else None
    except ExpiredToken:
        return _activation_page(request, "expired", None, 410)
    except BadToken:
        return _activation_page(request, "invalid", None, 410)
    if request.method != "POST":
        return _activation_page(request, "already" if pending.activated_at else "ready", pending)
    opening_session.forget(request)
    if done is None:
        return _activation_page(request, "taken", pending)
    return _activation_page(request, "already" if pending.activated_at else "done", pending)


def _activation_page(
    request: HttpRequest, state: str, pending: PendingAccount | None, status: int = 200
) -> HttpResponse:
    if pending is not None:
        request.caisse = pending.opening.adherent.caisse  # type: ignore[attr-defined]
    steps = opening_steps(4 if state in {"already", "done"} else 3)
    context = {"state": state, "pending": pending, "steps": steps}
    response = render(request, f"accounts/activation/{state}.html", context, status=status)
    # The link's token leaves this page for nobody. Not "no-referrer": browsers then post `Origin: null`, which the CSRF
    # check refuses.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _sent_page(request: HttpRequest, opening: AccountOpening, form: EmailForm, status: int = 200) -> HttpResponse:
    request.caisse = opening.adherent.caisse  # type: ignore[attr-defined]
    pending = getattr(opening, "pending_account", None)
    if pending is None or pending.activated_at is not None:
        return redirect("accounts:sign_in")
    context = {"form": form, "pending": pending, "steps": opening_steps(3)}
    return render(request, "accounts/email_sent.html", context, status=status)


def _wait(throttled: Throttled) -> str:
    minutes = counted(throttled.verdict.minutes, "minute")
    return f"Trop de courriels demandés : réessayez dans {minutes}, et regardez dans vos indésirables."
