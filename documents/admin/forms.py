"""What staff type to publish: one document, a batch, and the hour when it is seen."""

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from adherents.admin.own_caisse import OfCaisseForm
from adherents.models import Caisse
from core.dates import DayField
from core.lines import LineField
from documents.models import Batch, DocumentKind
from documents.publishing.judging import Judge
from documents.publishing.manifest import BY_NAME
from documents.services.storing import checked_pdf
from documents.values import DocumentValues

_HOUR = re.compile(r"([01]?\d|2[0-3]) ?(?:[h:] ?([0-5]\d)?)")
# What the form asks otherwise than the manifest.
_FIELD_OF = {"siret": "company", "cibtp_id": "company", "file": "file"}


class PublishAtForm(forms.Form):
    """Both empty: at once."""

    day = DayField(
        label="Publier le",
        required=False,
        help_text="Laissez vide pour publier aussitôt. Tous les documents sont vus au même instant.",
    )
    hour = LineField(label="À", required=False, max_length=8, help_text="Comme 8 h 30 ; minuit si elle est vide.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day, hour = cleaned.get("day"), cleaned.get("hour", "")
        cleaned["publish_at"] = None
        if hour and not _HOUR.fullmatch(hour):
            self.add_error("hour", "Écrivez l’heure comme 8 h 30.")
        elif hour and day is None and "day" not in self.errors:
            self.add_error("day", "Donnez aussi le jour.")
        elif day is not None:
            cleaned["publish_at"] = self._instant(datetime.combine(day, _time_of(hour)))
        return cleaned

    def _instant(self, written: datetime) -> datetime:
        instant = timezone.make_aware(written)
        if instant < timezone.now():
            self.add_error("day", "Cet instant est passé : laissez vide pour publier aussitôt.")
        return instant


class BatchForm(OfCaisseForm):
    """`same`: the batch that says the same, once it was sent."""

    same: Batch | None = None
    name = LineField(
        label="Nom du lot", max_length=120, help_text="Pour le retrouver : « Relevés de compte, novembre 2026 »."
    )
    file = forms.FileField(
        label="Archive ZIP", widget=forms.FileInput(attrs={"accept": ".zip"}), help_text="Les PDF et le manifeste."
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.DOCUMENT_BATCH_MAX_BYTES:
            most = settings.DOCUMENT_BATCH_MAX_BYTES // 1024**2
            raise ValidationError(f"Cette archive dépasse {most} Mo : partagez-la en plusieurs lots.")
        return file


class DocumentForm(OfCaisseForm, PublishAtForm):
    """The columns of a manifest, judged as one of its lines."""

    file = forms.FileField(label="PDF", widget=forms.FileInput(attrs={"accept": ".pdf"}))
    company = LineField(label="Entreprise", max_length=40, help_text="Son SIRET, ou son identifiant CIBTP.")
    kind = forms.ChoiceField(label="Type de document")
    title = LineField(label="Titre", max_length=160, help_text="Ce que l’entreprise lit.")
    reference = LineField(label="Référence", max_length=40, required=False)
    issued_on = LineField(label="Date du document", max_length=40, help_text="Comme 03/02/2026.")
    period = LineField(
        label="Période", max_length=60, required=False, help_text="02/2026, 2026, ou 01/01/2026 - 31/03/2026."
    )
    last_name = LineField(
        label="Nom du salarié", max_length=80, required=False, help_text="Si le document parle de quelqu’un."
    )
    first_name = LineField(label="Prénom du salarié", max_length=80, required=False)
    birth_on = LineField(label="Date de naissance du salarié", max_length=40, required=False)
    site = LineField(label="Site", max_length=40, required=False, help_text="SIRET du site, si lui seul est concerné.")
    field_order = (
        *("caisse", "file", "company", "kind", "title", "reference", "issued_on", "period"),
        *("last_name", "first_name", "birth_on", "site", "day", "hour"),
    )

    def __init__(self, *args: Any, caisses: Any, **kwargs: Any) -> None:
        super().__init__(*args, caisses=caisses, **kwargs)
        kinds = DocumentKind.objects.filter(caisse__in=caisses).order_by("name").values_list("code", "name")
        field: Any = self.fields["kind"]
        field.choices = [("", "Choisissez le type"), *dict(kinds).items()]
        self.values: DocumentValues | None = None
        self.content = b""

    def clean_file(self) -> Any:
        """Made inert: kept for whoever publishes it."""
        file = self.cleaned_data["file"]
        if file.size > settings.DOCUMENT_MAX_BYTES:
            raise ValidationError(f"Ce fichier dépasse {settings.DOCUMENT_MAX_BYTES // 1024**2} Mo : réduisez-le.")
        self.content = checked_pdf(file.name or "", file.read())
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.chosen is not None:
            self._judge(self.chosen, cleaned)
        return cleaned

    def _judge(self, caisse: Caisse, cleaned: dict[str, Any]) -> None:
        said = {name: cleaned[name] for name in BY_NAME if name != "file" and cleaned.get(name)}
        said |= {"siret": cleaned["company"]} if cleaned.get("company") else {}
        verdict = Judge(caisse, [said]).judge(said)
        for name, words in verdict.wrong.items():
            field = _FIELD_OF.get(name, name)
            if field not in self.errors:
                self.add_error(field, words[:1].upper() + words[1:])
        self.values = verdict.values


def _time_of(typed: str) -> time:
    match = _HOUR.fullmatch(typed)
    return time(int(match[1]), int(match[2] or 0)) if match else time()
