"""A weather stoppage as it is typed in the cold, on a telephone: what may be prefilled is."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from core.clock import HourField, in_paris
from core.dates import DayField
from core.references import new_public_id
from employees.models import Crew
from stoppages.arithmetic.deadlines import PARIS
from stoppages.enums import WeatherCause
from stoppages.models import WeatherStoppage, Worksite
from stoppages.weather.values import WeatherValues
from stoppages.worksites.queries import Offered

_MOST_PEOPLE = 5000
_REFERENCE = re.compile(r"[2-9a-z]{16}")
_CHOOSE = "Choisissez dans la liste."
# One without the other says nothing.
_RESUMPTION = {
    "resumes_on": "Saisissez aussi le jour de la reprise.",
    "resumes_hour": "Saisissez aussi l’heure de la reprise.",
}


def earliest_day() -> date:
    return timezone.localdate(timezone=PARIS) - settings.STOPPAGE_MAX_BACK


def today() -> date:
    return timezone.localdate(timezone=PARIS)


class WeatherForm(forms.Form):
    """`attempt`: sent twice, it opens one case. Both parts of the resumption, or neither."""

    worksite = forms.ChoiceField(
        label="Chantier", error_messages={"required": "Choisissez le chantier.", "invalid_choice": _CHOOSE}
    )
    cause = forms.ChoiceField(
        label="Cause",
        choices=WeatherCause.choices,
        widget=forms.RadioSelect(attrs={"class": "causes"}),
        error_messages={"required": "Choisissez la cause.", "invalid_choice": _CHOOSE},
    )
    starts_on = DayField(
        label="Jour de l’arrêt",
        earliest=earliest_day,
        latest=today,
        error_messages={"required": "Saisissez le jour où le travail s’est arrêté."},
    )
    starts_hour = HourField(
        label="Heure de l’arrêt",
        error_messages={"required": "Saisissez l’heure où le travail s’est arrêté."},
    )
    expected_people = forms.IntegerField(
        label="Salariés concernés, environ",
        required=False,
        min_value=1,
        max_value=_MOST_PEOPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Écrivez un nombre, comme 12.",
            "min_value": "Au moins une personne : corrigez ce nombre.",
            "max_value": f"{_MOST_PEOPLE} au plus : corrigez ce nombre.",
        },
    )
    crew = forms.ChoiceField(label="Équipe", required=False, error_messages={"invalid_choice": _CHOOSE})
    resumes_on = DayField(label="Jour de la reprise", required=False, earliest=earliest_day, latest=today)
    resumes_hour = HourField(label="Heure de la reprise", required=False)
    attempt = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, typed: Any, *, offered: Offered, crews: Sequence[Crew], **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        self._offered, self._crews = offered, {crew.public_id: crew for crew in crews}
        self.fields["attempt"].initial = new_public_id()
        self._offer("worksite", [("", "Choisir…"), *((one.public_id, _named(one)) for one in offered.worksites)])
        self._offer("crew", [("", "Aucune pour l’instant"), *((crew.public_id, crew.name) for crew in crews)])
        if not crews:
            del self.fields["crew"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        starts_at = values["starts_at"] = self._instant("starts_on", "starts_hour")
        resumes_at = values["resumes_at"] = self._instant("resumes_on", "resumes_hour")
        if resumes_at and starts_at and resumes_at <= starts_at:
            self.add_error("resumes_on", "La reprise vient après l’arrêt : corrigez le jour ou l’heure.")
        elif resumes_at and resumes_at > timezone.now():
            self.add_error("resumes_on", "Cette reprise n’a pas encore eu lieu : dites-la le moment venu.")
        self._require_both(values)
        return values

    @property
    def chosen_attempt(self) -> str:
        typed = self.cleaned_data.get("attempt", "")
        return typed if _REFERENCE.fullmatch(typed) else new_public_id()

    @property
    def has_more_worksites(self) -> bool:
        """Others than those of the list, to be searched for in the register."""
        return self._offered.has_more

    @property
    def has_resumption(self) -> bool:
        """Whether the part that is folded has something to show."""
        return any(self[name].value() or self[name].errors for name in _RESUMPTION)

    def values(self) -> WeatherValues:
        """Of a valid form."""
        typed = self.cleaned_data
        worksite = self._offered.of(typed["worksite"])
        if worksite is None:
            raise LookupError("a worksite was chosen that was not offered")
        return WeatherValues(
            worksite=worksite,
            cause=typed["cause"],
            starts_at=typed["starts_at"],
            resumes_at=typed["resumes_at"],
            crew=self._crews.get(typed.get("crew", "")),
            expected_people=typed["expected_people"],
        )

    def _instant(self, day_name: str, hour_name: str) -> datetime | None:
        day, hour = self.cleaned_data.get(day_name), self.cleaned_data.get(hour_name)
        if day is None or hour is None:
            return None
        try:
            return in_paris(day, hour)
        except forms.ValidationError as error:
            self.add_error(hour_name, error)
            return None

    def _require_both(self, values: dict[str, Any]) -> None:
        """Of the resumption, unless what is wrong of it is said already."""
        missing = [name for name in _RESUMPTION if values.get(name) is None and name not in self.errors]
        if len(missing) == 1 and not self.errors.keys() & _RESUMPTION.keys():
            self.add_error(missing[0], _RESUMPTION[missing[0]])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices


def typed_of(weather: WeatherStoppage) -> dict[str, Any]:
    """What the form shows of a stoppage before it is changed."""
    crew = weather.crew
    return {
        "worksite": weather.worksite.public_id,
        "cause": weather.cause,
        "expected_people": weather.expected_people,
        "crew": crew.public_id if crew is not None else "",
        **_split("starts", weather.starts_at),
        **_split("resumes", weather.resumes_at),
    }


def asked_by(query: Any) -> dict[str, Any]:
    """What an address asks for, the planning's or that of this form once a worksite is added; now, for the rest."""
    now = timezone.localtime(timezone=PARIS)
    return {
        "worksite": query.get("chantier", ""),
        "crew": query.get("equipe", ""),
        "cause": query.get("cause", ""),
        "expected_people": query.get("salaries", ""),
        "starts_on": _day(query.get("jour", "")) or query.get("jour", "") or now.date(),
        "starts_hour": query.get("heure", "") or _hour_of(query.get("jour", ""), now),
        "resumes_on": query.get("reprise", ""),
        "resumes_hour": query.get("reprise-heure", ""),
    }


# What is typed → its name in the address.
ASKED = {
    **{"crew": "equipe", "cause": "cause", "expected_people": "salaries", "starts_on": "jour"},
    **{"starts_hour": "heure", "resumes_on": "reprise", "resumes_hour": "reprise-heure"},
}


def _hour_of(asked_day: str, now: datetime) -> time:
    """Now; of another day, when a working day starts."""
    is_today = not asked_day or _day(asked_day) == now.date()
    return now.time().replace(second=0, microsecond=0) if is_today else settings.WORKING_DAY_STARTS


def _split(name: str, at: datetime | None) -> dict[str, Any]:
    local = at.astimezone(PARIS) if at is not None else None
    return {f"{name}_on": local and local.date(), f"{name}_hour": local and local.time()}


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _named(worksite: Worksite) -> str:
    """Two worksites may have one name."""
    said = f"{worksite.name} ({worksite.place})"
    return said if worksite.is_covered else f"{said}, non couvert par le régime"
