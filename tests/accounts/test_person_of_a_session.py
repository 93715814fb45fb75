"""Whose session it is: read with it, in one query, and believed only while Django would believe it."""

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.middleware import PersonMiddleware
from accounts.models import Session, User
from accounts.sessions import SessionStore
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return UserFactory()


@pytest.fixture
def key(alice) -> str:
    """Of a session of Alice's."""
    browser = Client()
    browser.force_login(alice)
    return str(browser.session.session_key)


def request_with(key: str) -> HttpRequest:
    """As it is once the middlewares of the session and of the person have seen it."""
    request = RequestFactory().get("/")
    request.session = SessionStore(key)
    PersonMiddleware(lambda request: HttpResponse())(request)
    return request


def change(key: str, **values: str) -> None:
    """What the session says, without a word to the row that says whose it is."""
    told = {**SessionStore(key).load(), **values}
    Session.objects.filter(session_key=key).update(session_data=SessionStore().encode(told))


def test_the_session_and_the_person_are_one_query(alice, key) -> None:
    request = request_with(key)
    with CaptureQueriesContext(connection) as queries:
        assert request.user == alice
        assert request.user.email == alice.email
    assert len(queries) == 1


def test_the_person_is_read_again_at_each_request(alice, key) -> None:
    assert request_with(key).user.is_authenticated
    for changes in ({"is_active": False}, {"is_active": True, "email_certified_at": None}):
        User.objects.filter(pk=alice.pk).update(**changes)
        assert request_with(key).user.is_anonymous


def test_a_new_password_ends_the_session(alice, key) -> None:
    """Of which nothing is left: as Django does."""
    alice.set_password("Un-Autre-Mot-7")
    alice.save()
    request = request_with(key)
    assert request.user.is_anonymous
    assert SESSION_KEY not in request.session


@pytest.mark.parametrize("hash_of", ["", "0" * 64])
def test_a_session_that_does_not_prove_the_password_opens_nothing(key, hash_of) -> None:
    change(key, **{HASH_SESSION_KEY: hash_of})
    assert request_with(key).user.is_anonymous


def test_a_session_opened_by_another_backend_opens_nothing(key) -> None:
    change(key, **{BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"})
    assert request_with(key).user.is_anonymous


def test_a_person_is_never_taken_for_the_one_that_the_session_names(alice, key) -> None:
    """The row says whose the session is only to read them in time: what the session itself says decides."""
    bruno = UserFactory()
    User.objects.update(password=alice.password)  # not even when one proof would do for both
    Session.objects.filter(session_key=key).update(user=bruno)
    assert request_with(key).user == alice
    Session.objects.filter(session_key=key).update(user=None)
    assert request_with(key).user == alice


@pytest.mark.parametrize("of", ["unknown", "nobody"])
def test_without_a_person_there_is_nobody(of) -> None:
    store = SessionStore()
    store["step"] = "contact"
    store.save()
    request = request_with("inconnue-inconnue" if of == "unknown" else store.session_key)
    assert request.user.is_anonymous


def test_a_key_of_before_still_opens_while_it_is_kept(alice, key, settings) -> None:
    """SECRET_KEY_FALLBACKS: left to Django, which signs the session anew."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" + "0" * 40, [settings.SECRET_KEY]
    request = request_with(key)
    assert request.user == alice
    assert request.session.session_key != key
    request.session.save()
    settings.SECRET_KEY_FALLBACKS = []
    assert request_with(request.session.session_key).user == alice
