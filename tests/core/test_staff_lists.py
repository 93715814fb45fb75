"""The lists of the back office: what is found is counted, and nothing is said as such."""

import pytest
from django.urls import reverse

from tests.documents.factories import DocumentFactory
from tests.factories import CaisseFactory, StaffFactory
from tests.staff import staff_client

DOCUMENTS = reverse("admin:documents_document_changelist")


@pytest.mark.parametrize(
    ("query", "said", "unsaid"),
    [
        ("", ("Rien ici pour l’instant.",), ("Rien ne correspond", "résultat", "Tout afficher")),
        ("?q=zzz", ("Rien ne correspond.", "0 résultat ·", "Tout afficher"), ("Rien ici", "0 documents")),
    ],
)
def test_an_empty_list_says_whether_there_is_nothing_or_nothing_that_is_asked(db, query, said, unsaid):
    page = staff_client(StaffFactory(staff_caisse=CaisseFactory())).get(f"{DOCUMENTS}{query}").content.decode()
    assert [text for text in said if text not in page.replace("\xa0", " ")] == []
    assert [text for text in unsaid if text in page] == []


def test_a_list_is_counted_in_its_own_words(db):
    one = DocumentFactory()
    page = staff_client(StaffFactory(staff_caisse=one.adherent.caisse)).get(DOCUMENTS).content.decode()
    assert "1 document\n" in page
    assert "Rien ici" not in page
