"""Sign-in and sign-out."""

from django.contrib.auth import authenticate, login, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import devices, recent_password
from accounts.gate import SECOND_FACTOR_DUE, passes_all
from accounts.models import User
from accounts.person.services import second_factor
from accounts.sign_in.forms import SignInForm
from accounts.sign_in.services import sign_in as services
from core.addresses import local_address
from core.french import counted
from core.guards import public
from core.identity import lookup_email
from core.throttling import Throttled

_REFUSED = (
    "Adresse électronique ou mot de passe incorrect. Vérifiez-les ; si vous venez d’ouvrir votre espace, "
    "activez-le d’abord avec le lien reçu par courriel."
)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignInForm(request.POST or None)
    if not form.is_valid():
        return _page(request, form, 200 if request.method != "POST" else 422)
    email = form.cleaned_data["username"]
    user = authenticate(request, username=email, password=form.cleaned_data["password"])
    throttled: Throttled | None = getattr(request, "throttled", None)
    if throttled is not None:
        return _too_many(request, form, throttled)
    if not isinstance(user, User):
        services.record_refused_sign_in(email=lookup_email(email))
        form.add_error(None, ValidationError(_REFUSED, code="refused"))
        return _page(request, form, 422)
    services.record_sign_in(user=user, is_known_device=devices.is_known(request, user))
    login(request, user)
    recent_password.remember(request)
    if second_factor.is_on(user):
        request.session[SECOND_FACTOR_DUE] = _next(request)
    response = redirect(_next(request))
    devices.remember(request, response, user)
    return response


@passes_all
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    services.record_sign_out(user=request.user)  # type: ignore[arg-type]
    logout(request)
    response = redirect("accounts:sign_in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _page(request: HttpRequest, form: SignInForm, status: int) -> HttpResponse:
    context = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    return render(request, "accounts/sign_in.html", context, status=status)


def _too_many(request: HttpRequest, form: SignInForm, throttled: Throttled) -> HttpResponse:
    minutes = counted(throttled.verdict.minutes, "minute")
    form.add_error(
        None,
        ValidationError(
            f"Trop d’essais : attendez {minutes} avant de recommencer. Vous pouvez aussi choisir un nouveau "
            "mot de passe avec « Mot de passe oublié ? ».",
            code="throttled",
        ),
    )
    response = _page(request, form, 429)
    response.headers["Retry-After"] = str(throttled.verdict.retry_after)
    return response


def _next(request: HttpRequest) -> str:
    """Where to go: the page asked for, if it is one of ours."""
    return local_address(request, request.POST.get("next", request.GET.get("next", "")), "home")
