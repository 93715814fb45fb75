"""The public page: what an attestation is worth, for whoever has its code and its SIRET, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from core.identifiers import written_siret
from core.models import ThrottleBucket
from documents.models import Attestation, Document
from tests.cast import CANARY
from tests.documents.factories import CODE, attested
from tests.documents.kit import text_of

pytestmark = pytest.mark.django_db
PAGE = reverse("documents_public:verify")
UNKNOWN = "Aucune attestation n’a ce code et ce SIRET"


@pytest.fixture
def attestation(cast) -> Attestation:
    """Of a company that nobody here acts for, established ten days ago."""
    rival = cast.rival
    return attested(
        rival.adherent,
        f"Destinataire {CANARY}",
        days=10,
        code=CODE,
        siret=rival.site.siret,
        company_name="Bâtisseurs d’Aval",
    )


def verify(client: Any, siret: str, code: str = CODE) -> Any:
    return client.post(PAGE, {"code": code, "siret": siret})


def test_it_says_what_it_is_worth_and_nothing_else(client, attestation):
    for code in (CODE, "7k2mx9tq40", " 7K2MX 9TQ4O "):
        page = text_of(verify(client, written_siret(attestation.siret), code))
        assert "Cette attestation est authentique" in page, code
        assert "Bâtisseurs d’Aval" in page
        assert CANARY not in page
        assert attestation.cibtp_id not in page
        assert code.strip() not in page
    other = Attestation.objects.filter(adherent=attestation.adherent).exclude(pk=attestation.pk).get()
    Attestation.objects.filter(pk=attestation.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    assert "Expirée" in text_of(verify(client, attestation.siret))
    Attestation.objects.filter(pk=attestation.pk).update(replaced_by=other, replaced_at=timezone.now())
    assert "Remplacée" in text_of(verify(client, attestation.siret))
    Document.objects.filter(pk=attestation.document_id).update(withdrawn_at=timezone.now(), withdrawal_reason="Erreur")
    page = text_of(verify(client, attestation.siret))
    assert "Retirée" in page
    assert "Erreur" not in page


def test_what_is_unknown_is_one_answer_whichever_is_wrong(cast, client, attestation):
    """The code opens its own SIRET only; nothing tells a company that has an attestation from one that has none."""
    siret = attestation.siret
    answers = [
        verify(client, cast.acme.site.siret),
        verify(client, siret, "7K2MX-9TQ41"),
        verify(client, siret, "😀'%--"),
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert all(UNKNOWN in text_of(answer) for answer in answers)
    for code, typed, said in (
        ("", siret, "Saisissez le code de vérification"),
        (CODE, "", "Saisissez le numéro de SIRET"),
        (CODE, siret[:13], "vous en avez saisi 13"),
        (CODE, "12345678901234", "n’est pas valide"),
        ("x" * 5000, siret, "60"),
    ):
        assert said in text_of(verify(client, typed, code)), (code[:20], typed)


def test_it_is_slowed_by_address_and_by_siret(settings, client, attestation):
    usual = settings.THROTTLES
    for rule in ("attestation_checks", "attestation_checks_of_siret"):
        ThrottleBucket.objects.all().delete()
        settings.THROTTLES = {**usual, rule: (2, 3600)}
        wrong = [verify(client, attestation.siret, "7K2MX-9TQ41") for _ in range(3)]
        right = verify(client, attestation.siret)
        assert (wrong[0].status_code, right.status_code) == (422, 429), rule
        assert right["Retry-After"]
        assert "recommencez dans" in text_of(right)
        assert "Bâtisseurs" not in text_of(right)


def test_no_engine_keeps_it_and_no_address_holds_a_code(client):
    page = client.get(PAGE, {"code": CODE, "siret": "x"})
    assert page["X-Robots-Tag"] == "noindex"
    assert b'<meta name="robots" content="noindex">' in page.content
    assert CODE not in text_of(page)
    assert 'method="post"' in text_of(page)


def test_the_public_pages_lead_to_it(cast, client):
    for address in (
        reverse("network_home"),
        reverse("caisse_home", args=[cast.caisse.slug]),
        reverse("caisse_page", args=[cast.caisse.slug, "plan-du-site"]),
        reverse("network_page", args=["plan-du-site"]),
    ):
        assert f'href="{PAGE}"' in text_of(client.get(address)), address
