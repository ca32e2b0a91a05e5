"""Messages: extract them from code and templates, bring the catalogues up to date, compile them, or check them.

    python scripts/messages.py            extract, update both catalogues, compile
    python scripts/messages.py --compile  compile only
    python scripts/messages.py --check    fail when a message is missing, empty, fuzzy or obsolete

Babel has no extractor for Django templates: Django's own `templatize()` turns them into something that reads like
Python, and Babel's Python extractor does the rest. No gettext of the system is needed.
"""

import argparse
import io
import re
import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "lanyan"
LOCALES = {"zh_Hans": "zh_Hans", "en": "en"}
KEYWORDS = {
    "_": None,
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")


def found() -> Catalog:
    """Read every message of the package, in the order of files and lines."""
    catalog = Catalog(charset="utf-8")
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix not in (".py", ".html", ".txt") or {"migrations", "tests", "node_modules"} & set(file.parts):
            continue
        if file.suffix == ".py":
            source = file.read_bytes()
        else:
            source = templatize(file.read_text(encoding="utf-8"), origin=str(file)).encode()
        _add(catalog, source, file.relative_to(ROOT).as_posix())
    return catalog


def _add(catalog: Catalog, source: bytes, name: str) -> None:
    for line, function, message, _comments in extract_python(
        io.BytesIO(source), KEYWORDS.keys(), (), {"encoding": "utf-8"}
    ):
        texts = [text for text in (message if isinstance(message, tuple) else (message,)) if text]
        if not texts:
            continue
        if function.startswith(("p", "np")):
            catalog.add(texts[1] if len(texts) == 2 else tuple(texts[1:3]), context=texts[0], locations=[(name, line)])
        elif function.startswith("n"):
            catalog.add(tuple(texts[:2]), locations=[(name, line)])
        else:
            catalog.add(texts[0], locations=[(name, line)])


def path_of(locale: str) -> Path:
    """Where a catalogue lies."""
    return PACKAGE / "locale" / locale / "LC_MESSAGES" / "django.po"


def read(locale: str) -> Catalog:
    """Read a catalogue, or begin one."""
    file = path_of(locale)
    if not file.exists():
        return Catalog(locale=LOCALES[locale], charset="utf-8")
    with file.open("rb") as lines:
        return read_po(lines, locale=LOCALES[locale])


def update(template: Catalog, more: dict[tuple[str, str], str] | None = None) -> None:
    """Bring both catalogues to the messages found; what nobody says any more goes."""
    for locale in LOCALES:
        old = read(locale)
        fresh = Catalog(locale=LOCALES[locale], charset="utf-8", project="Lanyan", fuzzy=False)
        for message in template:
            if not message.id:
                continue
            known = old.get(message.id, message.context)
            said = known.string if known is not None else ""
            if not _whole(said) and more and locale == "zh_Hans":
                key = message.id[0] if isinstance(message.id, tuple) else message.id
                text = more.get((key, message.context or ""), "")
                said = (text,) if isinstance(message.id, tuple) else text
            if not _whole(said) and locale == "en":
                said = message.id
            fresh.add(message.id, said or "", locations=_files(message.locations), context=message.context)
        path_of(locale).parent.mkdir(parents=True, exist_ok=True)
        with path_of(locale).open("wb") as out:
            write_po(out, fresh, width=120, omit_header=False, sort_output=True, include_lineno=False)


def _files(locations: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted({(name, 0) for name, _line in locations})


def _whole(said: object) -> bool:
    return bool(said) and all(said) if isinstance(said, tuple | list) else bool(said)


def compile_all() -> None:
    """Write the files that Django reads."""
    for locale in LOCALES:
        catalog = read(locale)
        with path_of(locale).with_suffix(".mo").open("wb") as out:
            write_mo(out, catalog)


def wrong(template: Catalog) -> list[str]:
    """What keeps the catalogues from being complete."""
    problems = []
    for locale in LOCALES:
        catalog = read(locale)
        known = {(message.id, message.context) for message in catalog if message.id}
        wanted = {(message.id, message.context) for message in template if message.id}
        problems += [
            f"{locale}: not in the catalogue: {message!r}" for message, _context in sorted(wanted - known, key=str)
        ]
        problems += [f"{locale}: said by nobody: {message!r}" for message, _context in sorted(known - wanted, key=str)]
        for message in catalog:
            if message.id:
                problems += [f"{locale}: {reason}: {message.id!r}" for reason in _faults(message)]
    return problems


def _faults(message: object) -> list[str]:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)  # type: ignore[attr-defined]
    said = message.string if isinstance(message.string, tuple | list) else (message.string,)  # type: ignore[attr-defined]
    faults = ["fuzzy"] if message.fuzzy else []  # type: ignore[attr-defined]
    if not all(said):
        return [*faults, "not translated"]
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    return faults + ["placeholders differ" for text in said if set(PLACEHOLDER.findall(text)) != wanted]


def main() -> int:
    """Do what the arguments say; 1 when a check fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument(
        "--from", dest="tables", nargs="*", default=[], help="tables of msgid<TAB>msgstr to fill gaps from"
    )
    options = parser.parse_args()
    settings.configure(USE_I18N=True, INSTALLED_APPS=[])
    if options.compile:
        compile_all()
        return 0
    template = found()
    if options.check:
        problems = wrong(template)
        sys.stdout.writelines(f"{problem}\n" for problem in problems)
        return 1 if problems else 0
    more: dict[tuple[str, str], str] = {}
    for table in options.tables:
        for line in Path(table).read_text(encoding="utf-8").splitlines():
            source, text, context = [*line.replace("\\n", "\n").split("\t"), "", ""][:3]
            if source and text:
                more.setdefault((source, context), text)
    update(template, more)
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
