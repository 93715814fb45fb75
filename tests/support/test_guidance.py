"""The help as people read it: beside the page, on its own page, searched; the tutorials that are offered."""

import pytest
from django.urls import reverse

from accounts.models import User
from support.guidance.searching import answers_to, stem
from support.guidance.shipped import shipped, with_slug
from support.guidance.steps import UnreadableSteps, steps_of, written
from tests.cast import Cast
from tests.delegations.kit import recent

OFFER = "data-tutorial-offer="


def employees(cast: Cast) -> str:
    return reverse("employees:index", args=[cast.acme.ref])


def found(typed: str) -> list[str]:
    return [answer.guide.key for answer in answers_to(typed, list(shipped().values()))]


def test_the_help_of_a_page_is_a_page_too_with_the_steps_of_its_tutorial_as_a_list(cast):
    alice = cast.browser("alice")
    beside = alice.get(employees(cast)).content.decode()
    address = reverse("help:page", args=["employees-index"])
    assert f'href="{address}" data-help-toggle' in beside
    assert f'href="{address}#tutoriel" data-tutorial' in beside
    alone = alice.get(address).content.decode()
    assert "ETAM veut dire employé" in beside.partition("page-help__text")[2]
    assert "ETAM veut dire employé" in alone.partition("<article")[2].partition("</article>")[0]
    assert "<li><strong>Trouver quelqu’un</strong>" in alone
    assert alice.get(reverse("help:page", args=["employees-nothing"])).status_code == 404


def test_a_page_without_a_tutorial_has_no_entry_for_it(cast):
    page = cast.browser("alice").get(reverse("employees:crews", args=[cast.acme.ref])).content.decode()
    assert "data-help-toggle" in page
    assert "data-tutorial" not in page


def test_a_refused_page_has_the_help_of_a_refusal(cast):
    page = cast.browser("bruno").get(reverse("colleagues:index", args=[cast.acme.ref]))
    assert page.status_code == 403
    assert "Vous êtes bien connecté" in page.content.decode()
    assert "data-tutorial" not in page.content.decode()


def test_a_form_with_errors_posted_elsewhere_has_the_help_of_its_page(cast):
    alice = recent(cast.browser("alice"))
    page = alice.post(reverse("accounts:send_my_mobile_code"), {"mobile": "12"}).content.decode()
    assert with_slug("accounts-phones").title == "Téléphones"
    assert "Personne, à la caisse, ne vous demandera jamais ce code." in page


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("récépissé", "documents:sent"),
        ("RECEPISSES", "documents:sent"),
        ("l'ordre des départs", "absences:leave_order"),
        ("code de vérification", "documents:attestations"),
        ("forclusion", "stoppages:certify"),
        ("jours fériés", "adherents:site"),
        ("tutoriel aide", "help:page"),
    ],
)
def test_the_help_is_searched_without_accents_nor_apostrophes_nor_plural(typed, first):
    assert first in found(typed)[:5]


def test_what_is_in_no_help_is_found_nowhere(cast):
    assert found("zzz") == found("récépissé zzz") == found("  ’ ") == []
    page = cast.browser("alice").get(reverse("help:index"), {"q": "<script>zzz"}).content.decode()
    assert "Rien dans l’aide à ce sujet" in page
    assert "<script>zzz" not in page
    assert stem("CONGES") == stem("CONGE") == "CONG"


def test_an_extract_shows_the_words_that_were_looked_for(cast):
    page = cast.browser("alice").get(reverse("help:index"), {"q": "abolition"}).content.decode()
    assert "abolition de l’esclavage" in page.partition("help-answers")[2]


def test_a_tutorial_is_offered_until_it_is_put_away_and_never_again(cast):
    """By a form without a script, which comes back to the page; by a script, which asks for nothing in return."""
    User.objects.filter(pk=cast.alice.pk).update(offers_tutorials=True)
    alice, page = cast.browser("alice"), employees(cast)
    put_away = reverse("help:put_away", args=["employees-index"])
    assert OFFER in alice.get(page).content.decode()
    assert alice.post(put_away, {"retour": page})["Location"] == page
    assert alice.post(put_away, {"retour": "https://ailleurs.example/"})["Location"] == reverse("help:index")
    assert alice.post(put_away, headers={"X-Background": "1"}).status_code == 204
    assert User.objects.get(pk=cast.alice.pk).tutorials_seen == ["employees:index"]
    body = alice.get(page).content.decode()
    assert OFFER not in body
    assert "data-tutorial" in body
    assert OFFER in alice.get(reverse("portal_home", args=[cast.acme.ref])).content.decode()
    alice.post(reverse("help:put_all_away"))
    assert OFFER not in alice.get(reverse("portal_home", args=[cast.acme.ref])).content.decode()
    assert not User.objects.get(pk=cast.alice.pk).offers_tutorials


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("recepise", "récépissé"),
        ("attestasion", "attestation"),
        ("delegasion cabinet", "délégation cabinet"),
        ("intemperis", "intempéries"),
        ("forclusoin", "forclusion"),
    ],
)
def test_a_word_that_no_page_holds_is_taken_for_the_nearest(typed, meant):
    assert found(typed) == found(meant) != []


@pytest.mark.parametrize("typed", ["xyzzyxyz", "abc", "récépissé xyzzyxyz"])
def test_a_word_that_is_like_none_finds_nothing(typed):
    assert found(typed) == []


def test_the_steps_of_a_tutorial_are_read_as_they_are_written():
    steps = steps_of("# Trouver quelqu’un {search}\nTapez un nom\nou un prénom.\n\n# Ouvrir {people}\nCliquez.")
    assert [(step.title, step.target, step.text) for step in steps] == [
        ("Trouver quelqu’un", "search", "Tapez un nom ou un prénom."),
        ("Ouvrir", "people", "Cliquez."),
    ]
    assert steps_of(written(steps)) == steps
    assert steps_of("  \n") == ()


@pytest.mark.parametrize("text", ["Sans titre.", "# Sans cible\nTexte.", "# Sans texte {search}", "# {search}\nTexte."])
def test_steps_that_cannot_be_read_say_what_to_mend(text):
    with pytest.raises(UnreadableSteps, match="cible|texte"):
        steps_of(text)
