"""The portal’s addresses, and one page more: signed in, the whole furniture, and no content."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from cibtp_portal.urls import handler400, handler403, handler404, handler500
from cibtp_portal.urls import urlpatterns as portal_urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

EMPTY = engines["django"].from_string(
    '{% extends "layouts/portal.html" %}{% block title %}Vide{% endblock %}{% block page_title %}Vide{% endblock %}'
)


def empty(request: HttpRequest, tiers: str) -> HttpResponse:
    return HttpResponse(EMPTY.render({}, request))


urlpatterns = [path("espace/<str:tiers>/page-vide/", empty, name="empty"), *portal_urlpatterns]
