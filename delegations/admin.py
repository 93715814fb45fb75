"""The back office of a caisse for delegations: work queues to read; suspending, resuming, revoking, with a reason."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Exists, F, OuterRef, QuerySet, TextChoices
from django.http import HttpRequest

from accounts.models import User
from adherents.queries import of_company
from core.rights import as_rights, in_words
from core.search import beginning_of, search, through, words_in
from core.staff.columns import spaced_siret
from core.staff.company_panels import CompanyPanel
from core.staff.deciding import DecidingAdmin
from core.staff.decisions import Decision, Taken
from core.staff.finding import Finder
from core.staff.reasons import Reasons
from core.staff.scoping import ReadOnlyAdmin, caisse_id_of
from core.templatetags.portal import short_date, siret
from delegations.collaborators.services import appoint_by_caisse
from delegations.enums import OPEN_STATES, DelegationState, ResumptionReason, RevocationReason, SuspensionReason
from delegations.giving.services import ending
from delegations.giving.services.giving import DelegationChangedMeanwhile, NotOpen
from delegations.models import Delegation, DelegationEvent, DelegationRequest, Firm, FirmMember
from delegations.policies import can_intervene

# By name or by SIRET.
FIRM_WAYS = (words_in("plain_name"), beginning_of("siret"))
_OF_FIRM = through("firm", lambda typed: search(Firm.objects.order_by(), typed, *FIRM_WAYS))
_CHANGED = "La délégation a changé entre-temps : rien n’a été fait. Relisez-la."


def _intervention(
    key: str,
    route: str,
    verb: str,
    done: str,
    service: Callable[..., None],
    states: frozenset[str],
    reasons: type[TextChoices],
    *,
    is_danger: bool = False,
) -> Decision:
    """What the caisse does to a delegation, at once, both sides being told why."""

    def act(taken: Taken) -> None:
        version = int(taken.seen) if taken.seen.isascii() and taken.seen.isdigit() else 0
        service(by=taken.by, delegation=taken.row, version=version, reason=taken.reason)

    return Decision(
        key,
        route,
        f"{verb} la délégation",
        may=can_intervene,
        is_offered=lambda delegation: delegation.state in states,
        act=act,
        done=f"La délégation est {done} ; les deux parties en sont averties.",
        refusals={NotOpen: _CHANGED, DelegationChangedMeanwhile: _CHANGED},
        consequence="Avec effet immédiat.",
        reasons=Reasons(
            reasons,
            reader="Le motif et ces précisions sont écrits à l’entreprise et au cabinet, et gardés dans l’historique.",
            missing="Choisissez le motif : les deux parties le liront.",
            limit=300,
        ),
        is_danger=is_danger,
    )


INTERVENTIONS = (
    _intervention(
        "suspend",
        "suspendre",
        "Suspendre",
        "suspendue",
        ending.suspend_delegation,
        frozenset({DelegationState.ACTIVE}),
        SuspensionReason,
    ),
    _intervention(
        "resume",
        "retablir",
        "Rétablir",
        "rétablie",
        ending.resume_delegation,
        frozenset({DelegationState.SUSPENDED}),
        ResumptionReason,
    ),
    _intervention(
        "revoke",
        "retirer",
        "Retirer",
        "retirée",
        ending.revoke_by_caisse,
        frozenset(OPEN_STATES),
        RevocationReason,
        is_danger=True,
    ),
)


class EventInline(admin.TabularInline):
    model = DelegationEvent
    fields = ["at", "kind", "side", "actor_label", "reason", "changes"]
    readonly_fields = ["at", "kind", "side", "actor_label", "reason", "changes"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Delegation)
class DelegationAdmin(DecidingAdmin):
    decisions = INTERVENTIONS
    decisions_help = "Les deux parties reçoivent le motif par courriel ; il est inscrit au journal avec votre nom."
    caisse_path = "adherent__caisse_id"
    secret_fields = frozenset({"token_digest"}) | ReadOnlyAdmin.secret_fields
    list_display = ["adherent", "firm_label", "state", "starts_on", "ends_on", "created_at", "accepted_at", "ended_at"]
    list_select_related = ["adherent", "firm"]
    list_filter = ["state", "starts_on", "ends_on"]
    ways = (of_company(), words_in("firm__plain_name"), beginning_of("firm_siret"))
    search_help_text = "Entreprise (nom, identifiant CIBTP, SIREN, SIRET) ou cabinet (nom, SIRET)."
    inlines = [EventInline]
    company_panel = CompanyPanel(
        "Délégations",
        30,
        ("Cabinet", "État", "À partir du", "Jusqu’au", "Droits"),
        lambda given: (
            given.firm_name,
            given.get_state_display(),
            short_date(given.starts_on),
            short_date(given.ends_on) if given.ends_on else "–",
            " · ".join(in_words(as_rights(given.rights))),
        ),
        among=lambda rows: rows.order_by(F("ended_at").desc(nulls_first=True), "-created_at", "-pk"),
        empty="Aucune.",
    )
    fields = [
        ("company", "firm_label"),
        "state",
        "rights_label",
        "sites_label",
        ("starts_on", "ends_on"),
        "invited_email",
        ("given_by", "created_at"),
        ("accepted_by", "accepted_at"),
        ("ended_at", "end_reason"),
    ]
    readonly_fields = ["firm_label", "rights_label", "sites_label"]

    def facts(self, request: HttpRequest, row: Delegation) -> dict[str, Any]:
        return {"seen": row.version}

    @admin.display(description="cabinet", ordering="firm__name")
    def firm_label(self, row: Delegation) -> str:
        return row.firm_name

    @admin.display(description="droits")
    def rights_label(self, row: Delegation) -> str:
        return " ; ".join(in_words(as_rights(row.rights)))

    @admin.display(description="sites")
    def sites_label(self, row: Delegation) -> str:
        return "Tous" if row.all_sites else ", ".join(site.name for site in row.establishments.all())


@admin.register(Firm)
class FirmAdmin(ReadOnlyAdmin):
    """Firms that have, or had, a delegation of a company of the caisse."""

    list_display = ["name", spaced_siret]
    ways = FIRM_WAYS
    search_help_text = "Raison sociale ou SIRET."
    finder = Finder("Cabinets", 50, lambda firm: (firm.name, f"SIRET {siret(firm.siret)}"))
    fields: ClassVar[Any] = ["name", spaced_siret]
    readonly_fields: ClassVar[Any] = [spaced_siret]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Firm]:
        return _of_caisse(Firm.objects.order_by("name", "pk"), request, "pk")


@admin.register(FirmMember)
class FirmMemberAdmin(ReadOnlyAdmin):
    list_display = ["user", "firm", "is_administrator", "joined_at"]
    list_select_related = ["user", "firm"]
    list_filter = ["is_administrator"]
    ways = (words_in("user__searched"), _OF_FIRM)
    search_help_text = "Personne (nom, adresse électronique) ou cabinet (raison sociale, SIRET)."
    fields = ["user", "firm", "is_administrator", "joined_at"]
    actions = ["appoint"]

    def has_intervene_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("delegations.intervene"))

    @admin.action(description="Nommer administrateur de son cabinet", permissions=["intervene"])
    def appoint(self, request: HttpRequest, queryset: QuerySet[FirmMember]) -> None:
        """For a firm whose administrators all left; the staff have made sure of who asks."""
        for member in queryset.select_related("user", "firm"):
            appoint_by_caisse(by=_staff(request), member=member, caisse_id=caisse_id_of(request))
        self.message_user(request, "Les personnes choisies administrent leur cabinet.", messages.SUCCESS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[FirmMember]:
        return _of_caisse(FirmMember.objects.order_by("firm__name", "user__last_name", "pk"), request, "firm")


@admin.register(DelegationRequest)
class DelegationRequestAdmin(ReadOnlyAdmin):
    caisse_path = "adherent__caisse_id"
    list_display = ["adherent", "firm", "state", "created_at", "answered_at"]
    list_select_related = ["adherent", "firm"]
    list_filter = ["state"]
    ways = (of_company(), _OF_FIRM)
    search_help_text = "Entreprise (nom, identifiant CIBTP, SIREN, SIRET) ou cabinet (nom, SIRET)."
    fields = ["adherent", "firm", "state", "email", "asked_by", "created_at", "answered_at"]


def _of_caisse(rows: QuerySet[Any], request: HttpRequest, firm_path: str) -> QuerySet[Any]:
    caisse_id = caisse_id_of(request)
    if caisse_id is None:
        return rows
    given = Delegation.objects.filter(firm=OuterRef(firm_path), adherent__caisse_id=caisse_id)
    return rows.filter(Exists(given))


def _staff(request: HttpRequest) -> User:
    person: User = request.user  # type: ignore[assignment]
    return person
