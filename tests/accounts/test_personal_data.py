"""Mes données: every key of the file has its French word on the page, and no code name is shown for a thing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import Topic
from accounts.models import MessageChoice, TermsAcceptance
from accounts.person import personal_data
from cibtp_portal.dashboard import TILES
from core.models import TileUse
from employees.models import Movement
from stoppages.models import StoppageDeclaration
from tests.cast import Cast
from tests.factories import ChangeFactory, FirmMemberFactory, InvitationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(cast: Cast) -> dict[str, Any]:
    """Of somebody about whom the portal keeps something of everything."""
    user = cast.alice
    cast.browser("alice")
    FirmMemberFactory(user=user)
    Movement.objects.filter(pk=cast.acme.people.hire.pk).update(sent_by=user)
    StoppageDeclaration.objects.filter(pk=cast.acme.stopped.final.pk).update(sent_by=user)
    InvitationFactory(adherent=cast.globex, email=user.email)
    MessageChoice.objects.create(user=user, topic=Topic.DEADLINES)
    TermsAcceptance.objects.create(user=user, terms=cast.acme.terms, accepted_at=timezone.now())
    user.tutorials_seen = ["employees:index", "a page that is gone"]
    user.save()
    for tile in TILES:
        TileUse.objects.create(user=user, adherent=cast.acme.adherent, key=tile.key, score=1, at=timezone.now())
    return personal_data.personal_data(user)


def keys(content: Any) -> Iterator[str]:
    for part in content if isinstance(content, list) else [content]:
        for key, value in part.items():
            yield key
            if isinstance(value, dict | list):
                yield from keys(value)


def test_every_key_has_its_word(content) -> None:
    assert [name for name, value in content.items() if value == []] == []
    assert {key for key in keys(content) if personal_data.word_of(key) is None} == set()


def test_tiles_and_actions_are_named_as_the_person_knows_them(content) -> None:
    assert {use["tuile"] for use in content["usage_des_tuiles"]} == {tile.title for tile in TILES}
    assert [line for line in content["journal"] if "." in line["action"]] == []


def test_what_one_asked_the_caisse_is_listed_and_what_others_asked_is_not(cast, content) -> None:
    ChangeFactory(adherent=cast.rival.adherent, contact_kind="legal", asked_by=cast.people["bruno"])
    now = personal_data.personal_data(cast.alice)
    assert [(line["objet"], line["etat"]) for line in now["demandes_de_modification"]] == [
        ("Contact paie", "En cours d’examen")
    ]
    assert [line["reference"] for line in now["embauches_et_sorties"]] == [cast.acme.people.hire.reference]
    assert personal_data.personal_data(cast.people["chloe"])["embauches_et_sorties"] == []
