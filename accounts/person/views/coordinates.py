"""Mon compte: the e-mail address, the phones, the messages one wants."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import ContactForm
from accounts.gate import CERTIFICATION, passes
from accounts.mobile_step import MobileStep, read_step_of
from accounts.models import User
from accounts.page import account_page, has_right_password, person_of, slowed
from accounts.person import queries
from accounts.person.forms import EmailChangeForm, LandlineForm, MessagesForm
from accounts.person.services import account as account_services
from accounts.person.services import certification
from accounts.person.services.phones import Owner
from accounts.recent_password import needs_recent_password
from core.addresses import client_ip
from core.templatetags.portal import phone
from core.throttling import Throttled


@passes(CERTIFICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def change_email(request: HttpRequest) -> HttpResponse:
    """Ask for another address; the present one stays until the click in the mail sent to the new one."""
    person = person_of(request)
    form = EmailChangeForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid() and has_right_password(request, form):
        try:
            change = certification.ask_change(user=person, email=form.cleaned_data["email"], ip=client_ip(request))
        except Throttled as throttled:
            form.add_error("email", slowed(throttled))
        else:
            flash.success(request, f"Un lien est envoyé à {change.email}. Jusqu’au clic, rien ne change.")
            return redirect("accounts:account")
    return account_page(request, "account", "change_email", {"form": form, "hours": _link_hours()})


def _link_hours() -> int:
    return settings.EMAIL_CHANGE_LINK_LIFETIME // timedelta(hours=1)


@require_POST
def withdraw_email_change(request: HttpRequest) -> HttpResponse:
    certification.withdraw_change(user=person_of(request))
    flash.success(request, "Le changement d’adresse est abandonné : votre adresse reste la même.")
    return redirect("accounts:account")


@require_http_methods(["GET", "HEAD", "POST"])
def phones(request: HttpRequest) -> HttpResponse:
    """The landline is saved by its own button; the mobile by its certification."""
    person = person_of(request)
    form = LandlineForm(request.POST or None, initial=_landline(person))
    if request.method == "POST" and form.is_valid():
        account_services.change_landline(user=person, landline=form.cleaned_data["landline"])
        flash.success(request, "Votre téléphone fixe est enregistré.")
        return redirect("accounts:phones")
    return _phones_page(request, form, read_step_of(Owner(user=person)))


@require_POST
@needs_recent_password
def send_my_mobile_code(request: HttpRequest) -> HttpResponse:
    """*Certifier*, *Renvoyer un code*, or back to typing (« Modifier »)."""
    return _mobile(request, _send)


@require_POST
@needs_recent_password
def check_my_mobile_code(request: HttpRequest) -> HttpResponse:
    return _mobile(request, _check)


@require_POST
@needs_recent_password
def remove_mobile(request: HttpRequest) -> HttpResponse:
    account_services.remove_mobile(user=person_of(request))
    flash.success(request, "Votre numéro de mobile est retiré.")
    return redirect("accounts:phones")


def _send(request: HttpRequest, owner: Owner) -> MobileStep:
    typed = request.POST.get("mobile", "")
    if "change" in request.POST:
        return MobileStep(typed=typed, initial={"mobile": typed})
    return MobileStep.sending(owner, typed, client_ip(request))


def _check(request: HttpRequest, owner: Owner) -> MobileStep:
    return MobileStep.checking(owner, request.POST.get("mobile_code", ""))


def _mobile(request: HttpRequest, act: Callable[[HttpRequest, Owner], MobileStep]) -> HttpResponse:
    person = person_of(request)
    step = act(request, Owner(user=person))
    if request.headers.get("HX-Request"):
        return render(request, "accounts/account/mobile.html", _mobile_context(request, step))
    return _phones_page(request, LandlineForm(initial=_landline(person)), step)


def _landline(person: User) -> dict[str, str]:
    return {"landline": phone(person.landline) if person.landline else ""}


def _mobile_context(request: HttpRequest, step: MobileStep) -> dict[str, object]:
    return {"mobile_field": ContactForm.mobile_alone(step.initial), "step": step, "person": person_of(request)}


def _phones_context(request: HttpRequest, form: LandlineForm, step: MobileStep) -> dict[str, object]:
    days = settings.MOBILE_CERTIFICATION_LIFETIME.days
    return {"form": form, "mobile_days": days, **_mobile_context(request, step)}


def _phones_page(request: HttpRequest, form: LandlineForm, step: MobileStep) -> HttpResponse:
    return account_page(request, "phones", "phones", _phones_context(request, form, step))


@require_http_methods(["GET", "HEAD", "POST"])
def messages(request: HttpRequest) -> HttpResponse:
    """Which messages by e-mail, which by SMS."""
    person = person_of(request)
    form = MessagesForm(request.POST or None, person=person, choices=queries.message_choices(person))
    if request.method == "POST" and form.is_valid():
        account_services.choose_messages(user=person, choices=form.choices)
        flash.success(request, "Vos choix sont enregistrés.")
        return redirect("accounts:messages")
    return account_page(request, "messages", "messages", {"form": form})
