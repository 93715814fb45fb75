from django.urls import path

from stoppages import views

app_name = "stoppages"
urlpatterns = [path("", views.index, name="index")]
