"""What the list of conversations is filtered by."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.staff.scoping import caisse_id_of
from support.enums import OF_THE_CAISSE, ConversationState
from support.models import Conversation, Subject

TO_ANSWER = "a-repondre"


class StateFilter(admin.SimpleListFilter):
    """« À répondre » is two states; the others are each its own."""

    title = "état"
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(TO_ANSWER, "À répondre"), *((str(state), str(state.label)) for state in ConversationState)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> QuerySet[Conversation]:
        if self.value() == TO_ANSWER:
            return queryset.filter(state__in=OF_THE_CAISSE)
        return queryset.filter(state=self.value()) if self.value() in ConversationState.values else queryset


class FollowerFilter(admin.SimpleListFilter):
    title = "suivi"
    parameter_name = "suivi"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("moi", "par moi"), ("personne", "par personne")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> QuerySet[Conversation]:
        if self.value() == "moi":
            return queryset.filter(assigned_to=request.user.pk)
        return queryset.filter(assigned_to=None) if self.value() == "personne" else queryset


class SubjectFilter(admin.SimpleListFilter):
    """Those of one's own caisse; of the network, by their code."""

    title = "objet"
    parameter_name = "objet"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        caisse_id = caisse_id_of(request)
        rows = Subject.objects.all() if caisse_id is None else Subject.objects.filter(caisse_id=caisse_id)
        return list(dict(rows.values_list("code", "name")).items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> QuerySet[Conversation]:
        return queryset.filter(subject__code=self.value()) if self.value() else queryset
