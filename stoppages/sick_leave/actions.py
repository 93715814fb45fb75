"""What may be done of an arrêt de travail, on the page of its case."""

from django.urls import reverse

from core.access import Access
from stoppages.actions import Action
from stoppages.enums import CaseState, Nature
from stoppages.models import SickLeave, StoppageCase
from stoppages.policies import can_act, can_act_on_nature


def actions(access: Access, case: StoppageCase) -> list[Action]:
    """At most one is expected now: to send the draft, to say the return, to inform the salarié."""
    if case.is_weather:
        return []
    if not can_act(access, case):
        return _paper(access, case)
    if case.state == CaseState.DRAFT:
        return [
            _action(access, case, "review_sick_leave", "Relire et envoyer", "send", is_primary=True),
            _action(access, case, "change_sick_leave", "Modifier", "pencil"),
        ]
    return _sent_actions(access, case, case.sick_leave)


def _sent_actions(access: Access, case: StoppageCase, leave: SickLeave) -> list[Action]:
    change = _action(access, case, "change_sick_leave", "Modifier", "pencil")
    if leave.resumed_on is None:
        return [
            _action(access, case, "resume", "Déclarer la reprise", "check-lg", is_primary=True),
            _action(access, case, "extend", "Prolonger", "plus-lg"),
            change,
        ]
    return [
        _action(
            access,
            case,
            "return_letter",
            "Informer le salarié de ses congés",
            "envelope",
            is_primary=not leave.letter_received_on,
        ),
        _action(access, case, "resume", "Corriger la reprise", "pencil"),
        change,
        *_paper(access, case),
    ]


def _paper(access: Access, case: StoppageCase) -> list[Action]:
    """The letter that was made, once the case is closed too."""
    is_made = case.sick_leave.letter_made_at is not None
    if not is_made or not access.takes_files or not can_act_on_nature(access, Nature.SICK_LEAVE):
        return []
    return [_action(access, case, "print_return_letter", "Lettre sur les congés", "download")]


def _action(
    access: Access, case: StoppageCase, name: str, label: str, icon: str, *, is_primary: bool = False
) -> Action:
    return Action(label, reverse(f"stoppages:{name}", args=[access.tiers.ref, case.public_id]), icon, is_primary)
