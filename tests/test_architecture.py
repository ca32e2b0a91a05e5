"""What holds the house together: floors, guarded addresses, translated words, settings that are read."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from lanyan.config.api import api
from lanyan.kernel import access, figures
from lanyan.kernel import search as search_index
from lanyan.web import navigation

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "lanyan"
# From the ground up; apps on one line stand on one floor and do not know each other.
FLOORS = [
    ["kernel"],
    ["web"],
    ["units", "places"],
    ["premises", "people"],
    ["forces"],
    ["incidents", "inspections"],
    ["citizens", "fallback", "fires", "guards", "links", "reviews", "scene", "voice"],
    ["reports"],
    ["demo"],
]
FLOOR = {app: number for number, floor in enumerate(FLOORS) for app in floor}
WRITES = re.compile(r"\.(save|delete|bulk_create|bulk_update|create|get_or_create|update_or_create)\(")
DOORS = ("views", "api", "jobs", "reactions", "forms", "figures", "queries", "panels", "tables", "filters")


def sources():
    return [file for file in PACKAGE.rglob("*.py") if "migrations" not in file.parts]


def own(file):
    return file.relative_to(PACKAGE)


class TestFloors:
    def test_imports_go_downward_only(self):
        told = subprocess.run(
            [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
        )

        assert told.returncode == 0, told.stdout

    @pytest.mark.parametrize("app", FLOOR)
    def test_foreign_keys_go_downward_only(self, app):
        upward = [
            f"{model.__name__}.{field.name} -> {field.related_model._meta.label}"
            for model in apps.get_app_config(app).get_models()
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model is not None
            if field.related_model._meta.app_label in FLOOR and field.related_model._meta.app_label != app
            if FLOOR[field.related_model._meta.app_label] >= FLOOR[app]
        ]

        assert upward == []

    def test_every_room_stands_on_a_floor(self):
        rooms = {name.removeprefix("lanyan.") for name in settings.ROOMS}

        assert rooms == set(FLOOR)


class TestRooms:
    def test_no_file_is_longer_than_400_lines(self):
        long = {str(own(file)): len(file.read_text().splitlines()) for file in sources()}

        assert {name: lines for name, lines in long.items() if lines > 400} == {}

    def test_no_function_is_longer_than_40_lines(self):
        long = []
        for file in sources():
            if "tests" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    body = node.body[1:] if ast.get_docstring(node) else node.body
                    lines = (body[-1].end_lineno - body[0].lineno + 1) if body else 0
                    if lines > 40:
                        long.append(f"{own(file)}:{node.name} {lines}")

        assert long == []

    def test_every_module_and_public_function_says_what_it_is_for(self):
        silent = []
        for file in sources():
            if "tests" in file.parts or file.name == "conftest.py":
                continue
            tree = ast.parse(file.read_text())
            if not ast.get_docstring(tree) and file.stat().st_size:
                silent.append(str(own(file)))
            silent += [
                f"{own(file)}:{node.name}"
                for node in tree.body
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                if not node.name.startswith("_") and not ast.get_docstring(node)
            ]

        assert silent == []

    def test_only_actions_write(self):
        writing = []
        for file in sources():
            parts = own(file).parts
            if "tests" in parts or parts[0] in ("demo", "kernel", "config") or file.name == "cli.py":
                continue
            if len(parts) > 1 and parts[1].removesuffix(".py") in DOORS:
                writing += [
                    f"{own(file)}:{number} {line.strip()}"
                    for number, line in enumerate(file.read_text().splitlines(), start=1)
                    if WRITES.search(line) and ".objects" in line
                ]

        assert writing == []


def patterns(resolver, prefix=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


class TestAddresses:
    def test_every_view_says_who_may_open_it(self):
        silent = [
            address
            for address, view in patterns(get_resolver())
            if not address.startswith("api/") and not hasattr(view, "guard")
        ]

        assert silent == []

    def test_every_permission_asked_for_is_declared(self):
        known = set(access.acts())
        asked = {
            permission
            for _address, view in patterns(get_resolver())
            for permission in getattr(view, "guard", ())
            if "." in permission
        }
        asked |= {entry.permission for entry in navigation._entries.values() if entry.permission}
        asked |= {source.permission for source in search_index.sources().values()}
        asked |= {verb.permission for verbs in access._verbs.values() for verb in verbs}

        assert asked - known == set()

    def test_every_operation_of_the_api_needs_a_key(self):
        schema = api.get_openapi_schema()
        open_ones = [
            f"{method} {path}"
            for path, operations in schema["paths"].items()
            for method, operation in operations.items()
            if not operation.get("security")
        ]

        assert schema["paths"]
        assert open_ones == []


class TestWords:
    def test_every_message_is_translated(self):
        told = subprocess.run(
            [sys.executable, str(ROOT / "scripts" / "messages.py"), "--check"],
            capture_output=True,
            text=True,
            check=False,
        )

        assert told.returncode == 0, told.stdout[:3000]

    def test_no_file_names_a_host_but_the_loopback(self):
        foreign = re.compile(r"https?://(?!\{|127\.0\.0\.1|localhost|\[::1\]|www\.w3\.org)")
        named = [
            str(file.relative_to(ROOT))
            for folder in ("lanyan", "scripts", "tests", "bench")
            for file in (ROOT / folder).rglob("*")
            if file.suffix in (".py", ".html", ".js", ".css", ".csv", ".sh") and "tests" not in file.parts
            if foreign.search(file.read_text(encoding="utf-8"))
        ]

        assert named == []

    def test_no_lock_holds_an_address(self):
        locks = [*ROOT.glob("*.lock"), ROOT / "package-lock.json"]

        assert [lock.name for lock in locks if "://" in lock.read_text()] == []


class TestSettings:
    def test_every_setting_of_our_own_is_read_somewhere(self):
        text = (PACKAGE / "config" / "settings.py").read_text()
        ours = re.findall(r"^([A-Z][A-Z_]+) = ", text[text.index("Lanyan's own") :], flags=re.MULTILINE)
        code = "\n".join(file.read_text() for file in sources() if file.name != "settings.py")

        assert ours
        assert [name for name in ours if f"settings.{name}" not in code] == []


class TestFigures:
    def test_every_figure_says_in_words_what_it_counts(self):
        mute = [
            figure.key
            for figure in figures.catalogue()
            if not all(map(str, (figure.label, figure.definition, figure.counting_unit, figure.source)))
        ]

        assert figures.catalogue()
        assert mute == []
