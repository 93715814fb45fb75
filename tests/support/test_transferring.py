"""A conversation that another caisse takes over, and a company that depends on another caisse."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from adherents.services import change_caisse
from core.models import AuditEvent, OutgoingMessage
from core.tenancy import all_tenants
from support.enums import AppointmentState, ConversationState
from support.models import Appointment, Conversation, InternalNote
from support.services import settling
from support.treating.refusals import NotAnyMore, NotKnownThere, WrittenMeanwhile
from support.treating.transferring import transfer
from tests.at_once import at_once
from tests.employees.person_kit import said_to, text_of
from tests.factories import AdherentFactory, CaisseFactory, MembershipFactory, StaffFactory
from tests.staff import staff_client
from tests.support.factories import AgendaFactory, AppointmentFactory, ConversationFactory, MessageFactory, subject_of
from tests.support.kit import at as portal_at
from tests.support.kit import browser_of, of_company, typed, write
from tests.support.kit import reply as company_replies

pytestmark = pytest.mark.django_db
LIST = reverse("admin:support_conversation_changelist")


def at(name, conversation):
    return reverse(f"admin:support_conversation_{name}", args=[conversation.pk])


def now(conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def listed(desk):
    return list(desk.get(LIST).context["cl"].result_list)


@pytest.fixture
def holder():
    return MembershipFactory(adherent__caisse=CaisseFactory(name="CIBTP du Lac"))


@pytest.fixture
def elsewhere(holder):
    """Another caisse, of which the same company is a member, by another row."""
    return AdherentFactory(siren=holder.adherent.siren, caisse=CaisseFactory(name="CIBTP du Mont")).caisse


@pytest.fixture
def asked(holder) -> Conversation:
    """Waits since three days, with a note, followed by somebody."""
    caisse, since = holder.adherent.caisse, timezone.now() - timedelta(days=3)
    row = ConversationFactory(
        adherent=holder.adherent,
        opened_by=holder.user,
        opened_at=since,
        waiting_since=since,
        subject=subject_of(caisse, "cotisations"),
        assigned_to=StaffFactory(staff_caisse=caisse),
    )
    MessageFactory(conversation=row, author=holder.user, body="Une question bien longue")
    InternalNote.objects.create(
        conversation=row, adherent=row.adherent, caisse=caisse, author_label="Léa", body="Note du Lac"
    )
    return row


@pytest.fixture
def sami(holder):
    return StaffFactory(staff_caisse=holder.adherent.caisse, first_name="Sami", last_name="Belkacem")


def test_it_goes_with_its_messages_and_its_date_and_without_the_notes(holder, elsewhere, asked, sami):
    desk, there = staff_client(sami), staff_client(StaffFactory(staff_caisse=elsewhere))
    assert there.get(at("change", asked)).status_code == 404
    sent = {"to": elsewhere.pk, "seen": asked.version}
    done = desk.post(at("transfer", asked), sent)
    assert done["Location"] == LIST
    assert "transmis à CIBTP du Mont" in said_to(desk.get(LIST))
    assert (listed(desk), listed(there)) == ([], [asked])
    assert desk.get(at("change", asked)).status_code == 404
    row = now(asked)
    assert (row.waiting_since, row.opened_at, row.state) == (asked.waiting_since, asked.opened_at, asked.state)
    assert (row.subject, row.assigned_to) == (subject_of(elsewhere, "cotisations"), None)
    page = text_of(there.get(at("change", asked)))
    for words in ("Une question bien longue", "Transmis par Sami Belkacem (CIBTP du Lac)"):
        assert words in page
    assert "Note du Lac" not in page
    told = OutgoingMessage.objects.get(kind="support/conversation_transferred")
    assert (told.recipient, "CIBTP du Mont" in told.body_text) == (holder.user.email, True)
    for secret in ("question bien longue", "Cotisations", "Note du Lac"):
        assert secret not in told.body_text + told.body_html + told.subject
    journal = AuditEvent.objects.filter(target=f"échange {asked.reference}").order_by("pk")
    assert list(journal.values_list("action", "caisse_id", "adherent_id")) == [
        ("support.transferred", sami.staff_caisse_id, None),
        ("support.taken_over", elsewhere.pk, asked.adherent_id),
    ]


def test_the_company_reads_it_as_before_and_writes_to_the_caisse_that_has_it(holder, elsewhere, asked, sami):
    transfer(conversation=asked, by=sami, to=elsewhere, version=asked.version)
    browser, there = browser_of(holder), staff_client(StaffFactory(staff_caisse=elsewhere))
    page = text_of(browser.get(portal_at("conversation", holder, asked.public_id)))
    assert "Transmis à" in page
    assert "CIBTP du Mont" in page
    there.post(at("answer", asked), {"body": "Oui.", "seen": now(asked).version, "attempt": "abcdefgh23456789"})
    company_replies(browser, holder, now(asked), "Et encore ceci ?")
    assert (now(asked).caisse, now(asked).state) == (elsewhere, ConversationState.SENT)
    outsider, _ = of_company(AdherentFactory(siren=holder.adherent.siren, caisse=elsewhere))
    assert browser_of(outsider).get(portal_at("conversation", outsider, asked.public_id)).status_code == 404


def test_it_is_undone_by_giving_it_back(elsewhere, asked, sami):
    own = asked.caisse
    transfer(conversation=asked, by=sami, to=elsewhere, version=asked.version)
    other = StaffFactory(staff_caisse=elsewhere)
    transfer(conversation=asked, by=other, to=own, version=now(asked).version)
    row = now(asked)
    assert (row.caisse, row.subject, row.waiting_since) == (own, asked.subject, asked.waiting_since)
    assert "Note du Lac" in text_of(staff_client(sami).get(at("change", asked)))


def test_it_goes_nowhere_that_the_company_is_not_known(asked, sami):
    stranger = CaisseFactory()
    with pytest.raises(NotKnownThere):
        transfer(conversation=asked, by=sami, to=stranger, version=asked.version)
    desk = staff_client(sami)
    refused = desk.post(at("transfer", asked), {"to": stranger.pk, "seen": asked.version})
    assert (refused.status_code, "n’est adhérente d’aucune autre caisse" in text_of(refused)) == (422, True)
    assert now(asked).caisse == asked.caisse


def test_only_who_treats_it_may_and_only_while_it_is_open_and_read(elsewhere, asked, sami):
    reader = staff_client(StaffFactory(staff_caisse=asked.caisse, staff_role="reader"))
    stranger = staff_client(StaffFactory(staff_caisse=elsewhere))
    sent = {"to": elsewhere.pk, "seen": asked.version}
    assert [one.post(at("transfer", asked), sent).status_code for one in (reader, stranger)] == [403, 404]
    settling.company_wrote(now(asked))
    with pytest.raises(WrittenMeanwhile):
        transfer(conversation=asked, by=sami, to=elsewhere, version=asked.version)
    settling.closed(now(asked))
    with pytest.raises(NotAnyMore):
        transfer(conversation=asked, by=sami, to=elsewhere, version=now(asked).version)
    assert now(asked).caisse == asked.caisse


def test_a_subject_of_its_own_is_any_other_request_elsewhere(elsewhere, asked, sami):
    asked.subject = asked.caisse.subjects.create(code="a-nous", name="À nous")
    asked.save()
    transfer(conversation=asked, by=sami, to=elsewhere, version=asked.version)
    assert now(asked).subject == subject_of(elsewhere)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_transfer_it_at_once_one_does(elsewhere, asked, sami):
    third = AdherentFactory(siren=asked.adherent.siren).caisse
    acts = [
        lambda to=to: transfer(conversation=asked, by=sami, to=to, version=asked.version) for to in (elsewhere, third)
    ]
    ends = at_once(*acts, refused=(WrittenMeanwhile, PermissionDenied))
    (won,) = [end for end in ends if not isinstance(end, Exception)]
    assert now(asked).caisse == won
    assert AuditEvent.objects.filter(action="support.transferred").count() == 1


def moved(company, to, **more):
    with all_tenants(reason="test"):
        return change_caisse(company=company, to=to, **more)


def test_what_is_not_over_follows_a_company_that_changes_caisse(holder, asked, sami):
    before, to = asked.caisse, CaisseFactory(name="CIBTP du Val")
    over = ConversationFactory(
        adherent=holder.adherent, state=ConversationState.CLOSED, waiting_since=None, closed_at=timezone.now()
    )
    moved(holder.adherent, to)
    desk, there = staff_client(sami), staff_client(StaffFactory(staff_caisse=to))
    assert (listed(desk), listed(there)) == ([over], [asked])
    assert now(asked).waiting_since == asked.waiting_since
    assert "Note du Lac" not in text_of(there.get(at("change", asked)))
    page = desk.get(at("change", over))
    assert page.status_code == 200
    overview = reverse("admin:adherents_adherent_overview", args=[holder.adherent.pk])
    assert overview not in text_of(page)
    assert OutgoingMessage.objects.filter(kind="support/conversation_transferred").count() == 1
    # Answered again, it is for the caisse that the company has now.
    company_replies(browser_of(holder), holder, over, "Une autre question")
    assert (now(over).caisse, now(over).state, before) == (to, ConversationState.SENT, over.caisse)


def test_what_it_writes_next_goes_to_its_new_caisse(holder, asked):
    to = CaisseFactory()
    subject_of(to)
    moved(holder.adherent, to)
    write(browser_of(holder), holder, typed(holder, body="Bonjour"))
    assert Conversation.objects.latest("pk").caisse == to


def test_what_it_had_taken_in_the_old_agenda_is_cancelled_and_told(holder, asked, sami):
    agenda = AgendaFactory(caisse=holder.adherent.caisse)
    taken = AppointmentFactory(adherent=holder.adherent, agenda=agenda, booked_by=holder.user)
    kept = AppointmentFactory(adherent=AdherentFactory(caisse=agenda.caisse), agenda=agenda)
    moved(holder.adherent, CaisseFactory(name="CIBTP du Val"))
    row = Appointment.objects.get(pk=taken.pk)
    assert (row.state, Appointment.objects.get(pk=kept.pk).state) == ("cancelled", AppointmentState.BOOKED)
    told = OutgoingMessage.objects.get(kind="support/appointment_cancelled")
    assert "vous pouvez en prendre un autre" in told.body_text
    page = text_of(browser_of(holder).get(portal_at("appointment", holder, taken.public_id)))
    assert "dépend maintenant de CIBTP du Val" in page
    assert "Prendre un autre rendez-vous" in page
    kept_page = staff_client(sami).get(reverse("admin:support_appointment_change", args=[taken.pk]))
    assert kept_page.status_code == 200
    assert reverse("admin:adherents_adherent_overview", args=[holder.adherent.pk]) not in text_of(kept_page)


def test_the_command_moves_a_company_or_says_why_not(holder, asked, capsys):
    company, to = holder.adherent, CaisseFactory()
    rival = AdherentFactory(caisse=to, cibtp_id=company.cibtp_id)
    asking = {"caisse": company.caisse.slug, "identifiant": company.cibtp_id, "vers": to.slug}
    with pytest.raises(CommandError, match="déjà celui d’une autre"):
        call_command("change_caisse", **asking)
    with pytest.raises(CommandError, match="Aucune caisse"):
        call_command("change_caisse", **{**asking, "vers": "nulle-part"})
    call_command("change_caisse", **asking, nouvel_identifiant="Z-99 1")
    company.refresh_from_db()
    assert (company.caisse, company.cibtp_id, rival.caisse) == (to, "Z991", to)
    assert now(asked).caisse == to
    with pytest.raises(CommandError, match="Aucune entreprise"):
        call_command("change_caisse", **asking)
