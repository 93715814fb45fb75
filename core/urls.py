from django.urls import include, path

from core import webhooks

app_name = "core"
urlpatterns = [
    path("sms/", webhooks.sms_status, name="sms_status"),
    path("courriel/", include(webhooks.email_status_urls())),
]
