"""What waits for somebody of a company among its documents, for `core.pending`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Now, TruncDate

from core.pending import OneByOne, PendingSource, Told
from core.rights import Right
from core.templatetags.portal import near_date
from documents.enums import Audience, HandoverState
from documents.models import Handover
from employees.models.people import full_name


def certificates_to_check() -> QuerySet[Any]:
    return _shown().filter(state=HandoverState.TO_CHECK)


def certificates_to_hand_over() -> QuerySet[Any]:
    return _shown().filter(state=HandoverState.TO_HAND_OVER)


def _shown() -> QuerySet[Any]:
    """Read by whoever has the rights of these sources: of a kind that its caisse shows to fewer, nobody is told."""
    return Handover.objects.filter(
        document__published_at__lte=Now(),
        document__withdrawn_at__isnull=True,
        document__kind__audience=Audience.EVERYBODY,
        document__kind__needed_right__in=["", Right.WAGES_CONSULT.value],
    )


_DOCUMENT = {
    "ref": F("document__public_id"),
    "title": F("document__title"),
    "last_name": F("document__employee__last_name"),
    "first_name": F("document__employee__first_name"),
}


def _to_check(published_on: date, said: Mapping[str, Any]) -> Told:
    return Told(f"Publié le {near_date(published_on)}", f"Certificat de congé à vérifier : {_whose(said)}", said["ref"])


def _to_hand_over(published_on: date, said: Mapping[str, Any]) -> Told:
    return Told(f"Publié le {near_date(published_on)}", f"Certificat de congé à remettre : {_whose(said)}", said["ref"])


def _whose(said: Mapping[str, Any]) -> str:
    return full_name(said["last_name"], said["first_name"]) if said["last_name"] else str(said["title"])


SOURCES = (
    PendingSource(
        "certificates-to-check",
        "certificat de congé à vérifier",
        Right.DOCUMENTS_ACT,
        certificates_to_check,
        "certificats de congé à vérifier",
        "documents:index",
        OneByOne("Vérifier", "documents:certificate", TruncDate("document__published_at"), _DOCUMENT, _to_check),
        also=(Right.WAGES_CONSULT,),
    ),
    PendingSource(
        "certificates-to-hand-over",
        "certificat de congé à remettre",
        Right.DOCUMENTS_ACT,
        certificates_to_hand_over,
        "certificats de congé à remettre",
        "documents:index",
        OneByOne("Remettre", "documents:certificate", TruncDate("document__published_at"), _DOCUMENT, _to_hand_over),
        also=(Right.WAGES_CONSULT,),
    ),
)
