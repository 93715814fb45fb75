"""A question of the caisse and its answer, a case abandoned: sent twice, at the same time, too late."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from core.rights import Right
from stoppages.followup.services import AnsweredMeanwhile, answer_question
from stoppages.models import CaseFile, StoppageCase
from tests.at_once import at_once
from tests.core.test_uploads import png
from tests.stoppages.factories import lose, sent, sick_leave_case, weather_case
from tests.stoppages.followup_kit import ALL, WITHOUT_MOTIVES, address, ask, browser_with, text_of
from tests.stoppages.kit import access_of, site_of, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast):
    """A final declaration of which the caisse asks something."""
    case = weather_case(site_of(cast), resumes="2026-01-14 08:00")
    lose(case, worker(cast), {"2026-01-12": "8"})
    sent(case)
    return ask(case)


def answer(cast, question, text="Douze", person="alice", *uploads, **typed):
    posted = {"question": question.public_id, "answer": text, "files": list(uploads), **typed}
    return cast.browser(person).post(address(cast, "answer", question.case.public_id), posted)


def events_of(case):
    return [event.kind for event in case.caseevents.all()]


def test_an_answer_goes_to_the_caisse_with_its_files(cast, asked):
    page = cast.browser("alice").get(address(cast, "answer", asked.case.public_id))
    assert "Combien étaient présents ?" in text_of(page)
    sent_back = answer(cast, asked, "Douze", "alice", SimpleUploadedFile("feuille.png", png()))
    assert sent_back["Location"] == address(cast, "case", asked.case.public_id)
    asked.refresh_from_db()
    case = StoppageCase.objects.get(pk=asked.case_id)
    assert (asked.answer, case.state, case.due_at) == ("Douze", "sent", None)
    (kept,) = CaseFile.objects.filter(case=case)
    assert (kept.kind, kept.question_id, kept.name) == ("answer", asked.pk, "feuille.png")
    assert events_of(case) == ["answered", "file_added"]


def test_an_answer_sent_twice_is_one(cast, asked):
    for _ in range(2):
        again = answer(cast, asked, "Douze", "alice", SimpleUploadedFile("feuille.png", png()))
        assert again.status_code == 302
    assert asked.case.casefiles.count() == 1
    assert events_of(asked.case).count("answered") == 1


def test_somebody_else_answered_meanwhile_and_nothing_is_lost(cast, asked):
    answer(cast, asked, "Douze")
    colleague = browser_with(cast, ALL)
    posted = {"question": asked.public_id, "answer": "Treize, dont un apprenti"}
    page = colleague.post(address(cast, "answer", asked.case.public_id), posted)
    assert page.status_code == 409
    said = text_of(page)
    assert "n’est pas parti" in said
    assert "Treize, dont un apprenti" in said
    assert "Douze" in said
    asked.refresh_from_db()
    assert asked.answer == "Douze"


def test_an_answer_does_not_go_to_the_next_question(cast, asked):
    answer(cast, asked, "Douze")
    following = ask(asked.case, "Et le lendemain ?")
    assert answer(cast, asked, "Autre texte").status_code == 409
    following.refresh_from_db()
    assert following.answered_at is None


@pytest.mark.parametrize(
    ("text", "uploads", "said"),
    [
        ("", [], "Écrivez votre réponse"),
        ("x" * 2001, [], "2 000 caractères au plus"),
        ("Son numéro : 1 85 05 78 006 084 36", [], "N’écrivez pas ici un numéro de sécurité sociale"),
        ("Voici", [SimpleUploadedFile("a.exe", b"MZ")], "PDF"),
    ],
)
def test_what_cannot_be_sent_is_said_and_kept(cast, asked, text, uploads, said):
    page = answer(cast, asked, text, "alice", *uploads)
    assert page.status_code == 422
    shown = text_of(page)
    assert said in shown
    assert text in shown
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_nothing_is_asked(cast):
    case = weather_case(site_of(cast))
    back = cast.browser("alice").get(address(cast, "answer", case.public_id), follow=True)
    assert "n’attend pas de réponse" in text_of(back)


def test_the_question_of_a_sick_leave_is_for_whoever_reads_motives(cast):
    question = ask(sick_leave_case(worker(cast)), "Jusqu’à quand ?")
    blind = browser_with(cast, WITHOUT_MOTIVES)
    posted = {"question": question.public_id, "answer": "Vendredi"}
    assert blind.post(address(cast, "answer", question.case.public_id), posted).status_code == 404
    access = access_of(cast)
    unseeing = type(access)(
        user=access.user, tiers=access.tiers, rights=access.rights - {Right.MOTIVES_CONSULT}, via=access.via
    )
    with pytest.raises(PermissionDenied):
        answer_question(access=unseeing, case=question.case, question_ref=question.public_id, text="Vendredi")


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_the_same_time_are_one_answer(cast):
    case = weather_case(site_of(cast), resumes="2026-01-14 08:00")
    lose(case, worker(cast), {"2026-01-12": "8"})
    sent(case)
    question, access = ask(case), access_of(cast)
    one_answer = partial(answer_question, access=access, case=case, question_ref=question.public_id)
    said = [partial(one_answer, text=text) for text in ("Un", "Deux", "Trois")]
    answers = at_once(*said, refused=(AnsweredMeanwhile,))
    refused = [answer.question.answer for answer in answers if isinstance(answer, AnsweredMeanwhile)]
    question.refresh_from_db()
    assert refused == [question.answer] * 2
    assert events_of(case).count("answered") == 1


# --- Abandoned


def drop(cast, case, version=None, **typed):
    posted = {"confirm": "1", "version": str(version or case.version), **typed}
    return cast.browser("alice").post(address(cast, "drop", case.public_id), posted, follow=True)


def test_a_provisional_is_abandoned_once_confirmed_and_stays_in_the_history(cast):
    case = weather_case(site_of(cast))
    sent(case, "provisional", reference="D-GARDEE")
    asked_first = cast.browser("alice").post(address(cast, "drop", case.public_id))
    assert "On ne revient pas sur un abandon" in text_of(asked_first)
    page = text_of(drop(cast, case))
    case.refresh_from_db()
    assert (case.state, case.due_at) == ("dropped", None)
    assert "D-GARDEE" in page
    assert "Sans suite" in page
    assert events_of(case)[0] == "dropped"


@pytest.mark.parametrize("version", ["0", "99", "deux", "9" * 30])
def test_a_case_that_changed_meanwhile_is_not_abandoned(cast, version):
    case = weather_case(site_of(cast))
    assert "a changé depuis" in text_of(drop(cast, case, version))
    case.refresh_from_db()
    assert case.state == "draft"


def test_what_was_sent_final_is_not_abandoned(cast):
    case = weather_case(site_of(cast), resumes="2026-01-14 08:00")
    lose(case, worker(cast), {"2026-01-12": "8"})
    sent(case)
    assert "n’est plus possible" in text_of(drop(cast, case))
    case.refresh_from_db()
    assert (case.state, case.dropped_at) == ("sent", None)


def test_abandoning_needs_the_right_to_act(cast):
    case = weather_case(site_of(cast))
    reader = browser_with(cast, ALL - {Right.STOPPAGES_ACT})
    assert reader.post(address(cast, "drop", case.public_id), {"confirm": "1"}).status_code == 403
