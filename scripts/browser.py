"""Print the path of a working Chromium for the browser tests, installing one where the machine allows it.

Order: $CHROMIUM, the browsers on the PATH, playwright's own, `apt-get` (as root), `playwright install`.
The headless shell comes first: the same engine without a window to draw takes half the time of the whole browser.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APT_INSTALL = ["apt-get", "-qq", "install", "-y", "--no-install-recommends"]


def candidates() -> Iterator[str]:
    """Paths worth trying, best first."""
    if named := os.environ.get("CHROMIUM"):
        yield shutil.which(named) or named
    for name in NAMES:
        if path := shutil.which(name):
            yield path
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  slow: only when no browser is on the PATH

    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def works(path: str) -> bool:
    """Whether it starts: some distributions ship a stub that only advises another package."""
    try:
        shown = subprocess.run([path, "--version", "--no-sandbox"], capture_output=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return b"Chrom" in shown.stdout


def find() -> str | None:
    return next((path for path in candidates() if works(path)), None)


def ways_to_install() -> Iterator[list[list[str]]]:
    """Sequences of commands, each sequence one way to get a browser."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        yield [["apt-get", "-qq", "update"], [*APT_INSTALL, "chromium-headless-shell"]]
        yield [[*APT_INSTALL, "chromium"]]
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]


def install() -> str | None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for way in ways_to_install():
        print("Installing Chromium:", " && ".join(" ".join(command) for command in way), file=sys.stderr)
        for command in way:
            subprocess.run(command, env=environment, stdout=sys.stderr)
        if path := find():
            return path
    return None


if __name__ == "__main__":
    path = find() or install()
    if path is None:
        sys.exit("No Chromium found and none could be installed: install it, or set CHROMIUM=/path/to/chromium.")
    print(path)
