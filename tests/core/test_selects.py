"""A select drawn once is the one that Django would draw, for whoever asks next."""

import pytest
from django import forms

from core.selects import RememberedSelect

CHOICES = [("", "Tous"), ("a", "L’Atelier & Cie"), ("Sites", [("b", "<b>Dépôt</b>"), ("c", "Carrière")])]


@pytest.mark.parametrize("value", ["", "a", "c", "ailleurs", None])
@pytest.mark.parametrize("attrs", [{}, {"id": "id_site", "aria-invalid": "true"}])
def test_it_is_drawn_as_any_select(value, attrs) -> None:
    remembered = RememberedSelect(attrs={"form": "recherche"}, choices=CHOICES)
    for _ in range(2):
        expected = forms.Select(attrs={"form": "recherche"}, choices=CHOICES).render("site", value, {**attrs})
        assert remembered.render("site", value, {**attrs}) == expected
    assert "<b>" not in expected


def test_other_choices_and_other_names_are_other_selects() -> None:
    """Sites of one company are never offered to another."""
    drawn = [
        RememberedSelect(choices=[("1", name)]).render(field, "", {"id": "x"})
        for name in ("Acme", "Rival")
        for field in ("site", "equipe")
    ]
    assert len(set(drawn)) == 4
    assert "Acme" not in drawn[2] + drawn[3]
