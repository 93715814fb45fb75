"""Every line of text that a form takes refuses the characters that nobody writes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.forms import UsernameField
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.urls import get_resolver

from accounts.models import User
from core.lines import LineField, ParagraphField

UNWRITTEN = ("\ue000name\ue001", "Nom\uf8ff", "Nom\U000f0000", "Nom\ud800", "Nom\u0378", "Nom\uffff")
WRITTEN = ("Benali", "O’Brien-N’Guyên", "José\u0301", "Łukasz Žižka", "李小龍", "{{ x }} <b>", "Équipe 🏗")
OURS = ("accounts", "adherents", "core", "delegations", "employees", "cibtp_portal")


def classes(parent: type) -> Iterator[Any]:
    for child in parent.__subclasses__():
        yield child
        yield from classes(child)


UNSEEN = ("\u200b", "\u200e", "\u202a", "\u202e", "\u2066", "\u2060", "\ufeff", "\u00ad", "\u061c")
# The lines of a file that were read, which the page sends back.
SENT_BACK = {"SendingForm.lines"}


def paragraphs(fields: dict[str, Any]) -> list[str]:
    return [
        name
        for name, field in fields.items()
        if isinstance(field, forms.CharField) and isinstance(field.widget, forms.Textarea)
    ]


def lines(fields: dict[str, Any]) -> list[str]:
    """Those drawn as a line of text, but for slugs, and for the name that opens a session, which is kept nowhere."""
    return [
        name
        for name, field in fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, forms.SlugField | UsernameField)
        and getattr(field.widget, "input_type", "") in {"text", "search", "tel"}
    ]


@pytest.mark.parametrize("typed", UNWRITTEN)
def test_what_nobody_writes_is_refused_in_words(typed) -> None:
    with pytest.raises(ValidationError, match="caractère illisible : effacez-le") as refusal:
        LineField().clean(typed)
    assert [error.code for error in refusal.value.error_list] == ["unwritten"]


@pytest.mark.parametrize("typed", WRITTEN)
def test_what_is_written_anywhere_is_taken(typed) -> None:
    assert LineField().clean(typed) == typed


@pytest.mark.parametrize("field", [LineField, ParagraphField])
@pytest.mark.parametrize("unseen", UNSEEN)
def test_what_nobody_sees_is_dropped(field, unseen) -> None:
    assert field().clean(f"{unseen}Ben{unseen}ali{unseen}") == "Benali"
    with pytest.raises(ValidationError):
        field().clean(unseen)


def test_a_paragraph_keeps_its_lines_and_refuses_what_nobody_writes() -> None:
    assert ParagraphField().clean("1 rue Haute\n75001 Paris") == "1 rue Haute\n75001 Paris"
    with pytest.raises(ValidationError, match="caractère illisible"):
        ParagraphField().clean(UNWRITTEN[0])


def test_every_form_of_ours_takes_its_paragraphs_so() -> None:
    assert get_resolver().url_patterns
    ours = [form for form in set(classes(forms.BaseForm)) if form.__module__.split(".")[0] in OURS]
    ours = [form for form in ours if not issubclass(form, forms.ModelForm)]
    seen = [(form, name) for form in ours for name in paragraphs(form.declared_fields)]
    assert len(seen) > 3
    plain = [
        f"{form.__qualname__}.{name}" for form, name in seen if type(form.declared_fields[name]) is forms.CharField
    ]
    assert set(plain) == SENT_BACK


def test_every_form_of_ours_takes_its_lines_so() -> None:
    assert get_resolver().url_patterns
    ours = [form for form in set(classes(forms.BaseForm)) if form.__module__.split(".")[0] in OURS]
    seen = [(form, name) for form in ours for name in lines(form.declared_fields)]
    assert len(seen) > 40
    plain = [
        f"{form.__qualname__}.{name}" for form, name in seen if not isinstance(form.declared_fields[name], LineField)
    ]
    assert plain == []


@pytest.mark.django_db
def test_every_form_of_the_back_office_too() -> None:
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    written = [page for page in admin.site._registry.values() if page.has_add_permission(request)]
    seen = [(form, name) for form in (page.get_form(request) for page in written) for name in lines(form.base_fields)]
    assert len(seen) > 5
    assert [(form, name) for form, name in seen if not isinstance(form.base_fields[name], LineField)] == []
