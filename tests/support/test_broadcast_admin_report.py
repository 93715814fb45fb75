"""What became of a broadcast, in the back office; and who may read it, send it, take its list away."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.enums import Topic
from core import tracking
from core.models import AuditEvent, OutgoingMessage
from support.broadcasts.queries import count
from support.models import Broadcast
from tests.employees.person_kit import said_to, text_of
from tests.factories import CaisseFactory, MembershipFactory, StaffFactory, UserFactory
from tests.security.fingerprint import nothing_written
from tests.staff import staff_client
from tests.support.broadcast_desk import ACTS, at, confirming, jobs, tried, typed
from tests.support.broadcast_kit import both, by_telephone, confirmed, desk, draft, holder, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_day")]


# --- Told


def failed_one(agent: Any) -> tuple[Broadcast, Any]:
    person = holder(
        agent.staff_caisse, adherent__name="Durand Maçonnerie", user__first_name="Zoé", user__last_name="Petit"
    )
    MembershipFactory(user=person, adherent__caisse=CaisseFactory(), adherent__name="Entreprise d’ailleurs")
    broadcast = confirmed(agent, body="Un texte que la liste ne dit pas.")
    run()
    message = OutgoingMessage.objects.get(recipient=person.email)
    tracking.record_failed(message=message, failure="bounced: invalid", is_permanent=True)
    return broadcast, person


def test_whom_it_missed_is_listed_without_what_was_said(agent, sami):
    broadcast, person = failed_one(agent)
    page = text_of(sami.get(at("failures", broadcast))).partition("<h1>")[2]
    assert "1 message" in page
    assert "Durand Maçonnerie" in page
    assert "Adresse ou numéro inconnu" in page
    assert reverse("admin:accounts_user_change", args=[person.pk]) in page
    for kept in ("Un texte que la liste", person.email, "Entreprise d’ailleurs"):
        assert kept not in page
    assert at("failures", broadcast) in text_of(sami.get(at("change", broadcast)))


def test_the_export_tells_each_and_is_journalled(agent, sami):
    broadcast, person = failed_one(agent)
    answer = sami.get(at("export", broadcast))
    assert answer["Content-Type"].startswith("text/csv")
    heading, line = answer.content.decode().lstrip("\ufeff").strip().split("\r\n")
    assert heading.startswith('"Canal";"Personne";"Entreprises";"État"')
    assert line.startswith(f'"Courriel";"{person.get_full_name()}";"Durand Maçonnerie";"Échec";"Adresse ou numéro')
    assert AuditEvent.objects.filter(action="support.broadcast_exported", actor_id=agent.pk).exists()


def test_a_cell_of_the_export_is_no_formula(agent, sami):
    holder(agent.staff_caisse, adherent__name="=1+1")
    broadcast = confirmed(agent)
    run()
    assert '"\'=1+1"' in sami.get(at("export", broadcast)).content.decode()


def test_the_list_is_filtered_and_an_empty_one_says_what_to_do(agent, sami):
    assert "Écrire le premier envoi" in text_of(sami.get(at("changelist")))
    holder(agent.staff_caisse)
    kept, _ = confirmed(agent, title="Fermeture de mai"), draft(agent, topic=Topic.ALERTS)
    listed = sami.get(at("changelist"), {"state__exact": "sending"})
    assert list(listed.context["cl"].queryset) == [kept]
    assert "En cours, 0 %" in text_of(listed)
    none = text_of(sami.get(at("changelist"), {"state__exact": "held"}))
    assert "Rien ne correspond." in none
    assert "caisse__id__exact" not in text_of(listed)
    network = staff_client(UserFactory(is_staff=True, is_superuser=True))
    draft(desk(), title="D’ailleurs")
    page = text_of(network.get(at("changelist")))
    assert "caisse__id__exact" in page
    assert "D’ailleurs" in page


# --- Whose


def test_another_caisse_reads_confirms_and_exports_nothing(agent, sami):
    holder(agent.staff_caisse)
    broadcast = tried(agent)
    form = confirming(sami, broadcast)
    rose = staff_client(desk())
    pages = ("change", "audience", "failures", "export", "rewrite", "confirm", "test", "drop")
    assert {rose.get(at(name, broadcast)).status_code for name in pages} == {404}
    assert {rose.post(at(name, broadcast), form).status_code for name in ACTS} == {404}
    assert rose.get(at("write", de=broadcast.pk)).status_code == 404
    assert not rose.get(at("changelist")).context["cl"].queryset.exists()
    broadcast.refresh_from_db()
    assert (broadcast.is_draft, jobs()) == (True, 0)


def test_a_reader_sees_and_sends_nothing(agent, sami):
    holder(agent.staff_caisse)
    broadcast = tried(agent)
    form = confirming(sami, broadcast)
    reader = staff_client(StaffFactory(staff_caisse=agent.staff_caisse, staff_role="reader"))
    page = text_of(reader.get(at("change", broadcast)))
    assert "La caisse <strong>ferme</strong>" in page
    assert all(at(name, broadcast) not in page for name in ACTS)
    assert "Écrire" not in text_of(reader.get(at("changelist"))).partition("<h1>")[2]
    assert {reader.post(at(name, broadcast), form).status_code for name in ACTS} == {403}
    assert {reader.get(at("write")).status_code, reader.post(at("write"), typed()).status_code} == {403}
    broadcast.refresh_from_db()
    assert (broadcast.is_draft, jobs(), Broadcast.objects.count()) == (True, 0, 1)


def test_nobody_writes_for_another_caisse(agent, sami):
    other = CaisseFactory()
    sami.post(at("write"), typed(caisse=other.pk))
    assert Broadcast.objects.get().caisse == agent.staff_caisse
    assert other.name not in text_of(sami.get(at("write")))
    network = staff_client(UserFactory(is_staff=True, is_superuser=True))
    asked = network.post(at("write"), typed())
    assert (asked.status_code, 'name="caisse"' in text_of(asked)) == (422, True)
    network.post(at("write"), typed(caisse=other.pk))
    assert Broadcast.objects.filter(caisse=other).exists()


def test_reading_never_sends(agent, sami):
    holder(agent.staff_caisse)
    broadcast = tried(agent)
    form = confirming(sami, broadcast)
    with nothing_written():
        for name in ("change", "audience", "failures", "export", *ACTS):
            sami.get(at(name, broadcast), form)
    assert count(broadcast).emails == 1


def test_an_sms_is_not_tried_out_without_a_mobile(sami):
    caisse = CaisseFactory()
    bare = StaffFactory(staff_caisse=caisse)
    browser, broadcast = staff_client(bare), draft(bare, both())
    assert "votre compte n’a pas de mobile" in said_to(browser.post(at("test", broadcast), follow=True))
    by_telephone(bare, "+33611223344")
    assert "par SMS à votre mobile" in said_to(browser.post(at("test", broadcast), follow=True))
