"""What each section brings to the tests of all: `tests/<section>/routes.py`, `cast.py`, `places.py` and `walks.py`."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.apps import apps

TESTS = Path(__file__).resolve().parent


def having(part: str) -> list[str]:
    """The sections that bring it, as a module or a package; the lowest first, as Django loads them."""
    labels = (config.label.removeprefix("cibtp_") for config in apps.get_app_configs())
    return [label for label in labels if _is_there(TESTS / label, part)]


def parts(part: str) -> list[ModuleType]:
    return [import_module(f"tests.{section}.{part}") for section in having(part)]


def _is_there(folder: Path, part: str) -> bool:
    return (folder / f"{part}.py").exists() or (folder / part / "__init__.py").exists()
