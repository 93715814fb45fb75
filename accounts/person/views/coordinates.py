"""Mon compte: the e-mail address, the phones, the messages one wants."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.choices import sms_destination
from accounts.forms import ContactForm
from accounts.gate import CERTIFICATION, passes
from accounts.http import PersonRequest
from accounts.mobile_step import MobileStep, read_step_of
from accounts.models import User
from accounts.page import account_page, has_right_password, slowed
from accounts.person import queries
from accounts.person.forms import EmailChangeForm, LandlineForm, MessagesForm
from accounts.person.services import account as account_services
from accounts.person.services import certification
from accounts.person.services.phones import Owner
from accounts.services import stops
from core.addresses import client_ip
from core.guards import Assurance, asks_for
from core.identity import written_email
from core.phone_numbers import written_phone
from core.sms import where_to_answer
from core.throttling import Throttled


@passes(CERTIFICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def change_email(request: PersonRequest) -> HttpResponse:
    """Ask for another address; the present one stays until the click in the mail sent to the new one."""
    person = request.user
    form = EmailChangeForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid() and has_right_password(request, form):
        try:
            change = certification.ask_change(user=person, email=form.cleaned_data["email"], ip=client_ip(request))
        except Throttled as throttled:
            form.add_error("email", slowed(throttled))
        else:
            flash.success(
                request, f"Un lien est envoyé à {written_email(change.email)}. Jusqu’au clic, rien ne change."
            )
            return redirect("accounts:account")
    return account_page(request, "account", "change_email", {"form": form, "hours": _link_hours()})


def _link_hours() -> int:
    return settings.EMAIL_CHANGE_LINK_LIFETIME // timedelta(hours=1)


@require_POST
def withdraw_email_change(request: PersonRequest) -> HttpResponse:
    certification.withdraw_change(user=request.user)
    flash.success(request, "Le changement d’adresse est abandonné : votre adresse reste la même.")
    return redirect("accounts:account")


@require_http_methods(["GET", "HEAD", "POST"])
def phones(request: PersonRequest) -> HttpResponse:
    """The landline is saved by its own button; the mobile by its certification."""
    person = request.user
    form = LandlineForm(request.POST or None, initial=_landline(person))
    if request.method == "POST" and form.is_valid():
        account_services.change_landline(user=person, landline=form.cleaned_data["landline"])
        flash.success(request, "Votre téléphone fixe est enregistré.")
        return redirect("accounts:phones")
    return _phones_page(request, form, read_step_of(Owner(user=person)))


@require_POST
@asks_for(Assurance.RECENT_PASSWORD)
def send_my_mobile_code(request: PersonRequest) -> HttpResponse:
    """*Certifier*, *Renvoyer un code*, or back to typing (« Modifier »)."""
    return _mobile(request, _send)


@require_POST
@asks_for(Assurance.RECENT_PASSWORD)
def check_my_mobile_code(request: PersonRequest) -> HttpResponse:
    return _mobile(request, _check)


@require_POST
@asks_for(Assurance.RECENT_PASSWORD)
def remove_mobile(request: PersonRequest) -> HttpResponse:
    account_services.remove_mobile(user=request.user)
    flash.success(request, "Votre numéro de mobile est retiré.")
    return redirect("accounts:phones")


def _send(request: PersonRequest, owner: Owner) -> MobileStep:
    typed = request.POST.get("mobile", "")
    if "change" in request.POST:
        return MobileStep(typed=typed, initial={"mobile": typed})
    return MobileStep.sending(owner, typed, client_ip(request))


def _check(request: PersonRequest, owner: Owner) -> MobileStep:
    return MobileStep.checking(owner, request.POST.get("mobile_code", ""))


def _mobile(request: PersonRequest, act: Callable[[PersonRequest, Owner], MobileStep]) -> HttpResponse:
    person = request.user
    step = act(request, Owner(user=person))
    if request.headers.get("HX-Request"):
        return render(request, "accounts/account/mobile.html", _mobile_context(request, step))
    return _phones_page(request, LandlineForm(initial=_landline(person)), step)


def _landline(person: User) -> dict[str, str]:
    return {"landline": written_phone(person.landline) if person.landline else ""}


def _mobile_context(request: PersonRequest, step: MobileStep) -> dict[str, object]:
    return {"mobile_field": ContactForm.mobile_alone(step.initial), "step": step, "person": request.user}


def _phones_context(request: PersonRequest, form: LandlineForm, step: MobileStep) -> dict[str, object]:
    days = settings.MOBILE_CERTIFICATION_LIFETIME.days
    return {"form": form, "mobile_days": days, **_mobile_context(request, step)}


def _phones_page(request: PersonRequest, form: LandlineForm, step: MobileStep) -> HttpResponse:
    return account_page(request, "phones", "phones", _phones_context(request, form, step))


@require_http_methods(["GET", "HEAD", "POST"])
def messages(request: PersonRequest) -> HttpResponse:
    """Which messages by e-mail, which by SMS."""
    person = request.user
    sms = sms_destination(person)
    form = MessagesForm(request.POST or None, takes_sms=sms.receives, choices=queries.message_choices(person))
    if request.method == "POST" and form.is_valid():
        account_services.choose_messages(user=person, choices=form.choices)
        flash.success(request, "Vos choix sont enregistrés.")
        return redirect("accounts:messages")
    context = {"form": form, "sms": sms, "where_to_answer": where_to_answer()}
    return account_page(request, "messages", "messages", context)


@require_POST
def resume_sms(request: PersonRequest) -> HttpResponse:
    """*Recevoir de nouveau des SMS*, after a STOP."""
    try:
        stops.take_back(user=request.user)
    except stops.NothingToTakeBack:
        flash.info(
            request,
            "Rien n’a changé : aucun STOP n’est à lever pour votre mobile, ou il est d’abord à certifier de nouveau.",
        )
    else:
        flash.success(
            request,
            f"Les SMS reprennent, selon vos choix. Si rien n’arrive, envoyez START {where_to_answer()} : "
            "votre opérateur bloque peut-être encore nos envois.",
        )
    return redirect("accounts:messages")
