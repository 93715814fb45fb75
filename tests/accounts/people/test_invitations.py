"""Invitations: made, sent, answered once, by the right person; and every way they fail."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.colleagues.services import colleagues
from accounts.colleagues.services import invitations as services
from accounts.enums import InvitationState, MembershipRole
from accounts.gate import SECOND_FACTOR_DUE
from accounts.jobs import purge_accounts
from accounts.models import Invitation, Membership, TermsAcceptance, User
from accounts.values import Guest
from core.models import AuditEvent, OutgoingMessage
from core.rights import ALL_RIGHTS, WHOLE_COMPANY_ONLY, Right, as_rights
from tests.accounts.steps import is_signed_in, sign_in, signed_in
from tests.factories import PASSWORD, EstablishmentFactory, InvitationFactory, UserFactory
from tests.jobs import run_jobs
from tests.security.fingerprint import nothing_written

CONSULT, ACT = Right.EMPLOYEES_CONSULT, Right.EMPLOYEES_ACT
EMAIL = "nour.benali@durand.fr"
MINE = reverse("accounts:invitations")


def address(company, name, *args):
    return reverse(f"colleagues:{name}", args=[company.ref, *args])


def typed(**changes):
    return {"email": EMAIL, "first_name": "Nour", "last_name": "Benali", "site": "", "rights": [ACT.value], **changes}


def account(**changes):
    passwords = dict.fromkeys(("password", "password_confirmation"), PASSWORD)
    return {"first_name": "Nour", "last_name": "Benali", "accept_terms": "on", **passwords, **changes}


@pytest.fixture
def invited(company, holder) -> str:
    """Nour is invited; the address of the link she received."""
    assert holder.post(address(company, "invite"), typed()).status_code == 302
    return link()


def link() -> str:
    run_jobs()
    texts = [message.body for message in mail.outbox if message.subject.endswith("Espace sécurisé entreprise")]
    return re.search(r"http://testserver(/invitation/\S+/)", texts[-1])[1]


def memberships():
    return Membership.objects.in_force().filter(user__email=EMAIL)


def test_an_invitation_is_sent_and_told(company, holder):
    answer = holder.post(address(company, "invite"), typed(email=" Nour.Benali@DURAND.fr "), follow=True)
    assert EMAIL in answer.content.decode()
    row = Invitation.objects.get()
    assert (row.email, row.adherent_id, row.role) == (EMAIL, company.adherent.pk, MembershipRole.COLLEAGUE)
    assert as_rights(row.rights) == {CONSULT, ACT}
    assert row.invited_by == company.holder.user
    assert timedelta(days=29) < row.expires_at - timezone.now() <= timedelta(days=30)
    run_jobs()
    assert [message.to for message in mail.outbox] == [[EMAIL]]
    assert "Claire Durand vous invite" in mail.outbox[0].body
    assert AuditEvent.objects.get(action="accounts.invited").changes["person"] == "Nour Benali"


def test_the_page_and_the_mail_are_the_same_whether_the_address_has_an_account_or_not(company, holder):
    UserFactory(email="connue@durand.fr")
    answers, volumes = [], []
    for email in ("connue@durand.fr", "neuve@durand.fr"):
        mail.outbox.clear()
        response = holder.post(address(company, "invite"), typed(email=email), follow=True)
        run_jobs()
        answers.append(response.content.decode().count("Nour Benali"))
        volumes.append([(message.subject, len(message.body)) for message in mail.outbox])
    assert answers[1] == answers[0] + 3  # the second page also lists the first invitation
    assert volumes[0] == volumes[1]


def test_the_secret_of_the_link_is_nowhere_in_the_database(invited):
    token = invited.split("/")[2]
    row = Invitation.objects.get()
    assert len(token) > 40
    assert token not in str(Invitation.objects.values().get(pk=row.pk))
    assert token not in str(list(OutgoingMessage.objects.values("body_text", "body_html", "sealed")))
    assert token not in str(list(AuditEvent.objects.values()))


def test_reading_the_link_changes_nothing(invited):
    browser = Client()
    with nothing_written():
        for address_ in (invited, f"{invited}compte/"):
            for method in ("GET", "HEAD", "GET"):
                assert browser.generic(method, address_).status_code == 200
    assert browser.get(invited)["Referrer-Policy"] == "strict-origin"
    assert not is_signed_in(browser)


def test_a_newcomer_opens_an_account_and_sees_only_what_was_given(company, invited):
    browser = Client()
    page = browser.get(invited).content.decode()
    assert "Ouvrir mon compte" in page
    assert "déclarer embauches et sorties" in page
    answer = browser.post(f"{invited}compte/", account(email="pirate@exemple.fr", is_staff="on"))
    assert "Votre compte est ouvert" in answer.content.decode()
    assert not is_signed_in(browser), "no session is created by a link"
    user = User.objects.get(email=EMAIL)
    assert (user.get_full_name(), user.is_staff, user.email_certified_at is not None) == ("Nour Benali", False, True)
    assert TermsAcceptance.objects.get(user=user).terms.caisse == company.adherent.caisse
    assert sign_in(browser, user).status_code == 302
    statuses = [
        browser.get(reverse(name, args=[company.ref])).status_code
        for name in ("employees:index", "documents:index", "colleagues:index")
    ]
    assert statuses == [200, 403, 403]


def test_a_newcomer_is_held_to_the_rules_of_etape_2(invited):
    cases = {
        "password": account(password="court", password_confirmation="court"),
        "password_confirmation": account(password_confirmation="Autre-Chose-9"),
        "accept_terms": {name: value for name, value in account().items() if name != "accept_terms"},
        "mobile": account(mobile="01 23 45 67 89"),
        "first_name": account(first_name=" "),
    }
    for field, values in cases.items():
        answer = Client().post(f"{invited}compte/", values)
        assert answer.status_code == 422, field
        assert list(answer.context["form"].errors) == [field]
    assert not User.objects.filter(email=EMAIL).exists()


def test_an_owner_signs_in_and_accepts(company, invited):
    user, browser = UserFactory(email=EMAIL), Client()
    page = browser.get(invited).content.decode()
    assert "Me connecter pour accepter" in page
    assert browser.post(invited).status_code == 200
    assert not memberships().exists()
    browser = signed_in(user)
    assert "Durand Maçonnerie" in browser.get(MINE).content.decode()
    public_id = Invitation.objects.get().public_id
    answer = browser.post(reverse("accounts:accept_invitation", args=[public_id]))
    assert answer["Location"] == reverse("portal_home", args=[company.ref])
    assert as_rights(memberships().get().rights) == {CONSULT, ACT}
    assert AuditEvent.objects.get(action="accounts.invitation_accepted").actor_id == user.pk
    mail.outbox.clear()
    run_jobs()
    told = {(message.to[0], message.subject) for message in mail.outbox}
    assert (EMAIL, "Vous pouvez agir pour une entreprise") in told
    assert {to for to, subject in told if subject.startswith("Les personnes")} == {"claire@durand.fr", "paul@durand.fr"}


def test_an_owner_signed_in_accepts_from_the_link(invited):
    browser = signed_in(UserFactory(email=EMAIL))
    assert browser.post(invited, {"accept": "1"}).status_code == 302
    assert memberships().count() == 1


def test_another_address_accepts_nothing(company, invited):
    """Neither from the link nor by the reference: the invitation is for one address."""
    browser = signed_in(UserFactory(email="autre@durand.fr"))
    assert "autre adresse" in browser.get(invited).content.decode()
    assert browser.post(invited, {"accept": "1"}).status_code == 403
    public_id = Invitation.objects.get().public_id
    for name in ("accept_invitation", "refuse_invitation"):
        assert browser.post(reverse(f"accounts:{name}", args=[public_id])).status_code == 404
    assert Invitation.objects.get().state == InvitationState.PENDING
    assert not Membership.objects.filter(user__email="autre@durand.fr").exists()


def test_a_password_without_its_second_factor_accepts_nothing(invited):
    """Public pages stand outside the gate: accepting does not."""
    browser = signed_in(UserFactory(email=EMAIL))
    session = browser.session
    session[SECOND_FACTOR_DUE] = "/compte/"
    session.save()
    assert "Me connecter pour accepter" in browser.post(invited, {"accept": "1"}).content.decode()
    assert not memberships().exists()


def test_an_invitation_is_refused_and_the_holders_are_told(invited):
    mail.outbox.clear()
    assert "Vous avez refusé" in Client().post(invited, {"refuse": "1"}).content.decode()
    assert Invitation.objects.get().state == InvitationState.REFUSED
    run_jobs()
    assert sorted(message.to[0] for message in mail.outbox) == ["claire@durand.fr", "paul@durand.fr"]


@pytest.mark.parametrize(
    ("state", "title"),
    [
        (InvitationState.ACCEPTED, "déjà été acceptée"),
        (InvitationState.REFUSED, "a été refusée"),
        (InvitationState.WITHDRAWN, "a été retirée"),
        (InvitationState.EXPIRED, "a expiré"),
    ],
)
def test_an_invitation_that_is_over_opens_nothing(invited, state, title):
    Invitation.objects.update(state=state, ended_at=timezone.now())
    user = UserFactory(email=EMAIL)
    with nothing_written():
        for browser, page, values in (
            (Client(), invited, {"refuse": "1"}),
            (Client(), f"{invited}compte/", account()),
        ):
            for answer in (browser.get(page), browser.post(page, values)):
                assert (answer.status_code, title in answer.content.decode()) == (410, True)
    owner = signed_in(user)
    assert owner.post(invited, {"accept": "1"}).status_code == 410
    public_id = Invitation.objects.get().public_id
    said = owner.post(reverse("accounts:accept_invitation", args=[public_id]), follow=True).content.decode()
    assert "n’attend plus de réponse" in said
    assert not memberships().exists()


def test_after_thirty_days_it_has_expired_before_any_job_ran(invited):
    with time_machine.travel(timezone.now() + timedelta(days=30, seconds=1)):
        answer = Client().post(f"{invited}compte/", account())
        assert (answer.status_code, "a expiré" in answer.content.decode()) == (410, True)
        purge_accounts(0)
    assert Invitation.objects.get().state == InvitationState.EXPIRED
    assert not User.objects.filter(email=EMAIL).exists()


def test_invitations_that_are_over_are_purged_after_their_time(invited, settings):
    now = timezone.now()
    Invitation.objects.update(state=InvitationState.REFUSED, ended_at=now)
    waiting = InvitationFactory()
    with time_machine.travel(now + settings.INVITATION_RETENTION - timedelta(days=1)):
        purge_accounts(0)
        assert Invitation.objects.count() == 2
    with time_machine.travel(now + settings.INVITATION_RETENTION + timedelta(days=1)):
        purge_accounts(0)
    assert list(Invitation.objects.all()) == [waiting]


def test_sending_again_kills_the_former_link(company, holder, invited):
    answer = holder.post(address(company, "resend_invitation", Invitation.objects.get().public_id), follow=True)
    assert "envoyée de nouveau" in answer.content.decode()
    fresh = link()
    assert fresh != invited
    assert (Client().get(invited).status_code, Client().get(fresh).status_code) == (410, 200)


def test_withdrawing_closes_the_link(company, holder, invited):
    page = address(company, "withdraw_invitation", Invitation.objects.get().public_id)
    assert "est retirée" in holder.post(page, follow=True).content.decode()
    assert Client().post(f"{invited}compte/", account()).status_code == 410
    assert "n’est plus en attente" in holder.post(page, follow=True).content.decode()


def test_one_pending_invitation_an_address(company, holder, invited):
    answer = holder.post(address(company, "invite"), typed())
    assert (answer.status_code, "déjà une invitation en attente" in answer.content.decode()) == (422, True)
    Invitation.objects.update(expires_at=timezone.now(), created_at=timezone.now() - timedelta(days=31))
    assert holder.post(address(company, "invite"), typed()).status_code == 302
    assert sorted(Invitation.objects.values_list("state", flat=True)) == ["expired", "pending"]


def test_who_belongs_already_is_not_invited(company, holder):
    answer = holder.post(address(company, "invite"), typed(email="lea@durand.fr"))
    assert (answer.status_code, "déjà partie" in answer.content.decode()) == (422, True)
    assert not Invitation.objects.exists()


def test_an_invitation_for_one_site_opens_that_site_only(company, holder):
    holder.post(address(company, "invite"), typed(site=company.site.public_id))
    Client().post(f"{link()}compte/", account())
    browser = signed_in(User.objects.get(email=EMAIL))
    assert browser.get(reverse("employees:index", args=[company.site.public_id])).status_code == 200
    assert browser.get(reverse("employees:index", args=[company.ref])).status_code == 404


def test_a_right_of_the_whole_company_is_not_given_with_a_site(company, holder):
    for right in (Right.COLLEAGUES_ACT, Right.JOURNAL_CONSULT):
        answer = holder.post(address(company, "invite"), typed(site=company.site.public_id, rights=[right.value]))
        assert (answer.status_code, "vaut pour toute l’entreprise" in answer.content.decode()) == (422, True)
    assert not Invitation.objects.exists()


def test_choices_hold_no_foreign_row(company, holder):
    foreign = EstablishmentFactory(name="Dépôt étranger")
    page = holder.get(address(company, "invite")).content.decode()
    assert company.site.public_id in page
    assert foreign.public_id not in page
    assert holder.post(address(company, "invite"), typed(site=foreign.public_id)).status_code == 422


def test_a_manager_invites_with_their_own_rights_only(company, manager):
    for right in (Right.DOCUMENTS_CONSULT, Right.COLLEAGUES_ACT, Right.BANK_ACT):
        assert manager.post(address(company, "invite"), typed(rights=[right.value])).status_code == 422, right
    assert manager.post(address(company, "invite"), typed()).status_code == 302
    theirs = InvitationFactory(adherent=company.adherent, rights=[Right.BANK_ACT.value])
    assert manager.post(address(company, "withdraw_invitation", theirs.public_id)).status_code == 403


def test_too_many_invitations_are_slowed(company, holder, settings):
    settings.THROTTLES = {**settings.THROTTLES, "invitation_company": (1, 3600)}
    assert holder.post(address(company, "invite"), typed()).status_code == 302
    answer = holder.post(address(company, "invite"), typed(email="deux@durand.fr"))
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert Invitation.objects.count() == 1


def test_a_member_invited_again_keeps_the_rights_of_both(company, invited):
    user = UserFactory(email=EMAIL)
    held = Membership.objects.create(
        user=user, adherent=company.adherent, role=MembershipRole.COLLEAGUE, rights=[Right.DOCUMENTS_CONSULT.value]
    )
    signed_in(user).post(invited, {"accept": "1"})
    held.refresh_from_db()
    assert as_rights(held.rights) == {CONSULT, ACT, Right.DOCUMENTS_CONSULT}
    assert memberships().count() == 1


def test_the_services_give_nothing_beyond_what_the_author_has(company):
    """Whatever a form would let through."""
    access, guest = company.access(company.manager.user), Guest(EMAIL, "Nour", "Benali")
    foreign = EstablishmentFactory()
    for rights, establishment in (
        ({Right.BANK_ACT}, None),
        ({Right.COLLEAGUES_ACT}, None),
        ({CONSULT}, foreign),
    ):
        with pytest.raises(PermissionDenied):
            services.invite(access=access, guest=guest, rights=frozenset(rights), establishment=establishment)
    with pytest.raises(PermissionDenied):
        colleagues.change_rights(
            access=access, membership=company.colleague, rights=frozenset({Right.BANK_ACT}), seen=frozenset({CONSULT})
        )
    with pytest.raises(PermissionDenied):
        colleagues.remove_colleague(access=access, membership=company.holder)
    assert not Invitation.objects.exists()
    company.colleague.refresh_from_db()
    assert as_rights(company.colleague.rights) == {CONSULT}


def test_a_profile_for_one_site_gives_what_makes_sense_there(company, holder):
    site = EstablishmentFactory(adherent=company.adherent)
    posted = typed(site=site.public_id, rights=[], rights_profile="all")
    assert holder.post(address(company, "invite"), posted).status_code == 302
    given = as_rights(Invitation.objects.get(email=EMAIL).rights)
    assert given == ALL_RIGHTS - WHOLE_COMPANY_ONLY
