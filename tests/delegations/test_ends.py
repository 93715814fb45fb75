"""What dates do to delegations: the daily job, its reminders, and that nothing waits for it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from delegations import authority, jobs
from delegations.enums import DelegationState
from delegations.giving.services import ending
from delegations.models import Delegation, DelegationEvent
from tests.delegations.kit import INVITED, give, holder, page
from tests.factories import StaffFactory
from tests.jobs import run_jobs
from tests.security.fingerprint import nothing_written

pytestmark = pytest.mark.django_db


def in_(days: int):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def told() -> set[str]:
    run_jobs()
    return {address for sent in mail.outbox for address in sent.to}


def ends(cast, days: int) -> Delegation:
    Delegation.objects.filter(pk=cast.delegation.pk).update(ends_on=timezone.localdate() + timedelta(days=days))
    cast.delegation.refresh_from_db()
    mail.outbox.clear()
    return cast.delegation


def test_an_end_date_closes_the_door_before_any_job(cast):
    ends(cast, 0)
    assert authority.resolve(cast.chloe, cast.acme.ref)
    with in_(1):
        assert authority.resolve(cast.chloe, cast.acme.ref) is None


def test_the_daily_job_marks_what_ended_and_tells_both_sides_once(cast, boss):
    delegation = ends(cast, 0)
    jobs.end_delegations(0)
    delegation.refresh_from_db()
    assert delegation.state == DelegationState.ACTIVE
    with in_(1):
        mail.outbox.clear()
        jobs.end_delegations(0)
        delegation.refresh_from_db()
        assert (delegation.state, delegation.end_reason) == ("expired", ending.PERIOD_OVER)
        assert {cast.alice.email, boss.user.email} <= told()
        with nothing_written():
            jobs.end_delegations(0)
    assert DelegationEvent.objects.filter(delegation=delegation, kind="expired").count() == 1


def test_an_invitation_without_answer_expires(cast):
    given, address = give(cast)
    mail.outbox.clear()
    with in_(31):
        assert ending.expire_delegations() >= 1
        given.refresh_from_db()
        assert (given.state, given.end_reason) == ("expired", ending.NOT_ANSWERED)
        assert cast.alice.email in told()
        # The person invited learns it from the link, not from a mail to somebody who has no account.
        assert INVITED not in told()


def test_a_company_may_invite_again_once_expired(cast):
    given, _ = give(cast)
    with in_(31):
        ending.expire_delegations()
        again, _ = give(cast, siret=given.firm_siret, starts_on=timezone.localdate().isoformat())
    assert again.pk != given.pk


def test_the_company_is_reminded_once_for_each_end_date(cast):
    ends(cast, 30)
    assert ending.remind_of_ends() == 1
    assert told() == {cast.alice.email}
    assert ending.remind_of_ends() == 0
    ends(cast, 20)
    assert ending.remind_of_ends() == 1


@pytest.mark.parametrize("days", [31, 365])
def test_an_end_further_away_is_not_announced(cast, days):
    ends(cast, days)
    assert ending.remind_of_ends() == 0


def test_the_caisse_suspends_resumes_and_revokes(cast):
    sami = cast.sami
    home = reverse("portal_home", args=[cast.acme.ref])
    chloe = cast.browser("chloe")
    ending.suspend_delegation(by=sami, delegation=cast.delegation, version=1, reason="Litige")
    assert chloe.get(home).status_code == 404
    ending.resume_delegation(by=sami, delegation=cast.delegation, version=2, reason="Réglé")
    assert chloe.get(home).status_code == 200
    ending.revoke_by_caisse(by=sami, delegation=cast.delegation, version=3, reason="Fraude")
    assert chloe.get(home).status_code == 404
    kinds = DelegationEvent.objects.filter(delegation=cast.delegation).values_list("kind", "side", "reason")
    assert set(kinds) == {
        ("suspended", "caisse", "Litige"),
        ("resumed", "caisse", "Réglé"),
        ("revoked", "caisse", "Fraude"),
    }
    with pytest.raises(ending.NotOpen):
        ending.suspend_delegation(by=sami, delegation=cast.delegation, version=4, reason="encore")


def test_the_staff_of_another_caisse_decide_nothing(cast):
    for decide in (ending.suspend_delegation, ending.revoke_by_caisse):
        with pytest.raises(PermissionDenied):
            decide(by=StaffFactory(), delegation=cast.delegation, version=1, reason="Litige")
    cast.delegation.refresh_from_db()
    assert cast.delegation.state == DelegationState.ACTIVE


def test_the_caisse_decides_of_the_delegation_that_it_read(cast):
    for decide in (ending.suspend_delegation, ending.revoke_by_caisse):
        with pytest.raises(ending.DelegationChangedMeanwhile):
            decide(by=cast.sami, delegation=cast.delegation, version=7, reason="Litige")
    cast.delegation.refresh_from_db()
    assert cast.delegation.state == DelegationState.ACTIVE


def test_a_company_does_not_change_what_the_caisse_suspended_but_may_revoke_it(cast):
    ending.suspend_delegation(by=cast.sami, delegation=cast.delegation, version=1, reason="Litige")
    alice = holder(cast)
    assert alice.get(page(cast, "change", cast.delegation)).status_code == 302
    alice.post(page(cast, "revoke", cast.delegation), {"reason": "Fin"})
    cast.delegation.refresh_from_db()
    assert cast.delegation.state == DelegationState.REVOKED


def test_messages_hold_no_link_but_the_home_of_the_portal(cast, boss, settings):
    """A36."""
    mail.outbox.clear()
    ends(cast, 10)
    ending.remind_of_ends()
    holder(cast).post(page(cast, "revoke", cast.delegation), {"reason": "Fin"})
    run_jobs()
    assert len(mail.outbox) >= 3
    for sent in mail.outbox:
        links = {word for word in sent.body.split() if word.startswith("http")}
        assert links <= {f"{settings.PUBLIC_BASE_URL}/"}
