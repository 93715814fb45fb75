"""What blocks a case: what is missing, from whom, until when, and the page that mends it. No query, no rule of state.

Each rule says one thing of a case, or nothing; the page shows all that they say, the most pressing first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.access import Access
from core.french import counted
from core.templatetags.portal import french_date
from stoppages.deadline_words import Deadline, deadline_words
from stoppages.enums import CaseState
from stoppages.models import CaseQuestion, StoppageCase
from stoppages.policies import can_act, sees_wages

YOU, WAGE_HOLDER, CAISSE = "Vous", "Un collègue qui consulte les salaires", "Votre caisse"
_DECIDED_TO_PAY = (CaseState.ACCEPTED, CaseState.PARTLY)


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of a case before asking what blocks it. `is_owed`: what was decided is more than nothing."""

    question: CaseQuestion | None = None
    has_hours: bool = False
    is_owed: bool = True


@dataclass(frozen=True, slots=True)
class Blocked:
    """`who` is waited for; `label`, `url`: what mends it, empty for whoever may not, or when nothing does."""

    text: str
    who: str
    deadline: Deadline | None = None
    label: str = ""
    url: str = ""

    @property
    def is_of_the_caisse(self) -> bool:
        return self.who == CAISSE


@dataclass(frozen=True, slots=True)
class _Reading:
    access: Access
    case: StoppageCase
    known: Known
    now: datetime

    def blocked(self, text: str, label: str, page: str, *, who: str = YOU, is_due: bool = True) -> Blocked:
        """With the deadline of the case, unless what is said has none of its own; `page`: empty when none mends it."""
        due_at = self.case.due_at if is_due else None
        deadline = deadline_words(due_at, now=self.now) if due_at is not None else None
        if not page or not can_act(self.access, self.case):
            return Blocked(text, who, deadline)
        url = reverse(f"stoppages:{page}", args=[self.access.tiers.ref, self.case.public_id])
        return Blocked(text, who, deadline, label, url)


def blocking(access: Access, case: StoppageCase, known: Known, now: datetime) -> list[Blocked]:
    """What the company has to do first, what it waits for next."""
    reading = _Reading(access, case, known, now)
    if case.is_over:
        return []
    said = [rule(reading) for rule in (_OF_WEATHER if case.is_weather else _OF_SICK_LEAVE)]
    return [blocked for blocked in said if blocked is not None]


def _question(reading: _Reading) -> Blocked | None:
    question = reading.known.question
    if question is None:
        return None
    return reading.blocked(f"Votre caisse demande : « {question.text} »", "Répondre", "answer")


def _amendment(reading: _Reading) -> Blocked | None:
    if not reading.case.to_amend:
        return None
    text = "Un autre arrêt a changé le compte des heures de celui-ci : ce qui a été envoyé est à modifier."
    return reading.blocked(text, "Préparer la modification", "amend", is_due=False)


def _provisional(reading: _Reading) -> Blocked | None:
    if reading.case.state != CaseState.DRAFT:
        return None
    return reading.blocked("La déclaration provisoire n’est pas envoyée.", "Envoyer la provisoire", "provisional")


def _resumption(reading: _Reading) -> Blocked | None:
    if not _is_provisional(reading) or reading.case.weather.resumes_at is not None:
        return None
    text = "La reprise du travail n’est pas indiquée : la déclaration définitive se fait dans le mois qui la suit."
    return reading.blocked(text, "Indiquer la reprise", "work_resumed", is_due=False)


def _hours(reading: _Reading) -> Blocked | None:
    """As long as nobody said that they are all there."""
    weather = reading.case.weather
    if not _has_resumed(reading) or weather.hours_entered_at is not None:
        return None
    if reading.known.has_hours:
        return reading.blocked("Les heures perdues sont à terminer.", "Reprendre la saisie", "hours")
    return reading.blocked("Les heures perdues ne sont pas saisies.", "Saisir les heures", "people")


def _certification(reading: _Reading) -> Blocked | None:
    if not _has_resumed(reading) or reading.case.weather.hours_entered_at is None:
        return None
    if sees_wages(reading.access):
        text = "Les heures sont saisies : la déclaration définitive est à certifier et à envoyer."
        return reading.blocked(text, "Vérifier et certifier", "wages")
    text = "Les heures sont saisies : les salaires sont à vérifier, et la déclaration à certifier."
    return reading.blocked(text, "", "", who=WAGE_HOLDER)


def _unknown_deadline(reading: _Reading) -> Blocked | None:
    """No text gives a delay for that day: said, never guessed."""
    case = reading.case
    is_waited_for = case.state == CaseState.DRAFT or _has_resumed(reading)
    if not is_waited_for or case.due_at is not None:
        return None
    text = "Le délai qui s’applique à cette date n’est pas connu ici : déclarez au plus tôt, ou appelez votre caisse."
    return reading.blocked(text, "", "", is_due=False)


def _unknown_estimate(reading: _Reading) -> Blocked | None:
    if not reading.case.is_of_the_caisse or reading.case.estimated is not None or not sees_wages(reading.access):
        return None
    text = "Le remboursement n’est pas estimé : un chiffre de l’année ou de la campagne n’est pas publié."
    return reading.blocked(text, "Voir ce qui manque", "estimate", who=CAISSE, is_due=False)


def _examination(reading: _Reading) -> Blocked | None:
    case = reading.case
    if not case.is_of_the_caisse or case.sent_at is None:
        return None
    days = settings.STOPPAGES_USUAL_DAYS
    usual = timezone.localdate(case.sent_at) + timedelta(days=days)
    text = f"Votre caisse l’examine. Elle répond d’habitude en {counted(days, 'jour')}, soit vers le "
    return Blocked(f"{text}{french_date(usual)}.", CAISSE)


def _payment(reading: _Reading) -> Blocked | None:
    case = reading.case
    if case.state not in _DECIDED_TO_PAY or not case.is_weather or not reading.known.is_owed:
        return None
    return Blocked("Votre caisse a décidé : le remboursement est à venir.", CAISSE)


def _sick_leave_draft(reading: _Reading) -> Blocked | None:
    if reading.case.state != CaseState.DRAFT:
        return None
    return reading.blocked("L’arrêt n’est pas envoyé à votre caisse.", "Relire et envoyer", "review_sick_leave")


def _return(reading: _Reading) -> Blocked | None:
    """Nobody said what happened after the day on which it was to end."""
    leave = reading.case.sick_leave
    is_past = leave.expected_end_on < timezone.localdate(reading.now)
    if leave.resumed_on is not None or not is_past or reading.case.state == CaseState.DRAFT:
        return None
    text = f"L’arrêt devait finir le {french_date(leave.expected_end_on)} : indiquez la reprise, ou la prolongation."
    return reading.blocked(text, "Indiquer la reprise", "resume", is_due=False)


def _letter(reading: _Reading) -> Blocked | None:
    leave = reading.case.sick_leave
    if leave.resumed_on is None or leave.letter_received_on is not None:
        return None
    text = "Le salarié est à informer de ses congés après son retour (L3141-19-3)."
    is_its_own = reading.known.question is None
    return reading.blocked(text, "Établir la lettre", "return_letter", is_due=is_its_own)


def _is_provisional(reading: _Reading) -> bool:
    return reading.case.state == CaseState.PROVISIONAL


def _has_resumed(reading: _Reading) -> bool:
    return _is_provisional(reading) and reading.case.weather.resumes_at is not None


Rule = Callable[[_Reading], Blocked | None]
_OF_WEATHER: tuple[Rule, ...] = (
    _question,
    _amendment,
    _provisional,
    _resumption,
    _hours,
    _certification,
    _unknown_deadline,
    _unknown_estimate,
    _examination,
    _payment,
)
_OF_SICK_LEAVE: tuple[Rule, ...] = (_question, _amendment, _sick_leave_draft, _return, _letter, _examination)
