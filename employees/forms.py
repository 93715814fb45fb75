"""What is declared of a hire, in four forms: the steps of the page, and the columns of an imported file."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.dates import DayField
from core.french import counted
from core.lines import LineField
from employees import nir as nirs
from employees.enums import DATED_CONTRACTS, Category, ContractKind, FixedTermReason, Sex, Weekday
from employees.figures import read_amount, read_hours
from employees.models import FRANCE
from employees.names import clean_name
from employees.places import Places
from employees.qualifications import QUALIFICATIONS
from employees.rules import Dates, contract_problems
from employees.values import ContractValues, PersonValues

_EARLIEST = date(1950, 1, 1)
_EARLIEST_BIRTH = date(1900, 1, 1)
_WAGE_MAX = Decimal(1000)
_CHOOSE = "Choisissez dans la liste."
_HOW_TO_CONFIRM = "S’il est bien celui de la carte Vitale, confirmez-le sous ce champ."
_TEXT = {"autocomplete": "off", "spellcheck": "false"}


def latest_start() -> date:
    """How far ahead a hire may be declared."""
    return timezone.localdate() + settings.HIRE_MAX_ADVANCE


def latest_end() -> date:
    return latest_start() + settings.CONTRACT_MAX_LENGTH


def _line(
    label: str, max_length: int, *, required: str = "", validators: Any = (nirs.refuse_nir,), **options: Any
) -> forms.CharField:
    """A line of text; `required`: what is said when it is empty."""
    messages = {
        "required": required,
        "max_length": "Ce texte compte %(show_value)d caractères : %(limit_value)d au plus, abrégez-le.",
    }
    widget = forms.TextInput(attrs={**_TEXT, **options.pop("attrs", {})})
    return LineField(
        label=label,
        max_length=max_length,
        required=bool(required),
        widget=widget,
        error_messages=messages,
        validators=validators,
        **options,
    )


class IdentityForm(forms.Form):
    """`masked_nir`: the number already given, which an empty field keeps. `nir` comes out in its normal form.

    A number that disagrees with the civilité or the birth date is asked about once: `nir_confirmed` is the answer.
    """

    sex = forms.ChoiceField(
        label="Civilité", choices=Sex.choices, widget=forms.RadioSelect, error_messages={"required": "Choisissez."}
    )
    last_name = _line("Nom", 80, required="Saisissez le nom, tel qu’il est sur la pièce d’identité.")
    first_name = _line("Prénom", 80, required="Saisissez le prénom.")
    birth_name = _line("Nom de naissance", 80, help_text="S’il est différent du nom.")
    birth_on = DayField(
        label="Date de naissance",
        help_text="Par exemple 03/02/1985.",
        earliest=_EARLIEST_BIRTH,
        latest=timezone.localdate,
        error_messages={"required": "Saisissez la date de naissance."},
    )
    birth_place = _line("Lieu de naissance", 80, help_text="La commune, ou le pays pour une naissance à l’étranger.")
    nir = _line(
        "Numéro de sécurité sociale (NIR)",
        30,
        validators=(),
        help_text="Les 15 chiffres de la carte Vitale, espaces admis. Un numéro provisoire est accepté.",
    )
    nir_confirmed = forms.BooleanField(
        label="C’est bien le numéro de la carte Vitale : je confirme la différence",
        help_text="Votre caisse en sera informée.",
        required=False,
    )
    without_nir = forms.BooleanField(label="Le numéro n’est pas encore attribué", required=False)

    def __init__(self, *args: Any, masked_nir: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.masked_nir = masked_nir
        self.difference = ""
        if masked_nir:
            self.fields["nir"].help_text = f"Déjà saisi : {masked_nir}. Laissez vide pour le garder."

    def clean_last_name(self) -> str:
        return clean_name(self.cleaned_data["last_name"])

    def clean_first_name(self) -> str:
        return clean_name(self.cleaned_data["first_name"])

    def clean_birth_name(self) -> str:
        typed = self.cleaned_data["birth_name"]
        return clean_name(typed) if typed else ""

    def clean_nir(self) -> str:
        typed = self.cleaned_data["nir"]
        return nirs.read_nir(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        nir = values.get("nir", "")
        if nir and values.get("without_nir"):
            self.add_error("without_nir", "Vous avez saisi un numéro : décochez cette case, ou effacez-le.")
        if not nir and "nir" not in self.errors and not self.masked_nir and not values.get("without_nir"):
            self.add_error("nir", "Saisissez le numéro, ou cochez « Le numéro n’est pas encore attribué ».")
        self.compare(nir or self.nir_kept(values), values)
        return values

    def nir_kept(self, values: Mapping[str, Any]) -> str:
        """The number that an empty field keeps, when the form knows it."""
        return ""

    def compare(self, nir: str, values: dict[str, Any]) -> None:
        """Ask about a number that says otherwise, unless it is confirmed."""
        is_said = nir and values.get("birth_on") and values.get("sex")
        person = {"sex": values["sex"], "birth_on": values["birth_on"]} if is_said else {}
        self.difference = nirs.difference(nir, **person) if is_said else ""
        if self.difference and not values.get("nir_confirmed"):
            self.add_error("nir", f"{nirs.disagreement(nir, **person)} {_HOW_TO_CONFIRM}")

    @property
    def asks_to_confirm(self) -> bool:
        """The answer is asked for, or was given: otherwise its box is not shown."""
        return bool(self.difference or self["nir_confirmed"].value())


class AddressForm(forms.Form):
    street = _line("Adresse", 200, required="Saisissez le numéro et la rue.", help_text="Le numéro et la rue.")
    postal_code = _line("Code postal", 10, attrs={"inputmode": "numeric"})
    city = _line("Ville", 80, required="Saisissez la ville.")
    country = _line("Pays", 60, required="Saisissez le pays.", initial=FRANCE)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        is_french = values.get("country", FRANCE).casefold() == FRANCE.casefold()
        if is_french and "country" in values:
            values["country"] = FRANCE
        if is_french and not re.fullmatch(r"[0-9]{5}", values.get("postal_code", "")):
            self.add_error("postal_code", "Un code postal français compte 5 chiffres.")
        return values


class ContractForm(forms.Form):
    """`places`: where the person may work; a company of one site has nothing to choose."""

    establishment = forms.ChoiceField(label="Site", error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE})
    crew = forms.ChoiceField(label="Équipe", required=False, error_messages={"invalid_choice": _CHOOSE})
    category = forms.ChoiceField(
        label="Catégorie",
        choices=Category.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez.", "invalid_choice": _CHOOSE},
    )
    qualification = _line(
        "Qualification",
        120,
        required="Saisissez la qualification.",
        help_text="Le métier et le classement de votre convention collective, par exemple : maçon, N2P2. La liste en "
        "propose, écrivez-en un autre s’il n’y est pas.",
        attrs={"list": "qualifications"},
    )
    qualifications = QUALIFICATIONS
    contract_kind = forms.ChoiceField(
        label="Contrat", choices=ContractKind.choices, error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE}
    )
    starts_on = DayField(
        label="Premier jour",
        help_text="Par exemple 01/12/2026. L’embauche est attendue à la caisse dans les 15 jours.",
        earliest=_EARLIEST,
        latest=latest_start,
        error_messages={"required": "Saisissez le premier jour du contrat."},
    )
    planned_end_on = DayField(
        label="Fin prévue",
        required=False,
        help_text="Pour un CDD, un apprentissage ou une professionnalisation.",
        earliest=_EARLIEST,
        latest=latest_end,
        shown_for=f"id_contract_kind:{','.join(DATED_CONTRACTS)}",
    )
    fixed_term_reason = forms.ChoiceField(
        label="Motif du CDD",
        required=False,
        widget=forms.Select(attrs={"data-shown-for": f"id_contract_kind:{ContractKind.FIXED_TERM.value}"}),
        error_messages={"invalid_choice": _CHOOSE},
    )
    worksite = _line(
        "Chantier",
        120,
        help_text="Pour un CDI de chantier : son nom ou son adresse.",
        attrs={"data-shown-for": f"id_contract_kind:{ContractKind.WORKSITE.value}"},
    )

    def __init__(self, *args: Any, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        sites = [(site.public_id, site.name) for site in places.sites]
        _choices(self.fields["establishment"], sites if len(sites) == 1 else [("", "Choisissez un site"), *sites])
        crews = [(crew.public_id, f"{crew.name}, {crew.establishment.name}") for crew in places.crews]
        _choices(self.fields["crew"], [("", "Sans équipe"), *crews])
        _choices(self.fields["fixed_term_reason"], [("", "Sans objet"), *FixedTermReason.choices])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        site, crew = self.places.site(values.get("establishment", "")), self.places.crew(values.get("crew", ""))
        if site and crew and crew.establishment_id != site.pk:
            self.add_error("crew", f"Cette équipe n’est pas du site {site.name} : choisissez-en une autre.")
        if "contract_kind" in values and "planned_end_on" not in self.errors:
            problems = contract_problems(
                contract_kind=values["contract_kind"],
                fixed_term_reason=values.get("fixed_term_reason", ""),
                worksite=values.get("worksite", ""),
                dates=Dates(starts_on=values.get("starts_on"), planned_end_on=values.get("planned_end_on")),
            )
            for name, problem in problems.items():
                if name not in self.errors:
                    self.add_error(name, problem)
        return {**values, "establishment": site, "crew": crew}


class WorkForm(forms.Form):
    weekly_hours = _line(
        "Heures par semaine",
        10,
        required="Saisissez les heures par semaine.",
        help_text="Par exemple 35 ou 38,5.",
        attrs={"inputmode": "decimal", "data-unit": "h"},
    )
    work_days = forms.MultipleChoiceField(
        label="Jours travaillés",
        choices=Weekday.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[1, 2, 3, 4, 5],
        error_messages={"required": "Cochez au moins un jour.", "invalid_choice": "Cochez les jours de la liste."},
    )
    hourly_wage = _line(
        "Salaire horaire brut",
        15,
        help_text="En euros, par exemple 14,25. Seules le voient les personnes qui en ont le droit.",
        attrs={"inputmode": "decimal", "data-unit": "€"},
    )
    former_employer = _line("Employeur précédent du BTP", 120, help_text="S’il y en a un : ses droits suivent.")
    in_btp_since = DayField(
        label="Dans le BTP depuis le",
        required=False,
        help_text="Pour l’ancienneté des ETAM et des cadres.",
        earliest=_EARLIEST,
        latest=latest_start,
    )

    def clean_weekly_hours(self) -> Decimal:
        hours = read_hours(self.cleaned_data["weekly_hours"])
        if not 0 < hours <= settings.WEEKLY_HOURS_MAX:
            raise ValidationError(
                f"Une semaine compte {counted(settings.WEEKLY_HOURS_MAX, 'heure')} de travail au plus : vérifiez.",
                code="hours",
            )
        return hours

    def clean_work_days(self) -> tuple[int, ...]:
        return tuple(sorted({int(day) for day in self.cleaned_data["work_days"]}))

    def clean_hourly_wage(self) -> Decimal | None:
        typed = self.cleaned_data["hourly_wage"]
        if not typed:
            return None
        wage = read_amount(typed)
        if not 0 < wage < _WAGE_MAX:
            raise ValidationError("Saisissez le salaire d’une heure, en euros : par exemple 14,25.", code="wage")
        return wage


def person_of(values: Mapping[str, Any]) -> PersonValues:
    """From what the forms have cleaned, together."""
    names = PersonValues.__dataclass_fields__
    return PersonValues(**{name: values[name] for name in names if values.get(name) is not None})


def contract_of(values: Mapping[str, Any]) -> ContractValues:
    names = ContractValues.__dataclass_fields__
    return ContractValues(**{name: values[name] for name in names if values.get(name) is not None})


def _choices(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]
