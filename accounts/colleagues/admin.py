"""Who is invited to a company, and the changes of holder that the caisse decides: a queue of work."""

from django.contrib import admin

from accounts.colleagues.services import holder_change as services
from accounts.enums import HolderChangeState, HolderRefusalReason
from accounts.models import HolderChange, Invitation, User
from accounts.policies import can_decide_holder_change
from adherents.queries import of_company
from core.rights import as_rights, in_words
from core.search import words_in
from core.staff.decisions import ITS_OWN_WORDS, Decision, Taken
from core.staff.queue_pages import WorkQueueAdmin
from core.staff.reasons import Reasons
from core.staff.scoping import ReadOnlyAdmin
from core.staff.work_queues import in_state

_DONE = {
    HolderChangeState.DONE: "Le changement est fait : l’ancien et le nouveau titulaire en sont avertis.",
    HolderChangeState.INVITED: (
        "Le changement est confirmé : le nouveau titulaire, qui n’a pas de compte, est invité à en ouvrir un. L’ancien "
        "reste titulaire jusque-là."
    ),
}


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    caisse_path = "adherent__caisse_id"
    list_display = ["person", "email", "adherent", "establishment", "role", "state_label", "sent_at", "expires_at"]
    list_select_related = ["adherent", "establishment"]
    list_filter = ["state", "role"]
    ways = (words_in("searched"), of_company())
    search_help_text = (
        "Personne invitée (nom, adresse électronique), ou entreprise (nom, identifiant CIBTP, SIREN, SIRET)."
    )
    fields = [
        ("first_name", "last_name"),
        "email",
        ("adherent", "establishment"),
        ("role", "rights_in_words"),
        "state_label",
        "invited_by",
        ("created_at", "sent_at"),
        ("expires_at", "ended_at"),
    ]
    readonly_fields = ["state_label", "rights_in_words"]

    @admin.display(description="personne", ordering="last_name")
    def person(self, invitation: Invitation) -> str:
        return invitation.get_full_name()

    @admin.display(description="état", ordering="state")
    def state_label(self, invitation: Invitation) -> str:
        return str(invitation.present_state.label)

    @admin.display(description="droits")
    def rights_in_words(self, invitation: Invitation) -> str:
        return " · ".join(in_words(as_rights(invitation.rights))) or "Tous"


def _confirm(taken: Taken) -> HolderChange:
    return services.confirm_replacement(change=taken.row, by=taken.by)


def _refuse(taken: Taken) -> None:
    services.refuse_replacement(change=taken.row, by=taken.by, reason=taken.reason)


def _may_decide(by: User, change: HolderChange) -> bool:
    return can_decide_holder_change(by, change.adherent.caisse_id)


def _is_pending(change: HolderChange) -> bool:
    return change.state == HolderChangeState.PENDING


_REFUSALS: dict[type[Exception], str] = {services.NotPossible: ITS_OWN_WORDS}
DECISIONS = (
    Decision(
        "confirm",
        "confirmer",
        "Confirmer le changement",
        may=_may_decide,
        is_offered=_is_pending,
        act=_confirm,
        done=lambda decided: _DONE[HolderChangeState(decided.state)],
        refusals=_REFUSALS,
        shortcut="a",
    ),
    Decision(
        "refuse",
        "refuser",
        "Refuser",
        may=_may_decide,
        is_offered=_is_pending,
        act=_refuse,
        done="Le changement est refusé : le titulaire en est averti, avec le motif.",
        refusals=_REFUSALS,
        consequence="L’ancien titulaire le reste, et reçoit le motif par courriel.",
        reasons=Reasons(
            HolderRefusalReason,
            reader="Le titulaire qui a fait la demande lit le motif et ces précisions.",
            missing="Choisissez pourquoi ce changement est refusé : le titulaire le lira.",
            limit=300,
        ),
        is_danger=True,
        shortcut="x",
    ),
)


@admin.register(HolderChange)
class HolderChangeAdmin(WorkQueueAdmin):
    """The oldest request to decide first; each one is confirmed, or refused with a reason."""

    caisse_path = "adherent__caisse_id"
    work_queue = in_state(
        "changements de titulaire à décider",
        HolderChangeState.PENDING,
        since="asked_at",
        usual_days="HOLDER_CHANGE_USUAL_DAYS",
    )
    decisions = DECISIONS
    decisions_help = (
        "Vérifiez l’identité du demandeur et du nouveau titulaire avant de confirmer. La décision est inscrite au "
        "journal avec votre nom, et le titulaire en est averti."
    )
    list_display = ["adherent", "waiting_for", "holder", "new_holder", "state", "asked_at", "decided_at"]
    list_select_related = ["adherent", "holder"]
    list_filter = ["state", "asked_at"]
    ways = (words_in("searched"), words_in("holder__searched"), of_company())
    search_help_text = "Ancien ou nouveau titulaire, ou entreprise (nom, identifiant CIBTP, SIREN, SIRET)."
    fields = [
        ("company", "state"),
        "holder",
        ("new_holder", "email"),
        ("successor", "stays"),
        "asked_at",
    ]
    fields_once_decided = (("decided_at", "decided_by"), "refusal_reason")
    readonly_fields = ["new_holder"]
    ordering = ["-state", "asked_at"]

    @admin.display(description="nouveau titulaire", ordering="last_name")
    def new_holder(self, change: HolderChange) -> str:
        return change.new_name
