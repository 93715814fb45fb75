"""A new address: certified at the new one, told to the old one, which stays valid until the click."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import EmailChange, User
from accounts.person.services import certification as services
from accounts.sign_in.services import reset
from core.models import AuditEvent, OutgoingMessage
from core.tokens import BadToken
from tests.accounts.steps import SECOND, closing_connection, in_paris, is_signed_in, link_to, mails, sign_in, signed_in
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tests.jobs import run_jobs
from tests.security.fingerprint import nothing_written

pytestmark = pytest.mark.django_db

CHANGE, ACCOUNT, WITHDRAW = (
    reverse(f"accounts:{name}") for name in ("change_email", "account", "withdraw_email_change")
)
OLD, NEW = "alice@exemple.fr", "alice.martin@exemple.fr"


@pytest.fixture
def user():
    return MembershipFactory(user__email=OLD).user


@pytest.fixture
def alice(user):
    return signed_in(user)


def ask(browser: Client, email: str = NEW, password: str = PASSWORD):
    return browser.post(CHANGE, {"email": email, "present_password": password})


def address_of(user: User) -> str:
    return User.objects.get(pk=user.pk).email


def test_new_address_replaces_the_old_one_after_the_click(alice, user, client):
    assert ask(alice, " Alice.MARTIN@exemple.fr. ")["Location"] == ACCOUNT
    assert "Nouvelle adresse demandée" in alice.get(ACCOUNT).content.decode()
    link = link_to(NEW)
    told = [message for message in mail.outbox if message.to == [OLD]]
    assert [message.subject for message in told] == ["Un changement d’adresse électronique a été demandé"]
    assert NEW not in told[0].body
    assert "a•••@exemple.fr" in told[0].body
    mail.outbox.clear()
    with nothing_written("GET and HEAD"):
        for method in ("GET", "HEAD", "GET"):
            assert client.generic(method, link).status_code == 200
    assert sign_in(Client(), user).status_code == 302
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        assert "Votre adresse est changée" in client.post(link).content.decode()
    run_jobs()
    assert [message.to for message in mail.outbox if message.subject == "Votre adresse électronique a été changée"] == [
        [OLD]
    ]
    assert sign_in(Client(), user).status_code == 422
    user.refresh_from_db()
    assert (user.email, user.email_certified_at) == (NEW, start)
    assert sign_in(Client(), user).status_code == 302
    assert is_signed_in(alice)
    assert list(AuditEvent.objects.filter(action__startswith="accounts.email").values_list("action", flat=True)) == [
        "accounts.email_changed",
        "accounts.email_change_asked",
    ]


def test_link_opens_no_session(alice, client):
    ask(alice)
    link = link_to(NEW)
    client.get(link)
    client.post(link)
    assert "sessionid" not in client.cookies


def test_link_used_twice_says_so_and_does_nothing_more(alice, client, user):
    ask(alice)
    link = link_to(NEW)
    client.post(link)
    mails()
    for method in ("get", "post"):
        response = getattr(client, method)(link)
        assert (response.status_code, "déjà fait" in response.content.decode()) == (200, True)
    assert mails() == []
    assert address_of(user) == NEW


def test_link_once_used_is_dead_for_good_when_the_address_changed_again(alice, client, user):
    ask(alice)
    first = link_to(NEW)
    client.post(first)
    ask(alice, "troisieme@exemple.fr")
    client.post(link_to("troisieme@exemple.fr"))
    assert client.post(first).status_code == 410
    assert address_of(user) == "troisieme@exemple.fr"


def test_in_two_tabs_the_last_request_wins_and_the_first_link_is_dead(alice, client, user):
    ask(alice)
    first = link_to(NEW)
    ask(alice, "autre@exemple.fr")
    second = link_to("autre@exemple.fr")
    assert client.get(first).status_code == 410
    assert client.post(first).status_code == 410
    assert client.post(second).status_code == 200
    assert address_of(user) == "autre@exemple.fr"


def test_same_address_asked_twice_leaves_the_last_link_only(alice, client, user):
    ask(alice)
    first = link_to(NEW)
    ask(alice)
    second = link_to(NEW)
    assert client.post(first).status_code == 410
    assert client.post(second).status_code == 200


def outside(response) -> tuple:
    return response.status_code, response.headers.get("Location"), response.content


def test_address_of_another_account_gets_the_same_answer_and_changes_nothing(alice, user):
    other = UserFactory(email="prise@exemple.fr")
    free = outside(ask(alice))
    mails()
    assert outside(ask(alice, "prise@exemple.fr")) == free
    run_jobs()
    sent = {message.to[0]: message for message in mail.outbox}
    assert sent["prise@exemple.fr"].subject == "Votre adresse a été demandée pour un autre compte"
    assert set(re.findall(r"https?://\S+", sent["prise@exemple.fr"].body)) == {"http://testserver/"}
    assert (address_of(user), address_of(other)) == (OLD, "prise@exemple.fr")


@pytest.mark.parametrize("typed", ["PRISE@exemple.fr", "prise@exemple.fr.", " prise@exemple.fr", "ｐrise@exemple.fr"])
def test_variants_of_a_taken_address_are_that_address(alice, typed):
    UserFactory(email="prise@exemple.fr")
    ask(alice, typed)
    run_jobs()
    assert {message.to[0] for message in mail.outbox} == {OLD, "prise@exemple.fr"}
    assert not any("/nouvelle-adresse/" in message.body for message in mail.outbox)


def test_address_taken_before_the_click_is_said_and_nothing_is_lost(alice, client, user):
    ask(alice)
    link = link_to(NEW)
    UserFactory(email=NEW)
    response = client.post(link)
    assert (response.status_code, "a déjà un compte" in response.content.decode()) == (409, True)
    assert address_of(user) == OLD
    assert is_signed_in(alice)


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        (NEW, "Faux-Faux-1", "Ce n’est pas votre mot de passe actuel"),
        (NEW, "", "Saisissez votre mot de passe actuel"),
        ("Alice@exemple.fr", PASSWORD, "déjà l’adresse de votre compte"),
        ("alicé@exemple.fr", PASSWORD, "n’est pas valide"),
        ("al\u0131ce", PASSWORD, "n’est pas valide"),
        ("a@exemple.fr\nBcc: b@exemple.fr", PASSWORD, "n’est pas valide"),
        ("", PASSWORD, "Saisissez la nouvelle adresse"),
        ("a" * 330 + "@exemple.fr", PASSWORD, ""),
    ],
)
def test_refused_change_says_why_and_sends_nothing(alice, email, password, said):
    response = ask(alice, email, password)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not EmailChange.objects.exists()
    assert mails() == []


@pytest.mark.parametrize(
    "asked_at",
    [
        in_paris("2026-06-01T10:00:00+02:00"),
        in_paris("2026-03-28T02:30:00+01:00"),
        in_paris("2026-10-24T02:30:00+02:00"),
    ],
)
@pytest.mark.parametrize(("age", "status"), [(timedelta(hours=48), 200), (timedelta(hours=48) + SECOND, 410)])
def test_link_lives_48_hours_to_the_second_whatever_the_clocks_do(client, asked_at, age, status):
    with time_machine.travel(asked_at, tick=False):
        user = UserFactory(email=OLD)
        ask(signed_in(user))
        link = link_to(NEW)
    with time_machine.travel(asked_at + age, tick=False):
        assert client.get(link).status_code == status
        assert client.post(link).status_code == status
    assert (address_of(user) == NEW) is (status == 200)


def new_password(user: User, alice: Client, client: Client) -> None:
    typed = {"password": "Fil-a-plomb-2027", "password_confirmation": "Fil-a-plomb-2027"}
    alice.post(reverse("accounts:change_password"), {"present_password": PASSWORD, **typed})


def forgotten_password(user: User, alice: Client, client: Client) -> None:
    reset.answer_reset(email=OLD)
    client.get(link_to(OLD))
    typed = {"password": "Fil-a-plomb-2027", "password_confirmation": "Fil-a-plomb-2027"}
    assert client.post(reverse("accounts:choose_password"), typed).status_code == 200


def withdrawn(user: User, alice: Client, client: Client) -> None:
    assert "abandonné" in alice.post(WITHDRAW, follow=True).content.decode()


def suspended(user: User, alice: Client, client: Client) -> None:
    User.objects.update(is_active=False)


@pytest.mark.parametrize("event", [new_password, forgotten_password, withdrawn, suspended])
def test_change_asked_by_someone_else_dies_with_a_new_password(alice, user, client, event):
    """Who learnt the password asks for their own address: the owner, warned by mail, takes the account back."""
    ask(alice)
    link = link_to(NEW)
    event(user, alice, client)
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410
    assert address_of(user) == OLD


def test_reset_link_dies_with_the_former_address(alice, user, client):
    reset.answer_reset(email=OLD)
    dead = link_to(OLD)
    ask(alice)
    client.post(link_to(NEW))
    client.get(dead)
    assert client.get(reverse("accounts:choose_password")).status_code == 410


def test_change_is_open_when_the_certification_is_over_and_mends_it(user, client):
    User.objects.update(email_certified_at=timezone.now() - timedelta(days=200))
    alice = signed_in(user)
    page = ask(alice)
    assert alice.get(page["Location"])["Location"] == reverse("accounts:certification")
    client.post(link_to(NEW))
    assert is_signed_in(alice)


def test_requests_are_limited(alice):
    for number in range(20):
        ask(alice, f"adresse{number}@exemple.fr")
    response = ask(alice, "encore@exemple.fr")
    assert (response.status_code, bool(response["Retry-After"])) == (429, True)


def test_provider_down_loses_nothing(alice, user, client, settings):
    """The page answers, the messages wait, and go out when the provider is back."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with mock.patch("smtplib.SMTP", side_effect=ConnectionRefusedError):
        assert ask(alice)["Location"] == ACCOUNT
        run_jobs()
    assert set(OutgoingMessage.objects.values_list("recipient", "status")) == {(OLD, "queued"), (NEW, "queued")}
    assert sign_in(Client(), user).status_code == 302
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    run_jobs(at=timezone.now() + timedelta(hours=1))
    assert client.post(link_to(NEW)).status_code == 200
    assert address_of(user) == NEW


@pytest.mark.django_db(transaction=True)
def test_of_twenty_parallel_clicks_one_does_the_work():
    user = UserFactory(email=OLD)
    token = services.change_token(services.ask_change(user=user, email=NEW, ip="192.0.2.1"))

    @closing_connection
    def click(_: int) -> bool:
        try:
            services.confirm_change(token=token)
        except services.AlreadyChanged:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(click, range(20))) == 1
    assert address_of(user) == NEW
    assert OutgoingMessage.objects.filter(kind="accounts/email_changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_accounts_that_want_one_address_get_it_once():
    tokens = [
        services.change_token(services.ask_change(user=UserFactory(), email=NEW, ip="192.0.2.1")) for _ in range(2)
    ]

    @closing_connection
    def click(token: str) -> str:
        try:
            services.confirm_change(token=token)
        except (services.AddressTaken, BadToken) as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, tokens)) == ["AddressTaken", "done"]
    assert User.objects.filter(email=NEW).count() == 1
