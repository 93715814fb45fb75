"""Attestations made at once, or refused with the reason; what the caisse decides of them."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from adherents.enums import PeriodState
from adherents.models import DeclarativePeriod, Establishment
from core import files
from core.identifiers import written_siret
from core.models import AuditEvent
from core.references import new_public_id
from core.rights import Right
from core.templatetags.portal import french_date
from documents.attestations.queries import terms_of
from documents.enums import Audience, ShippedKind
from documents.models import Attestation, AttestationRule, Document
from tests.documents.factories import kind_of
from tests.documents.kit import in_order, text_of
from tests.factories import MembershipFactory, PeriodFactory
from tests.printed import page_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(cast) -> Any:
    """Acme, in order, with figures of today."""
    DeclarativePeriod.objects.filter(adherent=cast.acme.adherent).delete()
    in_order(cast.acme.adherent)
    return cast.acme.adherent


def page_of(cast: Any, ref: str = "") -> str:
    return reverse("documents:attestations", args=[ref or cast.acme.ref])


def ask(cast: Any, kind: str = ShippedKind.UP_TO_DATE, name: str = "alice", ref: str = "", **typed: Any) -> Any:
    typed = {"kind": kind, "recipient": "", "attempt": new_public_id(), **typed}
    return cast.browser(name).post(page_of(cast, ref), typed, follow=True)


def made(cast: Any) -> list[Attestation]:
    """The latest first; the one of the cast is not of these."""
    rows = Attestation.objects.filter(adherent=cast.acme.adherent).exclude(pk=cast.acme.documents.attestation.pk)
    return list(rows.select_related("document__kind", "document__file"))


def printed(attestation: Attestation) -> str:
    (page,) = page_texts(files.read(attestation.document.file.stored_name))
    return " ".join(page.replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.usefixtures("settled")
def test_it_is_made_at_once_and_says_what_it_rests_on(cast):
    adherent, office = cast.acme.adherent, Establishment.objects.get(adherent=cast.acme.adherent, is_head_office=True)
    adherent.naf = "4399C"
    adherent.save()
    page = text_of(ask(cast, ShippedKind.CONTRACT, recipient="  Ville  de Lyon, $#* "))
    (attestation,) = made(cast)
    assert attestation.document.reference in page
    assert "pour Ville de Lyon, $#*" in page
    assert "Valable" in page
    today = timezone.localdate()
    assert attestation.valid_until == today + timedelta(days=60)
    paper = printed(attestation)
    for said in (
        "Attestation de marché",
        cast.caisse.name,
        adherent.name,
        written_siret(office.siret).replace("\N{NO-BREAK SPACE}", " "),
        adherent.cibtp_id,
        "4399C",
        f"établie le {french_date(today)}".replace("\N{NO-BREAK SPACE}", " "),
        f"chiffres arrêtés au {french_date(today)}".replace("\N{NO-BREAK SPACE}", " "),
        "Ville de Lyon, $#*",
        "/verifier-une-attestation/",
    ):
        assert said in paper, said
    assert re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", paper)
    content = files.read(attestation.document.file.stored_name)
    assert b"/StructTreeRoot" in content
    assert b"?code" not in content
    assert AuditEvent.objects.filter(action="documents.attestation_made", actor_id=cast.alice.pk).count() == 1


@pytest.mark.usefixtures("settled")
def test_asked_twice_by_the_same_form_it_is_one(cast):
    """Gone back to and sent again with something else asked, the same form makes that."""
    attempt = new_public_id()
    for _ in range(2):
        ask(cast, recipient="Ville de Lyon", attempt=attempt)
    (first,) = made(cast)
    ask(cast, ShippedKind.CONTRACT, recipient="Ville de Lyon", attempt=attempt)
    assert [one.document.kind.code for one in made(cast)] == [ShippedKind.CONTRACT, ShippedKind.UP_TO_DATE]
    first.refresh_from_db()
    assert first.replaced_by is None


@pytest.mark.usefixtures("settled")
def test_the_next_one_for_the_same_recipient_replaces_it(cast):
    ask(cast, recipient="Ville de Lyon")
    ask(cast, recipient="Ville de Paris")
    ask(cast, recipient="ville de lyon")
    latest, paris, former = made(cast)
    assert (former.replaced_by, paris.replaced_by, latest.replaced_by) == (latest, None, None)
    assert text_of(cast.browser("alice").get(page_of(cast))).count("Remplacée") == 1
    Document.objects.filter(pk=latest.document_id).update(withdrawn_at=timezone.now(), withdrawal_reason="Erreur")
    ask(cast, recipient="Ville de Lyon")
    latest.refresh_from_db()
    assert latest.replaced_by is None


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ({"state": PeriodState.MISSING}, "Mai, déclaration manquante, attendue le 15 juillet 2026 · Que faire"),
        ({"leave_contribution": "1025.91"}, "Mai, 1 025,91 €, échu le 15 juillet 2026 · Comment régler"),
    ],
)
def test_who_is_not_in_order_is_told_why_and_what_to_do(cast, settled, period, said):
    PeriodFactory(adherent=settled, month=date(2026, 5, 1), **period)
    answer = ask(cast, recipient="Ville de Lyon")
    page = re.sub(r"<[^>]+>", "", text_of(answer))
    assert answer.status_code == 422
    assert said in page
    assert reverse("adherents:declaration", args=[cast.acme.ref, "2026-05"]) in text_of(answer)
    assert "Ville de Lyon" in text_of(answer)
    assert made(cast) == []
    # Whoever does not read the account is not told what is owed.
    member = MembershipFactory(
        adherent=settled, rights=[Right.DOCUMENTS_CONSULT, Right.DOCUMENTS_ACT], role="colleague"
    )
    browser = cast.browser("anonymous")
    browser.force_login(member.user)
    hidden = text_of(browser.get(page_of(cast)))
    assert "le compte n’est pas à jour" in hidden
    assert "15 juillet" not in hidden


def test_figures_too_old_make_none_and_the_caisse_says_how_old(cast, settled):
    rows = DeclarativePeriod.objects.filter(adherent=settled)
    for days, is_made in ((45, True), (46, False)):
        # At noon: near midnight, so many times 24 hours are not so many days when the clock changed.
        day = timezone.localdate() - timedelta(days=days)
        rows.update(received_at=timezone.make_aware(datetime.combine(day, time(12))))
        answer = ask(cast)
        assert ("est établie" in text_of(answer)) is is_made, days
    assert "les chiffres sont trop anciens" in text_of(answer)
    assert "moins de 45 jours" in text_of(answer)
    AttestationRule.objects.filter(caisse=cast.caisse).update(figures_max_days=50)
    assert "est établie" in text_of(ask(cast))
    rows.delete()
    assert "n’a transmis aucune déclaration à ce portail" in text_of(ask(cast))


def test_without_a_row_the_parameters_hold(settings, cast):
    AttestationRule.objects.all().delete()
    settings.ATTESTATION_FIGURES_MAX_DAYS, settings.ATTESTATION_VALID_DAYS = 12, 34
    terms = terms_of(cast.caisse.pk)
    assert (terms.figures_max_days, terms.valid_days) == (12, 34)


def test_a_site_that_declares_by_itself_has_its_own(cast, settled):
    """Its SIRET, its figures, and a document that is the site's; another site has none to ask for."""
    site = cast.acme.site
    MembershipFactory(user=cast.alice, adherent=settled, establishment=site)
    assert "Un site qui ne déclare pas par lui-même" in text_of(ask(cast, ref=site.public_id))
    in_order(settled, establishment=site)
    PeriodFactory(adherent=settled, month=date(2026, 5, 1))
    assert "est établie" in text_of(ask(cast, ref=site.public_id))
    (attestation,) = made(cast)
    assert (attestation.siret, attestation.document.establishment) == (site.siret, site)
    assert "non établie" not in text_of(ask(cast))
    assert len(made(cast)) == 1


def test_only_what_one_may_read_is_offered(cast, settled):
    """A kind kept for companies is not made for an accountant; nor one that needs a right they lack."""
    cast.delegation.rights = sorted([Right.DOCUMENTS_CONSULT, Right.DOCUMENTS_ACT])
    cast.delegation.save()
    for code, change in (
        (ShippedKind.UP_TO_DATE, {"audience": Audience.COMPANY}),
        (ShippedKind.CONTRACT, {"needed_right": Right.LEGAL_CONSULT.value}),
    ):
        assert "est établie" in text_of(ask(cast, code, "chloe"))
        kind = kind_of(settled.caisse, code)
        type(kind).objects.filter(pk=kind.pk).update(**change)
        refused = ask(cast, code, "chloe")
        assert refused.status_code == 422
    assert "Aucune attestation à établir ici" in text_of(cast.browser("chloe").get(page_of(cast)))
    assert "est établie" in text_of(ask(cast))


@pytest.mark.usefixtures("settled")
def test_what_is_typed_is_checked(cast):
    for typed, said in (
        ({"kind": "autre"}, "Choisissez l’attestation"),
        ({"kind": ""}, "Choisissez l’attestation"),
        ({"recipient": "x" * 161}, "160 caractères au plus"),
        ({"recipient": "1 85 05 78 006 084 91"}, "numéro de sécurité sociale"),
    ):
        refused = ask(cast, **typed)
        assert refused.status_code == 422, typed
        assert said in text_of(refused), typed
    assert made(cast) == []


def test_the_caisse_reads_them_and_changes_its_rule(cast):
    sami = cast.browser("sami")
    attestation = cast.acme.documents.attestation
    page = text_of(sami.get(reverse("admin:documents_attestation_change", args=[attestation.pk])))
    assert "Valable" in page
    assert attestation.code not in page
    change = reverse("admin:documents_attestationrule_change", args=[cast.caisse.attestation_rule.pk])
    typed = {"caisse": cast.caisse.pk, "valid_days": "30"}
    assert "au moins un jour" in text_of(sami.post(change, {**typed, "figures_max_days": "0"}))
    sami.post(change, {**typed, "figures_max_days": "20"})
    terms = terms_of(cast.caisse.pk)
    assert (terms.figures_max_days, terms.valid_days) == (20, 30)
    assert AuditEvent.objects.filter(action="adherents.changed", actor_id=cast.sami.pk).exists()
