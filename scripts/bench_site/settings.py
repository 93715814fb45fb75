"""The development settings with whole-day limits out of reach: a measurement asks far more often than a person."""

from cibtp_portal.settings.dev import *  # noqa: F403
from cibtp_portal.settings.dev import MIDDLEWARE, THROTTLES

ROOT_URLCONF = "bench_site.urls"
THROTTLES = {name: (10**9, window) for name, (_, window) in THROTTLES.items()}
MIDDLEWARE = ["bench_site.timing.ServerTimeMiddleware", *MIDDLEWARE]
