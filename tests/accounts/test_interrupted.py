"""A form that cannot be sent, its session being over: what was typed comes back, to its person, once."""

from datetime import timedelta

import pytest
import time_machine
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import Session, User
from core import typed_again
from employees.models import HireDraft
from tests.accounts.interrupted_kit import SIGN_IN, Tab, Values, end_by_purge
from tests.employees.hire_kit import NIR, TYPED
from tests.factories import PASSWORD, MembershipFactory
from tests.staff import device_of, next_shown_by

pytestmark = pytest.mark.django_db
BACK = "est revenu dans le formulaire"
KEPT, OVER = "Ce que vous avez saisi est gardé", "Votre session a pris fin"


@pytest.fixture
def alice() -> User:
    return MembershipFactory(user__email="alice@exemple.fr").user


def start_of(user: User) -> str:
    return reverse("employees:start_hire", args=[user.memberships.get().adherent.public_id])


@pytest.fixture
def typing(alice: User) -> Tab:
    """Alice has a hire before her eyes."""
    tab = Tab()
    tab.sign_in(alice)
    assert tab.open(start_of(alice)).status_code == 200
    return tab


def end_by_lock_of_the_account(tab: Tab) -> None:
    """The password changes elsewhere, or all sessions are closed."""
    Session.objects.update(session_data=tab.browser.session.encode({}))


ENDS = [end_by_purge, end_by_lock_of_the_account]


@pytest.mark.parametrize("end", ENDS)
def test_what_was_typed_when_the_session_ended_is_back_after_signing_in(alice, typing, end):
    end(typing)
    page = typing.send(TYPED["identite"]).content.decode()
    assert OVER in page
    assert KEPT in page
    back = typing.sign_in(alice)
    assert (typing.address, back.status_code) == (start_of(alice), 200)
    assert BACK in back.content.decode()
    held = Values(back).held
    assert {name: held[name] for name in TYPED["identite"]} == TYPED["identite"]
    assert not HireDraft.objects.exists(), "nothing is done without its person"
    typing.send(held)
    assert HireDraft.objects.get().values["last_name"] == "Benali"


def test_after_thirty_idle_minutes_too(alice, typing):
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        page = typing.send(TYPED["identite"]).content.decode()
        assert "30 minutes sans activité" in page
        assert OVER not in page
        assert Values(typing.sign_in(alice)).held["last_name"] == "Benali"


def test_it_comes_back_once(alice, typing):
    end_by_purge(typing)
    typing.send(TYPED["identite"])
    typing.sign_in(alice)
    again = typing.open(start_of(alice))
    assert BACK not in again.content.decode()
    assert Values(again).held["last_name"] == ""


def test_another_person_finds_nothing_of_it(alice, typing):
    """Nor does its owner afterwards: it is forgotten at once."""
    bruno = MembershipFactory(user__email="bruno@exemple.fr", adherent=alice.memberships.get().adherent).user
    end_by_purge(typing)
    typing.send(TYPED["identite"])
    shown = typing.sign_in(bruno)
    assert typing.address == start_of(alice)
    assert "Benali" not in shown.content.decode()
    assert typed_again._KEY not in typing.browser.session


def test_a_form_of_somebody_else_is_not_kept_for_whoever_signs_in(alice, typing):
    """The former person's page, sent from a browser where another has signed in and out."""
    bruno = MembershipFactory(user__email="bruno@exemple.fr", adherent=alice.memberships.get().adherent).user
    old = Tab(typing.browser)
    old.page, old.address = typing.page, typing.address
    end_by_purge(typing)
    typing.open(SIGN_IN)
    typing.sign_in(bruno)
    shown = old.send(TYPED["identite"])
    assert (shown.status_code, old.address) == (200, start_of(alice))
    assert "Benali" not in shown.content.decode()
    assert "n’était plus à jour" in shown.content.decode()


def test_it_does_not_come_back_elsewhere(alice, typing):
    end_by_purge(typing)
    typing.send(TYPED["identite"])
    typing.sign_in(alice)
    end_by_purge(typing)
    typing.open(start_of(alice))
    crews = reverse("employees:create_crew", args=[alice.memberships.get().adherent.public_id])
    assert "Benali" not in typing.open(crews).content.decode()


def test_it_is_forgotten_after_a_while(alice, typing):
    end_by_purge(typing)
    typing.send(TYPED["identite"])
    with time_machine.travel(timezone.now() + typed_again.LIFETIME + timedelta(seconds=1), tick=False):
        shown = typing.sign_in(alice)
        assert BACK not in shown.content.decode()
        assert typed_again._KEY not in typing.browser.session


def test_what_is_kept_is_sealed_and_holds_no_password(alice, typing):
    """Neither the row of the session nor a cookie tells the name or the NIR."""
    end_by_purge(typing)
    typing.send({**TYPED["identite"], "password": "Secret-Secret-7"})
    session = typing.browser.session
    stored = f"{dict(session)}{Session.objects.get().session_data}{typing.browser.cookies.output()}"
    assert not any(text in stored for text in ("Benali", NIR, "Secret-Secret-7"))
    kept = typed_again._opened(session[typed_again._KEY])
    assert kept is not None
    assert NIR in kept.typed
    assert "Secret-Secret-7" not in kept.typed


def test_too_much_to_be_kept_is_said(alice, typing):
    end_by_purge(typing)
    page = typing.send({**TYPED["identite"], "first_name": "x" * typed_again.MAX_LENGTH}).content.decode()
    assert "n’a pas pu être gardé" in page
    assert typed_again._KEY not in typing.browser.session


def test_a_browser_that_never_signed_in_keeps_nothing(alice):
    """The token of a page open to all, and a page of ours where it says it was: no person, nothing stored."""
    tab = Tab()
    tab.open(SIGN_IN)
    tab.address = start_of(alice)
    page = tab.send(TYPED["identite"])
    assert "n’a pas pu être gardé" in page.content.decode()
    assert not Session.objects.exists()


def test_files_and_passwords_are_said_to_be_given_again(cast):
    tab = Tab()
    tab.sign_in(cast.alice)
    imports = reverse("employees:imports", args=[cast.acme.ref])
    tab.open(imports)
    end_by_purge(tab)
    sent = {"file": SimpleUploadedFile("salaries.csv", b"a;b"), "password": "x"}
    tab.send(sent, to=reverse("employees:send_import", args=[cast.acme.ref]))
    shown = tab.sign_in(cast.alice).content.decode()
    assert tab.address == imports
    assert "Choisissez de nouveau vos fichiers" in shown
    assert "Saisissez de nouveau les mots de passe" in shown


def test_a_button_alone_loses_nothing(alice, typing):
    end_by_purge(typing)
    page = typing.send({}).content.decode()
    assert OVER in page
    assert KEPT not in page
    assert "n’a pas pu être gardé" not in page


def test_a_page_of_a_session_that_ended_says_why_one_signs_in(alice, typing):
    end_by_purge(typing)
    assert OVER in typing.open(start_of(alice)).content.decode()
    assert OVER not in Tab().open(start_of(alice)).content.decode()


# --- Signed in, but something comes first


def test_a_password_asked_again_loses_nothing(alice, typing):
    """A contact changed twenty minutes after signing in."""
    give = reverse("delegations:give", args=[alice.memberships.get().adherent.public_id])
    typed = {"siret": "81000000500016", "email": "cabinet@exemple.fr", "rights": ["absences.act"]}
    assert typing.open(give).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=False):
        page = typing.send(typed)
        assert typing.address.startswith(reverse("accounts:confirm_password"))
        assert KEPT in page.content.decode()
        back = typing.send({"present_password": PASSWORD, "next": give})
        assert BACK in back.content.decode()
        held = Values(back).held
        assert (held["siret"], held["email"]) == (typed["siret"], typed["email"])


def test_a_certification_that_is_over_loses_nothing(alice, typing):
    User.objects.filter(pk=alice.pk).update(email_certified_at=timezone.now() - timedelta(days=400))
    typing.send(TYPED["identite"])
    User.objects.filter(pk=alice.pk).update(email_certified_at=timezone.now())
    assert Values(typing.open(start_of(alice))).held["last_name"] == "Benali"


def test_what_somebody_else_changed_meanwhile_is_still_told(cast):
    """The mark of what was read comes back with what was typed."""
    tab, employee = Tab(), cast.acme.people.employee
    tab.sign_in(cast.alice)
    change = reverse("employees:change_person", args=[cast.acme.ref, employee.public_id])
    held = Values(tab.open(change)).held
    end_by_purge(tab)
    tab.send({**held, "city": "Nantes"})
    type(employee).objects.filter(pk=employee.pk).update(city="Lyon")
    back = Values(tab.sign_in(cast.alice)).held
    assert (back["city"], back["seen"]) == ("Nantes", held["seen"])
    assert tab.send(back).status_code == 409


# --- A second tab


def second_tab(tab: Tab) -> Tab:
    """The same page, open in the same browser before somebody signs in again."""
    old = Tab(tab.browser)
    old.page, old.address = tab.page, tab.address
    return old


def test_a_form_of_a_tab_left_open_leads_on_as_it_was_typed(alice, typing):
    old = second_tab(typing)
    end_by_purge(typing)
    typing.open(SIGN_IN)
    typing.sign_in(alice)
    back = old.send(TYPED["identite"], origin="http://testserver")
    assert (old.address, back.status_code) == (start_of(alice), 200)
    assert BACK in back.content.decode()
    assert Values(back).held["last_name"] == "Benali"
    old.send(Values(back).held)
    assert HireDraft.objects.count() == 1


def test_a_sign_in_page_left_open_leads_to_where_one_is(alice):
    first, second = Tab(), None
    first.open(SIGN_IN)
    second = second_tab(first)
    first.sign_in(alice)
    shown = second.sign_in(alice)
    assert shown.status_code == 200
    assert second.address == reverse("portal_home", args=[alice.memberships.get().adherent.public_id])
    assert "plus à jour" not in shown.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"referer": "https://evil.example/"},
        {"origin": "https://evil.example"},
        {"referer": ""},
        {"origin": "null"},
    ],
)
def test_a_form_that_does_not_come_from_us_is_refused_and_never_comes_back(alice, typing, headers):
    shown = typing.browser.post(
        typing.address,
        {"csrfmiddlewaretoken": "x" * 64, **TYPED["identite"]},
        headers={"referer": f"http://testserver{typing.address}", **headers},
    )
    assert shown.status_code == 403
    assert "Benali" not in typing.open(start_of(alice)).content.decode()


def test_a_token_that_was_never_ours_brings_nothing_back(alice, typing):
    typing.page = HttpResponse(f'csrfmiddlewaretoken" value="{"x" * 64}"')
    shown = typing.send(TYPED["identite"]).content.decode()
    assert "Benali" not in shown
    assert "n’était plus à jour" in shown


# --- The back office


def test_the_staff_find_their_words_again(cast):
    desk = Tab()
    refuse = reverse("admin:employees_movement_refuse", args=[cast.acme.people.hire.pk])
    device_of(cast.sami)
    desk.open(refuse)
    desk.send({"username": cast.sami.email, "password": PASSWORD, "next": refuse}, to=reverse("admin:login"))
    give_code(desk, cast.sami, refuse)
    assert desk.address == refuse
    end_by_purge(desk)
    page = desk.send({"reason": "no_proof", "complement": "Pièce illisible, page 2."})
    assert desk.address.startswith(reverse("admin:login"))
    assert KEPT in page.content.decode()
    desk.send({"username": cast.sami.email, "password": PASSWORD, "next": refuse}, to=reverse("admin:login"))
    give_code(desk, cast.sami, refuse)
    shown = desk.page.content.decode()
    assert desk.address == refuse
    assert "Pièce illisible, page 2." in shown
    assert BACK in shown


def give_code(desk: Tab, user: User, wanted: str) -> None:
    desk.send({"code": next_shown_by(device_of(user)), "next": wanted})


# --- By kind


def _every_field() -> list[tuple[type, str, forms.Field]]:
    def below(kind: type) -> set[type]:
        return {kind, *(one for child in kind.__subclasses__() for one in below(child))}

    ours = {
        form for form in below(forms.BaseForm) if form.__module__.split(".")[0] in set(settings.SECTIONS) | {"core"}
    }
    return [(form, name, field) for form in ours for name, field in getattr(form, "base_fields", {}).items()]


def test_no_password_has_a_name_that_would_be_kept():
    fields = _every_field()
    assert len(fields) > 60
    hidden = [(form, name) for form, name, field in fields if isinstance(field.widget, forms.PasswordInput)]
    assert hidden
    assert [pair for pair in hidden if not typed_again.is_secret(pair[1])] == []


def test_codes_are_secrets_and_nothing_else_is():
    known = {"password", "password_confirmation", "present_password", "code", "mobile_code"}
    assert {name for _, name, _ in _every_field() if typed_again.is_secret(name)} <= known
