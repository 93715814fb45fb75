from django.urls import path

from accounts.colleagues.views import invitations
from accounts.opening.views import activation, opening
from accounts.person.views import account, certification, coordinates, security
from accounts.sign_in.views import reset, sign_in

app_name = "accounts"
urlpatterns = [
    path("connexion/", sign_in.sign_in, name="sign_in"),
    path("deconnexion/", sign_in.sign_out, name="sign_out"),
    path("ouverture/identification/", opening.identify, name="identify"),
    path("ouverture/contact-et-connexion/", opening.contact, name="contact"),
    path("ouverture/mobile/certifier/", opening.send_mobile_code, name="send_mobile_code"),
    path("ouverture/mobile/code/", opening.check_mobile_code, name="check_mobile_code"),
    path("ouverture/courriel-envoye/", activation.email_sent, name="email_sent"),
    path("ouverture/courriel-envoye/renvoyer/", activation.resend_activation, name="resend_activation"),
    path("ouverture/courriel-envoye/corriger/", activation.correct_email, name="correct_email"),
    path("activation/<str:token>/", activation.activate, name="activate"),
    path("mot-de-passe-oublie/", reset.forgotten_password, name="forgotten_password"),
    path("mot-de-passe-oublie/courriel-envoye/", reset.reset_sent, name="reset_sent"),
    path("nouveau-mot-de-passe/", reset.choose_password, name="choose_password"),
    path("nouveau-mot-de-passe/<str:public_id>/<str:token>/", reset.open_reset, name="open_reset"),
    path("connexion/second-facteur/", security.give_second_factor, name="second_factor"),
    path("certification/", certification.certification, name="certification"),
    path("certification/envoyer/", certification.send_certification_link, name="send_certification_link"),
    path("certification/<str:token>/", certification.renew_certification, name="renew_certification"),
    path("nouvelle-adresse/<str:token>/", certification.confirm_email, name="confirm_email"),
    path("invitation/<str:token>/", invitations.answer_invitation, name="answer_invitation"),
    path("invitation/<str:token>/compte/", invitations.open_invited_account, name="open_invited_account"),
    path("compte/invitations/", invitations.invitations, name="invitations"),
    path("compte/invitations/<str:public_id>/accepter/", invitations.accept_invitation, name="accept_invitation"),
    path("compte/invitations/<str:public_id>/refuser/", invitations.refuse_invitation, name="refuse_invitation"),
    path("compte/", account.account, name="account"),
    path("compte/rattacher/", account.attach, name="attach"),
    path("compte/rattachements/<str:ref>/quitter/", account.leave, name="leave"),
    path("compte/adresse/", coordinates.change_email, name="change_email"),
    path("compte/adresse/abandonner/", coordinates.withdraw_email_change, name="withdraw_email_change"),
    path("compte/telephones/", coordinates.phones, name="phones"),
    path("compte/telephones/mobile/certifier/", coordinates.send_my_mobile_code, name="send_my_mobile_code"),
    path("compte/telephones/mobile/code/", coordinates.check_my_mobile_code, name="check_my_mobile_code"),
    path("compte/telephones/mobile/retirer/", coordinates.remove_mobile, name="remove_mobile"),
    path("compte/messages/", coordinates.messages, name="messages"),
    path("compte/messages/reprendre-les-sms/", coordinates.resume_sms, name="resume_sms"),
    path("compte/securite/", security.security, name="security"),
    path("compte/securite/mot-de-passe/", security.change_password, name="change_password"),
    path("compte/securite/confirmer/", security.confirm_password, name="confirm_password"),
    path("compte/securite/sessions/fermer-les-autres/", security.close_other_sessions, name="close_other_sessions"),
    path("compte/securite/sessions/<str:public_id>/fermer/", security.close_session, name="close_session"),
    path("compte/securite/second-facteur/", security.enrol, name="enrol"),
    path(
        "compte/securite/second-facteur/codes-de-secours/", security.renew_recovery_codes, name="renew_recovery_codes"
    ),
    path(
        "compte/securite/second-facteur/desactiver/", security.switch_off_second_factor, name="switch_off_second_factor"
    ),
    path("compte/mes-donnees/", account.data, name="data"),
    path("compte/mes-donnees/fichier/", account.data_json, name="data_json"),
    path("compte/fermer/", account.close, name="close"),
]
