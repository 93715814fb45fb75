"""Compile every template of the project: a syntax error is found here and not by a user."""

import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    django.setup()
    folder = ROOT / "templates"
    names = sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in {".html", ".txt", ".md"}
    )
    names += sorted(str(path.relative_to(folder / "rows")) for path in folder.rglob("*.jinja"))
    broken = 0
    for name in names:
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            broken += 1
            print(f"{name}: {error}")
    print(f"{len(names)} templates compiled, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
