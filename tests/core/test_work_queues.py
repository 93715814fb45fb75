"""The home page of the admin says what waits for the person's caisse, and leads to the rows it counted."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import OutgoingMessage
from tests.factories import CaisseFactory, OpeningFactory, StaffFactory
from tests.staff import enter_admin

pytestmark = pytest.mark.django_db


@pytest.fixture
def caisse(client):
    caisse = CaisseFactory()
    enter_admin(client, StaffFactory(staff_caisse=caisse))
    return caisse


def queues(client) -> dict[str, int]:
    return {queue.label: queue.count for queue in client.get(reverse("admin:index")).context["work_queues"]}


def failed_message(caisse):
    return OutgoingMessage.objects.create(
        channel="email", kind="x/y", recipient="a@b.fr", status=OutgoingMessage.Status.FAILED, caisse_id=caisse.pk
    )


def test_each_queue_counts_what_waits_in_ones_own_caisse(client, caisse):
    assert set(queues(client).values()) == {0}
    for owner in (caisse, caisse, CaisseFactory()):
        failed_message(owner)
    OpeningFactory(adherent__caisse=caisse, burnt_at=timezone.now())
    OpeningFactory(burnt_at=timezone.now())
    assert queues(client)["messages en échec"] == 2
    assert queues(client)["codes bloqués, à réémettre"] == 1


def test_requests_of_companies_wait_for_their_own_caisse(cast):
    """Each company of the cast asks for a change and for another holder."""
    for staff in ("sami", "rose"):
        found = queues(cast.browser(staff))
        assert found["demandes de modification"] == 1, staff
        assert found["changements de titulaire à décider"] == 1, staff


def test_a_queue_leads_to_the_rows_it_counted(client, caisse):
    failed_message(caisse)
    OpeningFactory(adherent__caisse=caisse, burnt_at=timezone.now())
    OpeningFactory(adherent__caisse=caisse)
    body = client.get(reverse("admin:index")).content.decode()
    section = re.search(r'<section class="work-queues".*?</section>', body, re.S).group()
    links = re.findall(r'href="([^"]+)"><strong>(\d+)', section)
    assert len(links) == len(queues(client))
    for link, count in links:
        listed = client.get(link.replace("&amp;", "&"))
        assert listed.context["cl"].result_count == int(count), link
