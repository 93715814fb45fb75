"""The people of the company acted for; included by the project under the tiers."""

from django.urls import path

from accounts.colleagues.views import colleagues, replacement

app_name = "colleagues"
urlpatterns = [
    path("", colleagues.index, name="index"),
    path("inviter/", colleagues.invite, name="invite"),
    path("titulaire/", replacement.replace_holder, name="replace_holder"),
    path("titulaire/retirer-la-demande/", replacement.withdraw_replacement, name="withdraw_replacement"),
    path("<str:public_id>/droits/", colleagues.change_rights, name="change_rights"),
    path("<str:public_id>/retirer/", colleagues.remove, name="remove"),
    path("invitations/<str:public_id>/renvoyer/", colleagues.resend_invitation, name="resend_invitation"),
    path("invitations/<str:public_id>/retirer/", colleagues.withdraw_invitation, name="withdraw_invitation"),
]
