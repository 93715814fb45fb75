"""What was received and answered over a period: counted of one's own caisse, in a few queries, drawn and exported."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from support.enums import ConversationState
from support.models import Conversation, QuestionReading, QuestionVote
from support.services import settling
from support.statistics.queries import statistics_of
from support.statistics.values import Period
from tests.employees.person_kit import text_of
from tests.factories import AdherentFactory, CaisseFactory, StaffFactory, UserFactory
from tests.staff import staff_client
from tests.support.factories import ConversationFactory, MessageFactory, QuestionFactory, subject_of

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:support_conversation_statistics")
EXPORT = reverse("admin:support_conversation_statistics_export")


@pytest.fixture
def staff():
    return StaffFactory(staff_caisse=CaisseFactory(name="CIBTP du Lac"))


@pytest.fixture
def desk(staff):
    return staff_client(staff)


def received(caisse, ago: timedelta, answered_after: timedelta | None = None, **fields) -> Conversation:
    """Opened so long ago; answered so long after, or not at all."""
    opened_at = timezone.now() - ago
    row: Conversation = ConversationFactory(
        adherent=AdherentFactory(caisse=caisse), opened_at=opened_at, waiting_since=opened_at, **fields
    )
    if answered_after is not None:
        for later in (answered_after, answered_after + timedelta(days=9)):
            MessageFactory(conversation=row, is_from_caisse=True, sent_at=opened_at + later)
        settling.caisse_wrote(row)
    return row


def last_days(count: int) -> Period:
    today = timezone.localdate()
    return Period(today - timedelta(days=count - 1), today)


def figures(statistics, key: str) -> dict[str, tuple[int, ...]]:
    (table,) = [one for one in statistics.tables if one.key == key]
    return {line.label: line.figures for line in table.lines}


def test_what_was_received_is_counted_with_its_first_answer(staff):
    caisse, day = staff.staff_caisse, timedelta(days=1)
    for days in (1, 2, 3, 4):
        received(caisse, 20 * day, days * day, assigned_to=staff)
    received(caisse, 5 * day, subject=subject_of(caisse, "cotisations"))
    received(caisse, 60 * day, day)
    received(CaisseFactory(), 5 * day, day)
    counted = statistics_of(caisse.pk, last_days(30))
    totals = counted.totals
    assert (totals.received, totals.answered, totals.waiting) == (5, 4, 1)
    assert totals.median_days == pytest.approx(2.5)
    assert totals.slowest_days == pytest.approx(3.7)
    assert figures(counted, "objets") == {
        "Autre demande": (4, 4, 0),
        "Cotisations et relevé de compte": (1, 0, 1),
    }
    assert figures(counted, "suivi") == {f"{staff.first_name} {staff.last_name}": (4, 4, 0), "Personne": (1, 0, 1)}
    assert figures(counted, "attente")["De 4 à 7 jours"] == (1,)
    assert sum(line[0] for line in figures(counted, "temps").values()) == 5
    assert statistics_of(None, last_days(30)).totals.received == 6


def test_every_age_is_counted_once(staff):
    for days in (0, 1.9, 2, 3.9, 4, 8, 15.9, 16, 400):
        received(staff.staff_caisse, timedelta(days=days))
    counted = statistics_of(staff.staff_caisse_id, last_days(30))
    assert [figure for (figure,) in figures(counted, "attente").values()] == [2, 2, 1, 2, 2]
    assert counted.totals.waiting == 9


def test_what_was_reopened_or_thanked_for_is_counted(staff):
    rows = [received(staff.staff_caisse, timedelta(days=2), timedelta(days=1)) for _ in range(3)]
    for row in rows[:2]:
        settling.closed(row, by_thanks=True)
    settling.company_wrote(rows[0])
    settling.closed(rows[2])
    settling.reopened(rows[2])
    totals = statistics_of(staff.staff_caisse_id, last_days(30)).totals
    assert (totals.reopened, totals.thanked) == (2, 1)
    assert Conversation.objects.get(pk=rows[1].pk).state == ConversationState.CLOSED


def test_the_most_read_questions_say_who_found_nothing_there(staff):
    today = timezone.localdate()
    own = QuestionFactory(caisse=staff.staff_caisse, title="Girafe")
    for question, day, count in ((own, today, 3), (own, today - timedelta(days=60), 50)):
        QuestionReading.objects.create(question=question, day=day, count=count)
    QuestionReading.objects.create(question=QuestionFactory(caisse=CaisseFactory(), title="Lynx"), day=today, count=9)
    for is_useful in (True, False, False):
        QuestionVote.objects.create(question=own, person=UserFactory(), is_useful=is_useful)
    counted = figures(statistics_of(staff.staff_caisse_id, last_days(30)), "questions")
    assert (counted["Girafe"], "Lynx" in counted) == ((3, 1, 2), False)


def test_an_empty_period_says_so(desk):
    page = text_of(desk.get(PAGE, {"periode": "annee"}))
    assert "Aucun échange reçu sur cette période" in page
    assert "0 échange attend" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert desk.get(EXPORT).status_code == 200


def test_a_period_is_chosen_or_refused_in_words(desk, staff):
    received(staff.staff_caisse, timedelta(days=200))
    long_ago = timezone.localdate() - timedelta(days=220)
    chosen = desk.get(PAGE, {"periode": "choisie", "du": f"{long_ago:%d/%m/%Y}"})
    assert chosen.context["statistics"].totals.received == 1
    assert desk.get(PAGE).context["statistics"].totals.received == 0
    for typed, words in (
        ({"periode": "choisie"}, "Saisissez le premier jour"),
        ({"periode": "choisie", "du": "01/02/2026", "au": "01/01/2026"}, "n’est pas avant le premier"),
        ({"periode": "choisie", "du": "01/01/2001"}, "ne sont pas conservés plus longtemps"),
        ({"periode": "toujours"}, "Choisissez dans la liste"),
    ):
        refused = desk.get(PAGE, typed)
        assert (refused.status_code, words in text_of(refused)) == (422, True)
        assert desk.get(EXPORT, typed)["Location"].startswith(f"{PAGE}?periode=")


def test_staff_read_the_figures_of_their_caisse_alone_whatever_they_ask(desk, staff):
    other = CaisseFactory()
    received(other, timedelta(days=1), subject=subject_of(other, "intemperies"))
    asked = {"caisse": other.pk}
    assert desk.get(PAGE, asked).context["statistics"].totals.received == 0
    assert "intempéries" not in text_of(desk.get(EXPORT, asked))
    network = staff_client(StaffFactory(staff_caisse=None, is_superuser=True))
    shown = network.get(PAGE, asked)
    assert shown.context["statistics"].totals.received == 1
    assert other.name in text_of(shown)
    assert network.get(PAGE, {"caisse": "x"}).status_code == 422


def test_the_file_has_every_figure_and_no_formula(desk, staff):
    subject = subject_of(staff.staff_caisse)
    subject.name = "=1+1"
    subject.save()
    received(staff.staff_caisse, timedelta(days=3), timedelta(days=1))
    answer = desk.get(EXPORT)
    text = answer.content.decode()
    assert '"Ensemble";"";"Échanges reçus";1' in text
    assert '"Délai médian de la première réponse (jours)";"1,00"' in text
    assert '"Par objet";"\'=1+1";"Reçus";1' in text


def test_as_many_queries_whatever_was_written(desk, staff):
    def queries() -> int:
        desk.get(PAGE)
        with CaptureQueriesContext(connection) as counted:
            desk.get(PAGE)
        return len(counted)

    received(staff.staff_caisse, timedelta(days=3), timedelta(days=1))
    few = queries()
    for rank, code in enumerate(("cotisations", "documents", "conges")):
        colleague = StaffFactory(staff_caisse=staff.staff_caisse)
        received(
            staff.staff_caisse,
            timedelta(days=rank),
            timedelta(days=1),
            assigned_to=colleague,
            subject=subject_of(staff.staff_caisse, code),
        )
        QuestionReading.objects.create(question=QuestionFactory(), day=timezone.localdate(), count=1)
    assert queries() == few <= 12
