"""What lines of a manifest, or a form, would publish: rows of this caisse, or what is wrong, in sentences.

Lines are judged by chunks, in as many queries for one as for a hundred.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst

from adherents.models import Adherent, Caisse, Establishment
from core.dates import read_day
from core.french import counted
from core.identifiers import siret_or_cibtp_id
from core.lines import refuse_unwritten, seen
from core.search import searched_form
from core.uploads import harmless_name
from documents.models import DocumentKind
from documents.publishing.manifest import BY_NAME
from documents.publishing.periods import Period, read_period
from documents.services.retention import kept_since
from documents.values import DocumentValues
from employees.models import Employee
from employees.nir import refuse_nir

Said = Mapping[str, str]
Value = TypeVar("Value")
_LONGEST = {"title": 160, "reference": 40}
_PERSON = ("last_name", "first_name", "birth_on")
# A letter may bear the date of the days when it will be read.
_DAYS_AHEAD = 60


@dataclass(slots=True)
class Verdict:
    """Of one line: what it would publish, None as long as something is wrong, said by the name of its column."""

    values: DocumentValues | None = None
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def sentences(self) -> list[str]:
        return [f"{capfirst(BY_NAME[name].heading)} : {words}" for name, words in self.wrong.items()]


class Judge:
    """Knows the kinds of the caisse, and the companies, the sites and the people that some lines name."""

    def __init__(self, caisse: Caisse, lines: Sequence[Said]) -> None:
        self._kinds: dict[str, DocumentKind] = {}
        for kind in DocumentKind.objects.filter(caisse=caisse):
            self._kinds[searched_form(kind.name)] = kind
            self._kinds[searched_form(kind.code)] = kind
        self._know_companies(caisse, lines)
        self._know_people(lines)

    def judge(self, said: Said) -> Verdict:
        reading = _Reading(said)
        kind = reading.tried("kind", self._kind)
        adherent_id = self._company(reading)
        site = reading.tried("site", lambda typed: self._site(typed, adherent_id))
        employee = self._person(reading, adherent_id)
        title = reading.tried("title", _line)
        reference = reading.tried("reference", _line)
        issued_on = reading.tried("issued_on", lambda typed: _issued_on(typed, kind))
        period = reading.tried("period", read_period) or (None, None)
        if kind is not None and kind.is_handed_over and employee is None:
            reading.refuse("last_name", "ce type est remis à un salarié : donnez nom, prénom et naissance.")
        if reading.wrong or not (kind and title and issued_on and adherent_id):
            return Verdict(wrong=reading.wrong)
        return Verdict(_values(kind, adherent_id, title, issued_on, reference or "", site, employee, period))

    def _know_companies(self, caisse: Caisse, lines: Sequence[Said]) -> None:
        typed = {said.get(name, "") for said in lines for name in ("siret", "cibtp_id", "site")} - {""}
        named = {number for one in typed if (number := _number(one))}
        sites = Establishment.objects.filter(adherent__caisse=caisse, siret__in=named)
        companies = Adherent.objects.filter(caisse=caisse, cibtp_id__in=named)
        self._sites = {site.siret: site for site in sites}
        self._companies = dict(companies.values_list("cibtp_id", "pk"))

    def _know_people(self, lines: Sequence[Said]) -> None:
        """Of the companies that these lines name, born on the days that they say: names are compared here."""
        births = {day for said in lines if (day := _day(said.get("birth_on", "")))}
        companies = {key for said in lines if (key := self._company(_Reading(said))) is not None}
        people = Employee.objects.filter(adherent_id__in=companies, birth_on__in=births) if births else ()
        self._people: dict[tuple[int, date], list[Employee]] = defaultdict(list)
        for person in people:
            self._people[person.adherent_id, person.birth_on].append(person)

    def _kind(self, typed: str) -> DocumentKind:
        kind = self._kinds.get(searched_form(typed))
        if kind is None:
            raise ValidationError("la caisse n’a pas de type de ce code ou de ce nom : copiez-le de ses types.")
        return kind

    def _company(self, reading: "_Reading") -> int | None:
        """By its SIRET or by its identifiant, which agree when both are there."""
        if not reading.has("siret") and not reading.has("cibtp_id"):
            reading.refuse("siret", "donnez le SIRET ou l’identifiant CIBTP de l’entreprise.")
            return None
        by_siret = reading.tried("siret", self._company_named)
        by_id = reading.tried("cibtp_id", self._company_named)
        if by_siret and by_id and by_siret != by_id:
            reading.refuse("cibtp_id", "cet identifiant et ce SIRET sont de deux entreprises : corrigez l’un des deux.")
            return None
        return by_siret or by_id

    def _company_named(self, typed: str) -> int:
        number = siret_or_cibtp_id(typed)
        site = self._sites.get(number)
        adherent_id = site.adherent_id if site else self._companies.get(number)
        if adherent_id is None:
            raise ValidationError("aucune entreprise de la caisse n’a ce numéro : vérifiez-le.")
        return adherent_id

    def _site(self, typed: str, adherent_id: int | None) -> int | None:
        site = self._sites.get(siret_or_cibtp_id(typed))
        if site is None or (adherent_id is not None and site.adherent_id != adherent_id):
            raise ValidationError("l’entreprise n’a pas de site de ce SIRET : corrigez-le, ou laissez vide.")
        return site.pk

    def _person(self, reading: "_Reading", adherent_id: int | None) -> int | None:
        lacking = [name for name in _PERSON if not reading.has(name)]
        if len(lacking) == len(_PERSON):
            return None
        if lacking:
            reading.refuse(lacking[0], "un salarié se nomme par son nom, son prénom et sa date de naissance.")
            return None
        birth_on = reading.tried("birth_on", read_day)
        if birth_on is None or adherent_id is None:
            return None
        return self._person_named(reading, adherent_id, birth_on)

    def _person_named(self, reading: "_Reading", adherent_id: int, birth_on: date) -> int | None:
        names = reading.said["last_name"], reading.said["first_name"]
        people = [one for one in self._people[adherent_id, birth_on] if _is_named(one, *names, birth_on)]
        if len(people) == 1:
            return people[0].pk
        if people:
            reading.refuse("last_name", "deux salariés de l’entreprise ont ce nom et cette date : publiez-le à part.")
        else:
            reading.refuse("last_name", "l’entreprise n’a pas de salarié de ce nom, né ce jour-là : vérifiez-le.")
        return None


class _Reading:
    """The cells of a line, each tried once; what is wrong of them."""

    def __init__(self, said: Said) -> None:
        self.said = said
        self.wrong: dict[str, str] = {}

    def has(self, name: str) -> bool:
        return bool(self.said.get(name))

    def refuse(self, name: str, words: str) -> None:
        self.wrong.setdefault(name, words)

    def tried(self, name: str, read: Callable[[str], Value]) -> Value | None:
        """None of an empty cell, which is wrong where the column is required."""
        typed = self.said.get(name, "")
        if not typed:
            if BY_NAME[name].is_required:
                self.refuse(name, "cette cellule est vide : remplissez-la.")
            return None
        try:
            if name in _LONGEST and len(typed) > _LONGEST[name]:
                raise ValidationError(f"{counted(len(typed), 'caractère')}, c’est trop : {_LONGEST[name]} au plus.")
            return read(typed)
        except ValidationError as error:
            self.refuse(name, " ".join(error.messages))
            return None


def _values(
    kind: DocumentKind,
    adherent_id: int,
    title: str,
    issued_on: date,
    reference: str,
    site: int | None,
    employee: int | None,
    period: Period | tuple[None, None],
) -> DocumentValues:
    return DocumentValues(
        adherent_id=adherent_id,
        kind_id=kind.pk,
        title=title,
        # The point of a number is no extension.
        filename=harmless_name(f"{title}.pdf", ".pdf"),
        issued_on=issued_on,
        reference=reference,
        establishment_id=site,
        employee_id=employee,
        period_starts_on=period[0],
        period_ends_on=period[1],
    )


def _line(typed: str) -> str:
    """A title is read by whoever may see the list: it names nobody by their number."""
    text = " ".join(seen(typed).split())
    refuse_unwritten(text)
    refuse_nir(text)
    return text


def _issued_on(typed: str, kind: DocumentKind | None) -> date:
    day = read_day(typed, latest=timezone.localdate() + timedelta(days=_DAYS_AHEAD))
    if kind is not None and day < kept_since(kind):
        raise ValidationError(
            f"un document de ce type est gardé {kind.retention_months} mois : celui-ci serait effacé aussitôt."
        )
    return day


def _is_named(person: Any, last_name: str, first_name: str, birth_on: date) -> bool:
    """By the name of use or by that of birth."""
    return person.is_same_person(last_name, first_name, birth_on) or (
        bool(person.birth_name)
        and searched_form(last_name, first_name) == searched_form(person.birth_name, person.first_name)
    )


def _number(typed: str) -> str:
    try:
        return siret_or_cibtp_id(typed)
    except ValidationError:
        return ""


def _day(typed: str) -> date | None:
    try:
        return read_day(typed) if typed else None
    except ValidationError:
        return None
