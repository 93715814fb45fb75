"""What is new: who is told what and when, how many they have not seen, the banners they put away, what staff write."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from support.enums import NewsAudience, WrittenKind
from support.models import News, WrittenVersion
from support.news import queries
from support.news.services import put_away
from tests.documents.kit import ALL, browser_of, holder, query_count
from tests.employees.person_kit import text_of
from tests.factories import CaisseFactory, DelegationFactory, FirmMemberFactory, StaffFactory
from tests.staff import staff_client
from tests.support.factories import NewsFactory

pytestmark = pytest.mark.django_db
INDEX = reverse("news:index")


def long_there(user) -> None:
    """Somebody whose account is older than all that is new."""
    User.objects.filter(pk=user.pk).update(created_at=timezone.now() - timedelta(days=365))


def unread_on(browser, page) -> int:
    """As the functional bar says it."""
    bar = browser.get(page).context["functional_bar"]
    return next(item.count for item in bar if item.key == "news")


def test_each_person_is_told_what_is_for_them_while_it_is_shown() -> None:
    member, browser = holder()
    caisse, now = member.adherent.caisse, timezone.now()
    rows = {
        "network": NewsFactory(),
        "own": NewsFactory(caisse=caisse),
        "other": NewsFactory(caisse=CaisseFactory()),
        "employer": NewsFactory(caisse=caisse, audience=NewsAudience.EMPLOYER),
        "firm": NewsFactory(audience=NewsAudience.FIRM),
        "staff": NewsFactory(caisse=caisse, audience=NewsAudience.STAFF),
        "tomorrow": NewsFactory(starts_at=now + timedelta(days=1)),
        "over": NewsFactory(ends_at=now - timedelta(hours=1)),
        "still": NewsFactory(ends_at=now + timedelta(hours=1)),
        "draft": NewsFactory(is_published=False),
    }
    accountant = FirmMemberFactory()
    DelegationFactory(adherent=member.adherent, firm=accountant.firm, rights=sorted(ALL))
    expected = {
        member: {"network", "own", "still", "employer"},
        accountant: {"network", "own", "still", "firm"},
    }
    home = reverse("portal_home", args=[member.adherent.public_id])
    for who, keys in expected.items():
        long_there(who.user)
        their = browser if who is member else browser_of(who)
        assert unread_on(their, home) == len(keys)
        page = their.get(INDEX)
        assert {news.pk for news in page.context["page"]} == {rows[key].pk for key in keys}
    staff = StaffFactory(staff_caisse=caisse)
    long_there(staff)
    desk = text_of(staff_client(staff).get(reverse("admin:index")))
    assert {key for key, row in rows.items() if row.title in desk} == {"network", "own", "still", "staff"}


def test_it_begins_and_ends_at_its_minute_though_it_is_remembered() -> None:
    """Nothing is asked again: what is remembered holds what is to come."""
    member, browser = holder()
    long_there(member.user)
    now = timezone.now()
    NewsFactory(caisse=member.adherent.caisse, starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    reader = queries.NewsReader(member.adherent.caisse_id, frozenset({NewsAudience.EVERYBODY}))
    shown = [len(queries.live_for(reader, now + timedelta(minutes=minutes))) for minutes in (59, 60, 119, 120)]
    assert shown == [0, 1, 1, 0]


def test_what_was_seen_is_not_new_any_more_and_reading_writes_nothing() -> None:
    member, browser = holder()
    old = NewsFactory(caisse=member.adherent.caisse)
    home = reverse("portal_home", args=[member.adherent.public_id])
    # Who has just come is not told what was there before.
    assert unread_on(browser, home) == 0
    long_there(member.user)
    assert unread_on(browser, home) == 1
    page = browser.get(INDEX)
    assert (old.title in text_of(page), "Nouveau<" in text_of(page)) == (True, True)
    assert unread_on(browser, home) == 1
    assert browser.post(reverse("news:seen"), headers={"HX-Request": "true"}).status_code == 204
    assert unread_on(browser, home) == 0
    assert browser.post(reverse("news:seen"))["Location"] == INDEX
    assert "Nouveau<" not in text_of(browser.get(INDEX))
    NewsFactory(caisse=member.adherent.caisse, starts_at=timezone.now())
    assert unread_on(browser, home) == 1


def test_an_important_one_is_a_banner_until_it_is_put_away() -> None:
    member, browser = holder()
    home = reverse("portal_home", args=[member.adherent.public_id])
    first = NewsFactory(is_important=True, title="Fermeture <b>vendredi</b>")
    second = NewsFactory(is_important=True, ends_at=timezone.now() + timedelta(hours=1))
    other = NewsFactory()
    body = browser.get(home).content.decode()
    assert "Fermeture &lt;b&gt;vendredi" in body
    assert second.title in body
    assert other.title not in body
    answer = browser.post(
        reverse("news:put_away", args=[first.public_id]), headers={"Referer": f"http://testserver{home}"}
    )
    assert answer["Location"] == home
    for ref in (first.public_id, other.public_id, "inconnue"):
        browser.post(reverse("news:put_away", args=[ref]))
    browser.post(reverse("news:put_away", args=[second.public_id]), headers={"Referer": "https://ailleurs.example/"})
    member.user.refresh_from_db()
    assert member.user.news_put_away == [first.pk, second.pk]
    shown = browser.get(home)
    assert list(shown.context["news_banners"]) == []
    assert second.title in text_of(browser.get(INDEX))
    # What is over is forgotten of the person.
    News.objects.filter(pk=second.pk).update(ends_at=timezone.now())
    put_away(person=member.user, ref=first.public_id)
    member.user.refresh_from_db()
    assert member.user.news_put_away == [first.pk]


def test_pages_ask_nothing_more_for_news() -> None:
    member, browser = holder()
    home = reverse("portal_home", args=[member.adherent.public_id])
    none = [query_count(browser, page) for page in (home, INDEX)]
    NewsFactory.create_batch(50, caisse=member.adherent.caisse)
    NewsFactory.create_batch(2, caisse=member.adherent.caisse, is_important=True)
    some = [query_count(browser, page) for page in (home, INDEX)]
    assert some[0] == none[0]
    assert some[1] <= 12


def test_staff_write_those_of_their_caisse_and_pages_know_at_once(django_capture_on_commit_callbacks) -> None:
    member, browser = holder()
    long_there(member.user)
    home, caisse = reverse("portal_home", args=[member.adherent.public_id]), member.adherent.caisse
    assert unread_on(browser, home) == 0
    staff = staff_client(StaffFactory(staff_caisse=caisse))
    fields = {
        "caisse": caisse.pk,
        "audience": "everybody",
        "title": "Fermeture",
        "body": "**Vendredi**.",
        "is_published": "on",
    }
    fields |= {"starts_at_0": "01/11/2026", "starts_at_1": "08:00", "ends_at_0": "", "ends_at_1": ""}
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(reverse("admin:support_news_add"), fields).status_code == 302
    assert unread_on(browser, home) == 1
    row = News.objects.get()
    change = reverse("admin:support_news_change", args=[row.pk])
    wrong = staff.post(change, fields | {"ends_at_0": "31/10/2026", "ends_at_1": "08:00"})
    assert "avant le début" in text_of(wrong)
    with django_capture_on_commit_callbacks(execute=True):
        changed = {name: value for name, value in fields.items() if name != "is_published"}
        assert staff.post(change, changed | {"body": "**Samedi**."}).status_code == 302
    assert unread_on(browser, home) == 0
    kept = WrittenVersion.objects.filter(kind=WrittenKind.NEWS, row_id=row.pk)
    assert [version.body for version in kept] == ["**Samedi**.", "**Vendredi**."]
    assert "<strong>Samedi" in staff.get(reverse("admin:support_news_read", args=[row.pk])).content.decode()
    network = NewsFactory()
    assert staff.post(reverse("admin:support_news_change", args=[network.pk]), fields).status_code == 403
    assert staff.post(reverse("admin:support_news_seen"))["Location"] == reverse("admin:index")
