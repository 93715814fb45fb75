"""The words of a page, written by staff."""

from typing import Any

from django import forms

from support.enums import TextKind
from support.guidance.services import TextRefused, check_text
from support.guidance.values import Guide

_HOW = {
    TextKind.HELP: "Un titre commence par « # », une liste par « - », **gras**, *italique*, [lien](adresse). Vide : le "
    "texte livré avec le portail revient.",
    TextKind.TUTORIAL: "Chaque étape : « # Titre {cible} », puis son texte à la ligne. Vide : le tutoriel livré avec "
    "le portail revient.",
}


class PageTextForm(forms.Form):
    """`seen`: the version that the writer started from."""

    body = forms.CharField(
        label="Texte",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "vLargeTextField"}),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, guide: Guide, kind: TextKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guide, self.kind = guide, kind
        self.fields["body"].help_text = _HOW[kind]

    def clean_body(self) -> str:
        body = str(self.cleaned_data["body"]).replace("\r\n", "\n").strip()
        try:
            check_text(guide=self.guide, kind=self.kind, body=body)
        except TextRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return body

    def values(self) -> dict[str, Any]:
        return {"body": self.cleaned_data["body"], "seen": self.cleaned_data["seen"]}

    def now_seen(self, version: int | None) -> None:
        """The writer is told of it: what comes next starts from there."""
        self.data = {**dict(self.data.items()), "seen": version or ""}
