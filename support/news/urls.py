"""What is new, for anybody signed in."""

from django.urls import path

from support.news import views

app_name = "news"
urlpatterns = [
    path("", views.index, name="index"),
    path("lues/", views.seen, name="seen"),
    path("<str:ref>/ranger/", views.put_away, name="put_away"),
]
