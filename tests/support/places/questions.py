"""The questions: all of them, those that answer, one of them, on the portal and on the public site."""

from support.models import Question
from tests.e2e.places import Visit, place
from tests.factories import CaisseFactory
from tests.support.factories import read_times


@place("questions", is_signed_in=True)
def questions(visit: Visit) -> None:
    read_times(Question.objects.filter(caisse=None)[:4], 12)
    visit.section("contact/questions-reponses")


@place("questions-search")
def searched(visit: Visit) -> None:
    visit.signed_in()
    visit.go(f"{visit.page.url}contact/questions-reponses/?q=intemperi%20delai")


@place("question")
def question(visit: Visit) -> None:
    visit.signed_in()
    visit.go(
        f"{visit.page.url}contact/questions-reponses/{Question.objects.get(code='fractionnement').public_id}/?q=hiver"
    )
    visit.page.get_by_role("button", name="Non").click()
    visit.page.get_by_role("link", name="Écrire à la caisse").wait_for()


@place("public-questions")
def public_questions(visit: Visit) -> None:
    visit.go(f"/caisses/{CaisseFactory().slug}/questions-reponses/")
