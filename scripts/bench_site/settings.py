"""The development settings with whole-day limits out of reach: a measurement asks far more often than a person."""

from server_work import ONE_PROCESS

from cibtp_portal.settings.dev import *  # noqa: F403
from cibtp_portal.settings.dev import DATABASES, MIDDLEWARE, THROTTLES

ROOT_URLCONF = "bench_site.urls"
THROTTLES = {name: (10**9, window) for name, (_, window) in THROTTLES.items()}
MIDDLEWARE = ["server_work.ServerWorkMiddleware", *MIDDLEWARE]
DATABASES["default"].setdefault("OPTIONS", {})["options"] = ONE_PROCESS
