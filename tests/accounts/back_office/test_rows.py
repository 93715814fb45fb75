"""The back office: each caisse its own rows, nothing secret shown (SECURITY Z8, Z9, A25, A27, L2)."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth.hashers import identify_hasher
from django.urls import reverse
from django.utils import timezone

from accounts.letters import services as letters
from accounts.models import AccountOpening, LetterBatch, Membership, PendingAccount, User
from adherents.models import Adherent, Establishment
from core.models import AuditEvent
from tests.accounts.back_office.kit import (
    BATCHES,
    FOREIGN,
    MODELS,
    OPENINGS,
    WITHOUT_ACCOUNT,
    act,
    change_url,
    download_url,
    list_url,
    prepared,
    superuser,
)
from tests.factories import (
    PASSWORD,
    MembershipFactory,
    OpeningFactory,
)
from tests.staff import enter_admin

# --- Each caisse its own rows ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("sami")
@pytest.mark.parametrize("place", range(len(MODELS)))
def test_lists_and_searches_show_the_rows_of_the_caisse_only(client, both, place):
    own, foreign = both["own"][place], both["foreign"][place]
    siret = foreign.siret if isinstance(foreign, Establishment) else ""
    pages = ["", *(f"?q={quote(word)}" for word in ("Rival", "RIVAL9", "foreign", siret) if word)]
    if not admin.site.get_model_admin(type(own)).search_fields:
        pages = [""]
    own_rows = f'href="{admin.site.get_model_admin(type(own)).reading_url(own.pk)}'
    for page in pages:
        text = client.get(list_url(type(own)) + page).content.decode()
        assert change_url(foreign) not in text
        results = text.split('id="changelist"')[1].split('id="changelist-filter"')[0]
        results = re.sub(r'<input type="search"[^>]*name="q"[^>]*>', "", results)
        assert not any(word in results for word in FOREIGN), page
        assert (own_rows in text) == (page == "")


@pytest.mark.usefixtures("sami")
@pytest.mark.parametrize("place", range(len(MODELS)))
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_a_row_of_another_caisse_is_a_row_that_does_not_exist(client, both, place, page):
    own, foreign = both["own"][place], both["foreign"][place]
    name = f"admin:{own._meta.app_label}_{own._meta.model_name}_{page}"
    answer = client.get(reverse(name, args=[foreign.pk]))
    nobody = client.get(reverse(name, args=[99_999_999]))
    if page == "delete":  # no role deletes these rows: refused before any row is looked for
        assert answer.status_code == nobody.status_code
        assert answer.status_code in (403, 404)
        return
    assert client.get(reverse(name, args=[own.pk])).status_code == 200
    assert answer.status_code == nobody.status_code == 404
    assert AuditEvent.objects.filter(action="core.access_refused", result="refused").count() == 2


@pytest.mark.usefixtures("sami")
def test_autocomplete_proposes_the_companies_of_the_caisse(client, both):
    wanted = {"app_label": "adherents", "model_name": "establishment", "field_name": "adherent"}
    names = [row["text"] for row in client.get(reverse("admin:autocomplete"), wanted).json()["results"]]
    assert names == ["Acme Maçonnerie"]
    assert client.get(reverse("admin:autocomplete"), {**wanted, "term": "Rival"}).json()["results"] == []


@pytest.mark.usefixtures("sami")
def test_a_person_at_two_caisses_shows_only_this_ones_companies(client, acme, rival):
    person = MembershipFactory(adherent=acme).user
    MembershipFactory(adherent=rival, user=person)
    text = client.get(change_url(person)).content.decode()
    assert "Acme Maçonnerie" in text
    assert "Rival" not in text


def test_the_network_sees_every_caisse(client, both):
    enter_admin(client, superuser())
    for rows in both.values():
        for row in rows:
            assert client.get(change_url(row)).status_code == 200


@pytest.mark.parametrize("place", range(len(MODELS)))
def test_nobody_else_enters(client, both, place):
    row = both["own"][place]
    for person in (None, both["own"][3]):
        if person is not None:
            client.force_login(person)
            enter_admin(client, person)
        for url in (change_url(row), list_url(type(row))):
            answer = client.get(url)
            assert answer.status_code == 302
            assert answer.url.startswith(reverse("admin:login"))


# --- Downloads ------------------------------------------------------------------------------------------------------


def test_a_manager_downloads_both_files_and_each_time_is_journalled(client, sami, acme):
    batch = prepared(acme)
    for kind in letters.KINDS:
        answer = client.get(download_url(batch, kind))
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == letters.read_batch_file(batch, kind)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    lines = AuditEvent.objects.filter(
        action="accounts.letters_downloaded", actor_id=sami.pk, caisse_id=sami.staff_caisse_id
    )
    assert sorted(line.changes["fichier"] for line in lines) == ["code.pdf", "welcome.pdf"]


def test_files_of_another_caisse_do_not_exist(client, sami, rival):
    batch = prepared(rival)
    assert client.get(download_url(batch)).status_code == 404
    assert client.get(reverse("admin:accounts_letterbatch_download", args=[99_999_999, "code"])).status_code == 404
    assert not AuditEvent.objects.filter(action="accounts.letters_downloaded").exists()


def test_an_unknown_file_and_files_that_are_gone(client, sami, acme):
    batch = prepared(acme)
    assert client.get(download_url(batch, "autre")).status_code == 404
    assert client.head(download_url(batch)).status_code == 405
    letters.purge_letter_files(batch_id=batch.pk)
    answer = client.get(download_url(batch), follow=True)
    assert "ont été supprimés" in answer.content.decode()
    assert "Fichiers supprimés" in answer.content.decode()


# --- Reading is not acting ------------------------------------------------------------------------------------------


def test_a_reader_reads_and_does_nothing_else(client, rose, acme):
    batch = prepared(acme)
    AccountOpening.objects.update(issued_at=timezone.now() - timedelta(days=3))
    for model in MODELS:
        assert client.get(list_url(model)).status_code == 200
    listed = client.get(reverse(BATCHES)).content.decode()
    assert "telecharger" not in listed
    assert "entreprises-sans-compte" not in listed
    assert client.get(download_url(batch)).status_code == 403
    assert client.get(reverse(WITHOUT_ACCOUNT)).status_code == 403
    assert client.post(reverse(WITHOUT_ACCOUNT), {"caisse": acme.caisse_id}).status_code == 403
    act(client, list_url(Adherent), "prepare_letters", acme, confirmed="1")
    act(client, list_url(Establishment), "prepare_letters", acme.head_office, confirmed="1")
    act(client, reverse(BATCHES), "mark_printed", batch)
    act(client, reverse(BATCHES), "resume", batch)
    assert LetterBatch.objects.count() == 1
    assert not AccountOpening.objects.filter(printed_at__isnull=False).exists()
    assert AuditEvent.objects.filter(action="core.access_refused", actor_id=rose.pk).count() == 3


@pytest.mark.usefixtures("sami")
@pytest.mark.parametrize("model", [AccountOpening, LetterBatch, Membership, User])
def test_rows_made_by_the_services_are_never_written_here(client, both, model):
    row = next(row for row in both["own"] if isinstance(row, model))
    before = model.objects.values().get(pk=row.pk)
    add = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    delete = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_delete", args=[row.pk])
    forged = {
        "email": "pirate@x.fr",
        "is_superuser": "on",
        "password": "x",
        "used_at": "",
        "state": "ready",
        "_save": "1",
    }
    for url in (add, delete, change_url(row)):
        assert client.post(url, forged).status_code == 403
    assert model.objects.values().get(pk=row.pk) == before


# --- Passwords and codes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_superuser", [True, False])
def test_nobody_types_or_sees_the_password_of_a_person(client, sami, acme, as_superuser):
    if as_superuser:
        enter_admin(client, superuser())
    person = MembershipFactory(adherent=acme).user
    text = client.get(change_url(person)).content.decode()
    assert 'type="password"' not in text
    assert 'name="password' not in text
    assert person.password not in text
    assert identify_hasher(person.password).algorithm not in text
    typed = {"password": "Nouveau-1", "password1": "Nouveau-1", "password2": "Nouveau-1"}
    for url in (change_url(person), f"{change_url(person)[: -len('change/')]}password/"):
        assert client.post(url, typed, follow=True).status_code in (403, 404)
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


@pytest.mark.parametrize("as_superuser", [True, False])
def test_digests_and_hashes_are_neither_shown_nor_guessed_through_the_address(client, sami, acme, as_superuser):
    if as_superuser:
        enter_admin(client, superuser())
    person = MembershipFactory(adherent=acme).user
    opening = OpeningFactory(adherent=acme)
    PendingAccount.objects.create(
        opening=opening, email="a@x.fr", password="argon2$x", terms_accepted_at=timezone.now()
    )
    for url in (change_url(opening), reverse(OPENINGS)):
        text = client.get(url).content.decode()
        assert opening.code_digest not in text
        assert "argon2$x" not in text
    guesses = [
        (OPENINGS, f"code_digest__startswith={opening.code_digest[0]}"),
        (OPENINGS, "pending_account__password__startswith=a"),
        ("admin:accounts_user_changelist", f"password__startswith={person.password[0]}"),
        ("admin:accounts_membership_changelist", "user__password__startswith=a"),
    ]
    for url, query in guesses:
        assert client.get(f"{reverse(url)}?{query}").status_code == 400


def test_looking_at_a_person_is_journalled(client, sami, acme):
    person = MembershipFactory(adherent=acme).user
    client.get(change_url(person))
    line = AuditEvent.objects.get(action="accounts.person_viewed")
    assert (line.actor_id, line.caisse_id, line.target) == (sami.pk, acme.caisse_id, f"personne {person.public_id}")
