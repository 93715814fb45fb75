"""The vigilance file of Météo-France, built by the tests: read tolerantly, kept once, the staff's rows left alone."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from stoppages.enums import VigilanceLevel
from stoppages.models import HeatwaveVigilance
from stoppages.vigilance.reading import VigilanceUnreadable, read_vigilance
from stoppages.vigilance.services import Kept, keep_vigilance

GREEN, YELLOW, ORANGE, RED = 1, 2, 3, 4


def stretch(colour, begins, ends):
    return {"begin_time": begins, "end_time": ends, "color_id": colour}


def domain(code, *stretches, phenomenon="6"):
    item = {"phenomenon_id": phenomenon, "phenomenon_max_color_id": 1, "timelaps_items": list(stretches)}
    return {"domain_id": code, "max_color_id": 1, "phenomenon_items": [item]}


def file_of(*domains, published="2026-07-10T04:00:00Z"):
    period = {"echeance": "J", "timelaps": {"domain_ids": list(domains)}}
    return json.dumps({"product": {"update_time": published, "periods": [period]}, "meta": {}}).encode()


TODAY = ("2026-07-10T04:00:00Z", "2026-07-10T22:00:00Z")
TOMORROW = ("2026-07-10T22:00:00Z", "2026-07-11T22:00:00Z")


def test_the_canicule_is_read_by_departement_and_day_of_paris():
    content = file_of(
        domain("13", stretch(ORANGE, *TODAY), stretch(RED, *TOMORROW)),
        domain("2a", stretch(YELLOW, *TODAY)),
        domain("75", stretch(RED, *TODAY), phenomenon="3"),
    )
    assert read_vigilance(content).levels == {
        ("13", date(2026, 7, 10)): VigilanceLevel.ORANGE,
        ("13", date(2026, 7, 11)): VigilanceLevel.RED,
        ("2A", date(2026, 7, 10)): VigilanceLevel.YELLOW,
    }


def test_a_day_has_its_highest_colour():
    stretches = [
        stretch(GREEN, "2026-07-10T04:00:00Z", "2026-07-10T10:00:00Z"),
        stretch(ORANGE, "2026-07-10T10:00:00Z", "2026-07-10T16:00:00Z"),
        stretch(YELLOW, "2026-07-10T16:00:00Z", "2026-07-10T22:00:00Z"),
    ]
    assert read_vigilance(file_of(domain("13", *stretches))).levels == {
        ("13", date(2026, 7, 10)): VigilanceLevel.ORANGE
    }


@pytest.mark.parametrize("as_text", [True, False])
def test_numbers_may_be_texts(as_text):
    one = domain("13", stretch("3" if as_text else 3, *TODAY), phenomenon="6" if as_text else 6)
    assert read_vigilance(file_of(one)).levels == {("13", date(2026, 7, 10)): VigilanceLevel.ORANGE}


@pytest.mark.parametrize(
    "odd",
    [
        domain("1310", stretch(ORANGE, *TODAY)),
        domain("FRA", stretch(ORANGE, *TODAY)),
        domain("971", stretch(ORANGE, *TODAY)),
        domain("84", stretch(9, *TODAY)),
        domain("84", stretch(ORANGE, "hier", "demain")),
        domain("84", stretch(ORANGE, *reversed(TODAY))),
        domain("84", stretch(ORANGE, "2026-07-10T04:00:00", "2026-07-10T22:00:00")),
        domain("84", stretch(ORANGE, "2026-07-10T04:00:00Z", "2027-07-10T04:00:00Z")),
        {"domain_id": None},
        {},
    ],
)
def test_what_is_not_understood_is_left_out_and_told(odd):
    read = read_vigilance(file_of(domain("13", stretch(ORANGE, *TODAY)), odd))
    assert set(read.levels) == {("13", date(2026, 7, 10))}
    assert read.left_out


@pytest.mark.parametrize("odd", ["x", None, 3, [], {"domain_id": "84", "phenomenon_items": "x"}, {"domain_id": "84"}])
def test_what_is_missing_breaks_nothing(odd):
    assert set(read_vigilance(file_of(domain("13", stretch(ORANGE, *TODAY)), odd)).levels) == {
        ("13", date(2026, 7, 10))
    }


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<xml/>",
        b"[]",
        b"null",
        b'"x"',
        b"{}",
        b'{"product": 3}',
        b'{"product": {"periods": {}}}',
        b"\xff\xfe",
        b"[" * 9999,
    ],
)
def test_another_file_is_refused_in_words(content):
    with pytest.raises(VigilanceUnreadable, match="Ce fichier"):
        read_vigilance(content)


@pytest.mark.parametrize("published", ["", "hier", "2026-07-10T04:00:00", None])
def test_a_file_that_does_not_say_when_it_was_made_is_refused(published):
    with pytest.raises(VigilanceUnreadable, match="update_time"):
        read_vigilance(file_of(published=published))


def keep(colour, *, published, stretches=TODAY):
    return keep_vigilance(read_vigilance(file_of(domain("13", stretch(colour, *stretches)), published=published)))


def level(day=10):
    return HeatwaveVigilance.objects.get(departement="13", day=date(2026, 7, day)).level


@pytest.mark.django_db
def test_a_file_read_twice_is_kept_once():
    first, again = (keep(ORANGE, published="2026-07-10T04:00:00Z") for _ in range(2))
    assert (first, again) == (Kept(added=1), Kept(same=1))
    row = HeatwaveVigilance.objects.get()
    assert row.source == "Météo-France, fichier de vigilance du 10 juillet 2026 à 6 h"


@pytest.mark.django_db
def test_what_was_foreseen_gives_way_to_a_later_file():
    keep(RED, published="2026-07-10T04:00:00Z", stretches=TOMORROW)
    keep(YELLOW, published="2026-07-11T04:00:00Z", stretches=TOMORROW)
    assert level(11) == VigilanceLevel.YELLOW


@pytest.mark.django_db
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_level_of_a_day_as_it_goes_only_rises_in_any_order(order):
    files = [(ORANGE, "2026-07-10T04:00:00Z"), (YELLOW, "2026-07-10T14:00:00Z")]
    for rank in order:
        colour, published = files[rank]
        keep(colour, published=published)
    assert level() == VigilanceLevel.ORANGE


@pytest.mark.django_db
def test_an_old_file_read_late_does_not_bring_back_what_was_foreseen():
    keep(YELLOW, published="2026-07-11T04:00:00Z", stretches=TOMORROW)
    keep(RED, published="2026-07-10T04:00:00Z", stretches=TOMORROW)
    assert level(11) == VigilanceLevel.YELLOW


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [VigilanceLevel.ORDER, VigilanceLevel.GREEN])
def test_what_the_staff_wrote_stays(kept):
    HeatwaveVigilance.objects.create(
        departement="13", day=date(2026, 7, 10), level=kept, source="Arrêté du 9 juillet 2026"
    )
    assert keep(RED, published="2026-07-10T14:00:00Z") == Kept(same=1)
    assert level() == kept


@pytest.mark.django_db
def test_the_command_says_what_it_read_and_fails_for_what_it_could_not(tmp_path):
    sound, broken, told = tmp_path / "vigilance.json", tmp_path / "autre.json", StringIO()
    sound.write_bytes(file_of(domain("13", stretch(ORANGE, *TODAY)), domain("1310", stretch(RED, *TODAY))))
    broken.write_bytes(b"<html>")
    with pytest.raises(CommandError, match=r"1 fichier non lu : .*autre\.json"):
        call_command("read_vigilance", str(broken), str(sound), stdout=told, stderr=StringIO())
    assert "1 niveau lu (1 ajouté, 0 changé, 0 sans changement)" in told.getvalue()
    assert "domaine 1310" in told.getvalue()
    assert level() == VigilanceLevel.ORANGE
