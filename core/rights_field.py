"""The field with which rights are chosen: a table, one row a section, «consulter» and «agir» (DESIGN §4).

    rights = RightsField(choices=DELEGABLE)
    RightsField(choices=what_one_may_give, kept=what_one_may_not_touch)

The value is a `frozenset[Right]`: «agir» brings «consulter» with it; a right that is not one of `choices` is an error,
whatever is posted. `kept` rights are shown ticked and locked; they are neither posted nor in the value.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from core.rights import Right, sections, verb_of, with_consultation


@dataclass(frozen=True, slots=True)
class Box:
    """One check box of the table; `id` is what its label points at."""

    value: str
    id: str
    label: str
    is_checked: bool
    is_locked: bool


@dataclass(frozen=True, slots=True)
class RightsRow:
    """One row of the table; None where the section has no such right, or where it is not offered."""

    name: str
    consult: Box | None
    act: Box | None

    @property
    def boxes(self) -> list[Box | None]:
        return [self.consult, self.act]


class RightsTable(forms.CheckboxSelectMultiple):
    """Draws `components/rights_table.html`, whose contract is at the top of the file."""

    template_name = "components/rights_table.html"
    kept: frozenset[Right] = frozenset()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        offered = frozenset(Right(choice) for choice, _ in self.choices)
        chosen = {str(one) for one in value or []}
        field_id = str(context["widget"]["attrs"].get("id", f"id_{name}"))

        def box(right: Right | None) -> Box | None:
            if right is None:
                return None
            is_locked = right in self.kept
            is_checked = is_locked or right.value in chosen
            return Box(
                right.value, f"{field_id}_{right.value.replace('.', '_')}", verb_of(right), is_checked, is_locked
            )

        rows = [
            RightsRow(section.name, box(section.consult), box(section.act)) for section in sections(offered | self.kept)
        ]
        context["rows"] = rows
        return context


class RightsField(forms.MultipleChoiceField):
    widget = RightsTable

    def __init__(self, *, choices: Iterable[Right] = (), kept: Iterable[Right] = (), **kwargs: Any) -> None:
        kwargs.setdefault("label", "Droits")
        kwargs.setdefault("error_messages", {}).setdefault("required", "Cochez au moins un droit.")
        kwargs["error_messages"].setdefault(
            "invalid_choice", "Un des droits cochés ne peut pas être donné par vous : vérifiez le tableau."
        )
        super().__init__(choices=(), **kwargs)
        self.offer(choices, kept)

    def offer(self, choices: Iterable[Right], kept: Iterable[Right] = ()) -> None:
        """Say, once the form knows who fills it, which rights may be chosen and which are shown without choice."""
        locked = frozenset(kept)
        self.offered = frozenset(choices) - locked
        self.choices = [(right.value, str(right.label)) for right in Right if right in self.offered]
        self.widget.kept = locked

    def clean(self, value: Any) -> frozenset[Right]:
        chosen = frozenset(Right(one) for one in super().clean(value))
        return with_consultation(chosen) & self.offered

    def has_changed(self, initial: Any, data: Any) -> bool:
        return {str(one) for one in initial or []} != {str(one) for one in data or []}
