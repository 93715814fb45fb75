"""What a caisse writes to many, in the back office: written, counted, tried out, confirmed, followed."""

import pytest
from django.urls import reverse

from core.models import AuditEvent, OutgoingMessage
from support.broadcasts.services.drafts import change_broadcast
from support.broadcasts.services.testing import send_test
from support.enums import BroadcastState
from support.models import Broadcast
from tests.employees.person_kit import said_to, text_of
from tests.factories import CaisseFactory, MembershipFactory, StaffFactory
from tests.security.fingerprint import nothing_written
from tests.staff import staff_client
from tests.support.broadcast_desk import at, confirming, jobs, tried, typed
from tests.support.broadcast_kit import confirmed, draft, holder, run, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_day")]
XSS = "<script>alert(1)</script><img src=x onerror=alert(2)>"


# --- Written


def test_a_draft_is_written_and_says_whom_it_would_reach(agent, sami):
    person = holder(agent.staff_caisse, adherent__name="Durand Maçonnerie")
    holder(agent.staff_caisse, mobile="+33612345678")
    holder(CaisseFactory(), adherent__name="Entreprise d’ailleurs")
    answer = sami.post(at("write"), typed(by_sms="on", sms_text="La caisse ferme le 24."), follow=True)
    broadcast = Broadcast.objects.get()
    assert f'data-load="{at("audience", broadcast)}"' in text_of(answer)
    assert "Envoyez-vous un essai" in text_of(answer)
    page = text_of(sami.get(at("audience", broadcast)))
    assert (broadcast.caisse, broadcast.state, broadcast.title) == (agent.staff_caisse, "draft", "Fermeture")
    assert "<strong>2 entreprises</strong> · <strong>2 personnes</strong> : 2 courriels, 1 SMS." in page
    assert "SMS : 1 personne, n’a pas de mobile certifié" in page
    assert "Toutes les entreprises de la caisse" in page
    company = person.memberships.get().adherent
    assert f'<a href="{reverse("admin:adherents_adherent_overview", args=[company.pk])}">Durand Maçonnerie</a>' in page
    assert "Entreprise d’ailleurs" not in page
    assert not OutgoingMessage.objects.exists()


def test_what_is_wrong_is_told_beside_what_was_typed(agent, sami):
    long = "Un texte beaucoup trop long. " * 30
    wrong = {"title": "", "by_sms": "on", "sms_text": long, "departements": "75, 123", "workforce_from": "douze"}
    answer = sami.post(at("write"), typed(**wrong))
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Aucun département n’a ce numéro : 123" in page
    assert "Écrivez un nombre de salariés" in page
    assert 'value="75, 123"' in page
    assert 'value="douze"' in page
    again = sami.post(at("write"), typed(**{**wrong, "departements": "75", "workforce_from": "12"}))
    assert "Écrivez l’objet du courriel" in text_of(again)
    last = sami.post(at("write"), typed(by_sms="on", sms_text=long))
    assert (last.status_code, "raccourcissez-le" in text_of(last)) == (422, True)
    assert "Un texte beaucoup trop long" in text_of(last)
    assert not Broadcast.objects.exists()


def test_the_lines_of_the_list_that_name_nobody_are_told(agent, sami):
    company = MembershipFactory(adherent__caisse=agent.staff_caisse).adherent
    other = MembershipFactory(adherent__caisse=CaisseFactory()).adherent
    pasted = f"{company.cibtp_id}\n{other.cibtp_id}\nINCONNUE"
    answer = sami.post(at("write"), typed(list_text=pasted))
    page = text_of(answer)
    assert answer.status_code == 422
    # That of another caisse in the same words as one that does not exist.
    for number, name in ((2, other.cibtp_id), (3, "INCONNUE")):
        assert f"Ligne {number}, « {name} » : Aucune entreprise de votre caisse" in page
    sami.post(at("write"), typed(list_text=company.cibtp_id))
    assert Broadcast.objects.get().listed == [company.pk]


def test_a_preview_shows_what_will_be_read_and_keeps_nothing(agent, sami):
    with nothing_written():
        words = {"title": "", "sms_text": "Fermé le 24, rouvert le 27.", "body": "## Le 24"}
        answer = sami.post(at("write"), typed(preview="1", by_sms="on", **words))
    page = text_of(answer)
    assert answer.status_code == 200
    assert "<h4>Le 24</h4>" in page or "<h3>Le 24</h3>" in page
    assert f"{agent.staff_caisse.name}. Fermé le 24, rouvert le 27." in page
    assert "<strong>1 SMS</strong>" in page
    costly = text_of(sami.post(at("write"), typed(preview="1", by_sms="on", sms_text="Fermé : la fête ☺")))
    assert "sur 70" in costly or "sur 134" in costly
    assert "☺" in costly


@pytest.mark.parametrize("name", ["title", "body", "sms_text"])
def test_a_text_is_never_html(agent, sami, name):
    fields = typed(**{"by_sms": "on", "sms_text": "Fermé.", name: XSS})
    shown = sami.post(at("write"), fields | {"preview": "1"}).content.decode()
    sami.post(at("write"), fields)
    broadcast = Broadcast.objects.get()
    send_test(broadcast=broadcast, by=agent)
    for page in (shown, *(sami.get(at(one, broadcast)).content.decode() for one in ("change", "confirm", "rewrite"))):
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_change_asks_for_another_trial_and_none_does_not(agent, sami):
    broadcast = tried(agent)
    same = sami.post(at("rewrite", broadcast), typed(seen="1"), follow=True)
    broadcast.refresh_from_db()
    assert (said_to(same), broadcast.version, broadcast.is_tested) == ("Rien n’a changé.", 1, True)
    answer = sami.post(at("rewrite", broadcast), typed(seen="1", title="Fermeture annuelle"), follow=True)
    broadcast.refresh_from_db()
    assert (broadcast.title, broadcast.version, broadcast.is_tested) == ("Fermeture annuelle", 2, False)
    assert "Il a changé depuis l’essai" in text_of(answer)
    assert at("confirm", broadcast) not in text_of(answer)


def test_what_a_colleague_wrote_meanwhile_is_not_written_over(agent, sami):
    broadcast = draft(agent)
    change_broadcast(broadcast=broadcast, values=said(title="D’une collègue"), by=agent)
    answer = sami.post(at("rewrite", broadcast), typed(seen="1", title="Le mien"))
    broadcast.refresh_from_db()
    assert (answer.status_code, broadcast.title) == (422, "D’une collègue")
    assert "modifié entre-temps" in text_of(answer)
    assert 'value="Le mien"' in text_of(answer)
    # Told, one may go on.
    assert answer.context["seen"] == "2"


def test_an_old_one_is_taken_up_again(agent, sami):
    holder(agent.staff_caisse)
    broadcast = confirmed(agent, title="Fermeture de mai", departements=("75", "2A"))
    with nothing_written():
        page = text_of(sami.get(at("write", de=broadcast.pk)))
    assert 'value="Fermeture de mai"' in page
    assert 'value="2A, 75"' in page
    sami.post(at("write", de=broadcast.pk), typed(title="Fermeture de juin", departements="75"))
    assert list(Broadcast.objects.order_by("pk").values_list("title", "state")) == [
        ("Fermeture de mai", "sending"),
        ("Fermeture de juin", "draft"),
    ]


# --- Sent


def test_it_is_tried_out_confirmed_then_told(agent, sami):
    person = holder(agent.staff_caisse)
    broadcast = draft(agent)
    early = sami.get(at("confirm", broadcast), follow=True)
    assert "n’a pas été essayé" in said_to(early)
    tried = sami.post(at("test", broadcast), follow=True)
    assert said_to(tried) == "L’essai part par courriel à votre adresse. Lisez-le avant de confirmer."
    assert OutgoingMessage.objects.get().recipient == agent.email
    broadcast.refresh_from_db()
    page = text_of(sami.get(at("confirm", broadcast)))
    assert "<strong>1 entreprise</strong> · <strong>1 personne</strong> : 1 courriel, 0 SMS." in page
    assert "<strong>ferme</strong>" in page
    assert "Recopiez le nombre de messages qui vont partir : 1." in page
    sami.post(at("confirm", broadcast), confirming(sami, broadcast))
    run()
    broadcast.refresh_from_db()
    assert (broadcast.state, broadcast.confirmed_by_label) == (BroadcastState.DONE, str(agent))
    assert OutgoingMessage.objects.filter(recipient=person.email, kind="support/broadcast").count() == 1
    report = text_of(sami.get(at("change", broadcast)))
    assert "Compte rendu" in report
    assert "Envoi à plusieurs entreprises confirmé, " + str(agent) in report


def test_sms_say_what_they_cost(agent, sami):
    holder(agent.staff_caisse, mobile="+33612345678")
    holder(agent.staff_caisse, mobile="+33612345679")
    broadcast = draft(agent, by_email=False, by_sms=True, sms_text="La caisse ferme. " * 10)
    sami.post(at("test", broadcast))
    page = text_of(sami.get(at("confirm", broadcast)))
    assert "Coût : <strong>4 SMS</strong> facturés (2 SMS de 2 parties)" in page


@pytest.mark.parametrize("number", ["", "2", "beaucoup"])
def test_another_number_sends_nothing(agent, sami, number):
    holder(agent.staff_caisse)
    broadcast = tried(agent)
    answer = sami.post(at("confirm", broadcast), confirming(sami, broadcast, typed=number))
    broadcast.refresh_from_db()
    assert (answer.status_code, broadcast.is_draft, jobs()) == (422, True, 0)


def test_a_number_may_be_spaced(agent, sami):
    for _ in range(11):
        holder(agent.staff_caisse)
    broadcast = tried(agent)
    sami.post(at("confirm", broadcast), confirming(sami, broadcast, typed="1 1"))
    broadcast.refresh_from_db()
    assert broadcast.state == BroadcastState.SENDING


def test_an_audience_that_changed_is_shown_again(agent, sami):
    holder(agent.staff_caisse)
    broadcast = tried(agent)
    form = confirming(sami, broadcast)
    holder(agent.staff_caisse)
    answer = sami.post(at("confirm", broadcast), form)
    page = text_of(answer)
    broadcast.refresh_from_db()
    assert (answer.status_code, broadcast.is_draft, jobs()) == (422, True, 0)
    assert "Les destinataires ont changé" in page
    assert "2 courriels" in page
    sami.post(at("confirm", broadcast), confirming(sami, broadcast))
    broadcast.refresh_from_db()
    assert broadcast.agreed_emails == 2


def test_a_text_that_changed_is_not_sent_unread(agent, sami):
    """A colleague changed it, and tried it out, after this page was read."""
    holder(agent.staff_caisse)
    broadcast = tried(agent)
    form = confirming(sami, broadcast)
    send_test(broadcast=change_broadcast(broadcast=broadcast, values=said(title="Autre"), by=agent), by=agent)
    answer = sami.post(at("confirm", broadcast), form, follow=True)
    broadcast.refresh_from_db()
    assert (broadcast.is_draft, jobs()) == (True, 0)
    assert "modifié entre-temps" in said_to(answer)


def test_confirmed_twice_it_leaves_once_and_a_colleague_is_told(agent, sami):
    holder(agent.staff_caisse)
    broadcast = tried(agent)
    form = confirming(sami, broadcast)
    colleague = StaffFactory(staff_caisse=agent.staff_caisse)
    sami.post(at("confirm", broadcast), form)
    for browser in (sami, staff_client(colleague)):
        answer = browser.post(at("confirm", broadcast), form, follow=True)
        assert f"par {agent} : il n’est pas parti deux fois" in said_to(answer).replace("\N{NO-BREAK SPACE}", " ")
    assert jobs() == 1
    assert AuditEvent.objects.filter(action="support.broadcast_confirmed").count() == 1


def test_it_is_held_resumed_and_stopped_for_good(agent, sami):
    holder(agent.staff_caisse)
    broadcast = confirmed(agent)
    page = sami.get(at("change", broadcast))
    assert f'data-refresh="{at("change", broadcast)}"' in text_of(page)
    for name, state in (("hold", "held"), ("resume", "sending"), ("hold", "held"), ("stop", "stopped")):
        sami.post(at(name, broadcast))
        broadcast.refresh_from_db()
        assert broadcast.state == state, name
    run()
    assert not OutgoingMessage.objects.exists()
    late = sami.post(at("resume", broadcast), follow=True)
    assert "rien n’a été fait" in said_to(late)
    told = text_of(late)
    assert f"par {agent}" in told
    assert "data-refresh" not in told


def test_a_held_one_waits_on_the_home_page(agent, sami):
    holder(agent.staff_caisse)
    broadcast = confirmed(agent)
    sami.post(at("hold", broadcast))
    assert "envois suspendus" in text_of(sami.get(reverse("admin:index")))


def test_a_draft_is_dropped_and_what_was_confirmed_is_not(agent, sami):
    holder(agent.staff_caisse)
    broadcast, sent = draft(agent), confirmed(agent)
    answer = sami.post(at("drop", broadcast), follow=True)
    assert "abandonné" in said_to(answer)
    sami.post(at("drop", sent))
    assert list(Broadcast.objects.all()) == [sent]


def test_too_many_trials_are_refused_in_words(agent, sami, settings):
    settings.THROTTLES = {**settings.THROTTLES, "broadcast_trials": (1, 3600)}
    broadcast = draft(agent)
    sami.post(at("test", broadcast))
    late = sami.post(at("test", broadcast), follow=True)
    assert "beaucoup d’essais" in said_to(late)
    assert OutgoingMessage.objects.count() == 1
