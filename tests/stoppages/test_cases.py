"""The ground of the cases: opened once, held, sent once and for ever, settled from what happened."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from core.rights import Right
from stoppages.enums import CaseState, DeclarationKind, Nature, Outcome
from stoppages.models import CaseDecision, CaseQuestion, DeclaredDay, LostDay, Reimbursement, StoppageCase
from stoppages.services.cases import held, open_case
from stoppages.services.declaring import Sending, declare, fingerprint
from stoppages.services.refusals import ChangedMeanwhile, NotAnyMore
from stoppages.services.settling import settle
from tests.stoppages.factories import at, lose, sent, sick_leave_case, weather_case
from tests.stoppages.kit import access_of, site_of, worker

pytestmark = pytest.mark.django_db


def opened(access, site, attempt="once"):
    return open_case(
        access, nature=Nature.WEATHER, establishment=site.establishment, starts_on=date(2026, 1, 12), attempt=attempt
    )


def test_a_form_sent_twice_opens_one_case(cast):
    access, site = access_of(cast), site_of(cast)
    first, is_new = opened(access, site)
    again, is_new_again = opened(access, site)
    assert (first.pk, is_new, is_new_again) == (again.pk, True, False)


def test_whoever_may_not_read_motives_opens_and_sees_no_sick_leave(cast):
    access = access_of(cast)
    blind = type(access)(
        user=access.user, tiers=access.tiers, rights=access.rights - {Right.MOTIVES_CONSULT}, via=access.via
    )
    case = sick_leave_case(worker(cast))
    assert case in StoppageCase.objects.for_access(access)
    assert case not in StoppageCase.objects.for_access(blind)
    with pytest.raises(PermissionDenied), transaction.atomic():
        open_case(
            blind,
            nature=Nature.SICK_LEAVE,
            establishment=case.establishment,
            starts_on=date(2026, 2, 2),
            attempt="blind",
        )


def test_a_case_is_held_as_it_was_read(cast):
    access, case = access_of(cast), weather_case(site_of(cast))
    with transaction.atomic():
        assert held(access, case, version=case.version, states=(CaseState.DRAFT,)).pk == case.pk
    with pytest.raises(ChangedMeanwhile), transaction.atomic():
        held(access, case, version=case.version + 1, states=(CaseState.DRAFT,))
    with pytest.raises(NotAnyMore), transaction.atomic():
        held(access, case, version=None, states=(CaseState.PROVISIONAL,))


def test_another_company_holds_nothing(cast):
    case = weather_case(cast.rival.stopped.worksite)
    with pytest.raises(PermissionDenied), transaction.atomic():
        held(access_of(cast), case, version=None, states=tuple(CaseState))


def declared(access, case, attempt, content=None):
    with transaction.atomic():
        locked = held(access, case, version=None, states=tuple(CaseState))
        return declare(access, locked, Sending(DeclarationKind.PROVISIONAL, content or {"a": "b"}), attempt=attempt)


def test_a_declaration_sent_twice_is_one_with_one_receipt(cast):
    access, case = access_of(cast), weather_case(site_of(cast))
    first, again = declared(access, case, "one"), declared(access, case, "one", {"a": "other"})
    assert (first.pk, first.fingerprint) == (again.pk, again.fingerprint)
    amended = declared(access, case, "two", {"a": "c"})
    first.refresh_from_db()
    assert (amended.number, amended.is_current, first.is_current) == (2, True, False)
    assert [event.kind for event in case.caseevents.all()] == ["amended", "provisional_sent"]


def test_the_fingerprint_is_of_the_content_whatever_its_order():
    assert fingerprint({"a": "é", "b": ["1"]}) == fingerprint({"b": ["1"], "a": "é"})
    assert fingerprint({"a": "é"}) != fingerprint({"a": "e"})


@pytest.mark.parametrize("name", ["content", "fingerprint", "is_late", "starts_at"])
def test_what_was_sent_is_not_rewritten(cast, name):
    case = weather_case(site_of(cast))
    declaration = sent(case, DeclarationKind.PROVISIONAL)
    value = {"content": {"x": 1}, "fingerprint": "0", "is_late": True, "starts_at": at("2026-01-01 08:00")}[name]
    with pytest.raises(IntegrityError), transaction.atomic():
        type(declaration).objects.filter(pk=declaration.pk).update(**{name: value})


def test_hours_that_were_sent_are_neither_changed_nor_removed(cast):
    case = weather_case(site_of(cast), resumes="2026-01-14 08:00")
    lose(case, worker(cast), {"2026-01-12": "8"})
    sent(case)
    for act in (lambda rows: rows.update(hours=1), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act(DeclaredDay.objects.filter(case=case))


def test_rows_of_another_company_cannot_be_tied_to_a_case(cast):
    case = weather_case(site_of(cast))
    stranger = cast.rival.people.employee
    with pytest.raises(IntegrityError), transaction.atomic():
        LostDay.objects.create(
            case=case, adherent=case.adherent, employee=stranger, day=date(2026, 1, 12), hours=Decimal(8)
        )


def test_a_case_goes_where_what_happens_leads_it(cast):
    case = weather_case(site_of(cast), resumes="2026-01-14 08:00")
    mine = {"case": case, "adherent": case.adherent}
    states = [case.state]
    sent(case, DeclarationKind.PROVISIONAL)
    states.append(case.state)
    lose(case, worker(cast), {"2026-01-12": "8"})
    final = sent(case)
    states.append(case.state)
    question = CaseQuestion.objects.create(text="Combien ?", **mine)
    settle(case)
    states.append(case.state)
    question.answered_at = final.sent_at
    question.save()
    CaseDecision.objects.create(declaration=final, outcome=Outcome.ACCEPTED, amount=100, **mine)
    settle(case)
    states.append(case.state)
    Reimbursement.objects.create(kind="provisional", paid_on=date(2026, 3, 1), reference="V1", amount=60, **mine)
    settle(case)
    states.append(case.state)
    assert states == ["draft", "provisional", "sent", "question", "accepted", "reimbursed"]
    assert case.reimbursed == 60


def test_an_amendment_after_a_decision_waits_for_another_one(cast):
    case = weather_case(site_of(cast), resumes="2026-01-14 08:00")
    lose(case, worker(cast), {"2026-01-12": "8"})
    CaseDecision.objects.create(
        case=case, adherent=case.adherent, declaration=sent(case), outcome=Outcome.ACCEPTED, amount=100
    )
    sent(case)
    assert case.state == CaseState.SENT


def test_deadlines_are_those_of_the_law_in_paris_time(cast):
    draft = weather_case(site_of(cast), starts="2026-10-23 08:00")
    # 120 elapsed hours over the night of 25 October: the clock is an hour behind.
    assert draft.due_at == at("2026-10-28 07:00")
    resumed = weather_case(site_of(cast), starts="2026-08-28 08:00", resumes="2026-08-31 08:00")
    sent(resumed, DeclarationKind.PROVISIONAL)
    assert resumed.due_at == at("2026-10-01 00:00")


def test_a_delay_that_no_text_gives_is_no_deadline(cast):
    assert weather_case(site_of(cast), starts="2026-01-12 08:00").due_at is None
