"""The one rule of search, through every box of the portal and of the back office: what `core.search` promises is kept.

Each box is asked for a name without its separators, with another apostrophe, in another order.
"""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from core import audit
from core.staff.scoping import CaisseScopedAdmin
from delegations.models import Firm
from tests.delegations.kit import at
from tests.employees.list_kit import address, somebody
from tests.factories import EstablishmentFactory

pytestmark = pytest.mark.django_db
TYPED = ["nguessan", "N'GUESSAN", "n’guessan", "fils guessan", "Nguessan-Fils"]


@pytest.fixture
def named(cast):
    """The company, a site, a cabinet and the people of Acme are all called so."""
    adherent = cast.acme.adherent
    adherent.name = "N’Guessan & Fils"
    adherent.save()
    EstablishmentFactory(adherent=adherent, name="Dépôt d’Écully")
    User.objects.filter(pk=cast.alice.pk).update(last_name="N’Guessan", first_name="Élodie Fils")
    Firm.objects.filter(pk=cast.firm.pk).update(name="N’Guessan et fils, comptables")
    somebody(adherent, "N’Guessan", "Koffi-Fils")
    return cast


def page(browser, where, **query):
    return browser.get(where, query).content.decode()


@pytest.mark.parametrize("typed", TYPED)
def test_people_companies_clients_and_the_journal(named, typed):
    alice, chloe = named.browser("alice"), named.browser("chloe")
    assert "N’GUESSAN Koffi-Fils" in page(alice, address(named), q=typed)
    assert "N’Guessan &amp; Fils" in page(chloe, reverse("choose_tiers"), q=typed)
    assert "N’Guessan &amp; Fils" in page(chloe, at(named, "portfolio"), q=typed)
    assert "N’GUESSAN Koffi-Fils" in page(chloe, reverse("absences:enter", args=[named.acme.ref]), q=typed)
    journal = reverse("journal:index", args=[named.acme.ref])
    named.alice.refresh_from_db()
    audit.record("accounts.journal_exported", adherent_id=named.acme.adherent.pk, actor=named.alice)
    assert "Journal de l’entreprise exporté" in page(alice, journal, person=typed)
    assert "Journal de l’entreprise exporté" not in page(alice, journal, person="konan")


def lists():
    return [page for page in admin.site._registry.values() if isinstance(page, CaisseScopedAdmin) and page.ways]


# Rows of Acme that the cast has, of which nothing is named so: by the company they are found all the same.
OF_NOBODY = {"core_auditevent", "core_outgoingmessage", "adherents_caisse", "support_question"}


@pytest.mark.parametrize("typed", TYPED)
def test_every_list_of_the_back_office(named, typed):
    sami = named.browser("sami")
    asked = {f"{page.opts.app_label}_{page.opts.model_name}" for page in lists()} - OF_NOBODY
    assert len(asked) > 15
    missed = []
    for name in sorted(asked):
        answer = sami.get(reverse(f"admin:{name}_changelist"), {"q": typed})
        if answer.context["cl"].queryset.count() == 0:
            missed.append(name)
        assert sami.get(reverse(f"admin:{name}_changelist"), {"q": "zzz"}).context["cl"].queryset.count() == 0, name
    assert missed == []
