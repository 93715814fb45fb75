"""Mot de passe oublié: one answer, one use, one hour."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.factories import PASSWORD, MembershipFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
ASK, SIGN_IN, CHOOSE = (
    reverse("accounts:forgotten_password"),
    reverse("accounts:sign_in"),
    reverse("accounts:choose_password"),
)
NEW = {"password": "Fil-a-plomb-2027", "password_confirmation": "Fil-a-plomb-2027"}


@pytest.fixture
def user():
    return MembershipFactory(user__email="alice@exemple.fr").user


def link() -> str:
    run_jobs()
    return re.search(r"http://testserver(/nouveau-mot-de-passe/\S+/)", mail.outbox[-1].body).group(1)


def asked_link(client) -> str:
    client.post(ASK, {"email": "Alice@exemple.fr "})
    return link()


def signs_in(client, password) -> bool:
    return client.post(SIGN_IN, {"username": "alice@exemple.fr", "password": password}).status_code == 302


def test_a_new_password_by_the_link(client, client_factory, user):
    elsewhere = client_factory()
    assert signs_in(elsewhere, PASSWORD)
    response = client.get(asked_link(client))
    assert response["Location"] == CHOOSE
    assert "est modifié" in client.post(CHOOSE, NEW).content.decode()
    assert elsewhere.get("/compte/").status_code == 302
    assert client.get("/compte/").status_code == 302
    assert signs_in(client, NEW["password"])
    assert not signs_in(client_factory(), PASSWORD)
    run_jobs()
    assert "Votre mot de passe a été modifié" in [message.subject for message in mail.outbox]


def test_the_answer_is_one_and_the_stranger_gets_no_mail(client, user):
    known = client.post(ASK, {"email": "alice@exemple.fr"})
    unknown = client.post(ASK, {"email": "autre@exemple.fr"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    run_jobs()
    assert [message.to for message in mail.outbox] == [["alice@exemple.fr"]]


def test_a_suspended_account_gets_nothing(client, user):
    User.objects.update(is_active=False)
    client.post(ASK, {"email": "alice@exemple.fr"})
    run_jobs()
    assert not mail.outbox


def test_the_link_serves_once(client, client_factory, user):
    path = asked_link(client)
    client.get(path)
    client.post(CHOOSE, NEW)
    late = client_factory()
    late.get(path)
    assert late.get(CHOOSE).status_code == 410
    assert late.post(CHOOSE, dict.fromkeys(NEW, "Autre-Chose-88")).status_code == 410
    assert signs_in(client, NEW["password"])


@pytest.mark.parametrize(("age", "status"), [(3599, 200), (3602, 410)])
def test_the_link_lives_an_hour(client, user, age, status):
    start = timezone.now().replace(microsecond=0)
    with time_machine.travel(start, tick=False):
        path = asked_link(client)
    with time_machine.travel(start + timedelta(seconds=age), tick=False):
        client.get(path)
        assert client.get(CHOOSE).status_code == status


@pytest.mark.parametrize("change", ["password", "email"])
def test_the_link_dies_when_the_account_changes(client, user, change):
    path = asked_link(client)
    if change == "email":
        User.objects.update(email="alice.martin@exemple.fr")
    else:
        user.set_password("Autre-Chose-88")
        user.save()
    client.get(path)
    assert client.get(CHOOSE).status_code == 410


def test_the_rule_of_the_guide_holds_here_too(client, user):
    client.get(asked_link(client))
    response = client.post(CHOOSE, {"password": "toutpetit", "password_confirmation": "toutpetit"})
    assert response.status_code == 422
    assert "une majuscule" in response.content.decode()


def test_a_locked_sign_in_does_not_block_this_path(client, user):
    for _ in range(6):
        signs_in(client, "Nimporte-Quoi-1")
    assert not signs_in(client, PASSWORD)
    client.get(asked_link(client))
    client.post(CHOOSE, NEW)
    assert signs_in(client, NEW["password"])


def test_an_account_not_yet_activated_gets_its_activation_mail(client, opening, letters, contact):
    client.post(reverse("accounts:identify"), letters)
    client.post(reverse("accounts:contact"), contact)
    run_jobs()
    client.post(ASK, {"email": "claire.durand@exemple.fr"})
    run_jobs()
    assert len(mail.outbox) == 2
    assert "/activation/" in mail.outbox[1].body


def test_requests_are_limited_without_saying_so(client, user):
    for _ in range(5):
        assert client.post(ASK, {"email": "alice@exemple.fr"}).status_code == 302
    run_jobs()
    assert len(mail.outbox) == 3


def test_an_address_that_asks_for_many_is_slowed(client, user):
    for number in range(20):
        client.post(ASK, {"email": f"personne{number}@exemple.fr"})
    response = client.post(ASK, {"email": "alice@exemple.fr"})
    assert response.status_code == 429
    assert response["Retry-After"]
