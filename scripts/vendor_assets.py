"""Rewrite static/vendor/, static/icons.svg and static/vendor/MANIFEST.json from downloaded node packages.

    python scripts/vendor_assets.py path/to/node_modules     rewrite everything
    python scripts/vendor_assets.py path/to/node_modules --icons   rewrite the icon sprite only
    python scripts/vendor_assets.py --check                  fail if an icon is missing or a vendored file was edited

Nothing of node is needed to run the portal: the result is committed. To take a new version, change VERSIONS in this
file, install those packages anywhere with a node client, run the script and commit what changed.

What is changed on the way, and why:
- Bootstrap is trimmed to the families of classes in KEPT_FAMILIES (page weight) and loses its data: pictures.
- Barlow gets a narrow no-break space (U+202F), which French typography needs and which the font forgot; the TTF
  files, for the PDF engine, join the latin and latin-extended subsets so that every name of a salarié can be printed.
- The icon sprite holds only the icons named in templates and Python, plus the names listed in static/icons.txt.
"""

import argparse
import hashlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
SPRITE = STATIC / "icons.svg"
ICON_LIST = STATIC / "icons.txt"
MANIFEST = VENDOR / "MANIFEST.json"

VERSIONS = {
    "bootstrap": "5.3.9",
    "bootstrap-icons": "1.13.2",
    "htmx.org": "2.0.11",
    "driver.js": "1.8.0",
    "@fontsource/barlow": "5.3.0",
}

# First match wins: (source inside node_modules, target inside static/vendor).
COPIES = [
    ("bootstrap/LICENSE", "bootstrap/LICENSE"),
    ("bootstrap-icons/LICENSE", "bootstrap-icons/LICENSE"),
    ("htmx.org/dist/htmx.min.js", "htmx/htmx.min.js"),
    ("htmx.org/LICENSE", "htmx/LICENSE"),
    ("driver.js/dist/driver.js.iife.js", "driver/driver.js"),
    ("driver.js/dist/driver.css", "driver/driver.css"),
    ("driver.js/license", "driver/LICENSE"),
    ("@fontsource/barlow/LICENSE", "barlow/LICENSE"),
]
PACKAGE_OF_FOLDER = {
    "bootstrap": "bootstrap",
    "bootstrap-icons": "bootstrap-icons",
    "htmx": "htmx.org",
    "driver": "driver.js",
    "barlow": "@fontsource/barlow",
}
FONT_WEIGHTS = (400, 600)

# A selector of Bootstrap stays when each class in it belongs to one of these families (or it has no class at all).
KEPT_FAMILIES = re.compile(
    r"^(container(-fluid)?|row|col(-(sm|md|lg))?(-(auto|\d+))?|g[xy]?(-(sm|md|lg))?-\d"
    r"|btn(-(primary|link|sm|lg|check))?|form-(control|label|text|select|check|floating|range)(-.*)?|form-check.*"
    r"|input-group(-text|-sm)?|has-validation|is-invalid|was-validated|invalid-feedback|disabled|active|show"
    r"|d(-(sm|md|lg|print))?-(none|block|inline|inline-block|flex|grid|inline-flex)"
    r"|flex(-(sm|md|lg))?-(row|column|wrap|nowrap|fill|grow-1|shrink-0)|(justify-content|align-(items|self))(-(sm|md|lg))?-.*"
    r"|(gap|row-gap|column-gap)-\d|[mp][tbsexy]?(-(md|lg))?-(\d|auto)|[wh]-(25|50|75|100|auto)|mw-100"
    r"|text-(start|end|center|nowrap|break|wrap|truncate|decoration-none)|fw-(normal|semibold|bold)|fst-italic"
    r"|visually-hidden(-focusable)?|overflow-(auto|hidden)|position-(relative|absolute|sticky)|small|lead|list-unstyled"
    r"|img-fluid|border-0|rounded-0)$"
)
DROPPED_FRAGMENTS = ("[data-bs-theme=dark]", "plaintext", "form-control-color", "form-switch", "::-moz-progress")
ICON_USES = [
    re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']"""),
    re.compile(r"""\bicon\s*=\s*["']([a-z0-9-]+)["']"""),
    re.compile(r"""["']icon["']\s*:\s*["']([a-z0-9-]+)["']"""),
]
SKIPPED_FOLDERS = {".git", ".venv", ".local", "node_modules", "staticfiles", "vendor", "__pycache__"}


# --- Bootstrap ---------------------------------------------------------------------------------------------------


def css_blocks(source: str) -> Iterator[tuple[str, str]]:
    """Yield (prelude, body) for each top-level block; statements without a body (charset) are left out."""
    start = position = 0
    while (opening := source.find("{", position)) != -1:
        depth, position = 1, opening + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(source[position], 0)
            position += 1
        yield source[start:opening].rsplit(";", 1)[-1].strip(), source[opening + 1 : position - 1]
        start = position


def split_selectors(prelude: str) -> list[str]:
    return re.split(r",(?![^(\[]*[)\]])", prelude)


def is_kept(selector: str) -> bool:
    if any(fragment in selector for fragment in DROPPED_FRAGMENTS):
        return False
    asked_for = re.sub(r":not\([^)]*\)", "", selector)
    classes = re.findall(r"\.(-?[_a-zA-Z][\w-]*)", asked_for)
    return all(KEPT_FAMILIES.match(name) for name in classes)


def trimmed(source: str) -> str:
    kept = []
    for prelude, body in css_blocks(source):
        if prelude.startswith(("@media", "@supports")):
            inner = trimmed(body)
            if inner:
                kept.append(f"{prelude}{{{inner}}}")
        elif prelude.startswith("@"):
            continue  # key frames of components that are not kept
        else:
            selectors = [selector for selector in split_selectors(prelude) if is_kept(selector)]
            if selectors:
                kept.append(f"{','.join(selectors)}{{{body}}}")
    return "\n".join(kept)


def write_bootstrap(modules: Path) -> None:
    source = (modules / "bootstrap/dist/css/bootstrap.min.css").read_text(encoding="utf-8")
    notice = re.search(r"/\*!.*?\*/", source, re.DOTALL)
    body = trimmed(re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL))
    # The palette of Bootstrap is not ours: only the variables that something kept still reads stay.
    used = set(re.findall(r"var\((--bs-[\w-]+)", body))
    body = re.sub(
        r"(--bs-[\w-]+):[^;{}]*(;|(?=}))", lambda found: found[0] if found[1] in used or "btn" in found[1] else "", body
    )
    # Pictures written as data: a strict content policy refuses them; components/forms.css brings files instead.
    body = re.sub(r"""url\((["']?)data:.*?\1\)""", "none", body)
    head = notice[0] if notice else ""
    warning = "/* Trimmed by scripts/vendor_assets.py: do not edit. */"
    (VENDOR / "bootstrap/bootstrap.css").write_text(f'@charset "UTF-8";\n{head}\n{warning}\n{body}\n', encoding="utf-8")


# --- Barlow ------------------------------------------------------------------------------------------------------


def with_narrow_space(font: "TTFont") -> "TTFont":  # noqa: F821
    """Give the font a narrow no-break space: an empty glyph, about an eighth of an em."""
    glyph = "uni202F"
    source = font.getBestCmap()[0x20]
    font.setGlyphOrder([*font.getGlyphOrder(), glyph])
    font["glyf"][glyph] = type(font["glyf"][source])()
    font["hmtx"][glyph] = (round(font["head"].unitsPerEm * 0.125), 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[0x202F] = glyph
    return font


def write_fonts(modules: Path) -> None:
    from fontTools.merge import Merger  # noqa: PLC0415  development tool, absent in production
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    folder = modules / "@fontsource/barlow/files"
    for weight in FONT_WEIGHTS:
        latin = TTFont(folder / f"barlow-latin-{weight}-normal.woff2", recalcTimestamp=False)
        with_narrow_space(latin).save(VENDOR / f"barlow/barlow-latin-{weight}.woff2")
        # Letters of other alphabets of Europe (Łukasz, Çağla): fetched by pages that show some, `css/tokens.css`.
        shutil.copyfile(
            folder / f"barlow-latin-ext-{weight}-normal.woff2", VENDOR / f"barlow/barlow-latin-ext-{weight}.woff2"
        )
        with tempfile.TemporaryDirectory() as scratch:
            parts = []
            for subset in ("latin", "latin-ext"):
                part = TTFont(folder / f"barlow-{subset}-{weight}-normal.woff2", recalcTimestamp=False)
                part.flavor = None
                parts.append(str(Path(scratch) / f"{subset}.ttf"))
                part.save(parts[-1])
            joined = Merger().merge(parts)
            joined["head"].modified = latin["head"].modified
            joined.recalcTimestamp = False
            with_narrow_space(joined).save(VENDOR / f"barlow/ttf/barlow-{weight}.ttf")


# --- Icons -------------------------------------------------------------------------------------------------------


def used_icons() -> set[str]:
    names = {
        line.strip() for line in ICON_LIST.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"
    }
    for path in ROOT.rglob("*"):
        if path.suffix not in {".html", ".py"} or SKIPPED_FOLDERS & set(path.relative_to(ROOT).parts):
            continue
        if path == Path(__file__).resolve():
            continue
        text = path.read_text(encoding="utf-8")
        for pattern in ICON_USES:
            names.update(pattern.findall(text))
    return names


def write_sprite(modules: Path) -> None:
    symbols = []
    for name in sorted(used_icons()):
        path = modules / f"bootstrap-icons/icons/{name}.svg"
        if not path.exists():
            sys.exit(f"Bootstrap Icons has no « {name} »: correct the template or the Python that names it.")
        drawing = ElementTree.parse(path).getroot()
        inner = "".join(ElementTree.tostring(child, encoding="unicode") for child in drawing)
        inner = re.sub(r'\s*xmlns(:\w+)?="[^"]*"|ns0:', "", inner).replace(" />", "/>")
        symbols.append(f'<symbol id="{name}" viewBox="{drawing.get("viewBox")}">{inner.strip()}</symbol>')
    body = "\n".join(symbols)
    SPRITE.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n', encoding="utf-8")


def sprite_icons() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))


# --- Manifest ----------------------------------------------------------------------------------------------------


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_manifest(modules: Path) -> None:
    entries = []
    for path in sorted(VENDOR.rglob("*")):
        if not path.is_file() or path == MANIFEST:
            continue
        name = path.relative_to(VENDOR).as_posix()
        package = PACKAGE_OF_FOLDER[name.split("/")[0]]
        described = json.loads((modules / package / "package.json").read_text(encoding="utf-8"))
        entries.append(
            {
                "file": name,
                "name": package,
                "version": described["version"],
                "licence": described["license"],
                "sha256": digest(path),
            }
        )
    MANIFEST.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")


def check_versions(modules: Path) -> None:
    for package, expected in VERSIONS.items():
        found = json.loads((modules / package / "package.json").read_text(encoding="utf-8"))["version"]
        if found != expected:
            sys.exit(f"{package}: {expected} expected, {found} found. Change VERSIONS if the new one is meant.")


def problems() -> list[str]:
    """What --check reports: a missing icon, an edited or unlisted vendored file."""
    found = [f"icon not in static/icons.svg: {name}" for name in sorted(used_icons() - sprite_icons())]
    listed = {entry["file"]: entry["sha256"] for entry in json.loads(MANIFEST.read_text(encoding="utf-8"))}
    present = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file() and path != MANIFEST}
    found += [f"vendored file not in the manifest: {name}" for name in sorted(present - set(listed))]
    for name, sha256 in listed.items():
        if name not in present or digest(VENDOR / name) != sha256:
            found.append(f"vendored file missing or edited: {name}")
    return found


def rewrite(modules: Path) -> None:
    check_versions(modules)
    shutil.rmtree(VENDOR, ignore_errors=True)
    for _, target in COPIES:
        (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
    (VENDOR / "barlow/ttf").mkdir()
    for source, target in COPIES:
        shutil.copyfile(modules / source, VENDOR / target)
    write_bootstrap(modules)
    write_fonts(modules)
    write_sprite(modules)
    write_manifest(modules)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="?", type=Path, help="a node_modules folder")
    parser.add_argument("--icons", action="store_true", help="rewrite the icon sprite only")
    parser.add_argument("--check", action="store_true", help="verify what is committed; needs no node package")
    options = parser.parse_args()
    if options.check:
        found = problems()
        sys.exit("\n".join(found) if found else 0)
    if options.modules is None:
        parser.error("a node_modules folder is needed to rewrite the files")
    if options.icons:
        write_sprite(options.modules)
    else:
        rewrite(options.modules)


if __name__ == "__main__":
    main()
