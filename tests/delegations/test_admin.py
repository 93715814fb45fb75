"""The back office: which delegations, firms and accountants a caisse sees, and what its managers do."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from core.models import AuditEvent
from delegations.models import Delegation
from tests.jobs import run_jobs
from tests.security.fingerprint import nothing_written

pytestmark = pytest.mark.django_db


def act(delegation: Delegation, key: str) -> str:
    return reverse(f"admin:delegations_delegation_{key}", args=[delegation.pk])


def decided(delegation: Delegation) -> dict[str, str]:
    """On the page as it is now, for a reason written by hand."""
    return {"reason": "other", "complement": "Vérification", "seen": str(delegation.version)}


def test_a_manager_suspends_resumes_and_revokes_with_a_reason(cast):
    sami, delegation = cast.browser("sami"), cast.acme.delegation
    page = reverse("admin:delegations_delegation_change", args=[delegation.pk])
    assert "Suspendre la délégation" in sami.get(page).content.decode()
    mail.outbox.clear()
    for key, state in (("suspend", "suspended"), ("resume", "active"), ("revoke", "revoked")):
        with nothing_written():
            assert sami.post(act(delegation, key), {"reason": ""}).status_code == 422
        assert sami.post(act(delegation, key), decided(delegation)).status_code == 302
        delegation.refresh_from_db()
        assert delegation.state == state
    run_jobs()
    assert cast.alice.email in {address for sent in mail.outbox for address in sent.to}
    assert AuditEvent.objects.filter(action__startswith="delegations.", actor_id=cast.sami.pk).count() == 3
    assert "Intervenir" not in sami.get(page).content.decode()


def appoint(browser, *members):
    chosen = {"action": "appoint", "_selected_action": [member.pk for member in members]}
    return browser.post(reverse("admin:delegations_firmmember_changelist"), chosen)


def test_a_manager_names_an_administrator_of_a_firm_of_their_caisse_only(cast):
    own, foreign = cast.acme.member, cast.rival.member
    appoint(cast.browser("sami"), own, foreign)
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert (own.is_administrator, foreign.is_administrator) == (True, False)
    assert AuditEvent.objects.filter(action="delegations.administrator_appointed", actor_id=cast.sami.pk).count() == 1


def test_a_reader_names_nobody(cast):
    User.objects.filter(pk=cast.sami.pk).update(staff_role="reader")
    appoint(cast.browser("sami"), cast.acme.member)
    cast.acme.member.refresh_from_db()
    assert not cast.acme.member.is_administrator


def test_an_act_that_has_no_object_does_nothing(cast):
    sami = cast.browser("sami")
    with nothing_written():
        answer = sami.post(act(cast.acme.delegation, "resume"), decided(cast.acme.delegation), follow=True)
    assert "rien n’a été fait" in answer.content.decode()


def test_a_delegation_changed_since_it_was_read_is_left_alone(cast):
    sami, delegation = cast.browser("sami"), cast.acme.delegation
    Delegation.objects.filter(pk=delegation.pk).update(version=delegation.version + 1)
    for key in ("suspend", "revoke"):
        for seen in (str(delegation.version), "", "x", "²"):
            with nothing_written():
                answer = sami.post(act(delegation, key), {**decided(delegation), "seen": seen}, follow=True)
            assert "rien n’a été fait" in answer.content.decode(), (key, seen)


def test_a_reader_reads(cast):
    """Z9."""
    User.objects.filter(pk=cast.sami.pk).update(staff_role="reader")
    sami = cast.browser("sami")
    page = sami.get(reverse("admin:delegations_delegation_change", args=[cast.acme.delegation.pk]))
    assert page.status_code == 200
    assert "Intervenir" not in page.content.decode()
    with nothing_written():
        assert sami.post(act(cast.acme.delegation, "revoke"), decided(cast.acme.delegation)).status_code == 403


def test_the_staff_find_accountants_known_only_by_a_delegation(cast):
    sami, rose = cast.browser("sami"), cast.browser("rose")
    search = reverse("admin:accounts_user_changelist")
    page = reverse("admin:accounts_user_change", args=[cast.chloe.pk])
    assert cast.chloe in sami.get(search, {"q": "chloe"}).context["cl"].queryset
    assert sami.get(page).status_code == 200
    assert cast.chloe not in rose.get(search, {"q": "chloe"}).context["cl"].queryset
    assert rose.get(page).status_code == 404
    # They are read, not acted upon: an accountant serves companies of several caisses.
    assert sami.post(reverse("admin:accounts_user_close_sessions", args=[cast.chloe.pk])).status_code == 403


def test_no_list_is_filtered_by_the_digest_of_a_link(cast):
    listed = cast.browser("sami").get(
        reverse("admin:delegations_delegation_changelist"), {"token_digest__startswith": "a"}
    )
    assert listed.status_code == 400
