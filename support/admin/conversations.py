"""The queue of what companies write: the thread and the answer on one page, then the next one."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest

from adherents.queries import of_company
from core import typed_again
from core.attempts import attempt_of
from core.search import Way, words_in
from core.staff.company_panels import CompanyPanel
from core.staff.finding import Finder
from core.staff.scoping import caisse_id_of
from core.staff.work_queues import WorkQueue
from core.templatetags.portal import moment, short_date
from employees.admin.searching import OfPeopleAdmin
from employees.decisions.queries import by_reference, of_person
from support.admin.answering import AnsweringAdmin, said_of
from support.admin.filters import TO_ANSWER, FollowerFilter, StateFilter, SubjectFilter
from support.admin.forms import AnswerForm
from support.admin.joined import JoinedFilesAdmin
from support.admin.linking import linked_url
from support.admin.merging import MergingAdmin
from support.admin.offered import DECISIONS
from support.enums import OF_THE_CAISSE, ConversationState
from support.models import Conversation
from support.policies import can_treat
from support.services.presence import others_writing
from support.statistics.admin import StatisticsAdmin
from support.treating.queries import canned_for, notes_of, thread_of

_BESIDE = ("adherent__caisse", "caisse", "handed_over_from", "subject", "establishment", "assigned_to")
# Of its reference, of what it is about, of who opened it.
_OWN_WAYS: tuple[Way, ...] = (by_reference, words_in("searched"))
WAITING_FIRST: list[Any] = [
    Case(When(state__in=OF_THE_CAISSE, then=F("waiting_since"))).asc(nulls_last=True),
    "-last_message_at",
    "-pk",
]


@admin.register(Conversation)
class ConversationAdmin(StatisticsAdmin, MergingAdmin, AnsweringAdmin, JoinedFilesAdmin, OfPeopleAdmin):
    caisse_path = "caisse_id"
    ways: tuple[Way, ...] = (*_OWN_WAYS, of_person("employee"), of_company())
    work_queue = WorkQueue(
        "messages à répondre",
        waiting=lambda rows: rows.filter(state__in=OF_THE_CAISSE),
        holds=lambda conversation: conversation.state in OF_THE_CAISSE,
        since="waiting_since",
        query=f"etat={TO_ANSWER}",
        usual_days="CONVERSATION_USUAL_DAYS",
    )
    decisions = DECISIONS
    decisions_title = "Intervenir"
    decisions_help = (
        "Chaque réponse et chaque décision sont inscrites au journal avec votre nom ; l’entreprise lit qui lui répond."
    )
    finder = Finder(
        "Messages des entreprises",
        48,
        lambda conversation: (
            f"{conversation.reference} · {conversation.get_state_display()}",
            f"{conversation.subject}, {conversation.adherent.name}",
        ),
        exact=by_reference,
        ways=(*_OWN_WAYS, of_person("employee")),
    )
    company_panel = CompanyPanel(
        "Messages",
        73,
        ("Référence", "Objet", "Dernier message", "Suivi par", "État"),
        lambda conversation: (
            conversation.reference,
            conversation.subject.name,
            short_date(conversation.last_message_at),
            str(conversation.assigned_to or "–"),
            conversation.get_state_display(),
        ),
        among=lambda rows: rows.order_by(*WAITING_FIRST),
    )
    list_display = ["reference", "waiting_for", "subject", "about", "adherent", "last_message_at", "follower", "state"]
    list_select_related = list(_BESIDE)
    list_filter = [StateFilter, FollowerFilter, SubjectFilter]
    search_help_text = "Référence d’un échange, auteur, salarié, ou entreprise."
    fields = [("company", "state"), ("topic", "opened")]
    change_form_template = "admin/support/conversation.html"
    change_list_template = "admin/support/conversations.html"

    class Media:
        js = ["js/conversation.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        rows: QuerySet[Conversation] = super().get_queryset(request).select_related(*_BESIDE)
        return rows

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits first, the longest waiting on top; then the latest."""
        return WAITING_FIRST

    def is_of_its_caisse(self, row: Conversation) -> bool:
        return row.caisse_id == row.adherent.caisse_id

    @admin.display(description="objet")
    def topic(self, conversation: Conversation) -> str:
        return conversation.subject.name

    @admin.display(description="à propos de")
    def about(self, conversation: Conversation) -> str:
        return conversation.linked_label or (conversation.establishment.name if conversation.establishment else "–")

    @admin.display(description="suivi par", ordering="assigned_to__last_name")
    def follower(self, conversation: Conversation) -> str:
        return str(conversation.assigned_to or "–")

    @admin.display(description="ouvert")
    def opened(self, conversation: Conversation) -> str:
        return f"{moment(conversation.opened_at)}, par {conversation.opened_by_label}"

    def facts(self, request: HttpRequest, row: Conversation) -> dict[str, Any]:
        treats = can_treat(request.user, row)
        return {
            "seen": typed_again.mark("seen") or str(row.version),
            "thread": thread_of(row),
            "notes": notes_of(row, caisse_id_of(request)),
            "presence": said_of(others_writing(row, request.user)),
            "treats": treats,
            "is_to_read": treats and row.state == ConversationState.SENT,
            "merge_url": self.row_url(request, row.pk, "merge") if treats else "",
            "may_take": treats and row.assigned_to_id is None and not row.is_over,
            "linked_url": linked_url(self.admin_site, request, row),
            "answer_form": AnswerForm(canned=canned_for(row)) if treats and not row.is_over else None,
            "attempt": attempt_of(request),  # type: ignore[arg-type]
            "follows_url": self.row_url(request, row.follows_id) if row.follows_id else "",
            **self.addresses(request, row),
        }
