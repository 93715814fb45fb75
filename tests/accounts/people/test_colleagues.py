"""Collègues: the list, the rights, the removal; and who may do what to whom."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.enums import InvitationState, MembershipRole
from accounts.models import Invitation, Membership
from core.models import AuditEvent
from core.rights import Right, as_rights
from delegations import authority
from tests.accounts.steps import signed_in
from tests.factories import EstablishmentFactory, InvitationFactory, MembershipFactory
from tests.jobs import run_jobs

CONSULT, ACT, BANK = Right.EMPLOYEES_CONSULT, Right.EMPLOYEES_ACT, Right.BANK_ACT


def address(company, name, *args):
    return reverse(f"colleagues:{name}", args=[company.ref, *args])


def rights_page(company, membership):
    return address(company, "change_rights", membership.public_id)


def posted(rights, seen):
    return {"rights": [str(right) for right in rights], "seen": ",".join(sorted(seen))}


def rights_of(membership):
    membership.refresh_from_db()
    return as_rights(membership.rights)


def sent_to(email):
    run_jobs()
    return [message.subject for message in mail.outbox if message.to == [email]]


def test_the_list_says_who_may_do_what_and_where(company, holder):
    InvitationFactory(adherent=company.adherent, first_name="Nour", email="nour@durand.fr")
    foreign = MembershipFactory(user__first_name="Étranger")
    page = holder.get(address(company, "index")).content.decode()
    for text in ("Claire Durand", "Vous", "lea@durand.fr", "Dépôt de Créteil", "Nour", "Mes salariés", "consulter"):
        assert text in page, text
    assert foreign.user.first_name not in page


def test_change_of_rights_holds_at_the_next_request_and_is_told(company, holder):
    lea = signed_in(company.colleague.user)
    salaries = reverse("employees:index", args=[company.ref])
    assert lea.get(salaries).status_code == 200
    answer = holder.post(rights_page(company, company.colleague), posted([Right.LEGAL_CONSULT], {CONSULT}))
    assert answer["Location"] == address(company, "index")
    assert rights_of(company.colleague) == {Right.LEGAL_CONSULT}
    assert lea.get(salaries).status_code == 403
    line = AuditEvent.objects.get(action="accounts.rights_changed")
    assert line.changes == {"person": "Lea Durand", "added": ["legal.consult"], "removed": ["employees.consult"]}
    assert (line.adherent_id, line.actor_id) == (company.adherent.pk, company.holder.user_id)
    assert sent_to("lea@durand.fr") == ["Vos droits pour une entreprise ont changé"]
    assert sent_to("paul@durand.fr") == ["Les personnes de votre entreprise ont changé"]
    assert "http://testserver/" in mail.outbox[0].body
    assert "/collegues/" not in "".join(message.body for message in mail.outbox)


def test_acting_brings_consulting_whatever_is_posted(company, holder):
    holder.post(rights_page(company, company.colleague), posted([Right.LEGAL_ACT], {CONSULT}))
    assert rights_of(company.colleague) == {Right.LEGAL_ACT, Right.LEGAL_CONSULT}


def test_the_second_of_two_holders_is_told_what_changed_and_overwrites_nothing(company, holder):
    paul, page = signed_in(company.other_holder.user), rights_page(company, company.colleague)
    assert 'value="employees.consult"' in holder.get(page).content.decode()
    paul.post(page, posted([CONSULT, Right.DOCUMENTS_CONSULT], {CONSULT}))
    answer = holder.post(page, posted([Right.LEGAL_CONSULT], {CONSULT}))
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Ces droits ont changé entre-temps" in body
    assert "Ajouté" in body
    assert "Documents" in body
    assert rights_of(company.colleague) == {CONSULT, Right.DOCUMENTS_CONSULT}
    again = holder.post(page, posted([Right.LEGAL_CONSULT], {CONSULT, Right.DOCUMENTS_CONSULT}))
    assert again.status_code == 302
    assert rights_of(company.colleague) == {Right.LEGAL_CONSULT}


def test_a_manager_gives_nothing_they_do_not_have_and_takes_nothing_they_could_not_give(company, manager):
    Membership.objects.filter(pk=company.colleague.pk).update(rights=[CONSULT, BANK])
    page = rights_page(company, company.colleague)
    body = manager.get(page).content.decode()
    assert 'value="documents.consult"' not in body
    assert 'value="colleagues.act"' not in body
    for right in (Right.DOCUMENTS_CONSULT, Right.COLLEAGUES_ACT, Right.DELEGATIONS_ACT, BANK):
        assert manager.post(page, posted([CONSULT, right], {CONSULT, BANK})).status_code == 422, right
    assert manager.post(page, posted([ACT], {CONSULT, BANK})).status_code == 302
    assert rights_of(company.colleague) == {CONSULT, ACT, BANK}


@pytest.mark.parametrize("name", ["change_rights", "remove"])
def test_who_is_out_of_reach(company, name):
    """Nobody touches themselves; a manager touches neither a holder nor another manager."""
    second = MembershipFactory(
        adherent=company.adherent, role=MembershipRole.COLLEAGUE, rights=[Right.COLLEAGUES_ACT.value]
    )
    cases = [
        (company.holder, company.holder),
        (company.manager, company.manager),
        (company.manager, company.holder),
        (company.manager, second),
    ]
    for author, target in cases:
        browser, page = signed_in(author.user), address(company, name, target.public_id)
        before = Membership.objects.filter(pk=target.pk).values().get()
        assert browser.get(page).status_code == 403, (author, target)
        assert browser.post(page, posted([CONSULT], rights_of(target))).status_code == 403, (author, target)
        assert Membership.objects.filter(pk=target.pk).values().get() == before


def test_a_holder_has_no_rights_to_change(company, holder):
    assert holder.get(rights_page(company, company.other_holder)).status_code == 403


def test_removal_holds_at_the_next_request_and_is_told(company, holder):
    lea = signed_in(company.colleague.user)
    home = reverse("portal_home", args=[company.ref])
    assert lea.get(home).status_code == 200
    page = address(company, "remove", company.colleague.public_id)
    assert "n’agira plus" in holder.get(page).content.decode()
    assert holder.post(page)["Location"] == address(company, "index")
    assert lea.get(home).status_code == 404
    assert AuditEvent.objects.get(action="accounts.colleague_removed").changes["person"] == "Lea Durand"
    assert sent_to("lea@durand.fr") == ["Une entreprise n’est plus rattachée à votre compte"]
    assert "Les personnes de votre entreprise ont changé" in sent_to("paul@durand.fr")


def test_who_was_removed_meanwhile_is_said_to_be_gone(company, holder):
    Membership.objects.filter(pk=company.colleague.pk).update(ended_at=timezone.now())
    for name in ("change_rights", "remove"):
        page = address(company, name, company.colleague.public_id)
        assert "ne fait plus partie" in holder.post(page, posted([CONSULT], {CONSULT}), follow=True).content.decode()


def test_a_manager_who_loses_the_right_takes_their_invitations_with_them(company, holder):
    """None outlives the power of whoever made it: a removed person would come back by their own invitation."""
    theirs = InvitationFactory(adherent=company.adherent, invited_by=company.manager.user)
    other = InvitationFactory(adherent=company.adherent, invited_by=company.holder.user)
    holder.post(address(company, "remove", company.manager.public_id))
    theirs.refresh_from_db()
    other.refresh_from_db()
    assert (theirs.state, other.state) == (InvitationState.WITHDRAWN, InvitationState.PENDING)


def test_right_narrowed_between_get_and_post(company, manager):
    page = rights_page(company, company.colleague)
    assert manager.get(page).status_code == 200
    Membership.objects.filter(pk=company.manager.pk).update(rights=[CONSULT])
    assert manager.post(page, posted([ACT], {CONSULT})).status_code == 403
    assert rights_of(company.colleague) == {CONSULT}


def test_the_pages_are_closed_to_a_site_and_to_whoever_has_not_the_right(company):
    holder_of_site = MembershipFactory(adherent=company.adherent, establishment=company.site)
    of_site = signed_in(holder_of_site.user)
    assert authority.has_right(holder_of_site.user, Right.COLLEAGUES_ACT, company.site.public_id)
    for name in ("index", "invite", "replace_holder"):
        assert of_site.get(reverse(f"colleagues:{name}", args=[company.site.public_id])).status_code == 403, name
        assert of_site.get(address(company, name)).status_code == 404, name
        assert signed_in(company.colleague.user).get(address(company, name)).status_code == 403, name


def test_rows_of_another_company_look_like_random_ones(company, holder):
    foreign = MembershipFactory(role=MembershipRole.COLLEAGUE)
    invitation = InvitationFactory()
    for name, row in (("change_rights", foreign), ("remove", foreign)):
        assert holder.get(address(company, name, row.public_id)).status_code == 404
        assert holder.post(address(company, name, row.public_id)).status_code == 404
    for name in ("resend_invitation", "withdraw_invitation"):
        assert holder.post(address(company, name, invitation.public_id)).status_code == 404
    assert Membership.objects.get(pk=foreign.pk).ended_at is None


def test_extra_fields_change_nothing(company, holder):
    extra = {
        "role": "holder",
        "user": company.holder.user_id,
        "adherent": 1,
        "establishment": company.site.pk,
        "ended_at": "x",
    }
    holder.post(rights_page(company, company.colleague), {**posted([ACT], {CONSULT}), **extra})
    company.colleague.refresh_from_db()
    row = company.colleague
    assert (row.role, row.establishment_id, row.ended_at) == (MembershipRole.COLLEAGUE, None, None)
    assert row.user.first_name == "Lea"


@pytest.mark.parametrize("name", ["invite", "change_rights", "remove", "replace_holder"])
def test_a_password_given_long_ago_is_asked_again(company, holder, settings, name):
    settings.RECENT_PASSWORD_SECONDS = -1
    args = [company.colleague.public_id] if name in {"change_rights", "remove"} else []
    for answer in (holder.get(address(company, name, *args)), holder.post(address(company, name, *args))):
        assert answer["Location"].startswith(reverse("accounts:confirm_password"))
    assert Invitation.objects.count() == 0
    assert Membership.objects.get(pk=company.colleague.pk).ended_at is None


def test_a_site_person_gets_no_right_of_the_whole_company(company, holder):
    EstablishmentFactory(adherent=company.adherent)
    body = holder.get(rights_page(company, company.of_site)).content.decode()
    assert 'value="colleagues.act"' not in body
    assert 'value="journal.consult"' not in body
    assert (
        holder.post(rights_page(company, company.of_site), posted([Right.JOURNAL_CONSULT], {CONSULT})).status_code
        == 422
    )
