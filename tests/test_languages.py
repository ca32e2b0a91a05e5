"""Both languages are complete beyond the catalogue: whatever a registry or a table shows has its words in each."""

import re

import pytest
from django.apps import apps
from django.utils.translation import override

from lanyan.kernel import access, audit, figures
from lanyan.kernel.models import Code
from lanyan.units import roles
from lanyan.web import navigation
from lanyan.web.words import SCRIPT_WORDS

HAN = re.compile(r"[\u3400-\u9fff]")
LETTERS = re.compile(r"[A-Za-z]{2,}")
PLACE = re.compile(r"\{\w*\}|%\(\w+\)[sd]")
# Columns that only the machine reads.
MACHINE = {"id", "pgh_id", "path", "tokens", "facts", "provenance"}


def words(texts, language):
    """Each text in a language, by what it belongs to."""
    with override(language):
        return {key: PLACE.sub("", str(text)) for key, text in texts.items()}


def kept(model):
    """The columns whose changes the history tells."""
    return {field.name for field in model.pgh_event_model._meta.concrete_fields}


def _names_itself(app):
    return app.name.startswith("lanyan.") and "verbose_name" in vars(type(app))


def registries():
    """Every text that a registry keeps for the screen."""
    tracked = [model for model in apps.get_models() if hasattr(model, "pgh_event_model")]
    return {
        **{f"script {key}": text for key, text in SCRIPT_WORDS.items()},
        **{f"act {key}": text for key, text in access.acts().items()},
        **{f"menu {entry.url_name}": entry.label for entry in navigation.entries()},
        **{f"area {key}": text for key, text in navigation.AREAS.items()},
        **{f"figure {figure.key}": figure.label for figure in figures.catalogue()},
        **{f"app {app.label}": app.verbose_name for app in apps.get_app_configs() if _names_itself(app)},
        **{f"kind {model.__name__}": model._meta.verbose_name for model in tracked},
        **{
            f"field {model.__name__}.{field.name}": field.verbose_name
            for model in tracked
            for field in model._meta.concrete_fields
            if field.name not in MACHINE | audit.SILENT and field.name in kept(model)
        },
        **{
            f"choice {model.__name__}.{field.name} {value}": text
            for model in tracked
            for field in model._meta.concrete_fields
            for value, text in field.flatchoices
            if value not in ("", None)
        },
    }


class TestARegistry:
    def test_speaks_chinese_in_every_text(self):
        told = words(registries(), "zh-hans")

        # A unit of measure or a name of a system is letters in both languages.
        assert {key: text for key, text in told.items() if LETTERS.search(text) and not HAN.search(text)} == {}

    def test_speaks_english_in_every_text(self):
        told = words(registries(), "en")

        assert {key: text for key, text in told.items() if HAN.search(text) or not text.strip()} == {}


class TestRoles:
    def test_of_the_release_bear_a_name_in_each_language(self):
        named = {role.code: (role.name_zh, role.name_en) for role in roles.shipped()}

        assert [code for code, (zh, en) in named.items() if not HAN.search(zh) or not en or HAN.search(en)] == []


@pytest.mark.django_db
class TestCodeLists:
    def test_have_a_label_in_each_language_in_every_row(self):
        rows = Code.objects.values_list("list", "code", "label_zh", "label_en")

        assert rows.exists()
        assert [row for row in rows if not row[2].strip() or not row[3].strip() or HAN.search(row[3])] == []
