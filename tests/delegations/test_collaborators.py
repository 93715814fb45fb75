"""The people of a cabinet: invited, appointed, removed, each with their clients."""

import threading

import pytest
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from delegations import authority
from delegations.collaborators import services as collaborators
from delegations.models import FirmInvitation, FirmMember, FollowUp
from tests.delegations.kit import NEWCOMER, as_user, at, link, newcomer
from tests.factories import (
    FirmMemberFactory,
    UserFactory,
)
from tests.security.fingerprint import nothing_written

pytestmark = pytest.mark.django_db


def test_a_collaborator_is_invited_opens_an_account_and_joins(cast, at_work, client):
    mail.outbox.clear()
    at_work.post(at(cast, "invite_collaborator"), {"email": "Eve@Exemple.fr"})
    address = link("invitation-cabinet")
    assert mail.outbox[-1].to == ["eve@exemple.fr"]
    with nothing_written():
        assert client.get(address).status_code == 200
    assert client.post(f"{address}compte/", NEWCOMER).status_code == 302
    eve = as_user(User.objects.get(email="eve@exemple.fr"))
    assert eve.post(address)["Location"] == at(cast, "portfolio")
    assert eve.get(at(cast, "portfolio")).status_code == 200
    assert eve.post(address).status_code == 200  # already accepted: nothing more
    assert FirmMember.objects.filter(firm=cast.firm, user__email="eve@exemple.fr", is_administrator=False).count() == 1


def test_the_invitation_of_a_collaborator_serves_its_address_only_and_dies(cast, at_work):
    at_work.post(at(cast, "invite_collaborator"), {"email": "eve@exemple.fr"})
    address = link("invitation-cabinet")
    mallory = cast.browser("mallory")
    with nothing_written():
        assert mallory.post(address).status_code == 403
    invitation = FirmInvitation.objects.get()
    at_work.post(at(cast, "withdraw_invitation", invitation.public_id))
    eve = as_user(newcomer("eve@exemple.fr"))
    assert eve.post(address).status_code == 410
    at_work.post(at(cast, "invite_collaborator"), {"email": "eve@exemple.fr"})
    mail.outbox.clear()
    at_work.post(at(cast, "invite_collaborator"), {"email": "eve@exemple.fr"})
    newest = link("invitation-cabinet")
    FirmInvitation.objects.waiting().update(expires_at=timezone.now())
    assert eve.post(newest).status_code == 410
    assert not FirmMember.objects.filter(user__email="eve@exemple.fr").exists()


def test_a_member_is_not_invited_again(cast, at_work):
    with nothing_written():
        answer = at_work.post(at(cast, "invite_collaborator"), {"email": cast.chloe.email})
    assert answer.status_code == 422


def test_of_twenty_collaborators_the_one_removed_acts_no_more(cast, boss, at_work):
    members = FirmMemberFactory.create_batch(18, firm=cast.firm)
    gone, stays = members[0], members[1]
    FollowUp.objects.create(delegation=cast.delegation, adherent=cast.acme.adherent, member=gone)
    home = reverse("portal_home", args=[cast.acme.ref])
    browsers = {member: as_user(member.user) for member in (gone, stays)}
    assert [browser.get(home).status_code for browser in browsers.values()] == [200, 200]
    assert at_work.get(at(cast, "remove", gone.public_id)).status_code == 200
    at_work.post(at(cast, "remove", gone.public_id))
    assert browsers[gone].get(home).status_code == 404
    assert browsers[gone].get(at(cast, "portfolio")).status_code == 404
    assert browsers[stays].get(home).status_code == 200
    assert not FollowUp.objects.filter(delegation=cast.delegation).exists()
    assert FirmMember.objects.filter(firm=cast.firm).count() == 19
    assert authority.tiers_for(gone.user) == []


def test_a_cabinet_keeps_an_administrator(cast, boss, at_work):
    for name in ("dismiss", "remove"):
        at_work.post(at(cast, name, boss.public_id))
        assert FirmMember.objects.get(pk=boss.pk).is_administrator
    chloe = FirmMember.objects.get(user=cast.chloe)
    at_work.post(at(cast, "appoint", chloe.public_id))
    at_work.post(at(cast, "dismiss", boss.public_id))
    assert [m.user for m in FirmMember.objects.filter(firm=cast.firm, is_administrator=True)] == [cast.chloe]
    assert at_work.get(at(cast, "requests")).status_code == 403


def test_an_administrator_whose_account_is_closed_does_not_count(cast, boss, at_work):
    FirmMemberFactory(firm=cast.firm, is_administrator=True, user=UserFactory(is_active=False))
    at_work.post(at(cast, "dismiss", boss.public_id))
    assert FirmMember.objects.get(pk=boss.pk).is_administrator


def test_clients_are_assigned_and_freed(cast, at_work):
    chloe = FirmMember.objects.get(user=cast.chloe)
    at_work.post(at(cast, "assign"), {"clients": [cast.delegation.public_id], "collaborateur": chloe.public_id})
    assert FollowUp.objects.get(delegation=cast.delegation).member == chloe
    assert str(cast.chloe) in at_work.get(at(cast, "portfolio")).content.decode()
    at_work.post(at(cast, "assign"), {"clients": [cast.delegation.public_id], "collaborateur": ""})
    assert not FollowUp.objects.filter(delegation=cast.delegation).exists()
    stranger = cast.rival.member.public_id
    answer = at_work.post(at(cast, "assign"), {"clients": [cast.delegation.public_id], "collaborateur": stranger})
    assert answer.status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_dismiss_each_other_at_once_one_stays(transactional_db):
    first = FirmMemberFactory(is_administrator=True)
    second = FirmMemberFactory(firm=first.firm, is_administrator=True)
    refused = []

    def dismiss_first() -> None:
        try:
            collaborators.dismiss_administrator(by=second, member=first)
        except collaborators.LastAdministrator as last:
            refused.append(last)
        finally:
            connection.close()

    other = threading.Thread(target=dismiss_first, daemon=True)
    with transaction.atomic():
        collaborators.dismiss_administrator(by=first, member=second)
        other.start()
        other.join(timeout=1)
        assert other.is_alive()  # waits for what the first one decides
    other.join(timeout=60)
    assert len(refused) == 1
    assert FirmMember.objects.filter(firm=first.firm, is_administrator=True).get() == first
