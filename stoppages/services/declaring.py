"""What is sent to the caisse: one row each, whole, that nothing rewrites."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from core.access import Access
from core.references import new_reference
from stoppages.enums import DeclarationKind, EventKind
from stoppages.models import DeclaredDay, DeclaredPerson, LostDay, StoppageCase, StoppageDeclaration, StoppedPerson
from stoppages.services.cases import touch
from stoppages.services.history import note
from stoppages.services.settling import settle

_ATTEMPT_LENGTH = 32
_SENT = {
    DeclarationKind.PROVISIONAL: EventKind.PROVISIONAL_SENT,
    DeclarationKind.FINAL: EventKind.FINAL_SENT,
    DeclarationKind.SICK_LEAVE: EventKind.SICK_LEAVE_SENT,
}


@dataclass(frozen=True, slots=True)
class Sending:
    """`content`: all that the receipt prints, as texts, by name. `due_at`: by law; `late_after`: by the caisse, None
    for never. `people` and `days`: of a final declaration, copied. `stoppage`: the columns that tell of it.
    """

    kind: DeclarationKind
    content: Mapping[str, Any]
    due_at: datetime | None = None
    late_after: datetime | None = None
    people: Iterable[StoppedPerson] = ()
    days: Iterable[LostDay] = ()
    stoppage: Mapping[str, Any] = field(default_factory=dict)


def attempt_of(case: StoppageCase, kind: DeclarationKind, version: int) -> str:
    """The same for whoever read this version: who sends it second is shown what the first one sent."""
    return hashlib.sha256(f"{kind}:{case.public_id}:{version}".encode()).hexdigest()[:_ATTEMPT_LENGTH]


def sent_already(case: StoppageCase, attempt: str) -> StoppageDeclaration | None:
    """What this form sent, when it comes again after a lost connection: the same receipt is shown."""
    row: StoppageDeclaration | None = case.stoppagedeclarations.filter(attempt=attempt).first()
    return row


def declare(access: Access, case: StoppageCase, sending: Sending, *, attempt: str) -> StoppageDeclaration:
    """Of a case that the caller holds (`cases.held`), in its transaction; the next of its kind becomes current."""
    again = sent_already(case, attempt)
    if again is not None:
        return again
    now = timezone.now()
    before = case.stoppagedeclarations.filter(kind=sending.kind).order_by("-number").first()
    case.stoppagedeclarations.filter(kind=sending.kind, is_current=True).update(is_current=False)
    declaration = StoppageDeclaration.objects.create(
        adherent_id=case.adherent_id,
        case=case,
        kind=sending.kind,
        number=before.number + 1 if before is not None else 1,
        reference=new_reference("D"),
        attempt=attempt,
        content=dict(sending.content),
        fingerprint=fingerprint(sending.content),
        due_at=sending.due_at,
        is_late=sending.late_after is not None and now >= sending.late_after,
        sent_at=now,
        sent_by=access.user,
        sent_by_label=str(access.user)[:200],
        **sending.stoppage,
    )
    _copy(declaration, sending)
    case.sent_at, case.to_amend = now, False
    touch(case)
    settle(case)
    note(case, EventKind.AMENDED if before else _SENT[sending.kind], access=access, declaration=declaration)
    return declaration


def fingerprint(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content in canonical JSON: keys sorted, no space, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _copy(declaration: StoppageDeclaration, sending: Sending) -> None:
    """Raises ValueError for a wage that nobody gave: whoever certifies has seen them all."""
    mine = {"declaration": declaration, "case_id": declaration.case_id, "adherent_id": declaration.adherent_id}
    DeclaredPerson.objects.bulk_create(
        DeclaredPerson(
            employee_id=person.employee_id,
            hourly_wage=_known(person.hourly_wage),
            days_before=person.days_before or 0,
            hours_before=person.hours_before,
            **mine,
        )
        for person in sending.people
    )
    DeclaredDay.objects.bulk_create(
        DeclaredDay(employee_id=day.employee_id, day=day.day, hours=day.hours, replaced=day.replaced, **mine)
        for day in sending.days
    )


def _known(wage: Decimal | None) -> Decimal:
    if wage is None:
        raise ValueError("A final declaration has every wage.")
    return wage
