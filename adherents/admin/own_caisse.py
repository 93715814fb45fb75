"""For which caisse a member of staff writes: their own, or, for the network, the one that they choose."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from adherents.models import Caisse
from core.staff.scoping import caisse_id_of


def caisses_of(request: HttpRequest) -> QuerySet[Caisse]:
    """Those that this member of staff writes for."""
    caisse_id = caisse_id_of(request)
    return Caisse.objects.all() if caisse_id is None else Caisse.objects.filter(pk=caisse_id)


class OfCaisseForm(forms.Form):
    """`caisses`: one, for whoever is of a caisse; the superusers of the network choose."""

    caisse = forms.ModelChoiceField(Caisse.objects.none(), label="Caisse", empty_label="Choisissez la caisse")

    def __init__(self, *args: Any, caisses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["caisse"]
        field.queryset = caisses
        self.only: Caisse | None = caisses.first() if caisses.count() == 1 else None
        if self.only is not None:
            del self.fields["caisse"]

    @property
    def chosen(self) -> Caisse | None:
        """Known before the form is valid: what is typed is judged by what that caisse knows."""
        if self.only is not None:
            return self.only
        chosen = self.cleaned_data.get("caisse")
        return chosen if isinstance(chosen, Caisse) else None
