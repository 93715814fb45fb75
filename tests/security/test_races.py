"""Real threads on a real PostgreSQL: what happens at once happens once (SECURITY A26, D16, I8)."""

import re
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountOpening, Membership, PendingAccount, User
from accounts.opening import services
from accounts.opening.services import OpeningClosed
from accounts.values import ContactValues
from core.models import AuditEvent, OutgoingMessage
from core.throttling import Throttled
from tests.at_once import at_once as together
from tests.factories import LETTER_CODE, PASSWORD, OpeningFactory, UserFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)
CONTACT = reverse("accounts:contact")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """The cost of a hash is not the subject here."""
    monkeypatch.setattr("accounts.hashers.PortalArgon2Hasher.memory_cost", 8)


def at_once(act, number: int = 20) -> list:
    """What `act(i)` returns, or raises, when `number` threads start together."""
    return together(*[partial(act, index) for index in range(number)], refused=(OpeningClosed, Throttled))


@pytest.fixture
def generous(settings):
    settings.THROTTLES = {name: (10_000, window) for name, (_, window) in settings.THROTTLES.items()}


def letters_of(opening, code=LETTER_CODE) -> dict[str, str]:
    return {"cibtp_id": opening.adherent.cibtp_id, "siret": opening.establishment.siret, "code": code}


def typed(email: str) -> dict[str, str]:
    passwords = dict.fromkeys(("password", "password_confirmation"), PASSWORD)
    return {
        "email": email,
        "email_confirmation": email,
        "landline": "",
        "mobile": "",
        "accept_terms": "on",
        **passwords,
    }


def proved(opening) -> Client:
    browser = Client()
    assert browser.post(reverse("accounts:identify"), letters_of(opening)).status_code == 302
    return browser


def register(opening, email="claire@exemple.fr") -> PendingAccount:
    return services.register(opening=opening, contact=ContactValues(email, PASSWORD, "", ""), ip="192.0.2.1")


def test_two_browsers_with_the_same_letters_make_one_account():
    """The race of the issue: both pass étape 2/2 and both click; one account, one membership, no error page."""
    opening = OpeningFactory()
    browsers = [proved(opening), proved(opening)]
    emails = ["un@exemple.fr", "deux@exemple.fr"]
    answers = at_once(lambda i: browsers[i].post(CONTACT, typed(emails[i])), 2)
    assert {answer.status_code for answer in answers} == {302}
    assert PendingAccount.objects.count() == 1
    pending = PendingAccount.objects.get()
    path = reverse("accounts:activate", args=[services.activation_token(pending)])
    clicks = at_once(lambda i: browsers[i].post(path), 2)
    assert {click.status_code for click in clicks} == {200}
    assert list(User.objects.values_list("email", flat=True)) == [pending.email]
    assert Membership.objects.count() == 1
    late = browsers[emails.index(pending.email) - 1].post(CONTACT, typed("trois@exemple.fr"))
    assert late["Location"] == reverse("accounts:identify")


def test_twenty_clicks_on_one_link_make_one_account():
    pending = register(OpeningFactory())
    token = services.activation_token(pending)
    users = at_once(lambda i: services.activate(token=token))
    assert {user.pk for user in users} == set(User.objects.values_list("pk", flat=True))
    assert (User.objects.count(), Membership.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(action="accounts.activated").count() == 1


def test_two_links_of_one_address_clicked_at_once_make_one_account(generous):
    tokens = [services.activation_token(register(OpeningFactory(code=f"AAAAA-AAAA{n}"))) for n in range(6)]
    users = at_once(lambda i: services.activate(token=tokens[i]), 6)
    assert sum(user is not None for user in users) == 1
    assert (User.objects.count(), Membership.objects.count()) == (1, 1)
    assert AccountOpening.objects.filter(used_at__isnull=False).count() == 1


def test_of_twenty_parallel_wrong_codes_five_are_compared_and_the_letters_are_burnt_once(generous, monkeypatch):
    opening, compared = OpeningFactory(), []
    real = services.codes.matches
    monkeypatch.setattr(
        services.codes, "matches", lambda *args, **kwargs: compared.append(kwargs["bound_to"]) or real(*args, **kwargs)
    )
    found = at_once(lambda i: services.prove_letters(**letters_of(opening, f"ZZZZZ-ZZZZ{i % 10}"), ip="192.0.2.1"))
    assert found == [None] * 20
    assert compared.count(opening.public_id) <= 5
    opening.refresh_from_db()
    assert opening.burnt_at
    assert OutgoingMessage.objects.filter(kind="accounts/code_burnt").count() == 1
    assert services.prove_letters(**letters_of(opening), ip="192.0.2.1") is None


def test_the_right_code_among_wrong_ones_never_gives_more_than_five_tries(generous, monkeypatch):
    opening, compared = OpeningFactory(), []
    monkeypatch.setattr(services.codes, "matches", lambda *args, **kwargs: compared.append(kwargs["bound_to"]))
    for _ in range(3):
        at_once(lambda i: services.prove_letters(**letters_of(opening), ip="192.0.2.1"), 10)
    assert compared.count(opening.public_id) <= 5


def test_a_double_click_on_valider_sends_one_mail_whose_link_works(generous):
    opening = OpeningFactory()
    browser = proved(opening)
    answers = at_once(lambda i: _same(browser).post(CONTACT, typed("claire@exemple.fr")), 6)
    assert {answer.status_code for answer in answers} == {302}
    assert (PendingAccount.objects.count(), User.objects.count()) == (1, 0)
    assert OutgoingMessage.objects.count() == 1
    run_jobs()
    [link] = re.findall(r"/activation/[^/\s]+/", mail.outbox[0].body)
    assert Client().post(link).status_code == 200
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("change", ["email", "mobile", "password"])
def test_etape_2_sent_again_with_something_else_replaces_the_first(generous, change):
    browser, first = proved(OpeningFactory()), typed("claire@exemple.fr")
    names = [name for name in first if name.startswith(change)]
    other = {"email": "autre@exemple.fr", "mobile": "06 12 34 56 78", "password": f"{PASSWORD}-bis"}[change]
    browser.post(CONTACT, first)
    token = services.activation_token(PendingAccount.objects.get())
    browser.post(CONTACT, {**first, **dict.fromkeys(names, other)})
    assert OutgoingMessage.objects.count() == 2
    with pytest.raises(services.BadToken):
        services.activate(token=token)


def test_the_same_etape_2_a_while_later_sends_a_mail_again(generous):
    browser = proved(OpeningFactory())
    browser.post(CONTACT, typed("claire@exemple.fr"))
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        browser.post(CONTACT, typed("claire@exemple.fr"))
    assert OutgoingMessage.objects.count() == 2


def _same(browser: Client) -> Client:
    """Another tab of the same browser."""
    tab = Client()
    tab.cookies = browser.cookies
    return tab


def test_attaching_at_once_gives_one_membership(generous):
    opening, user = OpeningFactory(), UserFactory()
    results = at_once(lambda i: services.attach(user=user, opening=opening), 10)
    assert sum(isinstance(result, Membership) for result in results) == 1
    assert Membership.objects.count() == 1


def test_two_people_attaching_the_same_letters_get_one_membership(generous):
    opening, people = OpeningFactory(), [UserFactory() for _ in range(4)]
    at_once(lambda i: services.attach(user=people[i], opening=opening), 4)
    assert Membership.objects.count() == 1


def test_activating_and_attaching_at_once_use_the_letters_once(generous):
    opening, user = OpeningFactory(), UserFactory()
    token = services.activation_token(register(opening))

    def act(index: int):
        try:
            return services.activate(token=token) if index else services.attach(user=user, opening=opening)
        except services.BadToken as refused:
            return refused

    at_once(act, 2)
    assert Membership.objects.count() == 1
    assert AuditEvent.objects.filter(action__in=["accounts.activated", "accounts.attached"]).count() == 1


def test_a_correction_racing_with_the_click_leaves_one_account(generous):
    opening = OpeningFactory()
    token = services.activation_token(register(opening))

    def act(index: int):
        try:
            if index:
                return services.activate(token=token)
            return services.correct_email(opening=opening, email="autre@exemple.fr", ip="192.0.2.1")
        except services.BadToken as refused:
            return refused

    at_once(act, 2)
    assert User.objects.count() + PendingAccount.objects.filter(activated_at__isnull=True).count() == 1


def test_an_address_corrected_while_the_link_is_read_is_not_certified_by_it(generous, monkeypatch):
    """The former link proves the former address: it never opens an account in the name of the new one."""
    opening, reading = OpeningFactory(), services.read_activation
    token = services.activation_token(register(opening))

    def read_then_correct(token):
        found = reading(token)
        services.correct_email(opening=opening, email="autre@exemple.fr", ip="192.0.2.1")
        return found

    monkeypatch.setattr(services, "read_activation", read_then_correct)
    with pytest.raises(services.BadToken):
        services.activate(token=token)
    assert not User.objects.exists()
