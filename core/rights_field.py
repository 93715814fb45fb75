"""The field with which rights are chosen: a profile first, then the table folded under it (DESIGN §4 and §11).

    rights = RightsField(choices=DELEGABLE)
    RightsField(choices=what_one_may_give, kept=what_one_may_not_touch)

The value is a `frozenset[Right]`: «agir» brings «consulter» with it; a right that is not one of `choices` is an error,
whatever is posted. `kept` rights are shown ticked and locked; they are neither posted nor in the value.

Without JavaScript the profile and the boxes may say two things. What was changed since the page was drawn holds, the
profile or the boxes; boxes also hold with «Sur mesure». Where both were changed and disagree, it is asked again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.rights import Right, sections, verb_of, with_consultation
from core.rights_profiles import Profile, profile_of, profiles

CUSTOM = "custom"


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


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """A radio button; `rights`: the boxes that it ticks, none for «Sur mesure», which leaves them as they are."""

    key: str
    id: str
    label: str
    hint: str
    rights: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class PostedRights:
    """What came back: the profile chosen, the boxes ticked, and those that the page had drawn ticked."""

    profile: str
    boxes: tuple[str, ...]
    drawn: tuple[str, ...]

    @property
    def is_profile(self) -> bool:
        return self.profile not in {"", CUSTOM}

    @property
    def is_untouched(self) -> bool:
        return set(self.boxes) == set(self.drawn)


class RightsTable(forms.CheckboxSelectMultiple):
    """Draws `components/rights_table.html`, whose contract is at the top of the file."""

    template_name = "components/rights_table.html"
    kept: frozenset[Right] = frozenset()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> PostedRights:
        boxes = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return PostedRights(_text(data, f"{name}_profile"), tuple(boxes), tuple(_text(data, f"{name}_drawn").split()))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        posted = value if isinstance(value, PostedRights) else None
        chosen = {str(one) for one in (posted.boxes if posted else value or [])}
        context = super().get_context(name, sorted(chosen), attrs)
        field_id = str(context["widget"]["attrs"].get("id", f"id_{name}"))
        offered = frozenset(Right(choice) for choice, _ in self.choices)
        drawn = sorted(right.value for right in offered if right.value in chosen)
        present = profile_of((Right(one) for one in drawn), offered)
        picked = posted.profile if posted else (present.key if present else CUSTOM if drawn else "")
        context |= {
            "rows": self._rows(field_id, offered, chosen),
            "profiles": _choices(field_id, profiles(offered), picked),
            "drawn": " ".join(drawn),
            "is_open": picked == CUSTOM or bool(posted and posted.boxes and not posted.profile),
        }
        return context

    def _rows(self, field_id: str, offered: frozenset[Right], chosen: set[str]) -> list[RightsRow]:
        def box(right: Right | None) -> Box | None:
            if right is None:
                return None
            is_locked = right in self.kept
            box_id = f"{field_id}_{right.value.replace('.', '_')}"
            return Box(right.value, box_id, verb_of(right), is_locked or right.value in chosen, is_locked)

        return [RightsRow(row.name, box(row.consult), box(row.act)) for row in sections(offered | self.kept)]


def _choices(field_id: str, offered: list[Profile], picked: str) -> list[ProfileChoice]:
    custom = Profile(CUSTOM, "Sur mesure", "Les droits cochés un par un dans le tableau.", frozenset())
    return [
        ProfileChoice(
            key=one.key,
            id=f"{field_id}_profile_{one.key}",
            label=one.label,
            hint=one.hint,
            rights=" ".join(sorted(one.rights)),
            is_chosen=one.key == picked,
        )
        for one in [*offered, custom]
    ]


def _text(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name) or "")


class RightsField(forms.MultipleChoiceField):
    widget = RightsTable

    def __init__(self, *, choices: Iterable[Right] = (), kept: Iterable[Right] = (), **kwargs: Any) -> None:
        kwargs.setdefault("label", "Droits")
        kwargs.setdefault("error_messages", {}).setdefault(
            "required", "Choisissez un profil, ou cochez au moins un droit."
        )
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
        posted = value if isinstance(value, PostedRights) else PostedRights("", tuple(value or ()), ())
        if not posted.is_profile or self._only_boxes_changed(posted):
            return self._ticked(posted)
        profile = next((one for one in profiles(self.offered) if one.key == posted.profile), None)
        if profile is None:
            raise ValidationError("Choisissez un profil de la liste.", code="invalid_profile")
        if posted.is_untouched or self._ticked(posted) == profile.rights:
            return profile.rights
        message = (
            f"Vous avez choisi « {profile.label} » et coché autre chose dans le tableau. Pour garder les cases "
            f"cochées, choisissez « Sur mesure » ; pour donner « {profile.label} », validez de nouveau."
        )
        raise ValidationError(message, code="profile_and_boxes")

    def _only_boxes_changed(self, posted: PostedRights) -> bool:
        drawn = profile_of((right for right in self.offered if right.value in posted.drawn), self.offered)
        return drawn is not None and drawn.key == posted.profile and not posted.is_untouched

    def _ticked(self, posted: PostedRights) -> frozenset[Right]:
        chosen = frozenset(Right(one) for one in super().clean(list(posted.boxes)))
        return with_consultation(chosen) & self.offered

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data.profile) or {str(one) for one in initial or []} != set(data.boxes)
