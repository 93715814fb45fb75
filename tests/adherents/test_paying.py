"""How to pay what is owed, what to do about a missing month, and the chart that says no more than a sentence."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from adherents.enums import PeriodState
from adherents.forms import CaisseForm
from adherents.models import Caisse
from core.templatetags.portal import euros
from tests.factories import CaisseFactory, MembershipFactory, PeriodFactory

pytestmark = pytest.mark.django_db
IBAN = "FR1420041010050500013M02606"
MEANS = {
    "payment_iban": IBAN,
    "payment_bic": "PSSTFRPPPAR",
    "direct_debit": "Par mandat SEPA.",
    "cheque_order": "CIBTP Exemple",
}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-09-01T12:00:00+02:00", tick=False):
        yield


@pytest.fixture
def member():
    member = MembershipFactory()
    Caisse.objects.filter(pk=member.adherent.caisse_id).update(**MEANS)
    return member


def body(client, member, *month) -> str:
    client.force_login(member.user)
    name = "declaration" if month else "declarations"
    return client.get(reverse(f"adherents:{name}", args=[member.adherent.public_id, *month])).content.decode()


def owing(member, month=date(2026, 6, 1), **values):
    return PeriodFactory(adherent=member.adherent, month=month, **{"leave_contribution": "1025.91", **values})


def test_a_sum_owed_comes_with_the_means_of_the_caisse_and_the_reference_to_quote(client, member):
    period = owing(member)
    for page in (body(client, member, "2026-06"), body(client, member)):
        assert 'id="comment-regler"' in page
        assert f"Comment régler {euros(period.balance)}" in page
        for told in ("FR14 2004 1010 0505 0001 3M02 606", "PSSTFRPPPAR", "Par mandat SEPA.", "CIBTP Exemple"):
            assert told in page, told
        assert member.adherent.caisse.legal_name in page, "the holder of the account, unless it says another"
    assert f"{member.adherent.cibtp_id} juin 2026" in body(client, member, "2026-06")


@pytest.mark.parametrize(
    ("missing", "absent"),
    [("payment_iban", "Par virement"), ("direct_debit", "Par prélèvement"), ("cheque_order", "Par chèque")],
)
def test_a_means_that_the_caisse_does_not_offer_is_not_shown(client, member, missing, absent):
    Caisse.objects.update(**{missing: ""})
    owing(member)
    page = body(client, member, "2026-06")
    assert absent not in page
    assert "Référence à rappeler" in page


def test_without_any_means_one_is_told_whom_to_call(client, member):
    Caisse.objects.update(**dict.fromkeys(MEANS, ""))
    owing(member)
    page = body(client, member, "2026-06")
    assert "Votre caisse vous dit comment régler" in page
    assert "01 99 00 12 34" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert f"{member.adherent.cibtp_id} juin 2026" in page


def test_nothing_is_asked_when_nothing_is_owed(client, member):
    period = owing(member)
    period.paid = period.owed
    period.save(update_fields=["paid"])
    for page in (body(client, member, "2026-06"), body(client, member)):
        assert "Comment régler" not in page
        assert "que-faire" not in page


def test_a_missing_month_says_what_to_do(client, member):
    owing(member, state=PeriodState.MISSING, leave_contribution=0)
    page = body(client, member, "2026-06")
    assert 'id="que-faire"' in page
    assert "Que faire pour juin 2026" in page
    assert "Comment régler" not in page


def test_the_chart_gives_way_to_a_sentence_when_it_is_flat(client, member):
    for month in (3, 4, 5):
        owing(member, date(2026, month, 1), paid="1025.91", weather_contribution=0, prevention_contribution=0)
    flat = body(client, member)
    assert '<svg class="chart__drawing"' not in flat
    assert f"Chaque mois, {euros('1025.91')}." in flat
    owing(member, date(2026, 6, 1), leave_contribution="2000")
    assert '<svg class="chart__drawing"' in body(client, member)


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("payment_iban", "fr14 2004 1010 0505 0001 3m02 606", IBAN),
        ("payment_iban", "", ""),
        ("payment_bic", "psstfrpppar", "PSSTFRPPPAR"),
        ("payment_bic", " ", ""),
    ],
)
def test_the_caisse_types_its_account_as_it_is_printed(name, typed, kept):
    form = _caisse_form(**{name: typed})
    assert not form.errors
    assert form.cleaned_data[name] == kept


@pytest.mark.parametrize(
    "wrong", [{"payment_iban": "FR14 2004 1010 0505 0001 3M02 607"}, {"payment_iban": "12"}, {"payment_bic": "PSST"}]
)
def test_an_account_that_cannot_be_is_refused_in_words(wrong):
    assert _caisse_form(**wrong).errors.keys() == wrong.keys()


def _caisse_form(**typed) -> CaisseForm:
    caisse = CaisseFactory()
    values = {name: getattr(caisse, name) for name in CaisseForm.Meta.fields}
    form = CaisseForm({**values, **typed}, instance=caisse)
    form.is_valid()
    return form
