"""A holder asks to be replaced; the caisse decides; the former steps down when the new one has the company."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import HolderChangeState, MembershipRole
from accounts.jobs import purge_accounts
from accounts.models import HolderChange, Invitation, Membership
from core.models import AuditEvent
from tests.accounts.steps import signed_in
from tests.factories import PASSWORD, HolderChangeFactory, StaffFactory, UserFactory
from tests.jobs import run_jobs
from tests.staff import enter_admin

EMAIL = "lucie.perrin@durand.fr"


def address(company, name="replace_holder"):
    return reverse(f"colleagues:{name}", args=[company.ref])


def other(**changes):
    person = {"email": EMAIL, "first_name": "Lucie", "last_name": "Perrin"}
    return {"successor": "other", "stays": "yes", **person, **changes}


def page(change, name):
    return reverse(f"admin:accounts_holderchange_{name}", args=[change.pk])


def role(company, email):
    found = Membership.objects.in_force().filter(adherent=company.adherent, user__email=email).first()
    return found.role if found else None


def told():
    run_jobs()
    found = {(message.to[0], message.subject) for message in mail.outbox}
    mail.outbox.clear()
    return found


@pytest.fixture
def sami(company) -> Client:
    user = StaffFactory(staff_caisse=company.adherent.caisse, email="sami@caisse.example")
    return enter_admin(Client(), user)


@pytest.fixture
def change(company, holder) -> HolderChange:
    """Claire asks to be replaced by Lucie, who has no account, and stays a colleague."""
    assert holder.post(address(company), other())["Location"] == address(company, "index")
    return HolderChange.objects.get()


def test_the_request_is_told_followed_and_withdrawn(company, holder, change):
    assert told() == {("claire@durand.fr", "Votre demande de changement de titulaire est transmise")}
    body = holder.get(address(company, "index")).content.decode()
    assert "Lucie Perrin" in body
    assert "À décider par la caisse" in body
    assert role(company, "claire@durand.fr") == MembershipRole.HOLDER
    page = holder.post(address(company, "withdraw_replacement")).content.decode()
    assert "vous restez titulaire" in page
    assert HolderChange.objects.get().state == HolderChangeState.PENDING
    holder.post(address(company, "withdraw_replacement"), {"confirm": "1"})
    assert HolderChange.objects.get().state == HolderChangeState.WITHDRAWN
    assert holder.post(address(company, "withdraw_replacement")).status_code == 404


def test_one_open_request_a_company(company, change):
    paul = signed_in(company.other_holder.user)
    answer = paul.post(address(company), other(email="autre@durand.fr"), follow=True)
    assert "déjà en cours" in answer.content.decode()
    assert HolderChange.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"successor": ""}, "successor"),
        ({"successor": "inconnu"}, "successor"),
        ({"email": ""}, "email"),
        ({"email": "claire@durand.fr"}, "email"),
        ({"first_name": ""}, "first_name"),
        ({"stays": ""}, "stays"),
    ],
)
def test_what_is_missing_is_said(company, holder, typed, field):
    answer = holder.post(address(company), other(**typed))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors)[0] == field
    assert not HolderChange.objects.exists()


def test_only_a_holder_asks(company, manager):
    assert manager.get(address(company)).status_code == 403
    assert manager.post(address(company), other()).status_code == 403
    change = HolderChangeFactory(adherent=company.adherent, holder=company.holder.user)
    assert manager.post(address(company, "withdraw_replacement")).status_code == 403
    change.refresh_from_db()
    assert change.state == HolderChangeState.PENDING


def test_choices_are_the_colleagues_of_the_whole_company(company, holder):
    body = holder.get(address(company)).content.decode()
    assert company.colleague.public_id in body
    for absent in (company.holder, company.other_holder, company.of_site):
        assert absent.public_id not in body


@pytest.mark.parametrize("stays", ["yes", "no"])
def test_a_colleague_becomes_holder_when_the_caisse_confirms(company, holder, sami, stays):
    holder.post(address(company), {"successor": company.colleague.public_id, "stays": stays})
    change = HolderChange.objects.get()
    told()
    assert "Décider" in sami.get(page(change, "change")).content.decode()
    answer = sami.post(page(change, "confirm"), follow=True)
    assert "Le changement est fait" in answer.content.decode()
    assert role(company, "lea@durand.fr") == MembershipRole.HOLDER
    assert role(company, "claire@durand.fr") == (MembershipRole.COLLEAGUE if stays == "yes" else None)
    assert told() == {
        (email, "Le titulaire de votre entreprise a changé") for email in ("claire@durand.fr", "lea@durand.fr")
    }
    assert holder.get(address(company, "index")).status_code == (403 if stays == "yes" else 404)
    assert AuditEvent.objects.get(action="accounts.replacement_confirmed").adherent_id == company.adherent.pk


def test_without_an_account_the_former_holder_stays_until_the_new_one_accepts(company, change, sami):
    mail.outbox.clear()
    assert "est invité à en ouvrir un" in sami.post(page(change, "confirm"), follow=True).content.decode()
    assert role(company, "claire@durand.fr") == MembershipRole.HOLDER
    run_jobs()
    sent = next(message for message in mail.outbox if message.to == [EMAIL])
    assert "comme titulaire du compte" in sent.body
    link = re.search(r"http://testserver(/invitation/\S+/)", sent.body)[1]
    passwords = dict.fromkeys(("password", "password_confirmation"), PASSWORD)
    account = {"first_name": "Lucie", "last_name": "Perrin", "accept_terms": "on", **passwords}
    assert Client().post(f"{link}compte/", account).status_code == 200
    assert role(company, EMAIL) == MembershipRole.HOLDER
    assert role(company, "claire@durand.fr") == MembershipRole.COLLEAGUE
    change.refresh_from_db()
    assert change.state == HolderChangeState.DONE


@pytest.mark.parametrize("how", ["refused", "expired", "withdrawn"])
def test_an_invitation_without_effect_ends_the_request(company, holder, change, sami, how):
    sami.post(page(change, "confirm"))
    run_jobs()
    told()
    invitation = Invitation.objects.get()
    if how == "refused":
        nour = signed_in(UserFactory(email=EMAIL))
        nour.post(reverse("accounts:refuse_invitation", args=[invitation.public_id]))
    elif how == "expired":
        Invitation.objects.update(created_at=timezone.now() - timedelta(days=31), expires_at=timezone.now())
        purge_accounts(0)
    else:
        holder.post(reverse("colleagues:withdraw_invitation", args=[company.ref, invitation.public_id]))
    change.refresh_from_db()
    assert change.state == HolderChangeState.WITHDRAWN
    assert ("claire@durand.fr", "Votre changement de titulaire n’a pas abouti") in told()
    assert role(company, "claire@durand.fr") == MembershipRole.HOLDER
    assert holder.post(address(company), other()).status_code == 302


def test_withdrawing_after_the_confirmation_closes_the_link(company, holder, change, sami):
    sami.post(page(change, "confirm"))
    holder.post(address(company, "withdraw_replacement"), {"confirm": "1"})
    assert Invitation.objects.get().state == "withdrawn"
    assert HolderChange.objects.get().state == HolderChangeState.WITHDRAWN


def test_a_person_with_an_account_holds_the_company_at_once(company, change, sami):
    UserFactory(email=EMAIL)
    sami.post(page(change, "confirm"))
    assert role(company, EMAIL) == MembershipRole.HOLDER
    assert not Invitation.objects.exists()


def test_the_caisse_refuses_with_a_reason(company, holder, change, sami):
    told()
    assert sami.post(page(change, "refuse"), {"reason": " "}).status_code == 422
    sami.post(page(change, "refuse"), {"reason": "other", "complement": "Pouvoir non signé."})
    change.refresh_from_db()
    assert (change.state, change.refusal_reason) == (HolderChangeState.REFUSED, "Pouvoir non signé.")
    run_jobs()
    assert "Pouvoir non signé." in mail.outbox[0].body
    assert "Pouvoir non signé." in holder.get(address(company)).content.decode()
    assert role(company, "claire@durand.fr") == MembershipRole.HOLDER
    assert "a changé d’état" in sami.post(page(change, "confirm"), follow=True).content.decode()


def test_what_happened_meanwhile_stops_the_decision(company, holder, sami):
    holder.post(address(company), {"successor": company.colleague.public_id, "stays": "yes"})
    change = HolderChange.objects.get()
    Membership.objects.filter(pk=company.colleague.pk).update(ended_at=timezone.now())
    assert "ne fait plus partie" in sami.post(page(change, "confirm"), follow=True).content.decode()
    Membership.objects.filter(pk=company.holder.pk).update(ended_at=timezone.now())
    assert "n’est plus titulaire" in sami.post(page(change, "confirm"), follow=True).content.decode()
    change.refresh_from_db()
    assert change.state == HolderChangeState.PENDING


def test_who_decides(company, change):
    """A manager of that caisse: neither a reader, nor another caisse, nor who is a party to it."""
    caisse = company.adherent.caisse
    reader = enter_admin(Client(), StaffFactory(staff_caisse=caisse, staff_role="reader"))
    foreign = enter_admin(Client(), StaffFactory())
    party = enter_admin(Client(), StaffFactory(staff_caisse=caisse, email=EMAIL))
    for browser, status in ((reader, 403), (foreign, 404), (party, 403)):
        for name in ("confirm", "refuse"):
            assert browser.post(page(change, name), {"reason": "no_mandate"}).status_code == status, name
    assert "Décider" not in reader.get(page(change, "change")).content.decode()
    change.refresh_from_db()
    assert change.state == HolderChangeState.PENDING


def test_the_account_page_links_to_what_the_rights_open(company, holder, manager):
    account = reverse("accounts:account")
    links = [address(company, "index"), reverse("journal:index", args=[company.ref])]
    for membership, expected in (
        (company.holder, [True, True]),
        (company.manager, [True, False]),
        (company.colleague, [False, False]),
        (company.of_site, [False, False]),
    ):
        body = signed_in(membership.user).get(account).content.decode()
        assert [f'href="{link}"' in body for link in links] == expected, membership
