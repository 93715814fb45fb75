"""What anybody may ask of a document that they were given."""

from django.urls import path

from documents.attestations import public

app_name = "documents_public"
urlpatterns = [path("", public.verify, name="verify")]
