"""Demandes de délégation: the file, its preview, what each company receives."""

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.models import AuditEvent
from delegations.models import Delegation, DelegationRequest, RequestBatch
from delegations.requests import services as asking
from delegations.values import AskedClient
from tests.core.workbooks import workbook_of
from tests.delegations.kit import at
from tests.factories import (
    AdherentFactory,
    EstablishmentFactory,
    MembershipFactory,
)
from tests.jobs import run_jobs
from tests.security.fingerprint import nothing_written
from tests.security.test_matrix import outside

pytestmark = pytest.mark.django_db


def upload(text: str | bytes) -> dict:
    content = text.encode() if isinstance(text, str) else text
    return {"lines": SimpleUploadedFile("clients.csv", content), "rights": ["absences.act"]}


def test_a_file_is_previewed_then_sent_and_each_company_decides(cast, boss, at_work):
    siret = EstablishmentFactory(adherent=cast.globex).siret
    holder_of_globex = MembershipFactory(adherent=cast.globex).user
    text = (
        f"SIRET;Adresse\r\n{siret};\r\n{cast.acme.adherent.cibtp_id};inconnu@exemple.fr\r\n55208131700042\r\n".encode(
            "cp1252"
        )
    )
    Delegation.objects.filter(firm=cast.firm).delete()
    with nothing_written():
        preview = at_work.post(at(cast, "requests"), upload(text.replace(b"Adresse", "Éml".encode("cp1252"))))
    assert preview.status_code == 200
    assert [line.error for line in preview.context["lines"]] == ["", "", ""]
    assert "Windows" in preview.content.decode()
    mail.outbox.clear()
    sent = {"lines": preview.context["text"], "rights": preview.context["rights"]}
    page = at_work.post(at(cast, "send_requests"), sent, follow=True).content.decode()
    assert "3 lignes" in page
    assert DelegationRequest.objects.filter(firm=cast.firm).count() == 0
    run_jobs()
    asked = DelegationRequest.objects.filter(firm=cast.firm)
    assert {row.adherent for row in asked} == {cast.globex, cast.acme.adherent}
    assert {tuple(row.rights) for row in asked} == {("absences.act", "absences.consult")}
    told = {address for message in mail.outbox for address in message.to}
    assert {holder_of_globex.email, cast.alice.email} <= told
    assert "inconnu@exemple.fr" not in told


def test_the_answer_is_the_same_whether_or_not_a_company_is_a_member(cast, boss, at_work):
    pages = []
    for identifier in (cast.acme.adherent.cibtp_id, "INCONNU99"):
        RequestBatch.objects.all().delete()
        answer = at_work.post(at(cast, "send_requests"), {"lines": identifier, "rights": ["absences.act"]}, follow=True)
        run_jobs()
        pages.append(outside(answer)[1])
    assert pages[0] == pages[1]


def test_a_company_that_gave_was_asked_or_declined_lately_is_left_alone(cast, boss):
    def ask() -> int:
        batch = RequestBatch.objects.create(firm=cast.firm, asked_by=boss.user, line_count=1)
        return asking.deliver_requests(batch_id=batch.pk, lines=[[cast.globex.cibtp_id, ""]], rights=["absences.act"])

    assert ask() == 0
    Delegation.objects.filter(adherent=cast.globex).delete()
    assert ask() == 1
    assert ask() == 0
    DelegationRequest.objects.filter(firm=cast.firm).update(state="declined", answered_at=timezone.now())
    assert ask() == 0


def test_an_identifiant_used_by_two_caisses_names_nobody(cast, boss):
    for caisse in (cast.caisse, cast.other_caisse):
        AdherentFactory(caisse=caisse, cibtp_id="DOUBLE1")
    batch = RequestBatch.objects.create(firm=cast.firm, asked_by=boss.user, line_count=1)
    assert asking.deliver_requests(batch_id=batch.pk, lines=[["DOUBLE1", ""]], rights=["absences.act"]) == 0


def test_an_address_chooses_among_the_people_of_the_company(cast, boss):
    Delegation.objects.filter(firm=cast.firm).delete()
    second = MembershipFactory(adherent=cast.acme.adherent).user
    batch = RequestBatch.objects.create(firm=cast.firm, asked_by=boss.user, line_count=1)
    mail.outbox.clear()
    line = AskedClient(cast.acme.adherent.cibtp_id, second.email)
    asking.deliver_requests(batch_id=batch.pk, lines=[[line.identifier, line.email]], rights=["absences.act"])
    run_jobs()
    assert [message.to for message in mail.outbox] == [[second.email]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "vide"),
        (" \r\n;;\r\n", "vide"),
        ("SIRET;Adresse\r\n", "que des titres"),
        (b"PK\x03\x04rest", "abîmé"),
        (b"12\x0034", "illisible"),
        (b"%PDF-1.7", "un PDF"),
        ("Client;Ville\nA1;N\xeemes".encode("cp1252") + "A2;Zo\xe9".encode("mac_roman"), "CSV UTF-8"),
        ("A1;" + "x" * 140_000, "démesuré"),
        ("".join(f"A{n}\n" for n in range(501)), "501 lignes"),
        ("x" * 200_001, "trop lourd"),
    ],
)
def test_a_file_that_is_not_a_list_is_refused_with_its_reason(cast, at_work, content, said):
    with nothing_written():
        answer = at_work.post(at(cast, "requests"), upload(content))
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize("line", ["12345678901234", "A1\nA1", "A1;pas une adresse", "é" * 30, "=1+1;x", "12345", "SEP"])
def test_a_wrong_line_is_never_sent(cast, at_work, line):
    with nothing_written():
        preview = at_work.post(at(cast, "requests"), upload(line))
        assert preview.context["wrong_count"] == 1
        assert preview.context["text"] == ("A1;" if line == "A1\nA1" else "")
        assert ("Envoyer" in preview.content.decode()) is (line == "A1\nA1")
        forced = at_work.post(at(cast, "send_requests"), {"lines": line, "rights": ["absences.act"]})
    assert forced.status_code == 422


def test_sound_lines_are_sent_while_the_others_wait(cast, boss, at_work):
    Delegation.objects.filter(firm=cast.firm).delete()
    preview = at_work.post(at(cast, "requests"), upload(f"{cast.globex.cibtp_id};\n12345;\n"))
    page = preview.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")
    assert "1 ligne à corriger sur 2" in page
    assert "Envoyer 1 demande" in page
    sent = {"lines": preview.context["text"], "rights": preview.context["rights"]}
    at_work.post(at(cast, "send_requests"), sent)
    run_jobs()
    assert [row.adherent for row in DelegationRequest.objects.filter(firm=cast.firm)] == [cast.globex]


SIRET = "55208131700042"
SHAPES = {
    "nothing but lines": f"{SIRET};a@exemple.fr\nA1;\n",
    "headings": f"SIRET;Adresse électronique\n{SIRET};a@exemple.fr\nA1;\n",
    "other columns": f"Raison sociale;Courriel;N° SIRET;Ville\nAcme;a@exemple.fr;{SIRET};Sète\nB;;A1;Nice\n",
    "a title, and sep=;": f"sep=;\nMes clients, 2026\n\nSIRET;Courriel\n{SIRET};a@exemple.fr\nA1;\n",
    "either column": f"Identifiant CIBTP;SIRET;Mail\n;{SIRET};a@exemple.fr\nA1;;\n",
    "commas": f"SIRET,Mail\n{SIRET},a@exemple.fr\nA1,\n",
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_columns_are_those_that_the_headings_name(cast, at_work, name):
    read = at_work.post(at(cast, "requests"), upload(SHAPES[name])).context["lines"]
    assert [(line.identifier, line.email, line.error) for line in read] == [(SIRET, "a@exemple.fr", ""), ("A1", "", "")]


def test_a_workbook_is_read_too(cast, at_work):
    content = workbook_of([["Mes clients"], ["SIRET", "Nom"], [55208131700042, "Acme"]])
    [line] = at_work.post(at(cast, "requests"), upload(content)).context["lines"]
    assert (line.number, line.identifier, line.error) == (3, SIRET, "")


def test_a_single_client_is_typed_without_a_file(cast, boss, at_work):
    Delegation.objects.filter(firm=cast.firm).delete()
    typed = {"identifier": cast.globex.cibtp_id, "email": " Paule@Exemple.FR", "rights": ["absences.act"]}
    preview = at_work.post(at(cast, "requests"), typed)
    [line] = preview.context["lines"]
    assert (line.identifier, line.email) == (cast.globex.cibtp_id, "paule@exemple.fr")
    sent = {"lines": preview.context["text"], "rights": preview.context["rights"]}
    assert "Votre demande est partie" in at_work.post(at(cast, "send_requests"), sent, follow=True).content.decode()
    run_jobs()
    assert DelegationRequest.objects.get(firm=cast.firm).adherent == cast.globex


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "identifier", "ou choisissez un fichier"),
        ({"identifier": "12345"}, "identifier", "celui-ci en a 5"),
        ({"identifier": "A1", "email": "personne"}, "email", "n’est pas valide"),
        ({"identifier": "", "email": "a@exemple.fr"}, "identifier", "Saisissez le SIRET"),
        ({"identifier": "A1", **upload("A2")}, "identifier", "gardez l’un des deux"),
    ],
)
def test_a_client_badly_typed_is_told_beside_its_field_and_kept(cast, at_work, typed, field, said):
    with nothing_written():
        answer = at_work.post(at(cast, "requests"), {"rights": ["absences.act"], **typed})
    assert answer.status_code == 422
    assert said in answer.context["form"].errors[field][0]
    assert typed.get("identifier", "") in answer.content.decode()


def test_files_are_counted(cast, at_work, settings):
    settings.THROTTLES = {**settings.THROTTLES, "delegation_requests": (1, 3600)}
    for _ in range(2):
        at_work.post(at(cast, "send_requests"), {"lines": "A1", "rights": ["absences.act"]})
    assert RequestBatch.objects.count() == 1
    assert AuditEvent.objects.filter(action="delegations.requests_sent").count() == 1
