"""A message to the caisse about an object is seen by those who may see the object, today."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.urls import resolve, reverse
from django.utils import timezone

from core import linked
from core.access import Via
from core.rights import Right
from documents.enums import Audience
from documents.models import DocumentKind
from support.models import Conversation, Message
from support.models.about import columns_about
from tests.absences.kit import access_of
from tests.support.factories import ConversationFactory, MessageFactory
from tests.tiers import tiers_of

pytestmark = pytest.mark.django_db

# What is written about, the right that its section asks for, and a second one that it needs.
OBJECTS = {
    "salarie": (lambda company: company.people.employee.public_id, [Right.EMPLOYEES_CONSULT]),
    "absence": (
        lambda company: company.planned.sickness.public_id,
        [Right.ABSENCES_CONSULT, Right.MOTIVES_CONSULT],
    ),
    "arret": (lambda company: company.stopped.sick_leave.public_id, [Right.STOPPAGES_CONSULT, Right.MOTIVES_CONSULT]),
    "document": (
        lambda company: company.documents.certificate.public_id,
        [Right.DOCUMENTS_CONSULT, Right.WAGES_CONSULT],
    ),
}


def _without(access, right):
    return replace(access, rights=access.rights - {right})


def test_the_table_names_every_kind() -> None:
    assert set(OBJECTS) == {kind.key for kind in linked.kinds()}


@pytest.mark.parametrize("key", OBJECTS)
def test_a_conversation_follows_the_rule_of_what_it_is_about(cast, key) -> None:
    ref, rights = OBJECTS[key]
    access = access_of(cast)
    about = linked.linked_at(access, f"{key}:{ref(cast.acme)}")
    assert about is not None
    assert about.label
    conversation = ConversationFactory(adherent=cast.acme.adherent, linked=about)
    MessageFactory(conversation=conversation)

    assert conversation in Conversation.objects.for_access(access)
    assert Message.objects.for_access(access).filter(conversation=conversation).exists()
    for right in rights:
        blind = _without(access, right)
        assert linked.linked_at(blind, about.key) is None
        assert conversation not in Conversation.objects.for_access(blind)
        assert not Message.objects.for_access(blind).filter(conversation=conversation).exists()
        assert cast.acme.support.conversation in Conversation.objects.for_access(blind)


def _accesses(cast):
    """Of each company, whole and of a site, by each door, and without each right."""
    for company in (cast.acme, cast.rival):
        for site in (None, company.adherent.head_office):
            whole = replace(access_of(cast), tiers=tiers_of(company.adherent, site))
            for door in ("membership", "delegation", "caisse"):
                access = replace(whole, via=Via(door))
                yield access
                yield from (_without(access, right) for right in access.rights)


def test_the_condition_of_a_list_is_the_rule_of_each_section(cast) -> None:
    """It is written once for the same rights, whoever asks: it depends on nothing else of who asks."""
    DocumentKind.objects.filter(pk=cast.acme.documents.certificate.kind_id).update(audience=Audience.COMPANY)
    conversations = [
        ConversationFactory(
            adherent=company.adherent,
            linked_kind=kind.key,
            linked_ref=row.public_id,
            linked_label="Objet",
        )
        for company in (cast.acme, cast.rival)
        for kind in linked.kinds()
        for row in kind.model._default_manager.filter(adherent=company.adherent)
    ]
    keys = [one.pk for one in conversations]
    seen_at_all = set()
    for access in _accesses(cast):
        now = timezone.now()
        readable = {
            (kind.key, ref)
            for kind in linked.kinds()
            if kind.is_open_to(access)
            for ref in kind.readable(access, now).values_list("public_id", flat=True)
        }
        rows = Conversation.objects.filter(linked.seen_by(access), pk__in=keys)
        assert set(rows.values_list("linked_kind", "linked_ref")) == readable & {
            (one.linked_kind, one.linked_ref) for one in conversations
        }
        seen_at_all |= readable
    assert {kind for kind, _ in seen_at_all} == set(OBJECTS)


def test_what_is_published_later_is_seen_later(cast) -> None:
    access, document = access_of(cast), cast.acme.documents.certificate
    about = linked.linked_at(access, f"document:{document.public_id}")
    conversation = ConversationFactory(adherent=cast.acme.adherent, linked=about)
    document.published_at = timezone.now() + timedelta(hours=1)
    document.save(update_fields=["published_at"])
    assert conversation not in Conversation.objects.for_access(access)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert conversation in Conversation.objects.for_access(access)


@pytest.mark.parametrize("key", OBJECTS)
def test_what_is_of_another_company_is_not_named(cast, key) -> None:
    ref, _ = OBJECTS[key]
    assert linked.linked_at(access_of(cast), f"{key}:{ref(cast.rival)}") is None


@pytest.mark.parametrize("key", ["", "salarie", "salarie:", "inconnu:abc", "salarie:0000000000000000", "::"])
def test_anything_else_names_nothing(cast, key) -> None:
    assert linked.linked_at(access_of(cast), key) is None


def test_a_page_names_what_it_shows(cast, rf) -> None:
    person = cast.acme.people.employee
    request = rf.get(reverse("employees:employee", args=[cast.acme.ref, person.public_id]))
    request.resolver_match = resolve(request.path)
    assert linked.key_of_page(request) == f"salarie:{person.public_id}"
    request.resolver_match = resolve(reverse("employees:index", args=[cast.acme.ref]))
    assert linked.key_of_page(request) == ""


def test_a_long_name_is_kept_as_far_as_it_goes(cast) -> None:
    about = linked.linked_at(access_of(cast), f"salarie:{cast.acme.people.employee.public_id}")
    assert about is not None
    kept = columns_about(replace(about, label="é" * 400))
    assert (kept["linked_label"], kept["linked_ref"]) == ("é" * 250, about.ref)
    assert columns_about(None) == {}
