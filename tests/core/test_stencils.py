"""Messages of a batch: rendered once, filled with what is each reader's own, whatever it looks like."""

import pytest

from core.mail import _rendered, send_emails
from core.outgoing import Content, Message
from core.stencils import BadHole, Stencils
from tests.core.conftest import LINK
from tests.hostile import NAMES

pytestmark = pytest.mark.django_db
KIND = "tests/link"


@pytest.mark.parametrize("name", [*NAMES, "\ue000link\ue001"])
def test_a_message_filled_is_the_one_that_would_be_rendered_alone(templates, name) -> None:
    """Once, a name common to many that looked like a hole printed another value (here the link), or lost the batch."""
    alone = _rendered(KIND, {"company": name, "link": LINK})
    assert Stencils(_rendered).fill(KIND, {}, {"company": name, "link": LINK}) == alone
    assert Stencils(_rendered).fill(KIND, {"company": name}, {"link": LINK}) == alone


def test_a_name_that_looks_like_a_hole_costs_nobody_a_message(templates) -> None:
    names = ["Acme", "\ue000link\ue001", "\ue000nobody\ue001", "Globex"]
    emails = [Message(KIND, "a@exemple.fr", {"company": name}, secrets={"link": LINK}) for name in names]
    assert [message.subject for message in send_emails(emails)] == [f"Activez votre compte, {name}" for name in names]


def test_each_value_is_filled_apart(templates) -> None:
    stencils = Stencils(_rendered)
    texts = [stencils.fill(KIND, {}, {"company": name, "link": LINK}).text for name in ("Acme", "Globex")]
    assert [name in text for name, text in zip(("Acme", "Globex"), texts, strict=True)] == [True, True]
    assert "Acme" not in texts[1]


def test_a_template_that_transforms_a_value_is_refused() -> None:
    stencils = Stencils(lambda kind, context: Content(subject="Bonjour", text=context["company"].upper()))
    with pytest.raises(BadHole):
        stencils.fill(KIND, {}, {"company": "Acme"})
