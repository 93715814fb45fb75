"""Guard-rails on the code: what no review should have to look for twice (DESIGN §3, §7–§9)."""

import ast
import hashlib
import json
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib import admin
from django.template.loader import get_template

from cibtp_portal import navigation
from cibtp_portal.dashboard import TILES
from core.staff.scoping import CaisseScopedAdmin
from tests.security import routes
from tests.test_consistency import ROOT, _tracked

TEMPLATES, STATIC = ROOT / "templates", ROOT / "static"
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "data", "info", "process", "handle", "manager2"}
NOT_OURS = ("migrations", "tests", "scripts")
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def python(*, but: tuple[str, ...] = NOT_OURS) -> list[Path]:
    """The portal's own code: neither its tests nor its migrations."""
    return [path for path in _tracked("*.py") if not set(but) & set(path.relative_to(ROOT).parts)]


def trees(paths: list[Path] | None = None) -> Iterator[tuple[str, ast.Module]]:
    for path in paths or python():
        yield name_of(path), ast.parse(path.read_text())


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Each call of a module with the name of what is called, as written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def functions() -> list[tuple[str, int]]:
    return [
        (f"{name}:{node.name}", node.end_lineno - node.lineno + 1)
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTION)
    ]


def test_functions_are_short() -> None:
    lengths = functions()
    assert {name: lines for name, lines in lengths if lines > 60} == {}
    assert statistics.median(lines for _, lines in lengths) <= 10


def test_no_module_has_a_name_that_means_nothing() -> None:
    stems = {name_of(path): path.stem for path in python(but=())}
    meaningless = [name for name, stem in stems.items() if stem in FORBIDDEN_NAMES or stem.startswith(("new_", "old_"))]
    assert meaningless == []


def test_randomness_is_that_of_secrets() -> None:
    """A28: `random` can be guessed."""
    modules = {"random", "uuid1"}
    for name, tree in trees():
        for node in ast.walk(tree):
            imported = {alias.name for alias in node.names} if isinstance(node, (ast.Import, ast.ImportFrom)) else set()
            assert not modules & (imported | {getattr(node, "module", "")}), name


def test_nothing_is_imported_inside_functions() -> None:
    """But for AppConfig.ready(), and for what only a laptop has (the embedded database)."""
    for name, tree in trees(python(but=(*NOT_OURS, "development"))):
        for function in (node for node in ast.walk(tree) if isinstance(node, FUNCTION) and node.name != "ready"):
            inside = [node for node in ast.walk(function) if isinstance(node, (ast.Import, ast.ImportFrom))]
            assert inside == [], f"{name}:{function.name}"


@pytest.mark.parametrize(
    "word",
    [
        "build_absolute_uri",
        "get_current_site",
        "csrf_exempt",
        "mark_safe",
        "HTTP_X_FORWARDED_HOST",
        "pickle",
        "iexact",
    ],
)
def test_dangerous_words_are_absent(word) -> None:
    """I16, D3, I1: links come from PUBLIC_BASE_URL, addresses are compared with `=`, markup is that of templates."""
    found = [name_of(path) for path in python() if re.search(rf"\b{word}\b", path.read_text())]
    # A provider's webhook carries no cookie of ours: its signature is checked instead of the CSRF token.
    assert [name for name in found if (word, name) != ("csrf_exempt", "core/webhooks.py")] == []


def test_no_query_is_written_from_text() -> None:
    """I2: no f-string, no format, no concatenation in what is executed; neither raw() nor extra()."""
    for name, tree in trees(python(but=(*NOT_OURS, "development"))):
        for called, call in calls(tree):
            if (
                called.endswith((".execute", ".executemany"))
                and call.args
                and name != "cibtp_portal/development/postgres.py"
            ):
                assert isinstance(call.args[0], (ast.Constant, ast.Name)), f"{name}: {called}"
            assert not called.endswith((".objects.raw", ".extra")), f"{name}: {called}"
            assert called not in {"eval", "exec"}, name


def test_views_get_no_row_by_what_the_address_says() -> None:
    """Rows come from `access.get_or_404`, from queries or from services."""
    views = [path for path in python() if "views" in path.parts or path.stem in {"views", "public"}]
    assert len(views) > 8
    for name, tree in trees(views):
        for called, _ in calls(tree):
            assert not re.search(r"\.objects\.(get|filter|all|create|update)", called), f"{name}: {called}"


def test_reading_every_company_always_says_why() -> None:
    for name, tree in trees():
        for called, call in calls(tree):
            if called.split(".")[-1] == "all_tenants":
                reasons = [keyword.value for keyword in call.keywords if keyword.arg == "reason"]
                assert len(reasons) == 1, name
                assert isinstance(reasons[0], ast.Constant), name
                assert len(reasons[0].value.split()) >= 3, name


def test_every_view_has_its_guard_on_it() -> None:
    """Closed by default: a public view says so; a view for a tiers names its right, but for the home page."""
    without_right = {"portal_home", "tile_use", "arrange_tiles", "choose_tile", "start_tiles_again"}
    public = routes.PUBLIC | routes.DEVELOPMENT
    for name, route in routes.existing():
        if name.startswith("admin:"):
            continue
        is_public = getattr(route.callback, "login_required", True) is False
        assert is_public is (name in public), name
        right = getattr(route.callback, "required_right", None)
        assert (right is not None) is (name in routes.TIERS and name not in without_right), name
        assert name not in routes.TIERS or right == routes.TIERS[name].right, name


def test_every_page_of_the_admin_is_within_a_caisse() -> None:
    free = {
        model._meta.label for model, page in admin.site._registry.items() if not isinstance(page, CaisseScopedAdmin)
    }
    assert free == {"procrastinate.ProcrastinateJob"}


def test_addresses_are_lower_case_words_and_dashes() -> None:
    for name, route in routes.existing():
        if not name.startswith("admin:") and not name.endswith("_webhook"):  # Anymail names its own
            literal = re.sub(r"<[^>]+>", "x", str(route.pattern))
            # A file that programs ask for by its address has its extension.
            assert re.fullmatch(r"([a-z0-9-]+/)*([a-z0-9-]+\.ics)?", literal), name


def test_a_tiers_is_named_by_its_reference_and_by_nothing_else() -> None:
    """No primary key, SIRET or identifiant in an address (the admin apart)."""
    for name, route in routes.existing():
        if not name.startswith("admin:"):
            assert set(route.pattern.converters) <= {
                "tiers",
                "caisse",
                "page",
                "key",
                "token",
                "name",
                "public_id",
                "ref",
                # An instant of an agenda.
                "slot",
            }, name
            assert "<int:" not in str(route.pattern), name


def test_every_template_compiles() -> None:
    names = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"}]
    names += [str(path.relative_to(TEMPLATES / "rows")) for path in TEMPLATES.rglob("*.jinja")]
    assert len(names) > 50
    for name in names:
        get_template(name)


def written_pages() -> list[Path]:
    """The templates of both engines."""
    return [*_tracked("templates/*.html"), *_tracked("templates/*.jinja")]


def test_templates_escape_everything() -> None:
    unsafe = re.compile(r"\|\s*safe\b|autoescape (?:off|false)|Markup|safeseq|\bhref=\"javascript:")
    pages = [path for path in written_pages() if unsafe.search(path.read_text())]
    assert [name_of(path) for path in pages] == []


def test_templates_hold_no_event_attribute() -> None:
    pages = [path for path in written_pages() if re.search(r"<[^>]*\son\w+=", path.read_text())]
    assert [name_of(path) for path in pages] == []


def test_forms_that_post_carry_their_token() -> None:
    for path in written_pages():
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", path.read_text(), re.S | re.I):
            assert "{% csrf_token %}" in form or "{{ csrf_input }}" in form, name_of(path)


def test_every_icon_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol[^>]*\bid="([^"]+)"', (STATIC / "icons.svg").read_text()))
    text = "\n".join(path.read_text() for path in written_pages())
    used = set(re.findall(r'(?:{% icon |\bicon\(|\bicon=|\bsign=)"([^"]+)"', text))
    used |= {section.icon for section in navigation.SECTIONS} | {tile.icon for tile in TILES}
    used |= {name for path in python() for name in re.findall(r'\bicon="([^"]+)"', path.read_text())}
    assert len(used) > 15
    assert used - sprite == set()


def test_every_static_file_named_exists() -> None:
    named = {name for path in written_pages() for name in re.findall(r"{% static '([^']+)'", path.read_text())}
    assert len(named) > 10
    assert [name for name in named if not (STATIC / name).is_file()] == []
    for sheet in STATIC.rglob("*.css"):
        for name in re.findall(r"url\([\"']?([^\"')]+)", sheet.read_text()):
            if not name.startswith(("data:", "#")):
                assert (sheet.parent / name.partition("#")[0].partition("?")[0]).is_file(), f"{name_of(sheet)}: {name}"


def test_nothing_is_loaded_from_elsewhere() -> None:
    loaded = re.compile(r"(?:src|href)=\"(?:https?:)?//|@import\s+url\(\"?http|url\(\"?(?:https?:)?//")
    files = [*written_pages(), *_tracked("static/css/*.css"), *_tracked("static/js/*.js")]
    assert [name_of(path) for path in files if loaded.search(path.read_text())] == []


def test_vendored_files_are_those_of_the_manifest() -> None:
    vendor = STATIC / "vendor"
    manifest = json.loads((vendor / "MANIFEST.json").read_text())
    listed = {entry["file"]: entry["sha256"] for entry in manifest}
    found = {
        str(path.relative_to(vendor)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name != "MANIFEST.json"
    }
    assert found == listed
    assert all(entry["licence"] and entry["version"] for entry in manifest)


def test_every_message_has_its_function_and_its_templates() -> None:
    sources = "\n".join(path.read_text() for path in python() if path.name == "emails.py")
    sent = set(re.findall(r'kind="([a-z_]+/[a-z_]+)"', sources))
    emails = TEMPLATES / "emails"
    subjects = {str(p.relative_to(emails)).removesuffix(".subject.txt") for p in emails.rglob("*.subject.txt")}
    texts = {str(p.relative_to(emails)).removesuffix(".body.txt") for p in emails.rglob("*.body.txt")}
    pages = {str(p.relative_to(emails)).removesuffix(".body.html") for p in emails.rglob("*.body.html")}
    sms = {str(p.relative_to(TEMPLATES / "sms").with_suffix("")) for p in (TEMPLATES / "sms").rglob("*.txt")}
    assert len(sent) >= 6
    assert subjects == texts == pages
    assert subjects | sms == sent


def test_tracked_files_name_no_registry_and_no_machine() -> None:
    """Whoever clones the repository installs from where they choose, on a machine of theirs."""
    registries = [
        "py" + "pi.org",
        "python" + "hosted.org",
        "npm" + "js.org",
        "npm" + "js.com",
        "jsd" + "elivr",
        "unp" + "kg",
    ]
    machine = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/tmp" + "/b/"]
    forbidden = re.compile("|".join(re.escape(word) for word in registries) + "|(?<![\\w.])(" + "|".join(machine) + ")")
    texts = [path for path in _tracked("*") if path.suffix not in {".woff2", ".ttf", ".png", ".pdf"} and path.is_file()]
    found = [path for path in texts if "vendor" not in path.parts and forbidden.search(path.read_text(errors="ignore"))]
    assert [name_of(path) for path in found] == []


def test_no_secret_question_is_asked() -> None:
    """A23: its answer is known by others, and never changes."""
    question = re.compile(r"question[s]? (secrète|de sécurité|personnelle)|secret_?(question|answer)", re.IGNORECASE)
    asked = [*written_pages(), *_tracked("templates/*.txt"), *python()]
    assert len(asked) > 200
    assert [name_of(path) for path in asked if question.search(path.read_text())] == []


def test_tracked_files_hold_no_secret() -> None:
    """L9: keys of providers have a known shape; what `.env.example` shows says that it is an example."""
    shapes = [
        "-----BEGIN [A-Z ]*PRIVATE KEY",
        r"\bAKIA[0-9A-Z]{16}\b",
        r"\bgh[pousr]_[A-Za-z0-9]{36}",
        r"\bxox[abpr]-[0-9A-Za-z-]{10}",
        r"\bSG\.[\w-]{16,}\.[\w-]{16,}",
        r"\b(AC|SK)[0-9a-f]{32}\b",
        r"\bkey-[0-9a-f]{32}\b",
        r"://[^/\s:@\"'{}$]+:(?!example|secret|POSTGRES)[^/\s:@\"'{}$<]{8,}@",
    ]
    # Recorded as Twilio shows them in its own documentation.
    examples = re.compile(r"(AC|SK)(0123456789abcdef){2}|(AC|SK)([0-9a-f])\4{31}")
    secret = re.compile("|".join(shapes))
    for path in _tracked("*"):
        if path.suffix in {".woff2", ".ttf", ".png", ".pdf"} or "vendor" in path.parts or not path.is_file():
            continue
        text = examples.sub("", path.read_text(errors="ignore"))
        assert not secret.search(text), name_of(path)
    shown = (ROOT / ".env.example").read_text()
    for name in ("SECRET_KEY", "CODE_PEPPER", "POSTGRES_PASSWORD", "EMAIL_HOST_PASSWORD", "TWILIO_AUTH_TOKEN"):
        assert re.search(rf'^{name}="example-only', shown, flags=re.M), name


CLOCKS = re.compile(r"(^|\.)(today|in_days|localdate|localtime|now)$")


def read_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What a module runs when it is read: neither the bodies of its functions nor its lambdas, but their decorators and
    their defaults.
    """
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTION):
            for part in (*child.decorator_list, *child.args.defaults, *filter(None, child.args.kw_defaults)):
                yield part
                yield from read_at_import(part)
        elif not isinstance(child, ast.Lambda):
            yield child
            yield from read_at_import(child)


def clocks_read_at_import(tree: ast.Module) -> list[str]:
    calls = [node for node in read_at_import(tree) if isinstance(node, ast.Call)]
    return [f"{call.lineno}: {ast.unparse(call)}" for call in calls if CLOCKS.search(ast.unparse(call.func))]


def test_no_day_is_kept_from_when_the_tests_were_gathered() -> None:
    """A run that begins before midnight ends after it: what is « today » is asked when the test runs."""
    tests = [path for path in _tracked("*.py") if "tests" in path.relative_to(ROOT).parts]
    assert {name: found for name, tree in trees(tests) if (found := clocks_read_at_import(tree))} == {}


def test_the_clock_is_seen_wherever_a_module_reads_it() -> None:
    seen = clocks_read_at_import(
        ast.parse(
            "A = timezone.localdate()\n"
            "@given(st.dates(max_value=today()))\n"
            "def one(day=date.today()): return today()\n"
            "class Two:\n    at = timezone.now()\n    def three(self): return timezone.now()\n"
            "later = lambda: timezone.now()\n"
        )
    )
    assert [line.partition(":")[0] for line in seen] == ["1", "2", "3", "5"]
