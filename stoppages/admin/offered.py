"""What the caisse does of a case from its bar: examine, ask, accept as proposed, refuse, close."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.forms import Form

from core.staff.decisions import ITS_OWN_WORDS, Decision, Taken
from core.staff.reasons import Reasons
from employees.nir import refuse_nir
from stoppages.admin.forms import QuestionForm
from stoppages.enums import CaseState, RefusedFor
from stoppages.models import StoppageCase
from stoppages.policies import can_treat_case
from stoppages.services import deciding, treating
from stoppages.services.refusals import StoppageRefused

_REFUSALS: dict[type[Exception], str] = {StoppageRefused: ITS_OWN_WORDS}
_DIGITS = 9


def mark_of(case: StoppageCase, total: Decimal | None) -> str:
    """What is read of a case: its version, and what is proposed of it, which figures published since would change."""
    return f"{case.version}/{'' if total is None else total}"


def version_of(mark: str) -> int:
    """No case has the version 0: what is not a number decides nothing."""
    version = mark.partition("/")[0]
    return int(version) if version.isascii() and version.isdigit() and len(version) <= _DIGITS else 0


def _total_of(mark: str) -> Decimal | None:
    try:
        return Decimal(mark.partition("/")[2])
    except InvalidOperation:
        return None


def _examine(taken: Taken) -> None:
    treating.begin_examination(case=taken.row, by=taken.by, version=version_of(taken.seen))


def _ask(taken: Taken) -> None:
    asked = taken.form.cleaned_data
    treating.ask(
        case=taken.row, by=taken.by, version=version_of(taken.seen), text=asked["text"], due_on=asked["due_on"]
    )


def _accept(taken: Taken) -> None:
    version, shown = version_of(taken.seen), _total_of(taken.seen)
    deciding.accept_as_proposed(case=taken.row, by=taken.by, version=version, shown=shown)


def _refuse(taken: Taken) -> None:
    deciding.refuse(case=taken.row, by=taken.by, version=version_of(taken.seen), reason=taken.reason)


def _close(taken: Taken) -> None:
    treating.close_case(case=taken.row, by=taken.by, version=version_of(taken.seen))


def _question_form(row: Any, typed: Any) -> Form:
    return QuestionForm(typed, auto_id="id_ask_%s")


def is_to_decide(case: StoppageCase) -> bool:
    return case.state in deciding.TO_DECIDE


def is_revisable(case: StoppageCase) -> bool:
    return case.state in (*deciding.TO_DECIDE, *deciding.REVISABLE)


EXAMINE = Decision(
    "examine",
    "examiner",
    "Commencer l’examen",
    may=can_treat_case,
    is_offered=lambda case: case.state == CaseState.SENT,
    act=_examine,
    done="L’examen est commencé ; l’entreprise le voit dans son espace.",
    refusals=_REFUSALS,
    shortcut="e",
)
ASK = Decision(
    "ask",
    "questionner",
    "Poser une question",
    may=can_treat_case,
    is_offered=lambda case: case.state in treating.ASKABLE,
    act=_ask,
    done="La question est posée ; l’entreprise en est avertie.",
    refusals=_REFUSALS,
    consequence="Le dossier quitte la file jusqu’à la réponse.",
    asks=_question_form,
    shortcut="q",
)
ACCEPT = Decision(
    "accept",
    "accepter",
    "Accepter ce qui est proposé",
    may=can_treat_case,
    is_offered=lambda case: case.is_weather and is_to_decide(case),
    act=_accept,
    done="Le dossier est accepté ; l’entreprise en est avertie.",
    refusals=_REFUSALS,
    shortcut="a",
)
REFUSE = Decision(
    "refuse",
    "refuser",
    "Refuser",
    may=can_treat_case,
    is_offered=is_revisable,
    act=_refuse,
    done="Le dossier est refusé ; l’entreprise en est avertie.",
    refusals=_REFUSALS,
    consequence="Rien ne sera remboursé, et l’entreprise lit pourquoi.",
    reasons=Reasons(
        RefusedFor,
        "L’entreprise lit le motif et ces précisions tels quels dans son espace. Le courriel ne les contient pas.",
        "Choisissez le motif : l’entreprise en a besoin pour comprendre.",
        limit=500,
        validators=(refuse_nir,),
    ),
    is_danger=True,
    shortcut="x",
)
CLOSE = Decision(
    "close",
    "clore",
    "Clore le dossier",
    may=can_treat_case,
    is_offered=lambda case: case.state in treating.CLOSABLE,
    act=_close,
    done="Le dossier est clos.",
    refusals=_REFUSALS,
    consequence="Plus rien ne s’y décide ni ne s’y verse.",
    shortcut="c",
)
DECISIONS = (EXAMINE, ACCEPT, ASK, REFUSE, CLOSE)
