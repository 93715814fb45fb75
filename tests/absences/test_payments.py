"""The caisse's file of the leave that it paid: what is recorded, what is refused, and twice the same file."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from absences.exchange import read_leave_payments
from absences.models import AbsenceEvent
from core.models import AuditEvent
from core.tables import UnreadableTable
from tests.absences.declaring_kit import Story, story_of
from tests.absences.factories import LeaveDeclarationFactory
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    story = story_of(MembershipFactory())
    story.go("declare", "take")
    return story


def read(story, *lines, columns="reference;paye_le"):
    return read_leave_payments(caisse=story.person.adherent.caisse, lines=[columns, *lines])


def test_a_payment_is_recorded_once_and_its_day_mended(story) -> None:
    reference = story.last.reference
    assert read(story, f"{reference.lower()};31/08/2026").counts == {"added": 1}
    assert (story.now.state, story.last.paid_on) == ("paid", date(2026, 8, 31))
    assert read(story, f"{reference};2026-08-31").counts == {"unchanged": 1}
    assert read(story, f"{reference};2026-09-01").counts == {"changed": 1}
    event = AbsenceEvent.objects.filter(kind="paid").order_by("pk")[0]
    assert (event.by_caisse, event.actor_label) == (True, "")
    assert AbsenceEvent.objects.filter(kind="paid").count() == 2
    assert AuditEvent.objects.filter(action="absences.payments_recorded").count() == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{taken}", "n’a pas autant de colonnes"),
        ("C-NOTHING9;2026-08-31", "aucun congé déclaré"),
        ("{foreign};2026-08-31", "aucun congé déclaré"),
        ("{taken};", "paye_le"),
        ("{taken};31/02/2026", "paye_le"),
        ("{taken};hier", "paye_le"),
        ("{taken};{tomorrow}", "paye_le"),
        ("{taken};1999-12-31", "paye_le"),
        ("{waiting};2026-08-31", "Seul un congé pris en compte se paie"),
        ("{cancelled};2026-08-31", "Seul un congé pris en compte se paie"),
    ],
)
def test_a_line_that_cannot_be_recorded_is_told_and_the_others_are(story, line, said) -> None:
    member = MembershipFactory(adherent=story.person.adherent)
    waiting, gone = story_of(member), story_of(member)
    waiting.go("declare")
    gone.go("declare", "take", "cancel", "declare", "take")
    known = {
        "taken": story.last.reference,
        "foreign": LeaveDeclarationFactory(state="taken").reference,
        "waiting": waiting.last.reference,
        "cancelled": gone.last.reference,
        "tomorrow": f"{timezone.localdate() + timedelta(days=1)}",
    }
    recorded = read(story, line.format(**known), f"{story.last.reference};2026-08-31")
    [(number, reason)] = recorded.refused
    assert (number, recorded.counts) == (2, {"added": 1})
    assert said in reason
    assert story.now.state == "paid"


def test_a_file_without_its_columns_is_not_read(story) -> None:
    with pytest.raises(UnreadableTable, match="paye_le"):
        read(story, "C-1;2026-08-31", columns="reference;jour")


def test_the_command_tells_what_it_did_and_fails_when_lines_are_left_out(story, tmp_path) -> None:
    path, caisse, out, wrong = tmp_path / "payes.csv", story.person.adherent.caisse.slug, StringIO(), StringIO()
    path.write_text(f"reference;paye_le\n{story.last.reference};2026-08-31\n")
    call_command("record_leave_payments", path, caisse=caisse, stdout=out)
    assert "1 ajoutées" in out.getvalue()
    path.write_text("reference;paye_le\nC-NOTHING9;2026-08-31\n")
    with pytest.raises(CommandError, match="1 lignes"):
        call_command("record_leave_payments", path, caisse=caisse, stdout=out, stderr=wrong)
    assert "ligne 2 : aucun congé" in wrong.getvalue()
