"""The WSGI application (gunicorn cibtp_portal.wsgi)."""

import os

from django.core.wsgi import get_wsgi_application

from cibtp_portal.checks import refuse_half_configured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cibtp_portal.settings.base")
application = get_wsgi_application()
refuse_half_configured()
