"""What blocks a case: a table of where it stands, for each, what is missing, from whom, and until when."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from core.rights import Right
from stoppages.enums import CaseState
from stoppages.followup.blocking import CAISSE, WAGE_HOLDER, YOU, Known, blocking
from stoppages.followup.life import life_of
from stoppages.models import CaseQuestion, SickLeave, StoppageCase, WeatherStoppage, Worksite
from tests.stoppages.factories import at
from tests.stoppages.kit import access_of

pytestmark = pytest.mark.django_db
NOW = at("2026-02-10 12:00")
ASKED = Known(question=CaseQuestion(text="Combien ?"))
OPEN_DUE = at("2026-02-20 00:00")


def case_of(access, state, *, weather=None, sick_leave=None, **fields):
    nature = "weather" if sick_leave is None else "sick_leave"
    case = StoppageCase(state=state, nature=nature, adherent_id=access.tiers.adherent_id, **fields)
    if sick_leave is None:
        site = Worksite(name="Les Tilleuls")
        case.weather = WeatherStoppage(worksite=site, starts_at=at("2026-02-02 08:00"), **(weather or {}))
    else:
        dates = {"starts_on": date(2026, 2, 2), "expected_end_on": date(2026, 2, 28)}
        case.sick_leave = SickLeave(**{**dates, **sick_leave})
    return case


def without(access, right):
    return type(access)(user=access.user, tiers=access.tiers, rights=access.rights - {right}, via=access.via)


RESUMED = {"resumes_at": at("2026-02-04 08:00")}
ENTERED = {**RESUMED, "hours_entered_at": at("2026-02-05 08:00")}
BACK = {"resumed_on": date(2026, 2, 5)}
TABLE = [
    ("a draft", "draft", {"due_at": OPEN_DUE}, Known(), [(YOU, "provisoire n’est pas envoyée")]),
    ("no delay known", "draft", {}, Known(), [(YOU, "provisoire n’est pas envoyée"), (YOU, "n’est pas connu ici")]),
    ("goes on", "provisional", {}, Known(), [(YOU, "reprise du travail n’est pas indiquée")]),
    ("no hours", "provisional", {"weather": RESUMED, "due_at": OPEN_DUE}, Known(), [(YOU, "ne sont pas saisies")]),
    (
        "some hours",
        "provisional",
        {"weather": RESUMED, "due_at": OPEN_DUE},
        Known(has_hours=True),
        [(YOU, "sont à terminer")],
    ),
    ("all hours", "provisional", {"weather": ENTERED, "due_at": OPEN_DUE}, Known(), [(YOU, "à certifier et à env")]),
    ("sent", "sent", {"sent_at": NOW, "estimated": Decimal(1)}, Known(), [(CAISSE, "d’habitude en 30 jours")]),
    ("a figure", "sent", {"sent_at": NOW}, Known(), [(CAISSE, "n’est pas estimé"), (CAISSE, "l’examine")]),
    ("asked", "question", {"due_at": OPEN_DUE, "sent_at": NOW}, ASKED, [(YOU, "Votre caisse demande")]),
    ("to amend", "accepted", {"to_amend": True}, Known(), [(YOU, "est à modifier"), (CAISSE, "à venir")]),
    ("accepted", "accepted", {}, Known(), [(CAISSE, "à venir")]),
    ("accepted at nothing", "accepted", {}, Known(is_owed=False), []),
    ("refused", "refused", {}, Known(), []),
    ("reimbursed", "reimbursed", {}, Known(), []),
    ("closed", "closed", {"to_amend": True}, ASKED, []),
    ("dropped", "dropped", {"due_at": OPEN_DUE}, Known(), []),
    ("sick draft", "draft", {"sick_leave": {}}, Known(), [(YOU, "pas envoyé à votre caisse")]),
    ("sick sent", "sent", {"sick_leave": {}, "sent_at": NOW}, Known(), [(CAISSE, "l’examine")]),
    (
        "sick past its end",
        "accepted",
        {"sick_leave": {"expected_end_on": date(2026, 2, 9)}},
        Known(),
        [(YOU, "indiquez la reprise, ou la prolongation")],
    ),
    ("recorded", "recorded", {"sick_leave": {}, "sent_at": NOW}, Known(), []),
    ("letter", "accepted", {"sick_leave": BACK, "due_at": OPEN_DUE}, Known(), [(YOU, "est à informer de ses congés")]),
    (
        "letter received",
        "accepted",
        {"sick_leave": {**BACK, "letter_received_on": date(2026, 2, 6)}},
        Known(),
        [],
    ),
]


@pytest.mark.parametrize(
    ("state", "fields", "known", "expected"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_what_blocks(cast, state, fields, known, expected):
    access = access_of(cast)
    said = blocking(access, case_of(access, state, **fields), known, NOW)
    assert [one.who for one in said] == [who for who, _ in expected]
    for one, (_, text) in zip(said, expected, strict=True):
        assert text in one.text.replace("\N{NO-BREAK SPACE}", " ")


def test_hours_entered_wait_for_whoever_may_read_wages(cast):
    foreman = without(access_of(cast), Right.WAGES_CONSULT)
    case = case_of(foreman, "provisional", weather=ENTERED, due_at=OPEN_DUE)
    (said,) = blocking(foreman, case, Known(), NOW)
    assert (said.who, said.url) == (WAGE_HOLDER, "")
    assert str(said.deadline) == "avant le jeudi 19 février à minuit, il reste 9 jours"


def test_a_missing_figure_of_the_estimate_is_for_whoever_may_read_wages(cast):
    foreman = without(access_of(cast), Right.WAGES_CONSULT)
    (said,) = blocking(foreman, case_of(foreman, "sent", sent_at=NOW), Known(), NOW)
    assert said.is_of_the_caisse


def test_late_is_said_and_mended_all_the_same(cast):
    access = access_of(cast)
    (said,) = blocking(access, case_of(access, "question", due_at=at("2026-02-08 00:00")), ASKED, NOW)
    assert str(said.deadline) == "délai dépassé depuis le samedi 7 février à minuit"
    assert said.url.endswith("/repondre/")


def test_whoever_only_consults_is_offered_nothing(cast):
    reader = without(access_of(cast), Right.STOPPAGES_ACT)
    (said,) = blocking(reader, case_of(reader, "question", due_at=OPEN_DUE), ASKED, NOW)
    assert (said.label, said.url) == ("", "")


@pytest.mark.parametrize(
    ("nature", "state", "sent", "labels", "here"),
    [
        ("weather", "draft", False, "Brouillon Provisoire Définitive Examen Décision Remboursement Clôture", 0),
        ("weather", "provisional", True, "Brouillon Provisoire Définitive Examen Décision Remboursement Clôture", 1),
        ("weather", "sent", True, "Brouillon Provisoire Définitive Examen Décision Remboursement Clôture", 2),
        ("weather", "question", True, "Brouillon Provisoire Définitive Question Décision Remboursement Clôture", 3),
        ("weather", "refused", True, "Brouillon Provisoire Définitive Examen Refusé Clôture", 4),
        ("weather", "reimbursed", True, "Brouillon Provisoire Définitive Examen Décision Remboursement Clôture", 5),
        ("weather", "closed", True, "Brouillon Provisoire Définitive Examen Décision Remboursement Clôture", 6),
        ("weather", "dropped", True, "Brouillon Provisoire Sans_suite", 2),
        ("weather", "dropped", False, "Brouillon Sans_suite", 1),
        ("sick_leave", "sent", True, "Brouillon Envoyé Examen Décision Clôture", 1),
        ("sick_leave", "recorded", True, "Brouillon Envoyé Enregistré Clôture", 2),
        ("sick_leave", "accepted", True, "Brouillon Envoyé Examen Accepté Clôture", 3),
    ],
)
def test_the_line_of_life(nature, state, sent, labels, here):
    case = StoppageCase(nature=nature, state=state, sent_at=timezone.now() if sent else None)
    steps = life_of(case)
    assert [step.label.replace(" ", "_") for step in steps] == labels.split()
    assert [step.state for step in steps].index("current") == here
    assert [step.state for step in steps[:here]] == ["done"] * here


def test_every_state_has_its_place_in_the_line_of_life():
    for state in CaseState:
        for nature in ("weather", "sick_leave"):
            case = StoppageCase(nature=nature, state=state, sent_at=timezone.now(), reimbursed=Decimal(1))
            assert [step.state for step in life_of(case)].count("current") == 1
