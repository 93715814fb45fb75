"""People and what they are attached to: to find, to read, to help. No form here holds a password (SECURITY A25)."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils import timezone

from accounts.choices import stop_of
from accounts.enums import MembershipRole
from accounts.letters.preparing import staff_of
from accounts.models import Membership, User
from accounts.person.queries import open_sessions
from accounts.person.services import second_factor
from accounts.staff import interventions
from accounts.staff import queries as directory
from accounts.staff.services import record_person_viewed
from adherents.queries import of_company
from core.identity import lookup_email
from core.rights import as_rights, in_words
from core.search import words_in
from core.staff.company_panels import CompanyPanel
from core.staff.deciding import DecidingAdmin
from core.staff.finding import Finder
from core.staff.rows import WRITE, row_urls
from core.staff.scoping import PresenceFilter, ReadOnlyAdmin, caisse_id_of
from core.templatetags.portal import french_date, short_date, tel


class MembershipInline(admin.TabularInline):
    """Within the reader's caisse: a person may hold accounts at two."""

    model = Membership
    template = "admin/accounts/user/memberships.html"
    fields = ["adherent", "establishment", "role", "created_at", "ended_at"]
    readonly_fields = ["adherent", "establishment", "role", "created_at", "ended_at"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        rows = super().get_queryset(request).select_related("adherent", "establishment")
        caisse_id = caisse_id_of(request)
        return rows if caisse_id is None else rows.filter(adherent__caisse_id=caisse_id)


def certification(certified_at: datetime | None, until: datetime | None) -> str:
    """In words: since when, until when, over or never."""
    if certified_at is None or until is None:
        return "Jamais certifié"
    if until <= timezone.now():
        return f"Certification échue le {french_date(until)}"
    return f"Certifié le {french_date(certified_at)}, jusqu’au {french_date(until)}"


@admin.register(User)
class UserAdmin(DecidingAdmin):
    """The staff of the caisse, and the people of its companies."""

    caisse_path = "staff_caisse_id"
    list_display = ["last_name", "first_name", "email", "certified_until", "is_active", "is_staff", "last_login"]
    list_display_links = ["last_name", "first_name", "email"]
    list_filter = [
        "is_active",
        "is_staff",
        ("email_failing_since", PresenceFilter),
        ("mobile_failing_since", PresenceFilter),
    ]
    ways = directory.WAYS
    search_help_text = "Nom, adresse électronique, mobile, raison sociale, identifiant CIBTP, SIREN ou SIRET."
    inlines = [MembershipInline]
    finder = Finder(
        "Utilisateurs",
        20,
        lambda person: (person.get_full_name(), person.email),
        exact=lambda people, typed: people.filter(email=lookup_email(typed)),
        ways=directory.OWN_WAYS,
    )
    change_form_template = "admin/accounts/user/change_form.html"
    decisions = interventions.INTERVENTIONS
    decisions_help = (
        "Chaque intervention est inscrite au journal avec votre nom. Le mot de passe et les codes de la personne ne "
        "sont jamais visibles ni modifiables ici."
    )
    fieldsets = [
        (None, {"fields": [("first_name", "last_name"), ("account_state", "second_factor")]}),
        ("Adresse électronique", {"fields": ["email", "email_state", "email_failing"]}),
        (
            "Téléphones",
            {"fields": ["mobile_number", "mobile_state", "mobile_failing", "mobile_stopped", "landline_number"]},
        ),
        ("Connexions", {"fields": ["session_count", ("last_login", "previous_sign_in_at"), "created_at"]}),
        ("Personnel de la caisse", {"fields": [("is_staff", "staff_caisse", "staff_role")]}),
    ]
    readonly_fields = [
        "account_state",
        "second_factor",
        "email_state",
        "email_failing",
        "mobile_number",
        "mobile_state",
        "mobile_failing",
        "mobile_stopped",
        "landline_number",
        "session_count",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = User.objects.order_by("last_name", "first_name", "pk")
        return directory.people_of(people, caisse_id_of(request))

    def get_urls(self) -> list[URLPattern]:
        resend = ("messages/<int:message_id>/renvoyer/", interventions.resend, "resend", WRITE)
        return [*row_urls(self, [resend]), *super().get_urls()]

    def facts(self, request: HttpRequest, row: User) -> dict[str, Any]:
        return interventions.facts(request, row)

    def record_view(self, request: HttpRequest, row: User) -> None:
        record_person_viewed(person=row, by=staff_of(request))

    @admin.display(description="compte")
    def account_state(self, person: User) -> str:
        if person.closed_at:
            return f"Fermé le {french_date(person.closed_at)}"
        if not person.is_active:
            return f"Suspendu\u00a0: {person.suspended_reason or 'motif non indiqué'}"
        return "Ouvert" if person.email_certified_at else "Jamais activé"

    @admin.display(description="double authentification")
    def second_factor(self, person: User) -> str:
        return "Activée" if second_factor.is_on(person) else "Non activée"

    @admin.display(description="certification de l’adresse", ordering="email_certified_at")
    def email_state(self, person: User) -> str:
        return certification(person.email_certified_at, person.email_certified_until)

    @admin.display(description="adresse certifiée", ordering="email_certified_at")
    def certified_until(self, person: User) -> str:
        """The same in a column: the list is wide enough."""
        until = person.email_certified_until
        if until is None:
            return "Jamais"
        day = f"{timezone.localtime(until):%d/%m/%Y}"
        return f"Échue le {day}" if until <= timezone.now() else f"Jusqu’au {day}"

    @admin.display(description="adresse en échec")
    def email_failing(self, person: User) -> str:
        since = person.email_failing_since
        return f"Les courriels ne parviennent plus depuis le {french_date(since)}" if since else "Non"

    @admin.display(description="mobile")
    def mobile_number(self, person: User) -> str:
        return tel(person.mobile) if person.mobile else "–"

    @admin.display(description="certification du mobile")
    def mobile_state(self, person: User) -> str:
        return certification(person.mobile_certified_at, person.mobile_certified_until)

    @admin.display(description="mobile en échec")
    def mobile_failing(self, person: User) -> str:
        since = person.mobile_failing_since
        return f"Les SMS ne parviennent plus depuis le {french_date(since)}" if since else "Non"

    @admin.display(description="réponse STOP")
    def mobile_stopped(self, person: User) -> str:
        stop = stop_of(person)
        if stop is None:
            return "Non"
        return f"Plus aucun SMS depuis le {french_date(stop.stopped_at)} ({stop.get_source_display()})"

    @admin.display(description="téléphone fixe")
    def landline_number(self, person: User) -> str:
        return tel(person.landline) if person.landline else "–"

    @admin.display(description="sessions ouvertes")
    def session_count(self, person: User) -> int:
        return len(open_sessions(person, None))


def _rights_of(membership: Membership) -> str:
    if membership.role == MembershipRole.HOLDER:
        return "Tous"
    return " · ".join(in_words(as_rights(membership.rights))) or "Aucun"


def _panel_cells(membership: Membership) -> tuple[Any, ...]:
    where = membership.establishment.name if membership.establishment else "Toute l’entreprise"
    ended = f"Terminé le {short_date(membership.ended_at)}" if membership.ended_at else membership.get_role_display()
    return membership.user.get_full_name(), membership.user.email, ended, where, _rights_of(membership)


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    caisse_path = "adherent__caisse_id"
    list_display = ["user", "adherent", "establishment", "role", "created_at", "ended_at"]
    list_select_related = ["user", "adherent", "establishment"]
    list_filter = ["role", ("ended_at", PresenceFilter)]
    ways = (words_in("user__searched"), of_company())
    search_help_text = "Personne (nom, adresse électronique), ou entreprise (nom, identifiant CIBTP, SIREN, SIRET)."
    fields = ["user", "adherent", "establishment", "role", "rights", "created_at", "ended_at"]
    ordering = ["-created_at", "-pk"]
    company_panel = CompanyPanel(
        "Personnes et droits",
        20,
        ("Personne", "Adresse électronique", "Rôle", "Pour", "Droits"),
        _panel_cells,
        among=lambda rows: rows.order_by(F("ended_at").desc(nulls_first=True), "-role", "user__last_name", "pk"),
        url=lambda membership: reverse("admin:accounts_user_change", args=[membership.user_id]),
        empty="Personne n’a de compte pour cette entreprise.",
    )
