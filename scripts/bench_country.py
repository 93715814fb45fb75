"""A database to measure: brought to its size, and the pages to ask for in it.

    python scripts/bench_country.py <file> companies=500 users=1 crowd=5000

On the database of `DATABASE_URL`: a program of its own, so that a run measures several countries. The pages of each
section are written in the file, for `read_pages`.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench_budgets import Kind
from bench_pages import Form, Page, Visitor, sections


def prepare(amounts: dict[str, int]) -> None:
    """Nothing to do the second time."""
    from django.core.management import call_command  # noqa: PLC0415  needs Django set up

    from cibtp_portal.development import demo, volume  # noqa: PLC0415  the same

    call_command("migrate", interactive=False, verbosity=0)
    demo.load_once()
    added = volume.complete(amounts)
    if any(added.values()):
        print(f"  loaded: {added}", flush=True)


def write_pages(path: Path) -> None:
    pages = {name: [asdict(page) for page in module.pages()] for name, module in sections()}
    path.write_text(json.dumps(pages, ensure_ascii=False))


def read_pages(path: Path) -> dict[str, list[Page]]:
    return {name: [_page(page) for page in pages] for name, pages in json.loads(path.read_text()).items()}


def _page(told: dict[str, Any]) -> Page:
    visitor = told["visitor"]
    forms = [Form(**form) for form in visitor["forms"]]
    return Page(**{**told, "kind": Kind(told["kind"]), "visitor": Visitor(visitor["name"], forms)})


def main() -> None:
    import django  # noqa: PLC0415  only the program sets Django up

    django.setup()
    file, *amounts = sys.argv[1:]
    prepare({name: int(count) for name, count in (amount.split("=") for amount in amounts)})
    write_pages(Path(file))


if __name__ == "__main__":
    main()
