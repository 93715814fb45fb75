"""Messages of a batch: rendered once, filled with what is each reader's own, whatever it looks like."""

import pytest

from core.mail import _render, send_emails
from core.outgoing import Content, ToSend
from core.stencils import BadHole, Stencils
from tests.core.conftest import LINK
from tests.hostile import NAMES

pytestmark = pytest.mark.django_db
KIND = "tests/link"


def email(name: str) -> ToSend:
    return ToSend(KIND, "alice@exemple.fr", {}, secrets={"link": LINK}, own={"company": name})


@pytest.mark.parametrize("name", NAMES)
def test_a_message_filled_is_the_one_that_would_be_rendered_alone(templates, name) -> None:
    own = {"company": name, "link": LINK}
    stencils = Stencils(_render)
    stencils.fill(KIND, {}, {"company": "Acme", "link": LINK})
    assert stencils.fill(KIND, {}, own) == _render(KIND, own)


def test_a_name_that_looks_like_a_hole_costs_nobody_a_message(templates) -> None:
    """It would print another value (here the link), or lose the whole batch."""
    names = ["Acme", "\ue000link\ue001", "\ue000nobody\ue001", "Globex"]
    sent = send_emails(email(name) for name in names)
    assert [message.subject for message in sent] == [f"Activez votre compte, {name}" for name in names]


def test_a_template_that_transforms_a_value_is_refused() -> None:
    stencils = Stencils(lambda kind, context: Content(subject="Bonjour", text=context["company"].upper()))
    with pytest.raises(BadHole):
        stencils.fill(KIND, {}, {"company": "Acme"})
