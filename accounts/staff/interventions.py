"""What the staff do from a person's page: one button an act, each a POST of its own; suspending asks for a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.letters.preparing import staff_of
from accounts.models import User
from accounts.person.services.second_factor import is_on
from accounts.policies import can_act_on, can_remove_second_factor
from accounts.staff import queries as directory
from accounts.staff import services as staff
from core import allowance, outgoing
from core.admin import SMS_STOPPED
from core.admin_site import caisse_id_of
from core.lines import LineField
from core.throttling import Throttled

_TOO_MANY = "Trop de messages envoyés à cette adresse : attendez avant d’en renvoyer."


@dataclass(frozen=True, slots=True)
class Act:
    """A button. `is_shown(by, person)` hides what the state of the account leaves without object."""

    key: str
    label: str
    done: str
    do: Callable[..., Any]
    is_shown: Callable[[User, User], bool]


def _is_active(by: User, person: User) -> bool:
    return person.is_active


def _is_open(by: User, person: User) -> bool:
    return person.is_active and person.email_certified_at is not None


ACTS = {
    act.key: act
    for act in (
        Act(
            "certification",
            "Envoyer le lien de certification",
            "Le lien de certification est envoyé.",
            staff.send_certification,
            _is_open,
        ),
        Act(
            "mot-de-passe",
            "Envoyer le lien de nouveau mot de passe",
            "Le lien de réinitialisation est envoyé.",
            staff.send_reset,
            _is_open,
        ),
        Act(
            "sessions",
            "Fermer toutes ses sessions",
            "Toutes les sessions sont fermées.",
            staff.close_sessions,
            _is_active,
        ),
        Act(
            "retablir",
            "Rétablir le compte",
            "Le compte est rétabli ; la personne en est avertie.",
            staff.restore,
            lambda by, person: not person.is_active,
        ),
        Act(
            "double-authentification",
            "Retirer la double authentification",
            "La double authentification est retirée ; la personne en est avertie.",
            staff.remove_second_factor,
            lambda by, person: can_remove_second_factor(by, person) and is_on(person),
        ),
    )
}


class SuspensionForm(forms.Form):
    reason = LineField(
        label="Motif",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Lu par le personnel de la caisse seulement ; il est inscrit au journal.",
        error_messages={"required": "Indiquez pourquoi ce compte est suspendu."},
    )


def context(request: HttpRequest, person: User) -> dict[str, Any]:
    """What the person's page shows under its fields."""
    by, caisse_id = staff_of(request), caisse_id_of(request)
    may_act = can_act_on(by, person)
    return {
        "person": person,
        "may_act": may_act,
        "acts": [act for act in ACTS.values() if may_act and act.is_shown(by, person)],
        "events": directory.security_events(person, caisse_id),
        "sent_messages": directory.latest_messages(person, caisse_id),
    }


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    def entry(route: str, view: Callable[..., HttpResponse], name: str, methods: list[str]) -> URLPattern:
        def of_person(request: HttpRequest, person_id: int, **kwargs: Any) -> HttpResponse:
            """The person first: whoever is not of the caisse does not exist, whatever the method."""
            person = get_object_or_404(model_admin.get_queryset(request), pk=person_id)
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(model_admin, request, person, **kwargs)

        guarded = model_admin.admin_site.admin_view(of_person)
        return path(f"<int:person_id>/{route}", guarded, name=f"accounts_user_{name}")

    return [
        entry("suspendre/", _suspend, "suspend", ["GET", "HEAD", "POST"]),
        entry("interventions/<slug:key>/", _act, "act", ["POST"]),
        entry("messages/<int:message_id>/renvoyer/", _resend, "resend", ["POST"]),
    ]


def _back(person: User) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[person.pk]))


def _act(model_admin: admin.ModelAdmin, request: HttpRequest, person: User, key: str) -> HttpResponse:
    act = ACTS.get(key)
    if act is None:
        raise Http404
    try:
        act.do(person=person, by=staff_of(request))
    except staff.NotPossible as reason:
        messages.warning(request, str(reason))
    except Throttled:
        messages.warning(request, _TOO_MANY)
    else:
        messages.success(request, act.done)
    return _back(person)


def _suspend(model_admin: admin.ModelAdmin, request: HttpRequest, person: User) -> HttpResponse:
    """The reason, then the act."""
    if not can_act_on(staff_of(request), person):
        raise PermissionDenied
    form = SuspensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            staff.suspend(person=person, by=staff_of(request), reason=form.cleaned_data["reason"])
        except staff.NotPossible as reason:
            messages.warning(request, str(reason))
        else:
            messages.success(
                request, "Le compte est suspendu ; ses sessions sont fermées et la personne en est avertie."
            )
        return _back(person)
    shown = {
        **model_admin.admin_site.each_context(request),
        "title": f"Suspendre le compte de {person}",
        "opts": model_admin.opts,
        "person": person,
        "form": form,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/accounts/user/suspend.html", shown, status=status)


def _resend(model_admin: admin.ModelAdmin, request: HttpRequest, person: User, message_id: int) -> HttpResponse:
    message = get_object_or_404(directory.messages_to(person, caisse_id_of(request)), pk=message_id)
    try:
        staff.resend_message(person=person, message=message, by=staff_of(request))
    except outgoing.NotResendable:
        messages.warning(request, "Ce message contenait un lien ou un code, effacé depuis : envoyez-en un nouveau.")
    except allowance.REFUSALS:
        messages.warning(request, SMS_STOPPED)
    else:
        messages.success(request, "Le message est remis à l’envoi.")
    return _back(person)
