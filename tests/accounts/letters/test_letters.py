"""The letters: who gets one, and the code known to the paper alone (SECURITY D8, A20, A27)."""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import jobs
from accounts.enums import BatchState, OpeningState
from accounts.letters import services as letters
from accounts.models import AccountOpening, LetterBatch, PendingAccount
from tests.accounts.letters.kit import CODE, codes_of, opens, prepared, sites_of
from tests.factories import (
    AdherentFactory,
    EstablishmentFactory,
    MembershipFactory,
    OpeningFactory,
    StaffFactory,
)
from tests.printed import page_texts

# --- The two letters ------------------------------------------------------------------------------------------------


def test_each_site_gets_both_letters_in_the_same_order(caisse):
    first, second = sites_of(caisse, 2)
    batch = prepared(second, first)
    welcomes = page_texts(letters.read_batch_file(batch, "welcome"))
    secrets = page_texts(letters.read_batch_file(batch, "code"))
    for site, welcome, secret in zip((first, second), welcomes, secrets, strict=True):
        opening = AccountOpening.objects.get(establishment=site)
        assert site.adherent.name in welcome
        assert site.adherent.name in secret
        assert site.adherent.cibtp_id in welcome
        assert site.siret in re.sub(r"\s", "", welcome)
        assert f"http://testserver/caisses/{caisse.slug}/" in welcome
        assert opens(CODE.findall(secret)[0], opening)


def test_neither_letter_opens_an_account_alone(caisse):
    site = sites_of(caisse, 1)[0]
    batch = prepared(site)
    welcome = page_texts(letters.read_batch_file(batch, "welcome"))[0]
    secret = page_texts(letters.read_batch_file(batch, "code"))[0]
    assert not CODE.findall(welcome)
    assert site.adherent.cibtp_id not in secret
    assert site.siret not in re.sub(r"\s", "", secret)


def test_the_letters_use_the_words_of_the_guide(caisse):
    batch = prepared(*sites_of(caisse, 1))
    welcome = re.sub(r"\s+", " ", page_texts(letters.read_batch_file(batch, "welcome"))[0])
    for words in (
        "« Je crée mon Espace sécurisé »",
        "Étape 1/2",
        "Étape 2/2",
        "un second courrier, envoyé séparément, contient votre code confidentiel provisoire",
        "Claire Durand",
    ):
        assert words in welcome
    secret = re.sub(r"\s+", " ", page_texts(letters.read_batch_file(batch, "code"))[0])
    assert "ne sert qu’une fois" in secret
    assert "ni par téléphone" in secret


def test_the_code_letter_says_until_when_it_is_valid(caisse, settings):
    with time_machine.travel("2026-01-01T09:05:00Z", tick=False):
        batch = prepared(*sites_of(caisse, 1))
    opening = AccountOpening.objects.get()
    assert opening.expires_at - opening.issued_at == settings.LETTER_CODE_LIFETIME
    secret = re.sub(r"\s+", " ", page_texts(letters.read_batch_file(batch, "code"))[0])
    assert "Le 1er janvier 2026" in secret
    assert "Valable jusqu’au 31 janvier 2026 à 10 h 05" in secret


def test_a_letter_to_a_site_names_it(caisse):
    site = EstablishmentFactory(adherent=AdherentFactory(caisse=caisse), name="Dépôt de Créteil")
    batch = prepared(site)
    for kind in letters.KINDS:
        assert "Dépôt de Créteil" in page_texts(letters.read_batch_file(batch, kind))[0]


# --- The code is on paper and nowhere else --------------------------------------------------------------------------


def test_the_code_is_in_no_table_log_or_file_name(caisse, manager, caplog, private_files):
    caplog.set_level(logging.DEBUG)
    batch = letters.request_letter_batch(
        caisse_id=caisse.pk, establishment_ids=[site.pk for site in sites_of(caisse, 3)], requested_by=manager
    )
    letters.run_letter_batch(batch.pk)
    batch.refresh_from_db()
    letters.record_download(batch=batch, kind="code", by=manager)
    found = codes_of(batch)
    assert len(set(found)) == 3
    names = " ".join(str(path) for path in private_files.rglob("*"))
    kept = (database_text() + caplog.text + names + repr(AccountOpening.objects.all())).upper()
    assert "ACCOUNTS.LETTERS_DOWNLOADED" in kept  # the scan does see the rows
    for code in found:
        assert code not in kept
        assert code.replace("-", "") not in kept


def database_text():
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t")
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_an_issued_letter_never_shows_its_code_in_a_trace():
    letter = letters.IssuedLetter(AccountOpening(), "7K2MX-9TQ4Z")
    assert "7K2MX" not in repr(letter)


# --- Who gets one, and how often ------------------------------------------------------------------------------------


def test_a_second_letter_waits_a_day(caisse):
    site = sites_of(caisse, 1)[0]
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        prepared(site)
    with time_machine.travel(start + timedelta(hours=23, minutes=59), tick=False):
        refused = prepared(site)
        assert refused.state == BatchState.READY
        assert refused.prepared_count == 0
        assert refused.left_out == [
            {
                "establishment": site.pk,
                "name": site.adherent.name,
                "reason": "Un courrier a déjà été préparé il y a moins de 24 heures",
            }
        ]
    with time_machine.travel(start + timedelta(hours=24, seconds=1), tick=False):
        assert prepared(site).prepared_count == 1


def test_four_letters_in_thirty_days_and_no_more(caisse):
    site = sites_of(caisse, 1)[0]
    start = timezone.now()
    counts = []
    for days in (0, 2, 4, 6, 8, 29):
        with time_machine.travel(start + timedelta(days=days), tick=False):
            counts.append(prepared(site).prepared_count)
    assert counts == [1, 1, 1, 1, 0, 0]
    with time_machine.travel(start + timedelta(days=30, seconds=1), tick=False):
        assert prepared(site).prepared_count == 1


def test_a_closed_site_and_a_site_without_address_are_left_out(caisse):
    closed, unaddressed, kept = sites_of(caisse, 3)
    closed.closed_on = timezone.localdate()
    closed.save()
    unaddressed.address = " \n"
    unaddressed.save()
    batch = prepared(closed, unaddressed, kept)
    assert batch.prepared_count == 1
    reasons = {row["establishment"]: row["reason"] for row in batch.left_out}
    assert reasons == {
        closed.pk: f"Site fermé le {closed.closed_on:%d/%m/%Y}",
        unaddressed.pk: "Adresse postale absente",
    }


def test_a_new_letter_kills_the_former_code_and_its_activation_link(caisse):
    site = sites_of(caisse, 1)[0]
    former = OpeningFactory(adherent=site.adherent, issued_at=timezone.now() - timedelta(days=2))
    PendingAccount.objects.create(opening=former, email="a@x.fr", password="x", terms_accepted_at=timezone.now())
    assert former.state == OpeningState.PENDING
    prepared(site)
    former.refresh_from_db()
    assert former.replaced_at is not None
    assert former.state == OpeningState.REPLACED
    current = AccountOpening.objects.with_usable_code(timezone.now()).get(establishment=site)
    assert current != former


def test_an_open_account_keeps_its_letter_when_another_is_asked_for_by_name(caisse):
    site = sites_of(caisse, 1)[0]
    MembershipFactory(adherent=site.adherent)
    used = OpeningFactory(
        adherent=site.adherent, issued_at=timezone.now() - timedelta(days=9), used_at=timezone.now() - timedelta(days=8)
    )
    assert prepared(site).prepared_count == 1
    used.refresh_from_db()
    assert used.state == OpeningState.OPENED
    assert used.replaced_at is None


def test_all_without_an_account_leaves_alone_who_has_one_or_whose_code_is_on_its_way(caisse, manager):
    bare, held, waiting, expired, colleague_of_a_site = (AdherentFactory(caisse=caisse) for _ in range(5))
    AdherentFactory()
    MembershipFactory(adherent=held)
    MembershipFactory(adherent=colleague_of_a_site, establishment=EstablishmentFactory(adherent=colleague_of_a_site))
    OpeningFactory(adherent=waiting)
    ago = timezone.now() - timedelta(days=40)
    OpeningFactory(adherent=expired, issued_at=ago, expires_at=ago + timedelta(days=30))
    batch = letters.request_letters_for_companies_without_account(caisse_id=caisse.pk, requested_by=manager)
    wanted = {bare.head_office.pk, expired.head_office.pk, colleague_of_a_site.head_office.pk}
    assert set(batch.establishment_ids) == wanted


def test_all_without_an_account_makes_no_empty_batch(caisse, manager):
    assert letters.request_letters_for_companies_without_account(caisse_id=caisse.pk, requested_by=manager) is None
    assert not LetterBatch.objects.exists()


def test_sites_of_another_caisse_are_never_written_to(caisse, manager):
    own, foreign = sites_of(caisse, 1)[0], AdherentFactory().head_office
    batch = letters.request_letter_batch(
        caisse_id=caisse.pk, establishment_ids=[own.pk, foreign.pk], requested_by=manager
    )
    assert batch.establishment_ids == [own.pk]
    with pytest.raises(letters.NoLetterToPrepare):
        letters.request_letter_batch(caisse_id=caisse.pk, establishment_ids=[foreign.pk], requested_by=manager)


def test_only_managers_of_the_caisse_ask_print_and_download(caisse, manager):
    site = sites_of(caisse, 1)[0]
    batch = prepared(site)
    strangers = [
        StaffFactory(staff_caisse=caisse, staff_role="reader"),
        StaffFactory(),
        MembershipFactory(adherent=site.adherent).user,
    ]
    for stranger in strangers:
        with pytest.raises(letters.LettersRefused):
            letters.request_letter_batch(caisse_id=caisse.pk, establishment_ids=[site.pk], requested_by=stranger)
        with pytest.raises(letters.LettersRefused):
            letters.request_letters_for_companies_without_account(caisse_id=caisse.pk, requested_by=stranger)
        with pytest.raises(letters.LettersRefused):
            letters.record_download(batch=batch, kind="code", by=stranger)
        with pytest.raises(letters.LettersRefused):
            letters.mark_printed(batch=batch, by=stranger)
    assert letters.mark_printed(batch=batch, by=manager) == 1


# --- The job --------------------------------------------------------------------------------------------------------


def test_the_batch_and_its_job_are_stored_together(caisse, manager):
    site = sites_of(caisse, 1)[0]
    with transaction.atomic():
        letters.request_letter_batch(caisse_id=caisse.pk, establishment_ids=[site.pk], requested_by=manager)
        transaction.set_rollback(True)
    assert not LetterBatch.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name=letters.JOB).exists()
    batch = letters.request_letter_batch(caisse_id=caisse.pk, establishment_ids=[site.pk], requested_by=manager)
    assert ProcrastinateJob.objects.get(task_name=letters.JOB).args == {"batch_id": batch.pk}
    assert jobs.prepare_letters.name == letters.JOB
