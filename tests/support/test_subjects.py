"""What a caisse lets companies write about, and what its staff often answer."""

import pytest
from django.urls import reverse

from support.models import CannedAnswer, Subject
from support.services.subjects import ensure_subjects
from tests.employees.factories import new_nir
from tests.employees.person_kit import text_of
from tests.staff import staff_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast):
    return staff_client(cast.sami)


def test_subjects_and_canned_answers_are_of_the_caisse_of_whoever_writes_them(desk, cast):
    ensure_subjects(cast.caisse)
    add = reverse("admin:support_subject_add")
    form = {"name": "Chantier à l’étranger", "section": "", "rank": "5", "is_active": "on"}
    desk.post(add, form)
    made = Subject.objects.get(name=form["name"])
    assert (made.caisse, made.code) == (cast.caisse, "chantier-a-letranger")
    assert "déjà ce nom" in text_of(desk.post(add, form))
    desk.post(add, {**form, "name": "Chantier, à l’étranger"})
    assert Subject.objects.filter(caisse=cast.caisse).values("code").distinct().count() == 14
    desk.post(reverse("admin:support_subject_change", args=[made.pk]), {**form, "name": "Hors de France"})
    made.refresh_from_db()
    assert (made.name, made.code) == ("Hors de France", "chantier-a-letranger")
    add = reverse("admin:support_cannedanswer_add")
    canned = {"title": "Accusé", "subject": made.pk, "body": "Bonjour", "is_active": "on"}
    assert desk.post(add, {**canned, "subject": cast.rival.support.subject.pk}).status_code == 200
    desk.post(add, canned)
    assert CannedAnswer.objects.get(title="Accusé").caisse == cast.caisse
    assert "déjà ce titre" in text_of(desk.post(add, canned))
    assert "numéro de sécurité sociale" in text_of(desk.post(add, {**canned, "title": "N", "body": f"{new_nir()}"}))
