"""A portal as `make run` starts it, in a folder of its own: a process of ours, of whatever its tables need."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# A new database first: a minute of processor, shared with the other tests.
START_SECONDS = 420


def start_portal(folder: Path, port: int, **options: Any) -> subprocess.Popen[str]:
    """`manage.py run_portal`; `options` of `Popen`. What it says comes at once, errors among the rest."""
    own = {"DJANGO_SETTINGS_MODULE": "cibtp_portal.settings.dev", "DATA_DIR": str(folder), "PORT": str(port)}
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.Popen(
        [sys.executable, "manage.py", "run_portal"],
        cwd=ROOT,
        env={**environment, **own, "PYTHONUNBUFFERED": "1"},
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
