from django.urls import path

from adherents import views

app_name = "adherents"
urlpatterns = [path("", views.index, name="index")]
