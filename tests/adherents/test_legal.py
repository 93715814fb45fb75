"""The light writing, the default texts and the versions of the CGU."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from adherents.enums import PageKind
from adherents.legal import Block, TextSpan, blocks, default_text, in_words
from adherents.models import Caisse, TermsVersion
from adherents.queries import terms_of
from adherents.services import ensure_terms, publish_terms
from core.models import AuditEvent
from tests.at_once import at_once
from tests.factories import CaisseFactory, StaffFactory


def test_headings_paragraphs_and_lists_are_told_apart():
    read = blocks("## Titre\nUne ligne\nsa suite\n\nUn autre\n- un\n- deux\n### Sous-titre\n## Fin")
    assert [(block.kind, len(block.lines)) for block in read] == [
        ("heading", 1),
        ("paragraph", 2),
        ("paragraph", 1),
        ("list", 2),
        ("subheading", 1),
        ("heading", 1),
    ]


def test_an_empty_text_has_no_block():
    assert blocks("") == blocks(" \n\n \n") == []


def test_html_stays_text():
    assert blocks("<script>alert(1)</script>") == [Block("paragraph", ((TextSpan("<script>alert(1)</script>"),),))]


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "data:text/html,x", "[x](javascript:alert(1))", "//evil.example"]
)
def test_only_web_and_email_addresses_become_links(text):
    assert [span.href for block in blocks(text) for line in block.lines for span in line] == [""]


def test_addresses_become_links_without_the_punctuation_that_follows():
    (paragraph,) = blocks("Voyez https://www.cnil.fr/fr/plaintes. Ou écrivez à dpo@caisse.example, merci.")
    assert [span.href for span in paragraph.lines[0] if span.href] == [
        "https://www.cnil.fr/fr/plaintes",
        "mailto:dpo@caisse.example",
    ]


def test_an_address_cannot_leave_its_attribute():
    (paragraph,) = blocks('https://a.example/"onmouseover=alert(1)')
    assert paragraph.lines[0][0].href == "https://a.example/"


@pytest.mark.parametrize(
    ("lifetime", "words"),
    [
        (timedelta(days=180), "180\u00a0jours"),
        (timedelta(hours=48), "48\u00a0heures"),
        (timedelta(minutes=30), "30\u00a0minutes"),
        (timedelta(hours=1), "1\u00a0heure"),
    ],
)
def test_durations_are_written_in_words(lifetime, words):
    assert in_words(lifetime) == words


@pytest.mark.parametrize("kind", PageKind)
def test_a_default_text_is_filled_from_the_caisse_and_holds_no_entity(kind):
    caisse = CaisseFactory.build(name="CIBTP d'Ici & Là", legal_name="Caisse d'Ici & Là", phone="+33199001234")
    text = default_text(kind, caisse)
    assert "d'Ici & Là" in text
    assert "01\u00a099\u00a000\u00a012\u00a034" in text
    assert "{" not in text
    assert "&amp;" not in text


def test_the_legal_notice_names_publisher_director_and_host():
    caisse = CaisseFactory.build(siren="552081317")
    text = default_text(PageKind.LEGAL_NOTICE, caisse)
    for value in (caisse.legal_name, caisse.publication_director, caisse.host, caisse.email, "552\u00a0081\u00a0317"):
        assert value in text


def test_the_numbers_of_the_texts_come_from_the_settings(settings):
    settings.EMAIL_CERTIFICATION_LIFETIME = timedelta(days=91)
    settings.LETTER_CODE_LIFETIME = timedelta(days=17)
    settings.LETTER_CODE_MAX_FAILURES = 4
    settings.AUDIT_RETENTION = timedelta(days=211)
    settings.MESSAGE_RETENTION = timedelta(days=73)
    caisse = CaisseFactory.build()
    terms = default_text(PageKind.TERMS, caisse)
    assert "tous les 91\u00a0jours" in terms
    assert "valable 17\u00a0jours" in terms
    assert "4\xa0saisies" in terms
    personal = default_text(PageKind.PERSONAL_DATA, caisse)
    assert "211\u00a0jours" in personal
    assert "73\u00a0jours" in personal
    assert settings.SESSION_COOKIE_NAME in personal


@pytest.mark.parametrize(("state", "words"), [("non", "non conforme"), ("partielle", "partiellement conforme")])
def test_the_declaration_states_the_conformity_of_the_caisse(state, words):
    text = default_text(PageKind.ACCESSIBILITY, CaisseFactory.build(conformity=state))
    assert words in text
    assert ("Aucun audit" in text) == (state == "non")


@pytest.mark.django_db
def test_version_1_is_the_default_text_and_is_made_once():
    caisse = CaisseFactory()
    version = ensure_terms(caisse)
    assert (version.number, version.in_force_on) == (1, timezone.localdate())
    assert version.body == default_text(PageKind.TERMS, caisse)
    assert ensure_terms(caisse) == version
    event = AuditEvent.objects.get(action="adherents.terms_published")
    assert (event.caisse_id, event.changes["number"]) == (caisse.pk, 1)


@pytest.mark.django_db
def test_the_next_version_takes_force_on_its_day():
    caisse, staff = CaisseFactory(), StaffFactory()
    tomorrow = timezone.localdate() + timedelta(days=1)
    coming = publish_terms(caisse=caisse, body="Texte neuf", in_force_on=tomorrow, by=staff)
    assert coming.number == 2
    assert ensure_terms(caisse).number == 1
    at_once = ensure_terms(CaisseFactory())
    assert at_once.number == 1
    assert [(terms.number, terms.is_in_force, terms.is_to_come) for terms in terms_of(caisse)] == [
        (2, False, True),
        (1, True, False),
    ]


@pytest.mark.django_db
def test_a_version_published_for_today_is_in_force_at_once():
    caisse, staff = CaisseFactory(), StaffFactory()
    ensure_terms(caisse)
    published = publish_terms(caisse=caisse, body="Texte neuf", in_force_on=timezone.localdate(), by=staff)
    assert ensure_terms(caisse) == published
    assert AuditEvent.objects.filter(action="adherents.terms_published", actor_id=staff.pk).count() == 1


@pytest.mark.django_db
def test_versions_follow_one_another_in_time():
    caisse, staff, today = CaisseFactory(), StaffFactory(), timezone.localdate()
    with pytest.raises(ValidationError, match="aujourd’hui"):
        publish_terms(caisse=caisse, body="x", in_force_on=today - timedelta(days=1), by=staff)
    publish_terms(caisse=caisse, body="x", in_force_on=today + timedelta(days=9), by=staff)
    with pytest.raises(ValidationError, match="La version 2"):
        publish_terms(caisse=caisse, body="y", in_force_on=today + timedelta(days=3), by=staff)


@pytest.mark.django_db(transaction=True)
def test_people_who_open_an_account_together_get_the_same_version():
    caisse = CaisseFactory()

    def accept() -> int:
        return ensure_terms(Caisse.objects.get(pk=caisse.pk)).number

    assert at_once(*[accept] * 8) == [1] * 8
    assert TermsVersion.objects.filter(caisse=caisse).count() == 1
