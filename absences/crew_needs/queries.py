"""Crews with what they need."""

from dataclasses import dataclass
from itertools import groupby

from django.http import Http404

from absences.models import CrewNeed
from absences.models.needs import DAYS_IN_A_WEEK
from absences.planning.windows import WEEKDAYS
from core.access import Access
from employees.models import Crew


@dataclass(frozen=True, slots=True)
class NeedLine:
    ref: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class SiteNeeds:
    name: str
    crews: list[NeedLine]


def needs_by_site(access: Access) -> list[SiteNeeds]:
    """One query."""
    crews = Crew.objects.for_access(access).select_related("establishment", "need")
    ordered = crews.order_by("-establishment__is_head_office", "establishment__name", "establishment_id", "name")
    return [
        SiteNeeds(site.name, [NeedLine(crew.public_id, crew.name, in_words(numbers_of(crew))) for crew in members])
        for site, members in groupby(ordered, key=lambda crew: crew.establishment)
    ]


def crew_or_404(access: Access, public_id: str) -> Crew:
    """With its site and what it needs."""
    crew: Crew | None = (
        Crew.objects.for_access(access).select_related("establishment", "need").filter(public_id=public_id).first()
    )
    if crew is None:
        raise Http404
    return crew


def numbers_of(crew: Crew) -> list[int | None]:
    need: CrewNeed | None = getattr(crew, "need", None)
    return list(need.by_weekday) if need is not None else [None] * DAYS_IN_A_WEEK


def in_words(by_weekday: list[int | None]) -> str:
    """« lun. 4, mar. 4 », days without a number left out; nothing when none is set."""
    named = zip(WEEKDAYS, by_weekday, strict=True)
    return ", ".join(f"{day[:3]}. {number}" for day, number in named if number is not None)
