"""The journal of a company: its lines and no others, filtered, page after page, exported without formulas."""

import csv
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MembershipRole
from accounts.models import Membership, User
from core.models import AuditEvent
from core.rights import NOT_DELEGABLE, Right
from delegations.middleware import ENTERED_TIERS
from tests.accounts.steps import signed_in
from tests.factories import DelegationFactory, FirmMemberFactory, MembershipFactory


def address(company, name="index"):
    return reverse(f"journal:{name}", args=[company.ref])


def line(company, **fields):
    values = {
        "action": "accounts.invited",
        "actor_label": "Claire Durand",
        "adherent_id": company.adherent.pk,
        "tiers_label": company.adherent.name,
        "ip": "192.0.2.7",
    }
    return AuditEvent.objects.create(**{**values, **fields})


def lines(response):
    return response.context["page"].lines


def targets(browser, company, **query):
    return [found.target for found in lines(browser.get(address(company), query))]


def rows(response):
    text = response.content.decode().removeprefix("\ufeff")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


@pytest.fixture(autouse=True)
def _empty(company, holder):
    """Making the company wrote nothing here; the holder's session has already entered it, which is journalled once."""
    session = holder.session
    session[ENTERED_TIERS] = [company.ref]
    session.save()
    assert not AuditEvent.objects.filter(adherent_id=company.adherent.pk).exists()


def test_a_line_says_who_did_what_when_for_whom_and_from_where(company, holder):
    line(company, via="Cabinet Équilibre", target="salarié 7", tiers_label="Durand Maçonnerie, Dépôt de Créteil")
    page = holder.get(address(company)).content.decode()
    for text in ("Collègue invité", "Claire Durand", "Cabinet Équilibre", "salarié 7", "Dépôt de Créteil", "192.0.2.7"):
        assert text in page, text


def test_a_change_of_rights_is_told_in_words(company, holder):
    line(
        company,
        action="accounts.rights_changed",
        target="personne xyz",
        changes={"person": "Lea Durand", "added": ["legal.consult", "inconnu"], "removed": ["bank.act"]},
    )
    found = lines(holder.get(address(company)))[0]
    assert (found.what, found.target) == ("Droits d’un collègue modifiés", "Lea Durand")
    assert found.details == [
        "Ajouté : Informations légales et déclaratives : consulter",
        "Retiré : Coordonnées bancaires : demander une modification",
    ]


def test_only_this_company(company, holder):
    line(company, target="à nous")
    foreign = MembershipFactory()
    line(company, adherent_id=foreign.adherent_id, target="à eux")
    line(company, adherent_id=None, target="à personne")
    assert targets(holder, company) == ["à nous"]
    assert {row["Objet"] for row in rows(holder.get(address(company, "export")))} == {"à nous"}


def test_filters(company, holder):
    now = timezone.now()
    line(company, target="ancien", at=now - timedelta(days=10))
    line(company, target="cabinet", via="Cabinet Équilibre", actor_label="Chloé Garnier")
    line(company, target="refus", action="core.access_refused", result="refused", actor_label="Marc Durand")
    day = timezone.localdate(now - timedelta(days=10)).isoformat()
    assert targets(holder, company, since=day, until=day) == ["ancien"]
    assert targets(holder, company, until=day) == ["ancien"]
    assert targets(holder, company, person="équilibre") == ["cabinet"]
    assert targets(holder, company, person="chloé") == ["cabinet"]
    assert targets(holder, company, kind="core") == ["refus"]
    assert targets(holder, company, refused_only="on") == ["refus"]
    assert targets(holder, company, person="personne de ce nom") == []
    # No word is nobody, not everybody.
    assert targets(holder, company, person="’ -") == []
    exported = rows(holder.get(address(company, "export"), {"kind": "core"}))
    assert [(row["Objet"], row["Résultat"]) for row in exported] == [("refus", "Refusé")]


@pytest.mark.parametrize(
    "query",
    [
        {"since": "31/02/2026"},
        {"until": "9999-12-31"},
        {"since": "0001-01-01"},
        {"since": "2026-03-02", "until": "2026-03-01"},
        {"kind": "accounts' OR 1=1"},
        {"person": "a" * 5000},
    ],
)
def test_a_wrong_filter_is_explained(company, holder, query):
    answer = holder.get(address(company), query)
    assert answer.status_code == 422
    assert "Ce filtre n’est pas appliqué" in answer.content.decode()
    assert holder.get(address(company, "export"), query).status_code == 200


def test_pages_of_fifty_show_every_line_once(company, holder):
    now = timezone.now()
    for number in range(120):
        line(company, target=f"n° {number}", at=now - timedelta(seconds=number // 7))
    seen, query, sizes = [], "", []
    while query is not None:
        response = holder.get(f"{address(company)}?{query}")
        seen += [found.target for found in lines(response)]
        sizes.append(len(lines(response)))
        query = response.context["older_query"] if response.context["page"].older else None
    assert sizes == [50, 50, 20]
    assert len(set(seen)) == len(seen) == 120
    assert seen[:7] == [f"n° {number}" for number in range(6, -1, -1)]


@pytest.mark.parametrize(
    "cursor", ["", "x", "1_", "_1", "1e400_1", "nan_1", "99999999999999999999_1", "1_9" + "9" * 40]
)
def test_a_forged_place_is_harmless(company, holder, cursor):
    line(company, target="seul")
    assert holder.get(address(company), {"avant": cursor}).status_code == 200


def test_the_export_holds_no_formula_and_is_journalled(company, holder):
    for text in ("=1+1", "+33", "-2", "@A1", "\t=1"):
        line(company, actor_label=text, target=text, via=text)
    exported = rows(holder.get(address(company, "export")))
    assert len(exported) == 5
    for row in exported:
        assert row["Personne"].startswith("'")
        assert row["Objet"].startswith("'")
        assert row["Au titre de"].startswith("'")
    told = AuditEvent.objects.get(action="accounts.journal_exported")
    assert (told.actor_id, told.adherent_id) == (company.holder.user_id, company.adherent.pk)


def test_the_export_is_bounded_and_slowed(company, holder, settings):
    settings.JOURNAL_EXPORT_MAX_LINES = 3
    settings.THROTTLES = {**settings.THROTTLES, "export": (1, 3600)}
    for number in range(5):
        line(company, target=str(number))
    assert [row["Objet"] for row in rows(holder.get(address(company, "export")))] == ["4", "3", "2"]
    assert holder.get(address(company, "export")).status_code == 429


def test_who_reads_the_journal(company):
    reader = MembershipFactory(
        adherent=company.adherent, role=MembershipRole.COLLEAGUE, rights=[Right.JOURNAL_CONSULT.value]
    )
    of_site = MembershipFactory(adherent=company.adherent, establishment=company.site)
    cabinet = DelegationFactory(adherent=company.adherent, firm=FirmMemberFactory().firm, rights=sorted(Right.values))
    assert Right.JOURNAL_CONSULT in NOT_DELEGABLE
    accountant = User.objects.get(firm_memberships__firm=cabinet.firm)
    for name in ("index", "export"):
        assert signed_in(reader.user).get(address(company, name)).status_code == 200
        assert signed_in(company.colleague.user).get(address(company, name)).status_code == 403
        assert signed_in(accountant).get(address(company, name)).status_code == 403
        site_page = reverse(f"journal:{name}", args=[company.site.public_id])
        assert signed_in(of_site.user).get(site_page).status_code == 403
        assert signed_in(company.holder.user).get(site_page).status_code == 403


def test_a_right_removed_closes_the_journal_at_once(company):
    reader = MembershipFactory(
        adherent=company.adherent, role=MembershipRole.COLLEAGUE, rights=[Right.JOURNAL_CONSULT.value]
    )
    browser = signed_in(reader.user)
    assert browser.get(address(company)).status_code == 200
    Membership.objects.filter(pk=reader.pk).update(rights=[Right.LEGAL_CONSULT.value])
    assert browser.get(address(company, "export")).status_code == 403
