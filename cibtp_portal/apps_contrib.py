"""Django's admin, on our own site object (staff of a caisse, within their caisse)."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    default_site = "accounts.admin_site.StaffAdminSite"

    def ready(self) -> None:
        from django.contrib.auth.models import Group  # noqa: PLC0415  models are not loaded before
        from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: PLC0415

        super().ready()
        # Permissions come from the role alone (accounts.staff.roles): a page about groups would promise what
        # nothing keeps.
        admin.site.unregister(Group)
        # Its page shows the secret of everyone's second factor: nobody reads that, the network neither (SECURITY A25).
        admin.site.unregister(TOTPDevice)
