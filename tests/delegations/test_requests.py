"""Demandes de délégation: the file, its preview, what each company receives."""

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.models import AuditEvent
from delegations.models import Delegation, DelegationRequest, RequestBatch
from delegations.requests import services as asking
from delegations.values import AskedClient
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
        (" \r\n;;\r\n", "aucune ligne"),
        (b"PK\x03\x04rest", "CSV"),
        (b"12\x0034", "CSV"),
        ("A1\n" * 501, "501 lignes"),
        ("x" * 200_001, "trop lourd"),
    ],
)
def test_a_file_that_is_not_a_list_is_refused_with_its_reason(cast, at_work, content, said):
    with nothing_written():
        answer = at_work.post(at(cast, "requests"), upload(content))
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize("line", ["12345678901234", "A1\nA1", "A1;pas une adresse", "é" * 30, "=1+1;x"])
def test_one_wrong_line_and_nothing_is_sent(cast, at_work, line):
    with nothing_written():
        preview = at_work.post(at(cast, "requests"), upload(line))
        assert preview.context["wrong_count"] == 1
        assert b"Envoyer" not in preview.content
        forced = at_work.post(at(cast, "send_requests"), {"lines": line, "rights": ["absences.act"]})
    assert forced.status_code == 422


def test_files_are_counted(cast, at_work, settings):
    settings.THROTTLES = {**settings.THROTTLES, "delegation_requests": (1, 3600)}
    for _ in range(2):
        at_work.post(at(cast, "send_requests"), {"lines": "A1", "rights": ["absences.act"]})
    assert RequestBatch.objects.count() == 1
    assert AuditEvent.objects.filter(action="delegations.requests_sent").count() == 1
