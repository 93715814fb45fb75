"""Real threads on the people of a company: one answer to an invitation, one holder left, nothing overwritten."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.colleagues.services import colleagues, holder_change, invitations
from accounts.colleagues.services.invited import AddressTaken
from accounts.enums import HolderChangeState, MembershipRole
from accounts.models import HolderChange, Invitation, Membership, User
from accounts.values import Guest
from core.rights import ALL_RIGHTS, Right
from delegations import authority
from tests.factories import (
    PASSWORD,
    AdherentFactory,
    HolderChangeFactory,
    InvitationFactory,
    MembershipFactory,
    StaffFactory,
    UserFactory,
)
from tests.security.test_races import _quick, at_once, generous

__all__ = ["_quick", "generous"]
pytestmark = pytest.mark.django_db(transaction=True)
CONSULT = Right.EMPLOYEES_CONSULT


def caught(act):
    """What `act` returns, or the refusal that it raises."""

    def run(index):
        try:
            return act(index)
        except (
            AddressTaken,
            colleagues.RightsChangedMeanwhile,
            colleagues.Gone,
            colleagues.PermissionDenied,
            holder_change.AlreadyAsked,
            holder_change.NotPossible,
            invitations.AlreadyInvited,
            invitations.Closed,
        ) as refused:
            return refused

    return run


def access_of(membership):
    return authority.resolve(membership.user, membership.adherent.public_id)


def test_twenty_parallel_accepts_make_one_membership():
    user = UserFactory(email="nour@exemple.fr")
    invitation = InvitationFactory(email=user.email)
    results = at_once(caught(lambda i: invitations.accept_invitation(invitation=invitation, user=user)))
    assert sum(isinstance(result, Membership) for result in results) == 1
    assert Membership.objects.count() == 1


def test_twenty_newcomers_with_one_link_open_one_account(generous):
    InvitationFactory(token="secret", email="nour@exemple.fr")
    page = reverse("accounts:open_invited_account", args=["secret"])
    typed = {"first_name": "Nour", "last_name": "Benali", "accept_terms": "on"}
    typed |= dict.fromkeys(("password", "password_confirmation"), PASSWORD)
    answers = at_once(lambda i: Client().post(page, typed))
    assert {answer.status_code for answer in answers} <= {200, 410}
    assert (User.objects.filter(email="nour@exemple.fr").count(), Membership.objects.count()) == (1, 1)


def test_two_invitations_accepted_at_once_open_one_account():
    tokens = [f"secret-{n}" for n in range(6)]
    for token in tokens:
        InvitationFactory(token=token, email="nour@exemple.fr")
    account = {"email": "x", "password": PASSWORD, "first_name": "Nour", "last_name": "Benali"}
    results = at_once(caught(lambda i: invitations.accept_as_newcomer(token=tokens[i], account=account)), 6)
    assert sum(isinstance(result, User) for result in results) == 1
    assert User.objects.filter(email="nour@exemple.fr").count() == Membership.objects.count() == 1


def test_an_invitation_is_accepted_or_withdrawn_never_both():
    holder, user = MembershipFactory(), UserFactory(email="nour@exemple.fr")
    invitation = InvitationFactory(adherent=holder.adherent, email=user.email)
    access = access_of(holder)

    def act(index):
        if index:
            return invitations.accept_invitation(invitation=invitation, user=user)
        return invitations.withdraw_invitation(access=access, invitation=invitation)

    at_once(caught(act), 2)
    accepted = Invitation.objects.get().state == "accepted"
    assert Membership.objects.filter(user=user).exists() is accepted


def test_one_pending_invitation_when_everybody_invites_at_once(generous):
    holder = MembershipFactory()
    access, guest = access_of(holder), Guest("nour@exemple.fr", "Nour", "Benali")
    at_once(caught(lambda i: invitations.invite(access=access, guest=guest, rights=frozenset({CONSULT}))), 10)
    assert Invitation.objects.count() == 1


def test_holders_who_remove_each_other_leave_one():
    adherent = AdherentFactory()
    holders = [MembershipFactory(adherent=adherent) for _ in range(4)]
    accesses = [access_of(holder) for holder in holders]
    at_once(caught(lambda i: colleagues.remove_colleague(access=accesses[i], membership=holders[(i + 1) % 4])), 4)
    assert Membership.objects.holding().filter(adherent=adherent).count() >= 1


def test_of_two_holders_editing_at_once_one_is_told():
    adherent = AdherentFactory()
    accesses = [access_of(MembershipFactory(adherent=adherent)) for _ in range(8)]
    colleague = MembershipFactory(adherent=adherent, role=MembershipRole.COLLEAGUE, rights=[CONSULT.value])
    wanted = [frozenset({right}) for right in sorted(ALL_RIGHTS - {CONSULT})[:8]]
    results = at_once(
        caught(
            lambda i: colleagues.change_rights(
                access=accesses[i], membership=colleague, rights=wanted[i], seen=frozenset({CONSULT})
            )
        ),
        8,
    )
    assert sum(isinstance(result, Membership) for result in results) == 1
    assert sum(isinstance(result, colleagues.RightsChangedMeanwhile) for result in results) == 7


def test_a_request_is_confirmed_or_withdrawn_never_both():
    holder, successor = MembershipFactory(), UserFactory(email="lucie@exemple.fr")
    change = HolderChangeFactory(adherent=holder.adherent, holder=holder.user, email=successor.email)
    staff, access = StaffFactory(staff_caisse=holder.adherent.caisse), access_of(holder)

    def act(index):
        if index:
            return holder_change.confirm_replacement(change=change, by=staff)
        return holder_change.withdraw_replacement(access=access, change=change)

    at_once(caught(act), 2)
    change.refresh_from_db()
    is_done = change.state == HolderChangeState.DONE
    assert Membership.objects.holding().filter(user=successor).exists() is is_done
    assert Membership.objects.holding().count() == 1
    assert HolderChange.objects.under_way().count() == 0
