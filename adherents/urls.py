from django.urls import path

from adherents import views

app_name = "adherents"
urlpatterns = [
    path("", views.index, name="index"),
    path("declarations/", views.declarations, name="declarations"),
    path("declarations/<slug:key>/", views.declaration, name="declaration"),
    path("taux/", views.rates, name="rates"),
    path("demandes/", views.changes, name="changes"),
    path("demandes/adresse/<str:public_id>/", views.request_address_change, name="request_address_change"),
    path("demandes/contact/<slug:key>/", views.request_contact_change, name="request_contact_change"),
    path("demandes/compte-bancaire/", views.request_bank_change, name="request_bank_change"),
    path("demandes/<str:public_id>/", views.change, name="change"),
    path("demandes/<str:public_id>/retirer/", views.withdraw_change, name="withdraw_change"),
    path("justificatifs/<str:public_id>/", views.proof, name="proof"),
]
