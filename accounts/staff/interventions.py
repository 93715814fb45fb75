"""What the staff do from a person's page: one button an act; suspending asks for a reason."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.enums import SuspensionReason
from accounts.letters.preparing import staff_of
from accounts.models import User
from accounts.person.services.second_factor import is_on
from accounts.policies import can_act_on, can_remove_second_factor
from accounts.staff import queries as directory
from accounts.staff import services as staff
from core import allowance, outgoing
from core.admin import SMS_STOPPED
from core.staff.decisions import ITS_OWN_WORDS, Decision, Taken
from core.staff.reasons import Reasons
from core.staff.scoping import caisse_id_of
from core.throttling import Throttled

_REFUSALS: dict[type[Exception], str] = {
    staff.NotPossible: ITS_OWN_WORDS,
    Throttled: "Trop de messages envoyés à cette adresse : attendez avant d’en renvoyer.",
}


def _on_person(service: Callable[..., Any]) -> Callable[[Taken], Any]:
    return lambda taken: service(person=taken.row, by=taken.by)


def _suspend(taken: Taken) -> None:
    staff.suspend(person=taken.row, by=taken.by, reason=taken.reason)


def _is_active(person: User) -> bool:
    return person.is_active


def _is_open(person: User) -> bool:
    return person.is_active and person.email_certified_at is not None


INTERVENTIONS = (
    Decision(
        "send_certification",
        "interventions/certification",
        "Envoyer le lien de certification",
        may=can_act_on,
        is_offered=_is_open,
        act=_on_person(staff.send_certification),
        done="Le lien de certification est envoyé.",
        refusals=_REFUSALS,
    ),
    Decision(
        "send_reset",
        "interventions/mot-de-passe",
        "Envoyer le lien de nouveau mot de passe",
        may=can_act_on,
        is_offered=_is_open,
        act=_on_person(staff.send_reset),
        done="Le lien de réinitialisation est envoyé.",
        refusals=_REFUSALS,
    ),
    Decision(
        "close_sessions",
        "interventions/sessions",
        "Fermer toutes ses sessions",
        may=can_act_on,
        is_offered=_is_active,
        act=_on_person(staff.close_sessions),
        done="Toutes les sessions sont fermées.",
        refusals=_REFUSALS,
    ),
    Decision(
        "restore",
        "interventions/retablir",
        "Rétablir le compte",
        may=can_act_on,
        is_offered=lambda person: not person.is_active,
        act=_on_person(staff.restore),
        done="Le compte est rétabli ; la personne en est avertie.",
        refusals=_REFUSALS,
    ),
    Decision(
        "remove_second_factor",
        "interventions/double-authentification",
        "Retirer la double authentification",
        may=can_remove_second_factor,
        is_offered=is_on,
        act=_on_person(staff.remove_second_factor),
        done="La double authentification est retirée ; la personne en est avertie.",
        refusals=_REFUSALS,
    ),
    Decision(
        "suspend",
        "suspendre",
        "Suspendre le compte",
        may=can_act_on,
        is_offered=_is_active,
        act=_suspend,
        done="Le compte est suspendu ; ses sessions sont fermées et la personne en est avertie.",
        refusals=_REFUSALS,
        consequence=(
            "La personne ne pourra plus se connecter, ses sessions seront fermées aussitôt, et un courriel l’en "
            "avertira. Le compte pourra être rétabli."
        ),
        reasons=Reasons(
            SuspensionReason,
            reader="Lus par le personnel de la caisse seulement ; ils sont inscrits au journal.",
            missing="Indiquez pourquoi ce compte est suspendu.",
            limit=300,
        ),
        is_danger=True,
    ),
)


def facts(request: HttpRequest, person: User) -> dict[str, Any]:
    """What the person's page shows under its fields."""
    caisse_id = caisse_id_of(request)
    return {
        "may_act": can_act_on(staff_of(request), person),
        "events": directory.security_events(person, caisse_id),
        "sent_messages": directory.latest_messages(person, caisse_id),
    }


def resend(request: HttpRequest, person: User, message_id: int) -> HttpResponse:
    message = get_object_or_404(directory.messages_to(person, caisse_id_of(request)), pk=message_id)
    try:
        staff.resend_message(person=person, message=message, by=staff_of(request))
    except outgoing.NotResendable:
        messages.warning(request, "Ce message contenait un lien ou un code, effacé depuis : envoyez-en un nouveau.")
    except allowance.REFUSALS:
        messages.warning(request, SMS_STOPPED)
    else:
        messages.success(request, "Le message est remis à l’envoi.")
    return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[person.pk]))
