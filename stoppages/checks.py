"""What is checked of a weather stoppage before the caisse decides: facts in, sentences out, without any query."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from core.french import counted
from core.templatetags.portal import euros, instant, short_date
from stoppages.arithmetic import Answer, DaysOfYear, HeatwaveSeason, HoursBefore, Unknown
from stoppages.arithmetic.sentences import hours_label, unknown_sentence
from stoppages.enums import STOPS_WORK, VigilanceLevel

_NAMED = 5


class Verdict(Enum):
    """`WARNING`: to look at, nothing that the portal can judge."""

    OK = "ok"
    WARNING = "warning"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Check:
    verdict: Verdict
    subject: str
    sentence: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class SentFact:
    """A declaration: when it was sent, until when by law; `is_late`: by the day of the caisse."""

    sent_at: datetime
    due_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class HeatFact:
    """Of a canicule: the levels known in the département of the worksite; `season` None: not known."""

    levels: Mapping[date, VigilanceLevel]
    season: HeatwaveSeason | None


@dataclass(frozen=True, slots=True)
class PersonFact:
    """Of somebody declared. `away`: days on which the planning has them elsewhere, as it is called; `over_*`: hours
    that a cap took; `stated_days`: indemnified elsewhere, as the employer states.
    """

    name: str
    without_contract: tuple[date, ...] = ()
    away: tuple[tuple[date, str], ...] = ()
    over_day: Decimal = Decimal(0)
    over_week: Decimal = Decimal(0)
    over_year: Decimal = Decimal(0)
    hours_before: HoursBefore | None = None
    years: tuple[DaysOfYear, ...] = ()
    stated_days: int = 0
    has_statement: bool = False


@dataclass(frozen=True, slots=True)
class WageFact:
    """S of a campaign: its amount, and where it comes from."""

    campaign: date
    amount: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    departement: str
    is_covered: bool
    days: tuple[date, ...]
    provisional: SentFact | None = None
    final: SentFact | None = None
    heat: HeatFact | None = None
    seasonal: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    people: tuple[PersonFact, ...] = ()
    wages: tuple[WageFact, ...] = ()
    missing: tuple[Unknown, ...] = ()


def checks_of(facts: CaseFacts) -> list[Check]:
    """In the order in which they are read."""
    return [check for every in _EVERY for check in every(facts)]


def _provisional_delay(facts: CaseFacts) -> Iterator[Check]:
    yield _delay("Déclaration provisoire", facts.provisional)


def _final_delay(facts: CaseFacts) -> Iterator[Check]:
    yield _delay("Déclaration définitive", facts.final)


def _delay(subject: str, sent: SentFact | None) -> Check:
    """A tolerance of the caisse is nothing that the company may count on: it is said."""
    if sent is None:
        return Check(Verdict.FAILS, subject, "Elle n’a pas été envoyée.", "D5424-28")
    when = f"Envoyée le {instant(sent.sent_at)}"
    if sent.due_at is None:
        return Check(Verdict.WARNING, subject, f"{when} ; le délai en vigueur n’est pas connu ici.", "D5424-28")
    until = f"{when}, pour le {instant(sent.due_at)} au plus tard"
    if sent.is_late:
        return Check(Verdict.FAILS, subject, f"{until} : hors délai.", "D5424-28")
    if sent.sent_at >= sent.due_at:
        tolerated = f"{until} : après le délai légal, dans la tolérance de la caisse."
        return Check(Verdict.WARNING, subject, tolerated, "D5424-28")
    return Check(Verdict.OK, subject, f"{until}.", "D5424-28")


def _worksite(facts: CaseFacts) -> Iterator[Check]:
    subject, where = "Chantier", f"Département {facts.departement}"
    if facts.is_covered:
        yield Check(Verdict.OK, subject, f"{where}, en métropole.", "L5424-6")
    else:
        yield Check(Verdict.FAILS, subject, f"{where} : le régime est celui de la métropole.", "L5424-6")


def _heatwave(facts: CaseFacts) -> Iterator[Check]:
    if facts.heat is None:
        return
    known = facts.heat.levels
    weak = [day for day in facts.days if day in known and known[day] not in STOPS_WORK]
    unknown = [day for day in facts.days if day not in known]
    where = f"Département {facts.departement}"
    if weak:
        said = f"{where} : la vigilance n’était ni orange, ni rouge, ni par arrêté {_days(weak)}."
        yield Check(Verdict.FAILS, "Vigilance canicule", said, "D5424-7-1")
    if unknown:
        said = f"{where} : aucun niveau n’est enregistré {_days(unknown)}."
        yield Check(Verdict.WARNING, "Vigilance canicule", said, "D5424-7-1")
    if not weak and not unknown:
        said = f"{where} : alerte enregistrée chaque jour de l’arrêt."
        yield Check(Verdict.OK, "Vigilance canicule", said, "D5424-7-1")
    yield _season(facts.days, facts.heat.season)


def _season(days: Collection[date], season: HeatwaveSeason | None) -> Check:
    subject, article = "Saison de la canicule", "arrêté du 28 juin 2024"
    if season is None:
        return Check(Verdict.WARNING, subject, "Les dates de la saison ne sont pas connues ici.", article)
    outside = [day for day in days if day not in season]
    if outside:
        return Check(Verdict.FAILS, subject, f"Hors de la saison {_days(outside)}.", article)
    return Check(Verdict.OK, subject, "Tous les jours sont dans la saison.", article)


def _seasonal_stop(facts: CaseFacts) -> Iterator[Check]:
    if facts.seasonal:
        said = (
            f"Un arrêt saisonnier couvre ces jours : {' ; '.join(facts.seasonal)}. Vérifiez l’activité et l’altitude."
        )
        yield Check(Verdict.WARNING, "Arrêt saisonnier", said, "D5424-7-1")
    else:
        yield Check(Verdict.OK, "Arrêt saisonnier", "Aucun n’est enregistré pour ce département ces jours-là.")


def _other_stoppages(facts: CaseFacts) -> Iterator[Check]:
    if facts.others:
        said = f"Ce chantier a d’autres arrêts ces jours-là : {', '.join(facts.others)}. Leurs heures s’ajoutent."
        yield Check(Verdict.WARNING, "Autre arrêt du chantier", said)
    else:
        yield Check(Verdict.OK, "Autre arrêt du chantier", "Aucun ces jours-là.")


def _contracts(facts: CaseFacts) -> Iterator[Check]:
    """The portal knows the contracts of the company alone: a temporary worker has none."""
    without = [
        f"{person.name} ({_days(person.without_contract)})" for person in facts.people if person.without_contract
    ]
    if without:
        said = f"Sans contrat de l’entreprise : {_listed(without)}. Un intérimaire n’est pas indemnisé."
        yield Check(Verdict.FAILS, "Contrat de travail", said, "L5424-6")
    else:
        said = "Chacun avait un contrat de l’entreprise chaque jour déclaré : aucun n’est intérimaire."
        yield Check(Verdict.OK, "Contrat de travail", said, "L5424-6")


def _away(facts: CaseFacts) -> Iterator[Check]:
    away = [f"{person.name}, {what} le {short_date(day)}" for person in facts.people for day, what in person.away]
    if away:
        yield Check(Verdict.FAILS, "Congé ou absence", f"Au planning : {_listed(away)}.", "L5424-13")
    else:
        said = "Le planning n’a personne en congé ou absent ces jours-là."
        yield Check(Verdict.OK, "Congé ou absence", said, "L5424-13")


def _caps(facts: CaseFacts) -> Iterator[Check]:
    """What the law cuts is cut: this says of whom."""
    for subject, hours_of, article in (
        ("Plafond d’un jour", lambda person: person.over_day, "D5424-13"),
        ("Plafond d’une semaine", lambda person: person.over_week, "D5424-13"),
        ("Plafond de l’année", lambda person: person.over_year, "D5424-14"),
    ):
        yield _cap(subject, [(one.name, hours_of(one)) for one in facts.people if hours_of(one)], article)


def _cap(subject: str, bitten: list[tuple[str, Decimal]], article: str) -> Check:
    if not bitten:
        return Check(Verdict.OK, subject, "Il n’est atteint par personne.", article)
    said = _listed([f"{name} ({hours_label(hours)})" for name, hours in bitten])
    return Check(Verdict.WARNING, subject, f"Des heures sont écartées : {said}.", article)


def _hours_before(facts: CaseFacts) -> Iterator[Check]:
    subject, article = "200 heures avant l’arrêt", "D5424-11"
    known = [(person.name, person.hours_before) for person in facts.people if person.hours_before is not None]
    short = [f"{name} ({hours_label(one.hours or Decimal(0))})" for name, one in known if one.answer == Answer.NO]
    unknown = [name for name, one in known if one.answer == Answer.UNKNOWN]
    stated = [name for name, one in known if one.answer == Answer.YES and one.is_stated]
    if short:
        yield Check(Verdict.FAILS, subject, f"Trop peu d’heures : {_listed(short)}.", article)
    if unknown:
        yield Check(Verdict.WARNING, subject, f"Ni connues ni déclarées : {_listed(unknown)}.", article)
    if stated:
        said = f"Déclarées par l’employeur, non vérifiées : {_listed(stated)}."
        yield Check(Verdict.WARNING, subject, said, article)
    if not (short or unknown or stated):
        yield Check(Verdict.OK, subject, "Connues pour chacun.", article)


def _days_of_year(facts: CaseFacts) -> Iterator[Check]:
    subject, article = "Jours de l’année", "D5424-14"
    full = [
        f"{person.name} ({counted(Decimal(year.used), 'jour')} en {year.year})"
        for person in facts.people
        for year in person.years
        if not year.left
    ]
    if full:
        yield Check(
            Verdict.WARNING, subject, f"Plus aucun jour à indemniser après cet arrêt : {_listed(full)}.", article
        )
    else:
        yield Check(Verdict.OK, subject, "Il en reste à chacun.", article)


def _statements(facts: CaseFacts) -> Iterator[Check]:
    subject, article = "Jours indemnisés ailleurs", "D5424-31"
    stated = [person for person in facts.people if person.stated_days]
    bare = [f"{one.name} ({counted(one.stated_days, 'jour')})" for one in stated if not one.has_statement]
    if bare:
        said = f"Déclarés sans la déclaration signée du salarié : {_listed(bare)}."
        yield Check(Verdict.WARNING, subject, said, article)
    elif stated:
        yield Check(Verdict.OK, subject, "La déclaration signée de chaque salarié concerné est jointe.", article)
    else:
        yield Check(Verdict.OK, subject, "Aucun n’est déclaré.", article)


def _declared_wages(facts: CaseFacts) -> Iterator[Check]:
    for wage in facts.wages:
        said = f"Campagne {wage.campaign.year}-{wage.campaign.year + 1} : {euros(wage.amount)}, {wage.source}."
        yield Check(Verdict.OK, "Salaires plafonnés déclarés", said, "D5424-25")


def _missing(facts: CaseFacts) -> Iterator[Check]:
    for unknown in facts.missing:
        said = f"{unknown_sentence(unknown)} : le montant est à saisir."
        yield Check(Verdict.WARNING, "Chiffre manquant", said)


_EVERY: tuple[Callable[[CaseFacts], Iterable[Check]], ...] = (
    _provisional_delay,
    _final_delay,
    _worksite,
    _heatwave,
    _seasonal_stop,
    _other_stoppages,
    _contracts,
    _away,
    _caps,
    _hours_before,
    _days_of_year,
    _statements,
    _declared_wages,
    _missing,
)


def _days(days: Collection[date]) -> str:
    """« le 12/01/2026 », « le 12/01/2026 et 2 autres jours »."""
    first, *rest = sorted(days)
    more = f" et {counted(len(rest), 'autre jour')}" if len(rest) > 1 else ""
    also = f" et le {short_date(rest[0])}" if len(rest) == 1 else ""
    return f"le {short_date(first)}{also}{more}"


def _listed(names: Collection[str]) -> str:
    """A crew has two hundred: the first ones, and how many more."""
    shown, rest = list(names)[:_NAMED], len(names) - _NAMED
    return ", ".join(shown) + (f", et {counted(rest, 'autre')}" if rest > 0 else "")
