"""The action « Préparer les courriers », on whatever rows lead to sites."""

from collections import defaultdict
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.letters import queries
from accounts.letters import services as letters
from accounts.models import LetterBatch, User
from adherents.models import Establishment

CONFIRMED = "confirmed"


def staff_of(request: HttpRequest) -> User:
    """Whoever passed the admin's door is a person."""
    return cast(User, request.user)


class LettersPermission:
    """`permissions=["prepare_letters"]` of an action: the role's; the caisse is checked by the service."""

    def has_prepare_letters_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("accounts.prepare_letters"))


class PreparesLetters(LettersPermission, admin.ModelAdmin):
    actions = ["prepare_letters"]

    def sites_to_write_to(self, queryset: QuerySet[Any]) -> QuerySet[Establishment]:
        """The sites that the chosen rows stand for; here, rows that are sites themselves."""
        return queryset

    @admin.action(description="Préparer les courriers", permissions=["prepare_letters"])
    def prepare_letters(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Say how many letters and to whom; once confirmed, ask for them."""
        sites = self.sites_to_write_to(queryset)
        if CONFIRMED in request.POST:
            return _request_batches(request, sites)
        context = {
            **self.admin_site.each_context(request),
            "title": "Préparer les courriers",
            "opts": self.opts,
            "forecast": queries.forecast(sites),
            "without_head_office": max(0, queryset.count() - sites.count()),
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "confirmed": CONFIRMED,
        }
        return TemplateResponse(request, "admin/accounts/prepare_letters.html", context)


def _request_batches(request: HttpRequest, sites: QuerySet[Establishment]) -> HttpResponse | None:
    """One batch a caisse: only the network's superusers choose companies of several."""
    by_caisse: dict[int, list[int]] = defaultdict(list)
    for caisse_id, site_id in sites.values_list("adherent__caisse_id", "pk"):
        by_caisse[caisse_id].append(site_id)
    batches = [
        letters.request_letter_batch(caisse_id=caisse_id, establishment_ids=site_ids, requested_by=staff_of(request))
        for caisse_id, site_ids in by_caisse.items()
    ]
    if not batches:
        messages.warning(request, "Aucun courrier à préparer : ces entreprises n’ont pas de siège enregistré.")
        return None
    return announce(request, batches)


def announce(request: HttpRequest, batches: list[LetterBatch]) -> HttpResponse:
    """Lead to where the progress shows."""
    messages.success(request, "La préparation a commencé. Vous pouvez quitter cette page et y revenir.")
    if len(batches) == 1:
        return HttpResponseRedirect(reverse("admin:accounts_letterbatch_change", args=[batches[0].pk]))
    return HttpResponseRedirect(reverse("admin:accounts_letterbatch_changelist"))
