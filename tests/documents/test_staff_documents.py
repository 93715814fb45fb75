"""The back office of the documents: one published, withdrawn, read by whom; batches; kinds."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from documents.enums import BatchState, ShippedKind
from documents.models import Batch, Document, DocumentKind, Download
from documents.services.withdrawing import NotWithdrawable, withdraw_document
from tests.documents.factories import DocumentFactory, kind_of, pdf_of
from tests.documents.publishing_kit import archive_of, checked, line, told
from tests.factories import CaisseFactory, EstablishmentFactory, StaffFactory
from tests.jobs import run_jobs
from tests.staff import staff_client

PUBLISH = reverse("admin:documents_document_publish")
RECEIVE = reverse("admin:documents_batch_receive")


@pytest.fixture
def company(db):
    site = EstablishmentFactory()
    kind_of(site.adherent.caisse)
    return site


@pytest.fixture
def caisse(company):
    return company.adherent.caisse


@pytest.fixture
def desk(caisse):
    return staff_client(StaffFactory(staff_caisse=caisse))


def at(name, row):
    return reverse(f"admin:documents_{row._meta.model_name}_{name}", args=[row.pk])


def body(response) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def pdf(words="Bonjour"):
    return SimpleUploadedFile("scan 12.pdf", pdf_of((words,)))


def typed(site, **values):
    usual = {"company": site.siret, "kind": "courrier", "title": "Une lettre", "issued_on": "02/11/2026"}
    return {**usual, "file": pdf(), **values}


def test_one_document_is_published_by_the_rules_of_a_line(desk, company, caisse):
    page = desk.post(PUBLISH, typed(company, title="", company="12", file=SimpleUploadedFile("x.pdf", b"x")))
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"title", "company", "file"}
    assert "Un SIRET compte 14 chiffres" in body(page)
    wrong = {"day": "01/01/2020", "hour": "", "period": "2026-13", "last_name": "Martin"}
    assert set(desk.post(PUBLISH, typed(company, **wrong)).context["form"].errors) == {"day", "period", "first_name"}
    assert set(desk.post(PUBLISH, typed(company, hour="25 h")).context["form"].errors) == {"hour"}
    assert not Document.objects.exists()
    answer = desk.post(PUBLISH, typed(company, period="11/2026"), follow=True)
    document = Document.objects.get()
    assert answer.redirect_chain[-1][0] == at("change", document)
    assert Document.objects.published().get() == document
    assert (document.adherent, document.period_ends_on) == (company.adherent, date(2026, 11, 30))
    assert AuditEvent.objects.get(action="documents.published").adherent_id == company.adherent_id
    desk.post(PUBLISH, typed(company, company=company.adherent.cibtp_id, day="01/01/2099", hour="8 h 30"))
    assert Document.objects.published().count() == 1
    later = Document.objects.latest("pk")
    assert f"{timezone.localtime(later.published_at):%d/%m/%Y %H:%M}" == "01/01/2099 08:30"


def test_a_withdrawn_document_is_kept_and_seen_no_more(desk, company, caisse):
    document = DocumentFactory(adherent=company.adherent)
    Download.objects.create(
        document=document, adherent=document.adherent, by_label="Bruno Petit", firm_name="Cabinet X"
    )
    page = body(desk.get(at("change", document)))
    assert "Bruno Petit" in page
    assert "Cabinet X" in page
    assert desk.post(at("withdraw", document), {"reason": ""}).status_code == 422
    desk.post(at("withdraw", document), {"reason": "other", "complement": "Doublon de scan"})
    document.refresh_from_db()
    assert document.withdrawal_reason == "Doublon de scan"
    assert not Document.objects.published().exists()
    line = AuditEvent.objects.get(action="documents.withdrawn")
    assert (line.adherent_id, line.caisse_id) == (None, caisse.pk)
    with pytest.raises(NotWithdrawable):
        withdraw_document(document=document, by=document.withdrawn_by, reason="Encore")
    assert "Doublon de scan" in body(desk.get(at("change", document)))
    listed = desk.get(reverse("admin:documents_document_changelist"), {"etat": "retire", "type": "courrier"})
    assert list(listed.context["cl"].result_list) == [document]


def test_staff_open_the_file_and_the_company_is_told(desk, company):
    document = DocumentFactory(adherent=company.adherent, reference="R-77")
    answer = desk.get(at("file", document))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    assert AuditEvent.objects.get(action="documents.read_by_staff").adherent_id == company.adherent_id
    document.file.fingerprint = "0" * 64
    document.file.save()
    assert "introuvable" in body(desk.get(at("file", document), follow=True))
    assert desk.get(reverse("admin:search"), {"q": "R-77"})["Location"] == at("change", document)
    assert "R-77" in body(desk.get(reverse("admin:documents_document_changelist"), {"q": company.siret}))


def test_a_batch_is_deposited_mended_and_published_at_once(desk, company, caisse):
    rows = [line(company.siret, fichier=f"{n}.pdf", titre=f"Lettre {n}") for n in range(3)]
    wrong = archive_of([*rows[:2], {**rows[2], "type": "facture"}])
    answer = desk.post(RECEIVE, {"name": "Novembre", "file": SimpleUploadedFile("lot.zip", wrong)}, follow=True)
    batch = Batch.objects.get()
    assert "0 sur 3" in body(answer)
    run_jobs()
    page = body(desk.get(at("change", batch)))
    assert "pas de type" in page
    assert "2.pdf" in page
    report = desk.get(at("report", batch)).content.decode()
    assert '"4";"2.pdf";"Type : la caisse' in report.replace("4;", '"4";')
    assert desk.post(at("confirm", batch), {}).status_code in {302, 422}
    assert not Document.objects.exists()
    good = SimpleUploadedFile("lot.zip", archive_of(rows))
    desk.post(RECEIVE, {"name": "Novembre, corrigé", "file": good})
    run_jobs()
    mended = Batch.objects.get(state=BatchState.CHECKED)
    page = body(desk.get(at("change", mended)))
    assert "3 documents" in page
    assert "1 entreprise " in page
    again = SimpleUploadedFile("lot.zip", archive_of(rows))
    refused = desk.post(RECEIVE, {"name": "Encore", "file": again})
    assert refused.status_code == 422
    assert f'href="{at("change", mended)}"' in refused.content.decode()
    assert desk.post(at("confirm", mended), {"day": "", "hour": "8 h"}).status_code == 422
    desk.post(at("confirm", mended), {"day": "", "hour": ""})
    assert desk.post(at("resume", mended)).status_code == 302
    run_jobs()
    assert Document.objects.published().filter(batch=mended).count() == 3
    desk.post(at("withdraw", mended), {"reason": "too_early", "complement": ""})
    mended.refresh_from_db()
    assert (mended.state, Document.objects.published().count()) == (BatchState.WITHDRAWN, 0)
    desk.post(RECEIVE, {"name": "Encore", "file": SimpleUploadedFile("lot.zip", archive_of(rows))})
    assert Batch.objects.filter(state=BatchState.CHECKING).count() == 1


def test_nothing_of_another_caisse_is_read_nor_written(company, caisse):
    rose = staff_client(StaffFactory(staff_caisse=CaisseFactory()))
    document = DocumentFactory(adherent=company.adherent)
    batch = checked(caisse, archive_of([line(company.siret)]))
    for row, names in ((document, ("change", "file", "withdraw")), (batch, ("change", "report", "confirm", "drop"))):
        for name in names:
            assert rose.get(at(name, row)).status_code == 404, name
            assert rose.post(at(name, row), {"reason": "twice"}).status_code == 404, name
    assert rose.post(PUBLISH, typed(company)).status_code == 422
    archive = SimpleUploadedFile("lot.zip", archive_of([line(company.siret)]))
    rose.post(RECEIVE, {"name": "Lot", "file": archive, "caisse": caisse.pk})
    run_jobs()
    assert "aucune entreprise de la caisse" in " ".join(told(Batch.objects.latest("pk"))[2])
    assert Document.objects.count() == 1


def test_who_may_not_publish_reads_only(company, caisse):
    reader = staff_client(StaffFactory(staff_caisse=caisse, staff_role="reader"))
    batch = checked(caisse, archive_of([line(company.siret)]))
    assert reader.get(at("change", batch)).status_code == 200
    assert reader.get(PUBLISH).status_code == reader.get(RECEIVE).status_code == 403
    assert reader.post(at("confirm", batch), {}).status_code == 403


def test_the_superusers_of_the_network_choose_the_caisse(company, caisse):
    other = CaisseFactory()
    network = staff_client(StaffFactory(staff_caisse=None, is_superuser=True))
    assert "caisse" in network.post(PUBLISH, typed(company)).context["form"].errors
    assert "company" in network.post(PUBLISH, typed(company, caisse=other.pk)).context["form"].errors
    assert network.post(PUBLISH, typed(company, caisse=caisse.pk)).status_code == 302


def test_kinds_are_changed_but_their_code(desk, caisse):
    kind = kind_of(caisse)
    values = {"name": "Lettre", "code": "lettre", "audience": "company", "needed_right": "wages.consult"}
    desk.post(at("change", kind), {**values, "is_accepted": "on", "retention_months": "12"})
    kind.refresh_from_db()
    assert (kind.name, kind.code, kind.audience, kind.retention_months) == ("Lettre", ShippedKind.LETTER, "company", 12)
    desk.post(reverse("admin:documents_documentkind_add"), {**values, "retention_months": "0"})
    desk.post(reverse("admin:documents_documentkind_add"), {**values, "retention_months": "36"})
    assert DocumentKind.objects.get(code="lettre").caisse == caisse
    again = desk.post(reverse("admin:documents_documentkind_add"), {**values, "retention_months": "36"})
    assert again.status_code == 200
    assert DocumentKind.objects.filter(caisse=caisse, code="lettre").count() == 1
    assert AuditEvent.objects.filter(action="adherents.changed", caisse_id=caisse.pk).exists()


def test_lists_cost_the_same_for_one_row_and_for_many(desk, company, caisse):
    counts = []
    for count in (1, 20):
        for document in DocumentFactory.create_batch(count, adherent=company.adherent):
            Download.objects.create(document=document, adherent=document.adherent, by_label="Bruno")
        costs = []
        # What Django remembers of its tables is asked for once.
        desk.get(at("change", document))
        for model in ("document", "download", "documentkind", "batch"):
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(reverse(f"admin:documents_{model}_changelist")).status_code == 200
            costs.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            desk.get(at("change", document))
        counts.append([*costs, len(queries)])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12
