"""What is new: written by the network and by each caisse, previewed, shown from an instant to another."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from support.admin.editorial import EditorialAdmin
from support.enums import WrittenKind
from support.models import News
from support.news import services


@admin.register(News)
class NewsAdmin(EditorialAdmin):
    kind = WrittenKind.NEWS
    body_field = "body"
    list_display = ["title", "audience", "standing", "starts_at", "ends_at", "is_important", "caisse"]
    list_filter = ["caisse", "audience", "is_important", "is_published"]
    date_hierarchy = "starts_at"
    fields = [
        "caisse",
        "audience",
        "title",
        "body",
        ("starts_at", "ends_at"),
        ("is_important", "is_published"),
    ]

    def get_urls(self) -> list[URLPattern]:
        seen = path("lues/", self.admin_site.admin_view(require_POST(self.seen)), name=self.page_name("seen"))
        return [seen, *super().get_urls()]

    def seen(self, request: HttpRequest) -> HttpResponse:
        """By a member of staff, who read them on the home page of the admin."""
        person: Any = request.user
        services.mark_seen(person=person)
        return redirect("admin:index")

    @admin.display(description="état")
    def standing(self, news: News) -> str:
        return news.standing_at(timezone.now())

    def save_model(self, request: HttpRequest, obj: News, form: ModelForm, change: bool) -> None:  # type: ignore[override]
        super().save_model(request, obj, form, change)
        services.written(news=obj, by=request.user)
