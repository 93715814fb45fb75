"""The queue of the errors that companies report on a certificat de congé: it is kept, or another one replaces it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest
from django.utils.safestring import SafeString

from adherents.queries import of_company
from core.french import counted
from core.lines import ParagraphField
from core.search import Way
from core.staff.company_panels import CompanyPanel
from core.staff.decisions import ITS_OWN_WORDS, Decision, Taken
from core.staff.queue_pages import WorkQueueAdmin
from core.staff.work_queues import in_state
from core.templatetags.portal import short_date
from documents.admin.pages import linked_document
from documents.certificates import answering
from documents.certificates.refusals import CertificateRefused
from documents.enums import HandoverState
from documents.models import Handover
from documents.policies import can_keep_certificate, can_treat_handover
from employees.admin.searching import OfPeopleAdmin
from employees.decisions.queries import of_person
from employees.nir import refuse_nir

_LENGTH: int = Handover._meta.get_field("answer").max_length  # type: ignore[assignment]
_DIGITS = 9
_WAITING_FIRST: list[Any] = [
    Case(When(state=HandoverState.DISPUTED, then=F("disputed_at"))).asc(nulls_last=True),
    "-created_at",
    "-pk",
]


class KeptForm(forms.Form):
    answer = ParagraphField(
        label="Réponse à l’entreprise",
        help_text="Elle la lit telle quelle sur la page du certificat. Le courriel ne la contient pas.",
        max_length=_LENGTH,
        validators=[refuse_nir],
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        error_messages={
            "required": "Écrivez pourquoi le certificat est juste : l’entreprise l’attend.",
            "max_length": f"Écrivez {counted(_LENGTH, 'caractère')} au plus.",
        },
    )


class CorrectionForm(forms.Form):
    """Among those that are published already: what replaces a paper is a paper that its company can read."""

    correction = forms.TypedChoiceField(
        label="Certificat corrigé",
        coerce=int,
        help_text="Publié pour la même personne. S’il n’est pas dans la liste, publiez-le d’abord comme tout document.",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choisissez le certificat corrigé ; publiez-le d’abord s’il n’est pas là."
        ),
    )

    def __init__(self, handover: Handover, typed: Any = None) -> None:
        super().__init__(typed, auto_id="id_replace_%s")
        rows = answering.corrections_of(handover)
        field: Any = self.fields["correction"]
        field.choices = [
            ("", "Choisissez"),
            *((one.pk, f"{one.title}, daté du {short_date(one.issued_on)}") for one in rows),
        ]


def _version(mark: str) -> int:
    """No certificate has the version 0: what is not a number decides nothing."""
    return int(mark) if mark.isascii() and mark.isdigit() and len(mark) <= _DIGITS else 0


def _keep(taken: Taken) -> None:
    answer = taken.form.cleaned_data["answer"]
    answering.keep_certificate(handover=taken.row, by=taken.by, version=_version(taken.seen), answer=answer)


def _replace(taken: Taken) -> None:
    chosen = taken.form.cleaned_data["correction"]
    answering.replace_certificate(handover=taken.row, by=taken.by, version=_version(taken.seen), correction_id=chosen)


def _is_disputed(handover: Handover) -> bool:
    return handover.state == HandoverState.DISPUTED


_REFUSALS: dict[type[Exception], str] = {CertificateRefused: ITS_OWN_WORDS}
KEEP = Decision(
    "keep",
    "maintenir",
    "Maintenir le certificat",
    may=can_treat_handover,
    is_offered=can_keep_certificate,
    act=_keep,
    done="Le certificat est maintenu ; l’entreprise en est avertie et le vérifie de nouveau.",
    refusals=_REFUSALS,
    consequence="L’entreprise lit votre réponse, et le certificat est de nouveau à vérifier.",
    asks=lambda row, typed: KeptForm(typed, auto_id="id_keep_%s"),
    shortcut="m",
)
REPLACE = Decision(
    "replace",
    "remplacer",
    "Remplacer par un certificat corrigé",
    may=can_treat_handover,
    is_offered=_is_disputed,
    act=_replace,
    done="Le certificat est retiré, et remplacé ; l’entreprise en est avertie.",
    refusals=_REFUSALS,
    consequence="Le certificat faux est retiré : l’entreprise ne voit plus que le nouveau, à vérifier.",
    asks=CorrectionForm,
    shortcut="c",
)


@admin.register(Handover)
class HandoverAdmin(OfPeopleAdmin, WorkQueueAdmin):
    """What the company does of each certificate, and the errors that it waits an answer for. Its file is a document."""

    ways: tuple[Way, ...] = (of_person("document__employee"), of_company())
    work_queue = in_state(
        "erreurs signalées sur un certificat",
        HandoverState.DISPUTED,
        since="disputed_at",
        usual_days="CERTIFICATES_USUAL_DAYS",
    )
    decisions = (KEEP, REPLACE)
    company_panel = CompanyPanel(
        "Certificats de congé",
        74,
        ("Salarié", "État", "Daté du"),
        lambda row: (_whose(row), row.get_state_display(), short_date(row.document.issued_on)),
        among=lambda rows: rows.select_related("document__employee").order_by("-created_at"),
    )
    list_display = ["certificate", "waiting_for", "state", "handed_over_on", "adherent"]
    list_select_related = ["adherent", "document__employee"]
    list_filter = ["state"]
    fields = [
        ("company", "state"),
        ("paper", "issued_on"),
        ("disputed_by_label", "disputed_at"),
        "said",
        ("checked_at", "handed_over_on"),
    ]
    fields_once_decided = ("answer", "answered_at", "corrected_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Handover]:
        beside = ("adherent__caisse", "document__employee", "corrected_by")
        return super().get_queryset(request).select_related(*beside)

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits first, the longest waiting on top; then the latest."""
        return _WAITING_FIRST

    @admin.display(description="certificat", ordering="document__title")
    def certificate(self, handover: Handover) -> str:
        return handover.document.title

    @admin.display(description="document")
    def paper(self, handover: Handover) -> SafeString:
        return linked_document(self, handover.document)

    @admin.display(description="daté du", ordering="document__issued_on")
    def issued_on(self, handover: Handover) -> str:
        return short_date(handover.document.issued_on)

    def facts(self, request: HttpRequest, row: Handover) -> dict[str, Any]:
        return {"seen": str(row.version)}


def _whose(handover: Handover) -> str:
    employee = handover.document.employee
    return employee.full_name if employee else handover.document.title
