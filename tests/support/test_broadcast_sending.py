"""What a caisse writes to many: everybody of the audience once, nobody else."""

import pytest

from core.models import OutgoingMessage
from support.broadcasts.queries import report
from support.enums import BroadcastState
from tests.factories import CaisseFactory
from tests.support.broadcast_kit import (
    addresses,
    confirmed,
    desk,
    holder,
    run,
)

pytestmark = pytest.mark.django_db


def test_it_goes_to_each_holder_of_the_caisse_and_nobody_else():
    by = desk()
    people = [holder(by.staff_caisse) for _ in range(3)]
    holder(CaisseFactory())
    broadcast = confirmed(by)
    run()
    assert addresses(broadcast) == sorted(person.email for person in people)
    assert OutgoingMessage.objects.filter(kind="support/broadcast").count() == 3
    broadcast.refresh_from_db()
    assert broadcast.state == BroadcastState.DONE
    told = report(broadcast)
    assert (told.total, told.percent, told.channels[0].of("sent")) == (3, 100, 3)
