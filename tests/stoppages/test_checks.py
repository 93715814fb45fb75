"""What is checked of a stoppage before it is decided: each rule, as a table; then the facts as they are read."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from stoppages.arithmetic import DaysOfYear, FigureKind, HeatwaveSeason, HoursBefore, Unknown
from stoppages.checks import CaseFacts, HeatFact, PersonFact, SentFact, Verdict, WageFact, checks_of
from stoppages.enums import DeclarationKind, VigilanceLevel
from stoppages.models import CaseFile, HeatwaveVigilance, SeasonalStop
from stoppages.queries.sheet import Sheet
from tests.absences.kit import enter
from tests.stoppages.factories import at, lose, sent, weather_case
from tests.stoppages.kit import access_of, site_of, worker

MONDAY, TUESDAY = date(2026, 1, 12), date(2026, 1, 13)
IN_TIME = SentFact(at("2026-01-13 08:00"), at("2026-01-17 08:00"), is_late=False)
RIGHT = CaseFacts("13", is_covered=True, days=(MONDAY, TUESDAY), provisional=IN_TIME, final=IN_TIME)
ALICE = PersonFact("MARTIN Alice")
SEASON = HeatwaveSeason((6, 1), (9, 15))
SUMMER = date(2026, 7, 1)
KNOWN_HOURS = HoursBefore(date(2025, 11, 12), Decimal(200), Decimal(250), {})


def hot(level: str = "") -> HeatFact:
    return HeatFact({SUMMER: VigilanceLevel(level)} if level else {}, SEASON)


def of(person: PersonFact, **fields) -> CaseFacts:
    return replace(RIGHT, people=(replace(person, **fields),))


HEAT = replace(RIGHT, days=(SUMMER,))
TABLE = [
    ("Déclaration provisoire", RIGHT, Verdict.OK, "13 janvier 2026"),
    ("Déclaration provisoire", replace(RIGHT, provisional=None), Verdict.FAILS, "pas été envoyée"),
    (
        "Déclaration provisoire",
        replace(RIGHT, provisional=replace(IN_TIME, is_late=True)),
        Verdict.FAILS,
        "hors délai",
    ),
    (
        "Déclaration définitive",
        replace(RIGHT, final=replace(IN_TIME, sent_at=at("2026-01-17 08:00"))),
        Verdict.WARNING,
        "tolérance de la caisse",
    ),
    ("Déclaration définitive", replace(RIGHT, final=replace(IN_TIME, due_at=None)), Verdict.WARNING, "pas connu"),
    ("Chantier", RIGHT, Verdict.OK, "en métropole"),
    ("Chantier", replace(RIGHT, is_covered=False, departement="974"), Verdict.FAILS, "974"),
    ("Vigilance canicule", replace(HEAT, heat=hot("orange")), Verdict.OK, "chaque jour"),
    ("Vigilance canicule", replace(HEAT, heat=hot("order")), Verdict.OK, "chaque jour"),
    ("Vigilance canicule", replace(HEAT, heat=hot("yellow")), Verdict.FAILS, "ni orange, ni rouge"),
    ("Vigilance canicule", replace(HEAT, heat=hot()), Verdict.WARNING, "le 01/07/2026"),
    ("Saison de la canicule", replace(HEAT, heat=hot("red")), Verdict.OK, "dans la saison"),
    ("Saison de la canicule", replace(RIGHT, heat=hot()), Verdict.FAILS, "le 12/01/2026 et le 13/01/2026"),
    ("Saison de la canicule", replace(HEAT, heat=HeatFact({}, None)), Verdict.WARNING, "ne sont pas connues"),
    ("Arrêt saisonnier", RIGHT, Verdict.OK, "Aucun"),
    ("Arrêt saisonnier", replace(RIGHT, seasonal=("enrobés, à partir de 800 m",)), Verdict.WARNING, "800 m"),
    ("Autre arrêt du chantier", RIGHT, Verdict.OK, "Aucun"),
    ("Autre arrêt du chantier", replace(RIGHT, others=("I-1", "I-2")), Verdict.WARNING, "I-1, I-2"),
    ("Contrat de travail", of(ALICE), Verdict.OK, "aucun n’est intérimaire"),
    ("Contrat de travail", of(ALICE, without_contract=(MONDAY,)), Verdict.FAILS, "MARTIN Alice (le 12/01/2026)"),
    ("Congé ou absence", of(ALICE), Verdict.OK, "personne"),
    ("Congé ou absence", of(ALICE, away=((MONDAY, "en congé"),)), Verdict.FAILS, "en congé le 12/01/2026"),
    ("Plafond d’un jour", of(ALICE), Verdict.OK, "personne"),
    ("Plafond d’un jour", of(ALICE, over_day=Decimal(1)), Verdict.WARNING, "MARTIN Alice (1 heure)"),
    ("Plafond d’une semaine", of(ALICE, over_week=Decimal("2.5")), Verdict.WARNING, "2,5 heures"),
    ("Plafond de l’année", of(ALICE, over_year=Decimal(8)), Verdict.WARNING, "8 heures"),
    ("200 heures avant l’arrêt", of(ALICE, hours_before=KNOWN_HOURS), Verdict.OK, "Connues"),
    (
        "200 heures avant l’arrêt",
        of(ALICE, hours_before=replace(KNOWN_HOURS, is_stated=True)),
        Verdict.WARNING,
        "non vérifiées : MARTIN Alice",
    ),
    (
        "200 heures avant l’arrêt",
        of(ALICE, hours_before=replace(KNOWN_HOURS, hours=None)),
        Verdict.WARNING,
        "Ni connues ni déclarées",
    ),
    (
        "200 heures avant l’arrêt",
        of(ALICE, hours_before=replace(KNOWN_HOURS, hours=Decimal(199))),
        Verdict.FAILS,
        "MARTIN Alice (199 heures)",
    ),
    ("Jours de l’année", of(ALICE, years=(DaysOfYear(2026, 54, 55),)), Verdict.OK, "Il en reste"),
    ("Jours de l’année", of(ALICE, years=(DaysOfYear(2026, 55, 55),)), Verdict.WARNING, "55 jours en 2026"),
    ("Jours indemnisés ailleurs", of(ALICE), Verdict.OK, "Aucun"),
    ("Jours indemnisés ailleurs", of(ALICE, stated_days=3), Verdict.WARNING, "MARTIN Alice (3 jours)"),
    ("Jours indemnisés ailleurs", of(ALICE, stated_days=3, has_statement=True), Verdict.OK, "est jointe"),
    (
        "Salaires plafonnés déclarés",
        replace(RIGHT, wages=(WageFact(date(2025, 4, 1), Decimal(300000), "saisis par Alice"),)),
        Verdict.OK,
        "2025-2026",
    ),
    (
        "Chiffre manquant",
        replace(RIGHT, missing=(Unknown(FigureKind.ALLOWANCE, date(2026, 4, 1)),)),
        Verdict.WARNING,
        "2026-2027",
    ),
]


@pytest.mark.parametrize(("subject", "facts", "verdict", "said"), TABLE)
def test_each_rule_is_judged_and_told(subject, facts, verdict, said):
    (check,) = [check for check in checks_of(facts) if check.subject == subject]
    assert check.verdict == verdict
    assert said in check.sentence.replace("\N{NO-BREAK SPACE}", " ")


def test_a_day_known_and_a_day_unknown_are_told_apart():
    facts = replace(HEAT, days=(SUMMER, SUMMER + timedelta(days=1)), heat=hot("yellow"))
    verdicts = [check.verdict for check in checks_of(facts) if check.subject == "Vigilance canicule"]
    assert verdicts == [Verdict.FAILS, Verdict.WARNING]


def test_of_a_crew_the_first_names_are_said_and_how_many_more():
    people = tuple(replace(ALICE, name=f"P{n}", over_day=Decimal(1)) for n in range(200))
    (check,) = [one for one in checks_of(replace(RIGHT, people=people)) if one.subject == "Plafond d’un jour"]
    assert check.sentence.endswith("P4 (1 heure), et 195 autres.")


# --- The facts of a case


pytest_db = pytest.mark.django_db


def checked(case) -> dict[str, tuple[str, str]]:
    """By subject, the verdict and the sentence."""
    return {one.subject: (one.verdict.value, one.sentence) for one in Sheet(case).checks}


@pytest_db
def test_the_facts_are_those_of_what_was_sent(cast):
    site = site_of(cast)
    case = weather_case(site, resumes="2026-01-14 08:00")
    person = worker(cast)
    lose(case, person, {"2026-01-12": "10", "2026-01-13": "8"})
    case.stoppedpersons.update(days_before=54)
    enter(access_of(cast), person, "paid_leave", "2026-01-13", "2026-01-13")
    gone = worker(cast)
    gone.employments.update(ends_on=date(2026, 1, 12))
    lose(case, gone, {"2026-01-12": "8", "2026-01-13": "8"})
    sent(case, DeclarationKind.PROVISIONAL, due_at=at("2030-01-17 08:00"))
    sent(case)
    other = weather_case(site, starts="2026-01-13 08:00", resumes="2026-01-13 17:00", cause="rain")
    lose(other, worker(cast), {"2026-01-13": "4"})
    sent(other)
    SeasonalStop.objects.create(
        departement="13", activity="enrobés", starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 12), source="Arrêté"
    )
    SeasonalStop.objects.create(departement="05", starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1), source="Arrêté")
    said = checked(case)
    assert said["Déclaration provisoire"][0] == "ok"
    assert said["Contrat de travail"] == (
        "fails",
        f"Sans contrat de l’entreprise : {gone.full_name} (le 13/01/2026). Un intérimaire n’est pas indemnisé.",
    )
    assert f"{person.full_name}, en congé le 13/01/2026" in said["Congé ou absence"][1]
    assert other.reference in said["Autre arrêt du chantier"][1]
    assert "enrobés" in said["Arrêt saisonnier"][1]
    assert f"{person.full_name} (8 heures)" in said["Plafond de l’année"][1]
    assert said["Jours indemnisés ailleurs"][0] == "warning"
    CaseFile.objects.create(
        case=case, adherent=case.adherent, employee=person, kind="statement", stored_name="a", name="a.pdf", size=1
    )
    assert checked(case)["Jours indemnisés ailleurs"][0] == "ok"


@pytest_db
def test_a_motive_that_is_not_leave_is_not_told_to_the_caisse(cast):
    case, person = weather_case(site_of(cast), resumes="2026-01-14 08:00"), worker(cast)
    lose(case, person, {"2026-01-12": "8"})
    enter(access_of(cast), person, "sickness", "2026-01-12", "2026-01-12")
    sent(case)
    verdict, sentence = checked(case)["Congé ou absence"]
    assert (verdict, "absent le 12/01/2026" in sentence, "aladie" in sentence) == ("fails", True, False)


@pytest_db
def test_the_vigilance_is_that_of_the_departement_of_the_worksite(cast):
    case = weather_case(site_of(cast), starts="2026-07-01 12:00", resumes="2026-07-02 08:00", cause="heatwave")
    lose(case, worker(cast), {"2026-07-01": "4"})
    sent(case)
    HeatwaveVigilance.objects.create(departement="83", day=SUMMER, level="red", source="Météo-France")
    assert checked(case)["Vigilance canicule"][0] == "warning"
    HeatwaveVigilance.objects.create(departement="13", day=SUMMER, level="orange", source="Météo-France")
    assert checked(case)["Vigilance canicule"][0] == "ok"
