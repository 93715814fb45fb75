"""The components page, in development only: every component in every state, to look at and to test with axe."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.charts import Figures, month_chart
from core.guards import public
from core.lines import LineField, ParagraphField
from core.rights import DELEGABLE, Right
from core.rights_field import RightsField

MONTHS = [date(2026, rank, 1) for rank in range(1, 13)]
CERTIFIED_AT = datetime(2026, 11, 12, 9, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SampleTile:
    key: str
    title: str
    icon: str


class SampleForm(forms.Form):
    """One field for each kind of control."""

    email = forms.EmailField(label="Adresse électronique", help_text="Elle deviendra votre identifiant de connexion.")
    email_again = forms.EmailField(
        label="Confirmez l’adresse",
        widget=forms.EmailInput(
            attrs={"data-confirm-match": "id_email", "data-mismatch": "Les deux adresses diffèrent."}
        ),
    )
    password = forms.CharField(label="Mot de passe", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    password_again = forms.CharField(
        label="Confirmez le mot de passe",
        widget=forms.PasswordInput(
            attrs={
                "autocomplete": "new-password",
                "data-confirm-match": "id_password",
                "data-mismatch": "Les deux mots de passe diffèrent.",
            }
        ),
    )
    landline = LineField(label="Téléphone fixe", required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    mobile = LineField(
        label="Téléphone mobile",
        required=False,
        help_text="Pour recevoir par SMS les messages de votre caisse.",
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    site = forms.ChoiceField(label="Site déclarant", choices=[("", "Choisissez"), ("a", "Créteil"), ("b", "Bobigny")])
    reply_by = forms.ChoiceField(
        label="Vous préférez être joint",
        choices=[("email", "par courriel"), ("sms", "par SMS")],
        widget=forms.RadioSelect,
    )
    rights = RightsField(
        choices=DELEGABLE,
        kept={Right.BANK_ACT},
        help_text="Agir dans une section permet aussi de la consulter.",
        initial=[Right.ABSENCES_CONSULT, Right.ABSENCES_ACT],
    )
    message = ParagraphField(label="Message", required=False, widget=forms.Textarea)
    accepted = forms.BooleanField(label="J’accepte les conditions générales d’utilisation.")


class CodeForm(forms.Form):
    code = LineField(
        label="Code reçu par SMS",
        help_text="6 chiffres, valables 10 minutes.",
        widget=forms.TextInput(
            attrs={"class": "code-input", "inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 6}
        ),
    )


def _sample_figures() -> dict[date, Figures]:
    figures = {month: Figures(month, Decimal(month.month * 100), Decimal(0)) for month in MONTHS[:9]}
    figures[MONTHS[4]] = Figures(MONTHS[4], Decimal(0), Decimal(0), is_missing=True)
    figures[MONTHS[8]] = Figures(MONTHS[8], Decimal(200), Decimal(700))
    return figures


def sample_context() -> dict[str, Any]:
    wrong = {"email": "claire.durand@acme-maconnerie.fr", "email_again": "claire.durand@", "mobile": "06 12 34 56 78"}
    return {
        "form": SampleForm(wrong),
        "code_form": CodeForm(prefix="code"),
        "mobile_form": SampleForm(initial={"mobile": "06 12 34 56 78"}, prefix="certified"),
        "certified_at": CERTIFIED_AT,
        "steps": [
            {"label": "Identification", "state": "done"},
            {"label": "Contact et connexion", "state": "current"},
            {"label": "Activation", "state": "next"},
        ],
        "periods": [
            {"label": "Semaine", "url": "#", "is_current": False},
            {"label": "Mois", "url": "#", "is_current": True},
            {"label": "Trimestre", "url": "#", "is_current": False},
        ],
        "entries": [
            {"letter": "CP", "label": "Congés payés", "look": "bar--blue"},
            {"letter": "CP", "label": "à déclarer", "look": "bar--blue run--draft"},
            {"letter": "M", "label": "Maladie", "look": "bar--rose"},
            {"letter": "I", "label": "Intempéries", "look": "bar--slate"},
            {"letter": "F", "label": "Formation", "look": "bar--violet"},
        ],
        "facts": [
            {"label": "Identifiant CIBTP", "value": "0123456"},
            {"label": "Adresse électronique", "value": "claire@acme.fr", "tag": "Certifiée", "tag_kind": "ok"},
            {"label": "Téléphone mobile", "value": "06 12 34 56 78", "tag": "À certifier", "tag_kind": "warn"},
        ],
        "sample_chart": month_chart(MONTHS, _sample_figures()),
        "totals": {"owed": Decimal(12_000), "paid": Decimal(9_000), "balance": Decimal(3_000), "missing": [MONTHS[4]]},
        "sample_page": Paginator(range(120), 50).page(2),
        "sample_tile": SampleTile("sample", "Absents aujourd’hui", "calendar3"),
    }


@public
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "development/components.html", sample_context())
