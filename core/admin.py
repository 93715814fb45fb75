"""The back office of the machinery: messages on their way, the journal and the jobs, to read; never to write."""

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from core import allowance, audit, outgoing
from core.models import AuditEvent, OutgoingMessage
from core.search import words_in
from core.staff.company_panels import CompanyPanel
from core.staff.scoping import ReadOnlyAdmin
from core.staff.work_queues import in_state
from core.templatetags.portal import moment

SMS_STOPPED = (
    "Des SMS ne sont pas repartis : leur envoi est interrompu, ou le plafond du jour est atteint. Réessayez demain."
)


@admin.register(OutgoingMessage)
class OutgoingMessageAdmin(ReadOnlyAdmin):
    caisse_path = "caisse_id"
    work_queue = in_state(
        "messages en échec",
        OutgoingMessage.Status.FAILED,
        since="created_at",
        usual_days="FAILED_MESSAGE_USUAL_DAYS",
        field="status",
    )
    list_display = ["created_at", "channel", "recipient", "title", "status", "attempts", "sent_at"]
    list_filter = ["status", "channel", "created_at"]
    ways = (words_in("searched"),)
    search_help_text = "Destinataire ou objet"
    fields = [
        "channel",
        "recipient",
        "title",
        "body_text",
        ("status", "attempts"),
        "last_error",
        ("created_at", "sent_at", "expires_at"),
        "provider_id",
    ]
    readonly_fields = ["title"]
    actions = ["resend"]

    @admin.display(description="objet", ordering="subject")
    def title(self, message: OutgoingMessage) -> str:
        return message.title

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("core.resend_outgoingmessage"))

    @admin.action(description="Envoyer de nouveau", permissions=["resend"])
    def resend(self, request: HttpRequest, queryset: QuerySet[OutgoingMessage]) -> None:
        """Queue again what can be; say why for the rest."""
        done, refused, stopped = 0, 0, 0
        for message in queryset:
            try:
                outgoing.resend(message=message, by=request.user)
                done += 1
            except outgoing.NotResendable:
                refused += 1
            except allowance.REFUSALS:
                stopped += 1
        if done:
            self.message_user(request, f"Messages remis à l’envoi\N{NO-BREAK SPACE}: {done}.", messages.SUCCESS)
        if refused:
            self.message_user(
                request,
                f"Messages qui contenaient un lien ou un code personnel, effacé depuis\N{NO-BREAK SPACE}: {refused}. "
                "La personne en redemande un elle-même depuis le portail.",
                messages.WARNING,
            )
        if stopped:
            self.message_user(request, SMS_STOPPED, messages.WARNING)


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    caisse_path = "caisse_id"
    list_display = ["at", "action_label", "result", "actor_label", "via", "tiers_label", "target"]
    list_filter = ["result", "at"]
    ways = (words_in("searched"),)
    search_help_text = "Auteur, entreprise, objet ou nom de l’action"
    fields = [
        ("at", "result"),
        "action_label",
        ("actor_label", "via"),
        "tiers_label",
        "target",
        "changes",
        ("ip", "agent_hash", "request_id"),
    ]
    readonly_fields = ["action_label"]
    company_panel = CompanyPanel(
        "Journal",
        90,
        ("Date", "Action", "Auteur", "Objet", "Résultat"),
        lambda event: (
            moment(event.at),
            audit.label(event.action),
            event.actor_label or "Le portail",
            str(event.changes.get("person", "")) or event.target,
            event.get_result_display(),
        ),
        filters=lambda company: {"adherent_id__exact": company.pk},
        # A company has tens of thousands of lines, of which the index gives the latest.
        is_counted=False,
    )
    actions = None

    @admin.display(description="action", ordering="action")
    def action_label(self, event: AuditEvent) -> str:
        return audit.label(event.action)


admin.site.unregister(ProcrastinateJob)

_JOB_FIELDS = ("task_name", "arguments", "state_label", "queue_name", "attempts", "scheduled_at")
_STATES = {
    "todo": "À faire",
    "doing": "En cours",
    "succeeded": "Terminé",
    "failed": "Échec",
    "cancelled": "Annulé",
    "aborted": "Interrompu",
}


class JobEventInline(admin.TabularInline):
    """What happened to the job, and when."""

    model = ProcrastinateEvent
    template = "admin/core/job_events.html"


@admin.register(ProcrastinateJob)
class JobAdmin(ProcrastinateJobAdmin):
    """The library's, in French and without its inline styles, which the Content-Security-Policy refuses."""

    list_display = ["pk", "task_name", "state_label", "queue_name", "attempts", "scheduled_at"]
    list_filter = ["status", "queue_name", "task_name"]
    fields = [*_JOB_FIELDS]
    inlines = [JobEventInline]
    actions = ["retry", "cancel", "abort"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "Travaux en arrière-plan", **(extra_context or {})})

    def get_readonly_fields(self, request: Any, obj: ProcrastinateJob | None = None) -> list[str]:
        return list(_JOB_FIELDS)

    @admin.display(description="état", ordering="status")
    def state_label(self, job: ProcrastinateJob) -> str:
        return _STATES.get(job.status, job.status)

    @admin.display(description="arguments")
    def arguments(self, job: ProcrastinateJob) -> SafeString:
        return format_html("<code>{}</code>", json.dumps(job.args, ensure_ascii=False))

    @admin.action(description="Relancer ce qui a échoué")
    def retry(self, request: HttpRequest, queryset: QuerySet[ProcrastinateJob]) -> None:
        super().retry(request, queryset)

    @admin.action(description="Annuler ce qui n’a pas commencé")
    def cancel(self, request: HttpRequest, queryset: QuerySet[ProcrastinateJob]) -> None:
        super().cancel(request, queryset)

    @admin.action(description="Interrompre")
    def abort(self, request: HttpRequest, queryset: QuerySet[ProcrastinateJob]) -> None:
        super().abort(request, queryset)
