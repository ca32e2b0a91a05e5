"""Which acts are rights: those that some door asks for. The others only name what was done in the history.

Found by looking, not by a list kept by hand: the guards of the addresses, the keys of the API, buttons, navigation and
search; and the code itself, for what is asked further in (`user.may("incidents.view_caller", …)`).
"""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from lanyan.kernel import access, search
from lanyan.web import navigation

PACKAGE = Path(__file__).resolve().parents[1]
# Calls whose first argument names an act that is done; every other mention of an act's name asks for it.
NAMING = {"act", "note", "automatic", "job", "later", "label"}
NAME = re.compile(r"['\"]([a-z_]+\.[a-z_]+)['\"]")
ASIDE = {"migrations", "tests", "demo", "permissions.py"}


@lru_cache(maxsize=1)
def rights() -> frozenset[str]:
    """The names of all acts that somebody must hold to do something."""
    known = set(access.acts())
    return frozenset((_of_addresses() | _of_buttons() | _of_code(known)) & known)


def _of_addresses() -> set[str]:
    return {name for view in _views(get_resolver()) for name in getattr(view, "guard", ())}


def _views(resolver: Any) -> Iterator[Any]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _views(entry)
        elif isinstance(entry, URLPattern):
            yield entry.callback


def _of_buttons() -> set[str]:
    return (
        access.asked_by_buttons()
        | {source.permission for source in search.sources().values()}
        | {entry.permission for entry in navigation.entries()}
    )


def _of_code(known: set[str]) -> set[str]:
    found: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        if ASIDE & set(file.relative_to(PACKAGE).parts):
            continue
        text = file.read_text(encoding="utf-8")
        # Taking a file apart costs far more than reading it.
        if not known.isdisjoint(NAME.findall(text)):
            found |= _of_file(ast.parse(text), known)
    return found


def _of_file(tree: ast.AST, known: set[str]) -> set[str]:
    """The acts that one file mentions otherwise than as the name of what it does."""
    naming: set[int] = set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _called(node) in NAMING:
            naming |= {id(part) for part in ast.walk(node.args[0])}
            names |= {part.id for part in ast.walk(node.args[0]) if isinstance(part, ast.Name)}
    for node in ast.walk(tree):
        # A constant that is then given as the name of an act: ACT = "units.load_roles".
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id in names for to in node.targets):
            naming |= {id(part) for part in ast.walk(node.value)}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in known
        if id(node) not in naming
    }


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))
