"""The modules by which sections bring their own development data: `demo_<section>.py`, `volume_<section>.py`."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.conf import settings


def modules(kind: str) -> list[ModuleType]:
    """Those of that kind, from the lowest section up, so that each completes the rows of those below it."""
    names = [f"{__package__}.{kind}_{section}" for section in settings.SECTIONS]
    return [import_module(name) for name in names if find_spec(name)]
