from django.urls import include, path

from core import webhooks

app_name = "core"
urlpatterns = [
    path("sms/", webhooks.sms_status, name="sms_status"),
    path("sms/reponses/", webhooks.sms_reply, name="sms_reply"),
    path("courriel/", include(webhooks.email_status_urls())),
]
