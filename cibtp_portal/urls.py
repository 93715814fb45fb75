"""Every address of the portal. A tiers is always in the URL of what is done for it."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from cibtp_portal import arranging, public, views

handler400 = "cibtp_portal.views.bad_request"
handler403 = "cibtp_portal.views.forbidden"
handler404 = "cibtp_portal.views.not_found"
handler500 = "cibtp_portal.views.server_error"

urlpatterns = [
    path("", public.network_home, name="network_home"),
    path("caisses/<slug:caisse>/", public.caisse_home, name="caisse_home"),
    path("caisses/<slug:caisse>/questions-reponses/", include("support.questions.public_urls")),
    path("caisses/<slug:caisse>/<slug:page>/", public.caisse_page, name="caisse_page"),
    path("reseau/<slug:page>/", public.network_page, name="network_page"),
    path("sante/", views.health, name="health"),
    path("espace/", views.home, name="home"),
    path("espace/changer-de-tiers/", views.choose_tiers, name="choose_tiers"),
    path("espace/<str:tiers>/", views.portal_home, name="portal_home"),
    path("espace/<str:tiers>/tuiles/", arranging.arrange_tiles, name="arrange_tiles"),
    path("espace/<str:tiers>/tuiles/recommencer/", arranging.start_tiles_again, name="start_tiles_again"),
    path("espace/<str:tiers>/tuiles/<slug:key>/", arranging.choose_tile, name="choose_tile"),
    path("espace/<str:tiers>/usage/<slug:key>/", views.tile_use, name="tile_use"),
    path("espace/<str:tiers>/informations-legales/", include("adherents.urls")),
    path("espace/<str:tiers>/salaries/", include("employees.urls")),
    path("espace/<str:tiers>/planning/", include("absences.urls")),
    path("espace/<str:tiers>/arrets/", include("stoppages.urls")),
    path("espace/<str:tiers>/documents/", include("documents.urls")),
    path("espace/<str:tiers>/contact/", include("support.urls")),
    path("espace/<str:tiers>/collegues/", include("accounts.colleagues.urls")),
    path("espace/<str:tiers>/journal/", include("accounts.journal.urls")),
    path("", include("accounts.urls")),
    path("", include("delegations.urls")),
    path("cabinet/<str:ref>/", include("delegations.firm_urls")),
    path("aide/", include("support.guidance.urls")),
    path("nouveautes/", include("support.news.urls")),
    path("calendriers/", include("absences.calendar_urls")),
    path("verifier-une-attestation/", include("documents.public_urls")),
    path("webhooks/", include("core.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEMONSTRATION:
    from cibtp_portal.development import components, outbox

    urlpatterns += [
        path("composants/", components.components, name="components"),
        path("messages-de-demonstration/", outbox.messages, name="demonstration_messages"),
        path("messages-de-demonstration/<str:name>/", outbox.message, name="demonstration_message"),
        path("messages-de-demonstration/<str:name>/reponse/", outbox.reply, name="demonstration_reply"),
    ]
