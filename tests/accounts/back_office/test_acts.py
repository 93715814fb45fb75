"""The back office: searching, preparing letters, signing in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import BatchState, OpeningState
from accounts.letters import services as letters
from accounts.models import AccountOpening, LetterBatch, User
from adherents.models import Adherent, Establishment
from core.models import AuditEvent
from tests.accounts.back_office.kit import (
    BATCHES,
    MODELS,
    OPENINGS,
    WITHOUT_ACCOUNT,
    act,
    change_url,
    download_url,
    list_url,
    prepared,
    sign_in,
    superuser,
)
from tests.factories import (
    PASSWORD,
    AdherentFactory,
    EstablishmentFactory,
    MembershipFactory,
    OpeningFactory,
    StaffFactory,
)
from tests.staff import enter_admin


@pytest.mark.usefixtures("sami")
def test_openings_are_found_by_name_identifier_siren_and_siret(client, acme, caisse):
    OpeningFactory(adherent=acme)
    other = OpeningFactory(adherent=AdherentFactory(caisse=caisse, name="Autre Charpente"))
    siret = acme.head_office.siret
    for typed in ("acme maconnerie", "ACME01", acme.siren, f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}"):
        text = client.get(reverse(OPENINGS), {"q": typed}).content.decode()
        assert "Acme Maçonnerie" in text, typed
        assert change_url(other) not in text, typed


@pytest.mark.usefixtures("sami")
def test_openings_say_their_state_in_a_word_and_are_filtered_by_it(client, acme, caisse):
    OpeningFactory(adherent=acme, printed_at=timezone.now())
    OpeningFactory(adherent=AdherentFactory(caisse=caisse, name="Autre"), burnt_at=timezone.now())
    text = client.get(reverse(OPENINGS), {"etat": OpeningState.PRINTED}).content.decode()
    rows = text.split('id="result_list"')[1].split("</table>")[0]
    assert "Courriers imprimés" in rows
    assert "Acme" in rows
    assert "Autre" not in rows
    assert client.get(reverse(OPENINGS), {"etat": "inconnu"}).status_code == 200


# --- Preparing letters ----------------------------------------------------------------------------------------------


def test_letters_are_prepared_for_chosen_companies_after_a_confirmation(client, sami, acme, caisse):
    other = AdherentFactory(caisse=caisse)
    held = AdherentFactory(caisse=caisse)
    MembershipFactory(adherent=held)
    page = act(client, list_url(Adherent), "prepare_letters", acme, held).content.decode()
    assert "2 courriers de bienvenue" in page
    assert "1 entreprise a déjà un compte" in page
    assert not LetterBatch.objects.exists()
    answer = act(client, list_url(Adherent), "prepare_letters", acme, held, confirmed="1")
    batch = LetterBatch.objects.get()
    assert answer.url == change_url(batch)
    assert set(batch.establishment_ids) == {acme.head_office.pk, held.head_office.pk}
    assert other.head_office.pk not in batch.establishment_ids
    assert (batch.requested_by, batch.caisse) == (sami, caisse)
    assert "0 sur 2" in client.get(answer.url).content.decode()


def test_letters_are_prepared_for_chosen_sites(client, sami, acme):
    site = EstablishmentFactory(adherent=acme)
    act(client, list_url(Establishment), "prepare_letters", site, confirmed="1")
    assert LetterBatch.objects.get().establishment_ids == [site.pk]


def test_the_confirmation_says_who_is_left_out_and_whose_code_is_replaced(client, sami, acme, caisse):
    prepared(acme)
    waiting = AdherentFactory(caisse=caisse)
    OpeningFactory(adherent=waiting, issued_at=timezone.now() - timedelta(days=3))
    page = act(client, list_url(Adherent), "prepare_letters", acme, waiting).content.decode()
    assert "1 courrier de bienvenue" in page
    assert "un code précédent est encore valable" in page
    assert "Un courrier a déjà été préparé il y a moins de 24 heures" in page


@pytest.mark.usefixtures("sami")
def test_companies_of_another_caisse_are_not_in_the_action(client, rival):
    act(client, list_url(Adherent), "prepare_letters", rival, confirmed="1")
    act(client, list_url(Establishment), "prepare_letters", rival.head_office, confirmed="1")
    assert not LetterBatch.objects.exists()


def test_the_network_prepares_one_batch_a_caisse(client, acme, rival):
    enter_admin(client, superuser())
    act(client, list_url(Adherent), "prepare_letters", acme, rival, confirmed="1")
    batches = LetterBatch.objects.values_list("caisse_id", "establishment_ids")
    assert sorted(batches) == sorted(
        [(acme.caisse_id, [acme.head_office.pk]), (rival.caisse_id, [rival.head_office.pk])]
    )


def test_all_companies_without_an_account(client, sami, acme, rival, caisse):
    MembershipFactory(adherent=AdherentFactory(caisse=caisse))
    OpeningFactory(adherent=AdherentFactory(caisse=caisse))
    page = client.get(reverse(WITHOUT_ACCOUNT)).content.decode()
    assert "2 entreprises sans compte" in page
    assert "1 courrier de bienvenue" in page
    assert not LetterBatch.objects.exists()
    assert client.post(reverse(WITHOUT_ACCOUNT), {"caisse": rival.caisse_id}).status_code == 404
    assert client.post(reverse(WITHOUT_ACCOUNT), {"caisse": "x"}).status_code == 404
    answer = client.post(reverse(WITHOUT_ACCOUNT), {"caisse": caisse.pk})
    assert LetterBatch.objects.get().establishment_ids == [acme.head_office.pk]
    assert answer.url == change_url(LetterBatch.objects.get())


def test_posting_needs_the_forms_token(sami, caisse, client_factory):
    browser = client_factory(enforce_csrf_checks=True)
    enter_admin(browser, sami)
    assert browser.post(reverse(WITHOUT_ACCOUNT), {"caisse": caisse.pk}).status_code == 403


def test_batches_show_their_progress_and_who_was_left_out(client, sami, acme, caisse):
    closed = AdherentFactory(caisse=caisse, name="Fermée <b>SA</b>").head_office
    closed.closed_on = timezone.localdate()
    closed.save()
    batch = letters.prepare_letters_now(establishment_ids=[acme.head_office.pk, closed.pk], caisse_id=caisse.pk)
    listed = client.get(reverse(BATCHES)).content.decode()
    assert "2 sur 2" in listed
    assert download_url(batch, "welcome") in listed
    shown = client.get(change_url(batch)).content.decode()
    assert "Fermée &lt;b&gt;SA&lt;/b&gt; : Site fermé le" in shown


def test_batches_are_marked_as_printed(client, sami, acme, caisse):
    batch = prepared(acme)
    waiting = letters.request_letter_batch(
        caisse_id=caisse.pk, establishment_ids=[AdherentFactory(caisse=caisse).head_office.pk], requested_by=sami
    )
    act(client, reverse(BATCHES), "mark_printed", batch, waiting)
    assert AccountOpening.objects.get().printed_at is not None
    assert AuditEvent.objects.filter(action="accounts.letters_printed", actor_id=sami.pk).count() == 1


def test_a_stopped_batch_is_resumed(client, sami, acme):
    batch = letters.request_letter_batch(
        caisse_id=acme.caisse_id, establishment_ids=[acme.head_office.pk], requested_by=sami
    )
    letters.mark_batch_failed(batch_id=batch.pk)
    assert "Préparation interrompue" in client.get(reverse(BATCHES)).content.decode()
    act(client, reverse(BATCHES), "resume", batch)
    batch.refresh_from_db()
    assert batch.state == BatchState.RUNNING


# --- Cost -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_a_list_costs_the_same_for_one_row_and_for_twenty(client, caisse, sami, model):
    def fill():
        company = AdherentFactory(caisse=caisse)
        person = User.objects.create(email=f"{company.cibtp_id.lower()}@exemple.fr", last_name="Durand")
        MembershipFactory(adherent=company, user=person)
        batch = LetterBatch.objects.create(
            caisse=caisse, requested_by=sami, establishment_ids=[company.head_office.pk], state=BatchState.READY
        )
        OpeningFactory(adherent=company, batch=batch)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(list_url(model)).status_code == 200
        return len(queries)

    fill()
    client.get(list_url(model))
    one = cost()
    for _ in range(19):
        fill()
    assert cost() == one
    assert one <= 10


# --- Signing in -----------------------------------------------------------------------------------------------------


def test_staff_sign_in_and_the_journal_knows(client, caisse):
    staff = StaffFactory(staff_caisse=caisse)
    assert sign_in(client, staff.email, "faux").status_code == 200
    assert sign_in(client, staff.email, PASSWORD).status_code == 302
    lines = list(AuditEvent.objects.order_by("pk").values_list("action", "actor_id", "caisse_id"))
    assert lines == [
        ("core.staff_sign_in_refused", None, None),
        ("core.staff_signed_in", staff.pk, caisse.pk),
    ]


@pytest.mark.django_db(transaction=True)
def test_too_many_attempts_answer_429_even_with_the_right_password(client):
    staff = StaffFactory()
    for _ in range(5):
        assert sign_in(client, staff.email, "faux").status_code == 200
    answer = sign_in(client, staff.email, PASSWORD)
    assert answer.status_code == 429
    assert 800 < int(answer.headers["Retry-After"]) <= 900
    assert "Trop d’essais de connexion. Attendez 15\u00a0min" in answer.content.decode()
    assert AuditEvent.objects.get(action="core.throttled").target == "sign_in_email_ip"


def test_an_employer_does_not_enter(client, acme):
    person = MembershipFactory(adherent=acme).user
    assert sign_in(client, person.email, PASSWORD).status_code == 200
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_changing_ones_password_is_counted(client, sami):
    wrong = {"old_password": "faux", "new_password1": "Compas-et-Equerre-9", "new_password2": "Compas-et-Equerre-9"}
    url = reverse("admin:password_change")
    assert [client.post(url, wrong).status_code for _ in range(6)] == [200] * 5 + [429]
    assert User.objects.get(pk=sami.pk).check_password(PASSWORD)


@pytest.mark.usefixtures("sami")
def test_the_admins_scripts_are_ours_and_nothing_else_loosens(client):
    for url in (reverse("admin:index"), reverse(OPENINGS), reverse("admin:login")):
        policy = client.get(url, follow=True).headers["Content-Security-Policy"]
        directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
        assert directives["script-src"] == "'self'"
        assert directives["default-src"] == "'self'"
        assert directives["style-src"] == "'self'"
        assert directives["frame-ancestors"] == "'none'"
