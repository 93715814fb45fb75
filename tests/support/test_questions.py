"""The questions: who reads which, what a search answers, what is said of an answer, and how staff write them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.rights import Right
from support.enums import QuestionAudience, WrittenKind
from support.models import Question, QuestionReading, QuestionVote, WrittenVersion
from support.questions import searching
from support.questions.services import forget_old_readings
from support.questions.values import Reader
from tests.documents.kit import ALL, browser_of, holder, query_count
from tests.employees.person_kit import colleague, text_of
from tests.factories import AdherentFactory, CaisseFactory, DelegationFactory, FirmMemberFactory, StaffFactory
from tests.staff import staff_client
from tests.support.factories import QuestionFactory, read_times

pytestmark = pytest.mark.django_db

# What is typed, and the question that comes first: accents, capitals, elisions, stems, quotes, a beginning, a number,
# another word for it, typing errors.
SEARCHED = {
    "fractionnement": "fractionnement",
    "FRACTIONNÉS": "fractionnement",
    "l'activation": "courriel-d-activation",
    "jusqu’à quand changer les dates": "changer-les-dates",
    "intempérie délais": "delais",
    "declarer une embauche": "declarer-une-embauche",
    "« heure de carence »": "montant",
    "canicu": "canicule",
    "120 heures": "delais",
    "expert-comptable mandat": "deleguer-a-un-cabinet",
    "RIB cabinet": "ce-que-fait-un-cabinet",
    "fractionement": "fractionnement",
    "atestation marché": "attestation-de-mise-a-jour",
    "canicle": "canicule",
    "certifficat de conjé": "certificat-de-conge",
    "comment je fais pour vérifier une attestation qu’un sous-traitant m’a donnée": "verifier-une-attestation",
}


@pytest.fixture
def reader() -> Reader:
    audiences = (QuestionAudience.PUBLIC, QuestionAudience.SIGNED_IN)
    return Reader(CaisseFactory().pk, audiences)


def test_a_search_answers_what_was_meant(reader) -> None:
    first = {}
    for typed in SEARCHED:
        answers = searching.answers(reader, typed)
        assert answers is not None
        first[typed] = answers.lines[0].question.code if answers.lines else None
    assert first == SEARCHED


def test_what_a_search_says_of_itself(reader) -> None:
    """Nothing to search; nothing near; a word taken for another; no question that has them all."""
    assert searching.answers(reader, "?!") is None
    vain = searching.answers(reader, "xylophone")
    assert vain is not None
    assert (vain.lines, vain.corrected) == ([], ())
    near = searching.answers(reader, "canicle")
    assert near is not None
    assert near.corrected == ("canicule",)
    assert not near.is_partial
    partial = searching.answers(reader, "fractionnement xylophone")
    assert partial is not None
    assert partial.is_partial
    assert partial.lines[0].question.code == "fractionnement"


def test_what_an_answer_marks(reader) -> None:
    answers = searching.answers(reader, "carence")
    assert answers is not None
    extract = answers.lines[0].highlight.extract
    assert extract is not None
    assert [part.text for part in extract.fragments if part.is_match] == ["carence"]
    assert not any("**" in part.text for part in extract.fragments)


def test_each_person_reads_what_is_for_them() -> None:
    """Of the network, of their caisse, for cabinets; not a draft, nor another caisse's; the caisse's in place of the
    network's. The same for the list, the search and the page.
    """
    member, browser = holder()
    caisse = member.adherent.caisse
    replaced = Question.objects.get(code="exigibilite")
    rows = {
        "own": QuestionFactory(caisse=caisse, title="Girafe de la caisse"),
        "draft": QuestionFactory(caisse=caisse, title="Girafe en brouillon", is_published=False),
        "firm": QuestionFactory(audience=QuestionAudience.FIRM, title="Girafe des cabinets"),
        "other": QuestionFactory(caisse=CaisseFactory(), title="Girafe d’ailleurs"),
        "public": QuestionFactory(audience=QuestionAudience.PUBLIC, title="Girafe publique"),
        "replacing": QuestionFactory(caisse=caisse, title="Girafe exigible", replaces=replaced),
    }
    firm = FirmMemberFactory()
    DelegationFactory(adherent=member.adherent, firm=firm.firm, rights=sorted(ALL))
    ref = member.adherent.public_id
    pages = {
        "holder": (browser, "support", ref, {"own", "public", "replacing"}),
        "accountant": (browser_of(firm), "support", ref, {"own", "public", "replacing", "firm"}),
        "anybody": (browser_of(member).__class__(), "support_public", caisse.slug, {"public"}),
    }
    for name, (who, namespace, place, expected) in pages.items():
        listed = text_of(who.get(reverse(f"{namespace}:questions", args=[place])))
        searched = text_of(who.get(reverse(f"{namespace}:questions", args=[place]), {"q": "girafe"}))
        for key, row in rows.items():
            is_read = key in expected
            page = who.get(reverse(f"{namespace}:question", args=[place, row.public_id]))
            assert (row.title in listed, page.status_code) == (is_read, 200 if is_read else 404), (name, key)
            assert (row.public_id in searched) is is_read, (name, key)
    assert browser.get(reverse("support:question", args=[ref, replaced.public_id])).status_code == 404
    _, elsewhere = holder()
    assert replaced.title in text_of(browser_of(_).get(reverse("support:questions", args=[_.adherent.public_id])))


def test_a_public_page_opens_no_session_and_may_be_indexed(client) -> None:
    caisse = CaisseFactory()
    listed = client.get(reverse("support_public:questions", args=[caisse.slug]))
    searched = client.get(reverse("support_public:questions", args=[caisse.slug]), {"q": "canicule"})
    assert not listed.cookies
    assert "X-Robots-Tag" not in listed
    assert searched["X-Robots-Tag"] == "noindex"
    assert client.get(reverse("support_public:questions", args=["nulle-part"])).status_code == 404


def test_a_social_security_number_stays_in_no_address(client) -> None:
    member, browser = holder()
    for who, address in (
        (browser, reverse("support:questions", args=[member.adherent.public_id])),
        (client, reverse("support_public:questions", args=[member.adherent.caisse.slug])),
    ):
        refused = who.get(address, {"q": "1 85 05 78 006 084 36"})
        assert refused.status_code == 302
        assert "85" not in refused["Location"]
        assert "numéro de sécurité sociale" in text_of(who.get(refused["Location"]))


def test_an_opinion_is_the_last_one_given_and_leads_to_the_caisse() -> None:
    member, browser = holder()
    ref, question = member.adherent.public_id, Question.objects.get(code="fractionnement")
    page = reverse("support:question", args=[ref, question.public_id])
    for said in ("oui", "non", "peut-être", ""):
        answer = browser.post(
            reverse("support:vote", args=[ref, question.public_id]), {"utile": said, "q": "hiver & été"}
        )
        assert answer["Location"] == f"{page}?q=hiver+%26+%C3%A9t%C3%A9"
    assert list(QuestionVote.objects.values_list("person", "is_useful")) == [(member.user.pk, False)]
    shown = text_of(browser.get(answer["Location"]))
    assert "texte=hiver+%26+%C3%A9t%C3%A9" in shown
    assert "Écrire à la caisse" in shown
    reading = colleague(member.adherent, Right.SUPPORT_CONSULT)
    browser_of(reading).post(reverse("support:vote", args=[ref, question.public_id]), {"utile": "non"})
    assert "Écrire à la caisse" not in text_of(browser_of(reading).get(page))


def test_the_most_read_come_first_and_old_readings_are_forgotten() -> None:
    member, browser = holder()
    ref = member.adherent.public_id
    causes, delays = Question.objects.get(code="causes"), Question.objects.get(code="delais")
    read_times([delays], 2)
    for _ in range(3):
        assert browser.post(reverse("support:read_question", args=[ref, causes.public_id])).status_code == 204
    forgotten = timezone.localdate() - timedelta(days=401)
    QuestionReading.objects.create(question=delays, day=forgotten, count=99)
    shown = browser.get(reverse("support:questions", args=[ref])).context["consulted"]
    assert [line.title for line in shown] == [causes.title, delays.title]
    assert forget_old_readings() == 1


def test_a_message_is_answered_while_it_is_written() -> None:
    """By questions of its own part of the portal first; nothing for a word in common, nothing for nothing."""
    member, browser = holder()
    address = reverse("support:suggest", args=[member.adherent.public_id])
    message = "Bonjour, un de mes salariés est tombé malade pendant ses congés, perd-il ses jours ?"
    shown = text_of(browser.post(address, {"message": message, "subject": "conges"}))
    assert "Un salarié tombe malade pendant ses congés" in shown
    for typed in ("", "Bonjour", "?", "Je vous remercie de votre appel de ce matin."):
        assert "<details" not in text_of(browser.post(address, {"message": typed, "subject": "inconnu"})), typed


def test_markup_is_shown_as_it_was_typed() -> None:
    member, browser = holder()
    hostile = "<script>alert(1)</script> [ici](javascript:alert(1)) **gras**"
    row = QuestionFactory(title="<b>Zèbre</b>", answer=hostile, keywords="<i>")
    page = browser.get(reverse("support:question", args=[member.adherent.public_id, row.public_id])).content.decode()
    searched = browser.get(reverse("support:questions", args=[member.adherent.public_id]), {"q": "zèbre script"})
    for body in (page, searched.content.decode()):
        assert "<script>alert" not in body
        assert "<b>Zèbre" not in body
        assert 'href="javascript' not in body
    assert "<strong>gras</strong>" in page


def test_the_list_and_a_search_cost_the_same_whatever_there_is() -> None:
    member, browser = holder()
    pages = [
        reverse("support:questions", args=[member.adherent.public_id]),
        reverse("support:questions", args=[member.adherent.public_id]) + "?q=canicle+girafe",
        reverse("support:question", args=[member.adherent.public_id, Question.objects.get(code="delais").public_id]),
    ]
    QuestionFactory(caisse=member.adherent.caisse, title="Girafe")
    few = [query_count(browser, page) for page in pages]
    QuestionFactory.create_batch(50, caisse=member.adherent.caisse, title="Intempéries et girafes")
    assert [query_count(browser, page) for page in pages] == few
    assert max(few) <= 12


def test_staff_write_for_their_caisse_and_every_version_is_kept() -> None:
    caisse = CaisseFactory()
    member = AdherentFactory(caisse=caisse)
    sami = staff_client(StaffFactory(staff_caisse=caisse))
    network = Question.objects.get(code="exigibilite")
    fields = {"caisse": caisse.pk, "category": network.category_id, "audience": "public", "title": "Et chez nous ?"}
    fields |= {"answer": "Le **15**.", "replaces": network.pk, "rank": 1, "is_published": "on", "keywords": ""}
    assert sami.post(reverse("admin:support_question_add"), fields).status_code == 302
    row = Question.objects.get(title="Et chez nous ?")
    change = reverse("admin:support_question_change", args=[row.pk])
    for answer in ("Le **20**, à midi.", "Le **20**, à midi."):
        assert sami.post(change, fields | {"answer": answer}).status_code == 302
    kept = WrittenVersion.objects.filter(kind=WrittenKind.QUESTION, row_id=row.pk)
    assert [version.body for version in kept] == ["Le **20**, à midi.", "Le **15**."]
    shown = text_of(sami.get(reverse("admin:support_question_versions", args=[row.pk])))
    assert "Le **15**." in shown
    found_by = searching.answers(Reader(member.caisse_id), "midi")
    assert found_by is not None
    assert [line.question for line in found_by.lines] == [row]
    # The network's is read, and written by the network alone; a row of no caisse would be everybody's.
    assert sami.get(reverse("admin:support_question_change", args=[network.pk])).status_code == 200
    assert sami.post(reverse("admin:support_question_change", args=[network.pk]), fields).status_code == 403
    assert sami.post(reverse("admin:support_question_add"), fields | {"caisse": ""}).status_code == 200


def test_a_preview_keeps_nothing_and_executes_nothing() -> None:
    sami = staff_client(StaffFactory())
    typed = {"title": "Un <b>titre</b>", "answer": "**Gras** <script>alert(1)</script>"}
    shown = sami.post(reverse("admin:support_question_preview"), typed).content.decode()
    assert "<strong>Gras</strong>" in shown
    assert "<script>alert" not in shown
    assert "<b>titre" not in shown
    assert not WrittenVersion.objects.exists()
    assert not Question.objects.filter(title=typed["title"]).exists()


def test_a_network_question_replaces_none(client) -> None:
    root = staff_client(StaffFactory(is_superuser=True, staff_caisse=None))
    network = Question.objects.get(code="exigibilite")
    fields = {"caisse": "", "category": network.category_id, "audience": "public", "title": "Autre", "answer": "Oui."}
    answer = root.post(
        reverse("admin:support_question_add"), fields | {"replaces": network.pk, "rank": 1, "keywords": ""}
    )
    assert "n’en remplace aucune" in text_of(answer)
    assert not Question.objects.filter(title="Autre").exists()
