"""Measure the budgets of the portal under gunicorn; exit 1 when one is broken (DESIGN §7, decision 008).

    make bench                                  a whole country, loaded once in .local/bench
    make bench COMPANIES=5000 EMPLOYEES=10000   a smaller one
    make bench AGAINST=before.json              also refuses a page that costs a tenth more than in that run
    make bench BENCH_ARGS='--pages contact'     only the pages of a section, or that have this in their name

A page is judged by its ratio to a plain Django page, measured in turn with it, in time of processor; milliseconds are
printed, and judge nothing. Each page is asked for in two databases: the country, and the demonstration beside the few
companies whose pages are measured. Its price may not grow from one to the other. The figures are written in
`$DATA_DIR/bench.json`.
"""

import argparse
import json
import logging
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA_DIR = Path(os.environ.get("DATA_DIR") or ROOT / ".local" / "bench").resolve()
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "bench_site.settings",
    "DATA_DIR": str(DATA_DIR),
    "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "scripts")]),
}
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import django  # noqa: E402

django.setup()
logging.getLogger("httpx").setLevel("WARNING")

import bench_budgets  # noqa: E402
import bench_country  # noqa: E402
import bench_servers  # noqa: E402
from bench_budgets import Figure, Measured  # noqa: E402
from bench_pages import Page, sections  # noqa: E402
from bench_servers import Ask  # noqa: E402
from django.db import connection, connections  # noqa: E402
from server_work import Work  # noqa: E402

from cibtp_portal.development import volume  # noqa: E402
from cibtp_portal.development.postgres import as_url  # noqa: E402

COUNTRY, SMALL, REFERENCE = "country", "small", "reference"
# How often the reference page is asked for in a turn: every ratio depends on it.
REFERENCES = 4
SMALL_DATABASE = "cibtp_bench_small"
Pages = dict[str, list[Page]]


def databases() -> dict[str, tuple[str, Path]]:
    """The address and the files of both, on the server of the settings."""
    known = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [SMALL_DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {SMALL_DATABASE}")
    small = {**known, "NAME": SMALL_DATABASE}
    return {COUNTRY: (as_url(known), DATA_DIR), SMALL: (as_url(small), DATA_DIR / "small")}


def prepared(name: str, url: str, directory: Path, amounts: dict[str, int]) -> Pages:
    """The pages of that database, brought to its size."""
    print(f"Preparing the {name} database…", flush=True)
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / "pages.json"
    told = [f"{amount}={count}" for amount, count in amounts.items()]
    command = [sys.executable, str(ROOT / "scripts" / "bench_country.py"), str(file), *told]
    environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(directory)}
    subprocess.run(command, env=environment, check=True)
    return bench_country.read_pages(file)


def chosen(pages: Pages, words: Sequence[str]) -> Pages:
    """Those of the sections named, or with one of these words in their name; all of them when nothing is named."""
    if not words:
        return pages
    return {
        section: [page for page in of_section if section in words or any(word in page.name for word in words)]
        for section, of_section in pages.items()
    }


def measure(pages: dict[str, Pages], addresses: dict[str, str], plain: Ask, requests: int) -> list[Measured]:
    """Every page in both databases, and the reference page, in turn."""
    asks = {f"{REFERENCE} {time}": plain for time in range(REFERENCES)}
    for database, address in addresses.items():
        everything = [page for of_section in pages[database].values() for page in of_section]
        asks |= {f"{database} {name}": ask for name, ask in bench_servers.asked(address, everything).items()}
    works = bench_servers.works(asks, requests)
    reference = [work for time in range(REFERENCES) for work in works[f"{REFERENCE} {time}"]]
    print(f"  {'the reference page':28} {_milliseconds(reference):6.1f} ms")
    return [
        _measured(section, page, works[f"{COUNTRY} {page.name}"], works[f"{SMALL} {page.name}"], reference)
        for section, of_section in pages[COUNTRY].items()
        for page in of_section
    ]


def _measured(
    section: str, page: Page, works: Sequence[Work], small: Sequence[Work], reference: Sequence[Work]
) -> Measured:
    costs, small_costs, reference_costs = ([work.judged for work in part] for part in (works, small, reference))
    return Measured(
        section=section,
        name=page.name,
        kind=page.kind,
        ratio=bench_budgets.ratio(costs, reference_costs),
        small_ratio=bench_budgets.ratio(small_costs, reference_costs),
        milliseconds=_milliseconds(works),
    )


def _milliseconds(works: Sequence[Work]) -> float:
    return statistics.median(work.wall for work in works)


def show(page: Measured) -> None:
    allowed = bench_budgets.MAX_RATIO[page.kind]
    ratio = f"{page.ratio:5.2f} × (≤ {allowed:g})"
    print(f"  {page.name:28} {page.milliseconds:6.1f} ms {ratio:18} growth {page.growth:4.2f}")


def secrecy(address: str, requests: int) -> Iterator[Figure]:
    """Of what an address costs where it must not be guessed."""
    for _, module in sections():
        for twins in getattr(module, "twins", list)():
            pages = {"known": twins.known, "unknown": twins.unknown}
            asks = {name: bench_servers.asked(address, [page])[page.name] for name, page in pages.items()}
            works = bench_servers.works(asks, requests)
            known, unknown = ([work.judged for work in works[name]] for name in pages)
            gap = bench_budgets.gap_percent(known, unknown)
            yield Figure(f"{twins.name}, known or unknown", gap, "%", bench_budgets.MAX_GAP_PERCENT)


def others() -> Iterator[Figure]:
    for _, module in sections():
        yield from getattr(module, "figures", list)()


def told(figure: Figure) -> Figure:
    bound = "≥" if figure.is_least else "≤"
    print(f"  {figure.name:36} {figure.value:7.1f} {figure.unit} ({bound} {figure.limit:g})", flush=True)
    return figure


def measured(options: argparse.Namespace) -> tuple[list[Measured], list[Figure]]:
    amounts = {COUNTRY: {amount.name: getattr(options, amount.name) for amount in volume.AMOUNTS}}
    amounts[SMALL] = {amount.name: amount.least for amount in volume.AMOUNTS}
    places = databases()
    connections.close_all()
    pages = {
        name: chosen(prepared(name, url, directory, amounts[name]), options.pages)
        for name, (url, directory) in places.items()
    }
    with bench_servers.reference(*places[COUNTRY]) as plain, bench_servers.served(places) as addresses:
        print(f"Measuring, each page {options.requests} times…", flush=True)
        country = measure(pages, addresses, plain, options.requests)
        for page in country:
            show(page)
        figures = [] if options.pages else [told(figure) for figure in secrecy(addresses[COUNTRY], options.requests)]
    return country, figures if options.only_pages or options.pages else [*figures, *map(told, others())]


def written(pages: Sequence[Measured], figures: Sequence[Figure]) -> None:
    told = {
        "amounts": volume.present(),
        "pages": {page.name: {**asdict(page), "growth": page.growth} for page in pages},
        "figures": {figure.name: figure.value for figure in figures},
    }
    (DATA_DIR / "bench.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n")


def ratios(file: Path) -> dict[str, float]:
    return {name: page["ratio"] for name, page in json.loads(file.read_text())["pages"].items()}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for amount in volume.AMOUNTS:
        parser.add_argument(f"--{amount.name}", type=int, default=amount.national, help=amount.label)
    parser.add_argument("--against", type=Path, help="the bench.json of another run")
    parser.add_argument("--requests", type=int, default=120, help="of each page")
    parser.add_argument("--pages", action="append", default=[], metavar="WORDS", help="only these, without the figures")
    parser.add_argument("--only-pages", action="store_true", help="neither letters, nor reminders, nor imports")
    return parser.parse_args()


def main() -> int:
    asked = options()
    before = ratios(asked.against) if asked.against else {}
    pages, figures = measured(asked)
    written(pages, figures)
    broken = [
        *bench_budgets.broken_pages(pages),
        *bench_budgets.broken_figures(figures),
        *bench_budgets.worse(pages, before),
    ]
    for budget in broken:
        print(f"BROKEN  {budget}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
