"""Companies and sites, as `adherents` shows them, with the letters that `accounts` prepares for them."""

from django.contrib import admin
from django.db.models import QuerySet

from accounts.letters import queries
from accounts.letters.preparing import PreparesLetters
from adherents.admin import AdherentAdmin, EstablishmentAdmin
from adherents.models import Adherent, Establishment

admin.site.unregister([Adherent, Establishment])


@admin.register(Adherent)
class AdherentWithLettersAdmin(PreparesLetters, AdherentAdmin):
    def sites_to_write_to(self, queryset: QuerySet[Adherent]) -> QuerySet[Establishment]:
        return queries.head_offices_of(queryset)


@admin.register(Establishment)
class EstablishmentWithLettersAdmin(PreparesLetters, EstablishmentAdmin):
    """The rows chosen are the sites to write to."""
