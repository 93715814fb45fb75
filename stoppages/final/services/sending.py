"""The final declaration: sent once however often its form comes, with all that it changes elsewhere."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.access import Access
from stoppages.arithmetic import FiguresOn
from stoppages.enums import WRITABLE, CaseState, DeclarationKind
from stoppages.final.checks import blocking
from stoppages.final.content import Declared, content_of, declared_in_writing
from stoppages.models import DeclaredDay, StoppageCase, StoppageDeclaration
from stoppages.policies import can_certify
from stoppages.queries.figures import figures_for
from stoppages.queries.standing import current_declaration, final_deadline_of, holidays_at
from stoppages.services.altering import effect_of, hold_together, tell_altered
from stoppages.services.cases import held
from stoppages.services.declaring import Sending, attempt_of, declare, sent_already
from stoppages.services.estimating import store_estimate
from stoppages.services.refusals import ChangedMeanwhile, StoppageRefused
from stoppages.weather.services import provisional_sending


@transaction.atomic
def send_final(
    *, access: Access, case: StoppageCase, version: int, certified: Sequence[tuple[str, str]]
) -> StoppageDeclaration:
    """What is in writing, certified point by point. Of one version there is one declaration: the form sent again, from
    another telephone too, gives the same. Raises StoppageRefused, PermissionDenied.
    """
    if not can_certify(access, case):
        raise PermissionDenied
    people = set(case.stoppedpersons.values_list("employee_id", flat=True)) | _declared_people(case)
    hold_together(case, people)
    case = held(access, case, version=None, states=WRITABLE)
    attempt = attempt_of(case, DeclarationKind.FINAL, version)
    again = sent_already(case, attempt)
    if again is not None:
        return again
    if case.version != version:
        raise ChangedMeanwhile
    declared = declared_in_writing(case)
    if problems := blocking(access, case, declared):
        raise StoppageRefused(problems[0].text)
    figures = figures_for(case.adherent.caisse_id)
    others = effect_of(case, people, _years(case, declared), figures).others
    if case.state == CaseState.DRAFT:
        # Work had resumed already, and one form sends both.
        declare(access, case, provisional_sending(case), attempt=attempt_of(case, DeclarationKind.PROVISIONAL, version))
    declaration = declare(access, case, _sending(case, declared, certified, figures), attempt=attempt)
    store_estimate(case)
    tell_altered(access, case, others)
    return declaration


def _sending(
    case: StoppageCase, declared: Declared, certified: Sequence[tuple[str, str]], figures: FiguresOn
) -> Sending:
    weather = case.weather
    resumes_at, is_holiday = weather.resumes_at, holidays_at(case.establishment)
    deadline = final_deadline_of(resumes_at, figures, is_holiday) if resumes_at is not None else None
    return Sending(
        DeclarationKind.FINAL,
        content_of(case, declared, certified),
        due_at=deadline.legal_ends_at if deadline is not None else None,
        late_after=deadline.tolerated_ends_at if deadline is not None else None,
        people=declared.people,
        days=declared.days,
        stoppage={
            "worksite": weather.worksite,
            "cause": weather.cause,
            "starts_at": weather.starts_at,
            "resumes_at": weather.resumes_at,
        },
    )


def _declared_people(case: StoppageCase) -> set[int]:
    sent = current_declaration(case)
    return set(sent.people.values_list("employee_id", flat=True)) if sent is not None else set()


def _years(case: StoppageCase, declared: Declared) -> set[int]:
    sent = DeclaredDay.objects.filter(case=case, declaration__is_current=True).values_list("day", flat=True)
    return {day.year for day in sent} | {one.day.year for one in declared.days} | {case.starts_on.year}
