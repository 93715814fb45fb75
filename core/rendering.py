"""How forms are drawn. FORM_RENDERER points here, so every form of the portal follows without inheriting anything.

- `{{ form.email.as_field_group }}` draws one field with `components/field.html`: label, « (facultatif) », hint
  (`help_text`), control, errors. `{{ form }}` draws them all with `components/form.html`, after the error summary.
- Controls receive their classes here (`form-control`, `form-select`, `form-check-input`, `is-invalid`), beside those
  that the widget asks for itself. `aria-describedby` and `aria-invalid` are set by Django.
- A form that could not be sent, its session being over, shows what was typed in it (`core.typed_again`).
- A password control receives `data-password-reveal`, the hook of static/js/password.js.

The Django admin has its own widgets and style sheets, which do not know these classes: nothing changes there.
"""

from typing import Any

from django.forms.renderers import TemplatesSetting

from core.identity import written_email
from core.typed_again import TypedAgainField

CONTROL_CLASSES = {"checkbox": "form-check-input", "radio": "form-check-input", "hidden": "", "range": "form-range"}
CHOICE_TEMPLATES = ("django/forms/widgets/radio.html", "django/forms/widgets/checkbox_select.html")
WIDGET_TEMPLATES = "django/forms/widgets/"


def _control_class(widget: dict[str, Any], template_name: str) -> str:
    if template_name.endswith("/select.html"):
        return "form-select"
    return CONTROL_CLASSES.get(widget.get("type", ""), "form-control")


def _dress(attrs: dict[str, Any], added: str) -> None:
    """Add the class of the control, and the class of an invalid one, to the attributes that will be written."""
    invalid = "is-invalid" if attrs.get("aria-invalid") == "true" else ""
    classes = " ".join(filter(None, [added, attrs.get("class", ""), invalid]))
    if classes:
        attrs["class"] = classes


def _dress_choices(widget: dict[str, Any]) -> None:
    """Radio buttons and check boxes: each one is dressed, the element around them is a plain list."""
    _dress(widget["attrs"], "choices")
    for _, options, _ in widget["optgroups"]:
        for option in options:
            _dress(option["attrs"], "form-check-input")


class PortalFormRenderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = TypedAgainField

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget")
        if widget is not None and template_name.startswith(WIDGET_TEMPLATES):
            if template_name in CHOICE_TEMPLATES:
                _dress_choices(widget)
            elif "subwidgets" in widget:
                for subwidget in widget["subwidgets"]:
                    _dress(subwidget["attrs"], _control_class(subwidget, subwidget["template_name"]))
            else:
                _dress(widget["attrs"], _control_class(widget, template_name))
            if widget.get("type") == "email" and widget.get("value"):
                widget["value"] = written_email(widget["value"])
            if widget.get("type") == "password":
                widget["attrs"].setdefault("data-password-reveal", True)
        return super().render(template_name, context, request)
