"""The page of somebody: who they are, their contracts, what was declared of them and what waits."""

from dataclasses import dataclass
from datetime import date

from core.access import Access
from core.rights import Right
from employees.enums import OPEN_STATES, REQUESTS, CaisseState, MovementKind, MovementState, Presence, Sex
from employees.models import Employee, Employment, Movement
from employees.people.queries.history import may_read
from employees.policies import can_act_on_movement, can_request_change, can_request_hire_change, can_work_at
from employees.values import asked_values
from employees.words import hours_in_words, in_words, label_of

RESERVED, UNKNOWN = "Réservé", "Non renseigné"
_PRESENCES = {
    (Presence.PRESENT, Sex.MALE): "Présent",
    (Presence.PRESENT, Sex.FEMALE): "Présente",
    (Presence.LEFT, Sex.MALE): "Sorti",
    (Presence.LEFT, Sex.FEMALE): "Sortie",
}
_PRESENCE_TAGS = {Presence.PRESENT: "ok", Presence.FUTURE: "info"}
_CAISSE_TAGS = {
    CaisseState.HIRE_SENT: "info",
    CaisseState.HIRE_TO_CORRECT: "warn",
    CaisseState.RECORDED: "ok",
    CaisseState.DEPARTURE_SENT: "info",
    CaisseState.DEPARTURE_TO_CORRECT: "warn",
    CaisseState.HIRE_REFUSED: "bad",
}
_MOVEMENT_TAGS = {
    MovementState.SENT: "info",
    MovementState.TO_CORRECT: "warn",
    MovementState.ACCEPTED: "ok",
    MovementState.REFUSED: "bad",
}
_SHOWN = ("category", "qualification", "work_days")
_SHOWN_WHEN_KNOWN = ("fixed_term_reason", "worksite", "former_employer")


@dataclass(frozen=True, slots=True)
class Tag:
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Declared:
    """A movement as a line shows it."""

    movement: Movement
    tag: Tag
    has_receipt: bool


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A movement that the caisse has not treated; `asked`: what a request asks for."""

    movement: Movement
    asked: list[Fact]
    may_act: bool
    is_request: bool
    has_receipt: bool


@dataclass(frozen=True, slots=True)
class Contract:
    """`is_over`: it ended, or never was."""

    employment: Employment
    period: str
    is_over: bool
    tags: list[Tag]
    facts: list[Fact]
    departure: Movement | None
    departure_facts: list[Fact]
    movements: list[Declared]
    waiting: list[WaitingRequest]
    may_change: bool
    may_request_change: bool
    may_declare_departure: bool
    may_request_departure_change: bool


def person_or_404(access: Access, public_id: str, today: date) -> tuple[Employee, list[Contract]]:
    """Somebody, and the contracts that the reader sees: the one by which they are listed first, then the latest.
    With their company and its caisse, which the frame of the page shows.

    Two queries, and one more for whoever has none.
    """
    rows = Employment.objects.for_access(access).filter(employee__public_id=public_id)
    rows = rows.order_by("-is_current", "-starts_on", "-pk")
    rows = rows.select_related("employee__adherent__caisse", "establishment", "crew")
    contracts = list(rows.prefetch_related("movements"))
    person = contracts[0].employee if contracts else access.get_or_404(Employee, public_id, "adherent__caisse")
    for contract in contracts:
        contract.employee = person
    return person, [contract_card(access, contract, today) for contract in contracts]


def contract_of(access: Access, public_id: str) -> Employment | None:
    """A contract that the reader sees, with its person, its site and its crew: one query."""
    rows = Employment.objects.for_access(access).select_related("employee", "establishment", "crew")
    return rows.filter(public_id=public_id).first()


def contract_card(access: Access, row: Employment, today: date) -> Contract:
    movements = list(row.movements.all())
    still_open = [movement for movement in movements if movement.is_open]
    departure = live_departure(movements)
    is_hire_open = any(movement.kind == MovementKind.HIRE for movement in still_open)
    has_request = any(movement.kind in REQUESTS for movement in still_open)
    acts = can_work_at(access, row.establishment) and not row.is_void
    return Contract(
        employment=row,
        period=period_of(row),
        is_over=row.presence_on(today) in (None, Presence.LEFT),
        tags=[*presence_tags(row, today), caisse_tag(row)],
        facts=contract_facts(access, row),
        departure=departure,
        departure_facts=departure_facts(access, departure) if departure else [],
        movements=[_declared(movement) for movement in movements],
        waiting=[_waiting(access, movement) for movement in still_open],
        may_change=acts and not is_hire_open,
        may_request_change=can_request_hire_change(access, row, is_hire_open=is_hire_open) and not has_request,
        may_declare_departure=acts and departure is None and row.ends_on in (None, row.planned_end_on),
        may_request_departure_change=bool(departure and can_request_change(access, departure) and not still_open),
    )


def live_departure(movements: list[Movement]) -> Movement | None:
    live = (MovementState.ACCEPTED, *OPEN_STATES)
    return next((one for one in movements if one.kind == MovementKind.DEPARTURE and one.state in live), None)


def period_of(row: Employment) -> str:
    """«du 2 mars 2020 au …» or «depuis le …», in figures."""
    if row.ends_on is None:
        return f"depuis le {row.starts_on:%d/%m/%Y}"
    return f"du {row.starts_on:%d/%m/%Y} au {row.ends_on:%d/%m/%Y}"


def presence_tags(row: Employment, today: date) -> list[Tag]:
    """None for a contract that never was."""
    presence = row.presence_on(today)
    if presence is None:
        return []
    label = _PRESENCES.get((presence, Sex(row.employee.sex)), "À venir")
    return [Tag(label, _PRESENCE_TAGS.get(presence, ""))]


def caisse_tag(row: Employment) -> Tag:
    return Tag(row.get_caisse_state_display(), _CAISSE_TAGS.get(CaisseState(row.caisse_state), ""))


def contract_facts(access: Access, row: Employment) -> list[Fact]:
    facts = [
        Fact("Site", row.establishment.name),
        Fact("Équipe", row.crew.name if row.crew else "Sans équipe"),
        *(_fact(row, name) for name in _SHOWN),
        Fact(label_of("weekly_hours"), hours_in_words(row.weekly_hours)),
        *(_fact(row, name) for name in _SHOWN_WHEN_KNOWN if getattr(row, name)),
    ]
    if row.planned_end_on is not None:
        facts.append(_fact(row, "planned_end_on"))
    return [*facts, Fact(label_of("hourly_wage"), _wage(access, row))]


def departure_facts(access: Access, departure: Movement) -> list[Fact]:
    """Of the departure that ends a contract; its reason for whoever may read it."""
    reason = in_words("departure_reason", departure.departure_reason)
    return [
        _fact(departure, "last_day"),
        Fact(label_of("departure_reason"), reason if access.has(Right.MOTIVES_CONSULT) else RESERVED),
        _fact(departure, "certificate_requested"),
    ]


def identity_facts(employee: Employee) -> list[Fact]:
    """What the panel shows line by line; the NIR and the address have theirs."""
    birth = f"le {employee.birth_on:%d/%m/%Y}" + (f", {employee.birth_place}" if employee.birth_place else "")
    birth_name = [Fact("Nom de naissance", employee.birth_name)] if employee.birth_name else []
    return [
        Fact("Civilité", str(Sex(employee.sex).label)),
        Fact("Nom", employee.last_name),
        Fact("Prénom", employee.first_name),
        *birth_name,
        Fact("Née" if employee.sex == Sex.FEMALE else "Né", birth),
        Fact(label_of("in_btp_since"), in_words("in_btp_since", employee.in_btp_since) or UNKNOWN),
    ]


def asked_facts(access: Access, request: Movement) -> list[Fact]:
    """What a request asks for, in words; a value that the reader may not see is only named."""
    values = {**asked_values(request), **({"nir": request.asked["nir"]} if "nir" in request.asked else {})}
    return [
        Fact(label_of(name), (in_words(name, value) or "retiré") if may_read(access, name) else "modifié")
        for name, value in values.items()
    ]


def _fact(row: Employment | Movement, name: str) -> Fact:
    return Fact(label_of(name), in_words(name, getattr(row, name)) or UNKNOWN)


def _wage(access: Access, row: Employment) -> str:
    if not access.has(Right.WAGES_CONSULT):
        return RESERVED
    return f"{in_words('hourly_wage', row.hourly_wage)} €" if row.hourly_wage is not None else UNKNOWN


def _declared(movement: Movement) -> Declared:
    tag = Tag(movement.get_state_display(), _MOVEMENT_TAGS.get(MovementState(movement.state), ""))
    return Declared(movement, tag, has_receipt=movement.kind not in REQUESTS)


def _waiting(access: Access, movement: Movement) -> WaitingRequest:
    is_request = movement.kind in REQUESTS
    asked = asked_facts(access, movement) if is_request else []
    return WaitingRequest(
        movement, asked, can_act_on_movement(access, movement), is_request, has_receipt=not is_request
    )
