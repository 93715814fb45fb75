"""Mot de passe oublié: the address, the link, the new password."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import EmailForm, NewPasswordForm
from accounts.sign_in.services import reset as services
from core.addresses import client_ip
from core.french import counted
from core.guards import public
from core.throttling import Throttled

_SESSION = "password_reset"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten_password(request: HttpRequest) -> HttpResponse:
    form = EmailForm(request.POST or None)
    if request.method != "POST":
        return render(request, "accounts/forgotten_password.html", {"form": form})
    if not form.is_valid():
        return render(request, "accounts/forgotten_password.html", {"form": form}, status=422)
    try:
        services.ask_reset(email=form.cleaned_data["email"], ip=client_ip(request))
    except Throttled as throttled:
        message = f"Trop de demandes : réessayez dans {counted(throttled.verdict.minutes, 'minute')}."
        form.add_error(None, ValidationError(message, code="throttled"))
        response = render(request, "accounts/forgotten_password.html", {"form": form}, status=429)
        response.headers["Retry-After"] = str(throttled.verdict.retry_after)
        return response
    return redirect("accounts:reset_sent")


@public
@require_safe
def reset_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/reset_sent.html")


@public
@require_safe
def open_reset(request: HttpRequest, public_id: str, token: str) -> HttpResponse:
    """The link of the mail: its secret leaves the address at once, for the session (SECURITY L8). Changes nothing."""
    request.session[_SESSION] = {"person": public_id, "token": token}
    return redirect("accounts:choose_password")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    link = request.session.get(_SESSION, {})
    person = services.reader_of(link.get("person", ""), link.get("token", ""))
    if person is None:
        return render(request, "accounts/reset_dead.html", status=410)
    form = NewPasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_password(
                public_id=link["person"],
                token=link["token"],
                password=form.cleaned_data["password"],
                ip=client_ip(request),
            )
        except services.LinkUsed:
            return render(request, "accounts/reset_dead.html", status=410)
        del request.session[_SESSION]
        return render(request, "accounts/reset_done.html")
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/choose_password.html", {"form": form, "person": person}, status=status)
