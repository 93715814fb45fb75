"""What is to declare, in words; what was declared, and all that was of one leave."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from absences.enums import DeclarationKind, DeclarationState
from absences.models import Absence, LeaveDeclaration
from absences.queries.leave_days import leave_days
from absences.queries.rules import rule_for
from absences.telling import Telling, is_leave, said_of_leave, telling_of
from core.access import Access
from core.french import counted
from core.search import search, through, words_in
from employees.models import Employee

PER_PAGE = 50
# How many are declared at one go.
AT_ONCE = 200
TAKE_BACK = "Retrait d’une déclaration"


@dataclass(frozen=True, slots=True)
class ToTell:
    """One leave of which the caisse must be told something. `mark`: which, as it was read; `believes`: what the caisse
    goes by today; `will`: what it will be; `refusal`: why it refused the last one, whose reference is `refused_ref`;
    `notes`: what there is to know before sending.
    """

    mark: str
    person: str
    employee_ref: str
    what: str
    believes: str
    will: str
    days: Decimal
    starts_on: date
    refusal: str
    refused_ref: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the follow-up of a declaration."""

    text: str
    at: datetime | date
    detail: str = ""

    @property
    def is_day(self) -> bool:
        """Of which nobody knows the hour."""
        return not isinstance(self.at, datetime)


@dataclass(frozen=True, slots=True)
class SentRow:
    label: str
    value: str


def to_declare(access: Access) -> QuerySet[Absence]:
    """The earliest departure first."""
    rows: QuerySet[Absence] = Absence.objects.for_access(access).to_declare()
    return rows.order_by("starts_on", "employee__plain_name", "pk")


def page_to_declare(access: Access, number: str | None) -> tuple[Page, list[ToTell]]:
    page = Paginator(to_declare(access), PER_PAGE).get_page(number)
    return page, told(access, page.object_list)


def chosen(access: Access, refs: Collection[str] | None) -> QuerySet[Absence]:
    """Those of these references of which something is still to declare; None: all."""
    rows = to_declare(access)
    return (rows if refs is None else rows.filter(public_id__in=refs))[:AT_ONCE]


def told(access: Access, absences: Any) -> list[ToTell]:
    """`absences`: a query, or the part of one that a page shows. As many queries whatever their number."""
    rows: list[Absence] = list(absences.select_related("employee", "kind").prefetch_related("declarations"))
    days = leave_days(access.tiers.adherent_id, rows)
    lead_days = rule_for(access.tiers.caisse_id).lead_days
    return [_to_tell(row, days[row.pk], lead_days) for row in rows]


def _to_tell(absence: Absence, days: Decimal, lead_days: int | None) -> ToTell:
    said = said_of_leave(absence)
    telling = telling_of(absence, said)
    refused = said[0] if said and said[0].state == DeclarationState.REFUSED else None
    return ToTell(
        mark=f"{absence.public_id}:{absence.version}",
        person=absence.employee.full_name,
        employee_ref=absence.employee.public_id,
        what=str(telling.kind.label) if telling.kind is not None else TAKE_BACK,
        believes=_believes(telling),
        will=_will(absence, telling, days),
        days=days if is_leave(absence) else Decimal(0),
        starts_on=absence.starts_on,
        refusal=refused.message if refused is not None else "",
        refused_ref=refused.public_id if refused is not None else "",
        notes=tuple(_notes(absence, telling, lead_days)),
    )


def _believes(telling: Telling) -> str:
    if telling.believed is None:
        return "Rien"
    return written(telling.believed.sent.get("kind", ""), telling.believed.stretch.label, telling.believed.days)


def _will(absence: Absence, telling: Telling, days: Decimal) -> str:
    if telling.kind is None and telling.believed is not None:
        return f"Ce que la caisse a pris en compte : {_believes(telling)}"
    if not is_leave(absence):
        return "Plus de congé"
    return written(absence.kind.name, absence.stretch.label, days)


def written(kind: str, label: str, days: Decimal) -> str:
    """« Congés payés, du 3 août 2026 au 8 août 2026, 6 jours ouvrables »."""
    return ", ".join(filter(None, [kind, label, counted(days, "jour ouvrable")]))


def _notes(absence: Absence, telling: Telling, lead_days: int | None) -> Iterable[str]:
    if telling.waiting is not None:
        done = "retirée : la caisse ne l’a pas traitée" if telling.kind is None else "remplacée par celle-ci"
        yield f"La déclaration {telling.waiting.reference} sera {done}."
    if telling.kind in (DeclarationKind.LEAVE, DeclarationKind.CHANGE):
        yield from _about_departure(absence.starts_on, lead_days)


def _about_departure(starts_on: date, lead_days: int | None) -> Iterable[str]:
    """Advice: a leave told late is told all the same."""
    ahead = (starts_on - timezone.localdate()).days
    if ahead < 0:
        yield "Ce congé a déjà commencé."
    elif lead_days is not None and ahead < lead_days:
        left = "aujourd’hui" if ahead == 0 else f"dans {counted(ahead, 'jour')}"
        yield f"Départ {left} : votre caisse demande {counted(lead_days, 'jour')} d’avance."


def lead_time(access: Access) -> str:
    """How long before a departure the caisse wants to know, in words."""
    lead_days = rule_for(access.tiers.caisse_id).lead_days
    if lead_days is None:
        return "Votre caisse n’a pas fixé de délai : déclarez dès que les dates sont sûres."
    return f"Votre caisse demande que les congés soient déclarés {counted(lead_days, 'jour')} avant le départ."


_BY_PERSON = through(
    "absence__employee", lambda typed: search(Employee.objects.order_by(), typed, words_in("plain_name"))
)


def _by_reference(rows: QuerySet[LeaveDeclaration], typed: str) -> QuerySet[LeaveDeclaration]:
    return rows.filter(reference=typed.upper())


def declared(access: Access, *, typed: str, state: str) -> QuerySet[LeaveDeclaration]:
    """The latest first."""
    rows: QuerySet[LeaveDeclaration] = LeaveDeclaration.objects.for_access(access)
    if state:
        rows = rows.filter(state=state)
    return (
        search(rows, typed, _BY_PERSON, _by_reference).select_related("absence__employee").order_by("-sent_at", "-pk")
    )


def declaration_of(access: Access, public_id: str) -> LeaveDeclaration | None:
    """With everything that a page or a receipt says of it."""
    rows = LeaveDeclaration.objects.for_access(access).select_related(
        "adherent__caisse", "leave_kind", "absence__employee", "absence__kind"
    )
    declaration: LeaveDeclaration | None = rows.filter(public_id=public_id).first()
    return declaration


def of_same_leave(declaration: LeaveDeclaration) -> list[LeaveDeclaration]:
    """All that was declared of it, in the order of sending."""
    return list(LeaveDeclaration.objects.filter(absence_id=declaration.absence_id).order_by("pk"))


def sent_rows(declaration: LeaveDeclaration) -> list[SentRow]:
    """What was sent, as it was; nothing of a motive: only leave is declared."""
    sent = declaration.sent
    before = ", ".join(filter(None, [sent.get("kind_before", ""), sent.get("before", "")]))
    rows = [
        ("Objet", str(declaration.get_kind_display())),
        ("Salarié", sent.get("person", "")),
        ("Nature du congé", sent.get("kind", "")),
        ("Dates", sent.get("days", "") or declaration.stretch.label),
        ("Jours ouvrables", counted(declaration.days, "jour").partition(" ")[0]),
        ("Jusque-là", before),
    ]
    return [SentRow(label, value) for label, value in rows if value]


def follow_up(declaration: LeaveDeclaration) -> list[Moment]:
    """What became of it, the latest last."""
    moments = [Moment(f"Envoyée à la caisse par {declaration.sent_by_label}", declaration.sent_at)]
    said = {
        DeclarationState.TAKEN_INTO_ACCOUNT: "Prise en compte par la caisse",
        DeclarationState.REFUSED: "Refusée par la caisse",
        DeclarationState.REPLACED: "Remplacée par une autre déclaration",
        DeclarationState.WITHDRAWN: "Retirée par l’entreprise",
    }
    if declaration.treated_at is not None and (text := said.get(DeclarationState(declaration.state))):
        moments.append(Moment(text, declaration.treated_at, declaration.message))
    if declaration.paid_on is not None:
        moments.append(Moment("Payée par la caisse", declaration.paid_on))
    return moments
