"""What the staff type of a broadcast: what it says, by which channels, to whom; then how many, to have it sent."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.enums import BROADCAST
from adherents.admin.own_caisse import OfCaisseForm
from adherents.departements import DEPARTEMENTS
from adherents.models import Caisse
from core.french import counted, listed
from core.identifiers import compact_digits
from core.lines import LineField, ParagraphField
from core.rights import Right
from core.staff.scoping import is_key
from employees.nir import refuse_nir
from support.admin.forms import WRITTEN_SO
from support.broadcasts.services.refusals import BadList, BroadcastRefused, FieldRefused
from support.broadcasts.values import BadLine, BroadcastValues, Counts
from support.enums import Receivers
from support.models import Broadcast
from support.models.broadcasts import BODY_MAX_LENGTH, SMS_MAX_LENGTH, TITLE_MAX_LENGTH

_LARGEST_WORKFORCE = 100_000
_LONGEST_LIST = 200_000
_BETWEEN = re.compile(r"[\s,;]+")
_CHOOSE = "Choisissez dans la liste."
_TEXTS = ("title", "body", "sms_text")
_NAMES = (
    *("topic", "by_email", "by_sms", *_TEXTS, "receivers", "right", "to_firms"),
    *("workforce_from", "workforce_to", "has_missing_month", "list_text"),
)


def _too_long(limit: int) -> dict[str, str]:
    return {"max_length": f"Écrivez {counted(limit, 'caractère')} au plus."}


class DepartementsField(LineField):
    """Codes, as « 75, 92, 2A »; a list of codes once it is clean."""

    def clean(self, value: Any) -> Any:
        typed = [part.upper() for part in _BETWEEN.split(super().clean(value)) if part]
        codes = [f"0{code}" if len(code) == 1 and code.isdigit() else code for code in typed]
        unknown = [code for code in codes if code not in DEPARTEMENTS]
        if unknown:
            raise ValidationError(f"Aucun département n’a ce numéro : {listed(unknown)}. Écrivez « 75, 92, 2A ».")
        return tuple(dict.fromkeys(codes))


def _workforce_field(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=_LARGEST_WORKFORCE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8, "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Écrivez un nombre de salariés, comme 10, ou laissez vide."
        ),
    )


class BroadcastForm(OfCaisseForm):
    """Whether it may be kept so is the service's to say: `refuse` puts its words where they are mended.

    `bad_lines`: those of the list that name no company.
    """

    bad_lines: tuple[BadLine, ...] = ()
    topic = forms.ChoiceField(
        label="Sujet",
        choices=[(topic.value, topic.label) for topic in BROADCAST],
        widget=forms.RadioSelect,
        help_text="Chacun choisit les sujets qu’il reçoit. Par courriel : tout le monde, sauf qui a refusé ce sujet. "
        "Par SMS : seulement qui l’a choisi, sur un mobile certifié.",
        error_messages={"required": "Choisissez le sujet.", "invalid_choice": "Choisissez un sujet de la liste."},
    )
    by_email = forms.BooleanField(label="Par courriel", required=False)
    by_sms = forms.BooleanField(label="Par SMS", required=False)
    title = LineField(
        label="Objet du courriel",
        required=False,
        max_length=TITLE_MAX_LENGTH,
        validators=[refuse_nir],
        error_messages=_too_long(TITLE_MAX_LENGTH),
    )
    body = ParagraphField(
        label="Texte du courriel",
        required=False,
        max_length=BODY_MAX_LENGTH,
        validators=[refuse_nir],
        widget=forms.Textarea(attrs={"rows": 12, "cols": 60}),
        help_text=f"« Bonjour » et le prénom le précèdent, le nom de la caisse le suit. {WRITTEN_SO}",
        error_messages=_too_long(BODY_MAX_LENGTH),
    )
    sms_text = ParagraphField(
        label="Texte du SMS",
        required=False,
        max_length=SMS_MAX_LENGTH,
        validators=[refuse_nir],
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text="Le nom de la caisse le précède, la façon de ne plus en recevoir le suit.",
        error_messages=_too_long(SMS_MAX_LENGTH),
    )
    receivers = forms.ChoiceField(
        label="Qui reçoit",
        choices=Receivers.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez qui reçoit.", "invalid_choice": _CHOOSE},
    )
    to_firms = forms.BooleanField(label="Et les cabinets qui ont ce droit par délégation", required=False)
    right = forms.ChoiceField(
        label="Droit demandé",
        required=False,
        choices=[("", "Choisissez le droit"), *Right.choices],
        help_text="Celui des collègues et des cabinets ; les titulaires les ont tous.",
        error_messages={"invalid_choice": _CHOOSE},
    )
    departements = DepartementsField(
        label="Départements",
        required=False,
        max_length=400,
        help_text="Des entreprises qui y ont un site ouvert : « 75, 92, 2A ». Vide : tous.",
    )
    workforce_from = _workforce_field("Effectif, à partir de")
    workforce_to = _workforce_field("Effectif, jusqu’à")
    has_missing_month = forms.BooleanField(label="Seulement si un mois n’est pas déclaré", required=False)
    list_text = ParagraphField(
        label="Seulement les entreprises de cette liste",
        required=False,
        max_length=_LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 5, "cols": 60, "autocomplete": "off", "spellcheck": "false"}),
        help_text="Collez d’un tableur les identifiants CIBTP, SIREN ou SIRET, un par ligne. Vide : pas de liste.",
    )

    def __init__(self, *args: Any, broadcast: Broadcast | None = None, **kwargs: Any) -> None:
        """`broadcast`: the one that it changes, or whose words it begins with."""
        initial = initial_of(broadcast) if broadcast else {"by_email": True, "receivers": Receivers.HOLDERS}
        super().__init__(*args, auto_id="id_%s", initial={"topic": BROADCAST[0], **initial}, **kwargs)

    def values(self) -> BroadcastValues:
        """Of a valid form."""
        return BroadcastValues(
            **{name: self.cleaned_data[name] for name in _NAMES}, departements=self.cleaned_data["departements"]
        )

    def refuse(self, refusal: BroadcastRefused) -> None:
        if isinstance(refusal, BadList):
            self.bad_lines = refusal.lines
            self.add_error("list_text", str(refusal))
        else:
            self.add_error(refusal.field if isinstance(refusal, FieldRefused) else None, str(refusal))

    def written(self) -> Broadcast | None:
        """What is typed so far, to be shown, never saved; None until its caisse is known."""
        caisse = self.only or self._typed_caisse()
        if caisse is None:
            return None
        topic = self["topic"].value()
        limits = dict(zip(_TEXTS, (TITLE_MAX_LENGTH, BODY_MAX_LENGTH, SMS_MAX_LENGTH), strict=True))
        return Broadcast(
            caisse=caisse,
            topic=topic if topic in BROADCAST else BROADCAST[0],
            by_email=bool(self["by_email"].value()),
            by_sms=bool(self["by_sms"].value()),
            **{name: str(self[name].value() or "")[:limit].strip() for name, limit in limits.items()},
        )

    def _typed_caisse(self) -> Caisse | None:
        typed = str(self["caisse"].value() or "")
        offered: Any = self.fields["caisse"]
        return offered.queryset.filter(pk=typed).first() if is_key(typed) else None


class ConfirmForm(forms.Form):
    """How many messages will leave is typed, not ticked: `seen` says how many were shown, and which."""

    typed = LineField(
        label="Nombre de messages à envoyer",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 10}),
        error_messages={"required": "Écrivez le nombre de messages pour confirmer l’envoi."},
    )
    seen = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, counts: Counts | None = None) -> None:
        """`counts`: those that are shown next to it."""
        super().__init__(typed, auto_id="id_confirm_%s")
        if counts is not None:
            self.fields["seen"].initial = f"{counts.messages}-{counts.mark}"
            self.fields["typed"].help_text = f"Recopiez le nombre de messages qui vont partir : {counts.messages}."

    def clean_typed(self) -> str:
        typed: str = compact_digits(self.cleaned_data["typed"])
        if typed != self.shown[0]:
            raise ValidationError("Ce n’est pas le nombre de messages qui vous est montré : recopiez-le.")
        return typed

    @property
    def shown(self) -> tuple[str, str]:
        """How many, and the mark of the counts that were read."""
        count, _, mark = self.data.get("seen", "").partition("-")
        return count, mark


def initial_of(broadcast: Broadcast) -> Mapping[str, Any]:
    """What the form shows of one that was written."""
    kept = {name: getattr(broadcast, name) for name in _NAMES}
    return {**kept, "departements": ", ".join(broadcast.departements)}
