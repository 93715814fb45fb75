"""What is done with the news: written by staff, seen, put away."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from adherents.models import Caisse
from support.enums import WrittenKind
from support.models import News
from support.news import queries
from support.services.versions import keep_version


@transaction.atomic
def written(*, news: News, by: Any) -> None:
    """Somebody has just saved it: what it said is kept, and pages know it."""
    keep_version(kind=WrittenKind.NEWS, row_id=news.pk, title=news.title, body=news.body, by=by)
    told = [news.caisse_id] if news.caisse_id is not None else [None, *Caisse.objects.values_list("pk", flat=True)]
    transaction.on_commit(lambda: queries.forget(told))


def mark_seen(*, person: User) -> None:
    """All that is there now."""
    User.objects.filter(pk=person.pk).update(news_seen_at=timezone.now())


@transaction.atomic
def put_away(*, person: User, ref: str) -> None:
    """They read this important one, which is no banner any more. Of those that they put away, only what is not over is
    remembered. What does not exist changes nothing, and what one is not shown makes no difference to them.
    """
    row = User.objects.select_for_update(no_key=True).only("news_put_away").get(pk=person.pk)
    asked = Q(public_id=ref, is_important=True) | Q(pk__in=row.news_put_away)
    kept = News.objects.not_over(timezone.now()).filter(asked).order_by("pk").values_list("pk", flat=True)
    User.objects.filter(pk=person.pk).update(news_put_away=list(kept))
