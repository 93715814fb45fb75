"""Étape 1/2 and étape 2/2, the certification of the mobile included."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import LETTERS_REFUSED, ContactForm, LettersForm
from accounts.mobile_step import MobileStep, read_step
from accounts.models import AccountOpening
from accounts.opening import services
from accounts.opening import session as opening_session
from accounts.opening.steps import opening_steps
from accounts.person.services.phones import Owner
from core.addresses import client_ip
from core.french import counted
from core.guards import public
from core.throttling import Throttled

_START_AGAIN = {
    True: "Le délai de 30 minutes est dépassé, ou ces courriers ne sont plus valables : saisissez-les de nouveau.",
    False: "Commencez par saisir les informations de vos deux courriers.",
}


@public
@require_http_methods(["GET", "HEAD", "POST"])
def identify(request: HttpRequest) -> HttpResponse:
    """Étape 1/2."""
    form = LettersForm(request.POST or None)
    status = 200
    if request.method == "POST":
        opening = _proved(request, form) if form.is_valid() else None
        if opening is not None:
            opening_session.remember_proof(request, opening)
            return redirect("accounts:contact")
        status = 422
    context = {"form": form, "steps": opening_steps(1)}
    return render(request, "accounts/identify.html", context, status=status)


def _proved(request: HttpRequest, form: LettersForm) -> AccountOpening | None:
    opening = services.prove_letters(**form.cleaned_data, ip=client_ip(request))
    if opening is None:
        form.add_error(None, ValidationError(LETTERS_REFUSED, code="refused"))
    return opening


@public
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Étape 2/2."""
    opening = opening_session.proved_opening(request)
    if opening is None:
        return _start_again(request)
    step = read_step(opening, request.POST.get("mobile"))
    if request.method != "POST":
        return _contact_page(request, opening, ContactForm(opening=opening, initial=step.initial), step)
    form = ContactForm(request.POST, opening=opening)
    if not form.is_valid():
        return _contact_page(request, opening, form, step, 422)
    try:
        services.register(opening=opening, contact=form.contact, ip=client_ip(request))
    except services.OpeningClosed:
        return _start_again(request)
    except Throttled as throttled:
        form.add_error("email", _too_many_emails(throttled))
        return _contact_page(request, opening, form, step, 429)
    opening_session.remember_registration(request)
    return redirect("accounts:email_sent")


@public
@require_POST
def send_mobile_code(request: HttpRequest) -> HttpResponse:
    """*Certifier*: send the code, or (« Modifier ») go back to typing the number."""
    return _mobile(request, _send)


@public
@require_POST
def check_mobile_code(request: HttpRequest) -> HttpResponse:
    """The code typed in place."""
    return _mobile(request, _check)


def _mobile(request: HttpRequest, act: Callable[[HttpRequest, AccountOpening], MobileStep]) -> HttpResponse:
    """Do it, then draw the mobile block alone (htmx) or the whole page with what was typed (no script)."""
    opening = opening_session.proved_opening(request)
    if opening is None:
        return _start_again(request)
    step = act(request, opening)
    status = 422 if step.error else 200
    if request.headers.get("HX-Request"):
        form = ContactForm(opening=opening, initial=step.initial)
        return render(request, "accounts/partials/opening_mobile.html", {"form": form, "step": step})
    form = ContactForm(opening=opening, initial={**_typed(request), **step.initial})
    return _contact_page(request, opening, form, step, status)


def _send(request: HttpRequest, opening: AccountOpening) -> MobileStep:
    typed = request.POST.get("mobile", "")
    if "change" in request.POST:
        return MobileStep(typed=typed)
    return MobileStep.sending(Owner(opening=opening), typed, client_ip(request))


def _check(request: HttpRequest, opening: AccountOpening) -> MobileStep:
    return MobileStep.checking(Owner(opening=opening), request.POST.get("mobile_code", ""))


def _contact_page(
    request: HttpRequest, opening: AccountOpening, form: ContactForm, step: MobileStep, status: int = 200
) -> HttpResponse:
    request.caisse = opening.adherent.caisse  # type: ignore[attr-defined]
    context = {"form": form, "opening": opening, "step": step, "steps": opening_steps(2)}
    return render(request, "accounts/contact.html", context, status=status)


def _typed(request: HttpRequest) -> dict[str, object]:
    """What the page held, to draw it again as it was; passwords are never written back into a page."""
    kept = {name: request.POST.get(name, "") for name in ("email", "email_confirmation", "landline", "mobile")}
    return {**kept, "accept_terms": "accept_terms" in request.POST}


def _start_again(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _START_AGAIN[opening_session.has_started(request)])
    opening_session.forget(request)
    return redirect("accounts:identify")


def _too_many_emails(throttled: Throttled) -> ValidationError:
    minutes = counted(throttled.verdict.minutes, "minute")
    return ValidationError(
        f"Trop de courriels ont été demandés : attendez {minutes} avant de valider de nouveau.", code="throttled"
    )
