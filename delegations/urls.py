"""A company's delegations, under its tiers; the invitations, which no tiers names yet."""

from django.urls import path

from delegations.answering import views as invitation
from delegations.giving import views as company

app_name = "delegations"
_OF = "espace/<str:tiers>/delegations/"

urlpatterns = [
    path(_OF, company.index, name="index"),
    path(f"{_OF}donner/", company.give, name="give"),
    path(f"{_OF}demandes/<str:public_id>/decliner/", company.decline_request, name="decline_request"),
    path(f"{_OF}<str:public_id>/", company.detail, name="detail"),
    path(f"{_OF}<str:public_id>/modifier/", company.change, name="change"),
    path(f"{_OF}<str:public_id>/renvoyer/", company.resend, name="resend"),
    path(f"{_OF}<str:public_id>/retirer/", company.revoke, name="revoke"),
    path("delegations-proposees/<str:public_id>/", invitation.proposal, name="proposal"),
    path("delegations-proposees/<str:public_id>/refuser/", invitation.refuse_proposal, name="refuse_proposal"),
    path("delegation/<str:token>/", invitation.answer, name="answer"),
    path("delegation/<str:token>/refuser/", invitation.refuse, name="refuse"),
    path("delegation/<str:token>/compte/", invitation.open_account, name="open_account"),
    path("invitation-cabinet/<str:token>/", invitation.join, name="join"),
    path("invitation-cabinet/<str:token>/compte/", invitation.open_collaborator_account, name="open_collaborator"),
]
