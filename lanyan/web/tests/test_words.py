"""Template words: icons, badges, bars; and what the templates and scripts may not do."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation

from lanyan.web import words

HERE = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
SCRIPTS = sorted(HERE.parent.glob("*/static/**/*.js"))
# Scripts of every app take their words from one table; one that must do without the page's frame brings its own.
COMMON = [file for file in SCRIPTS if not re.search(r'getElementById\("(?!ly-)\w+-words"\)', file.read_text())]
STYLES = sorted((HERE / "static" / "web" / "css").glob("*.css"))
ICONS = set(re.findall(r'<symbol id="([\w-]+)"', (HERE / "static/web/icons.svg").read_text()))


def rendered(text: str, **values: object) -> str:
    with translation.override("en"):
        return Template(text).render(Context(values))


class TestLevel:
    def test_of_a_fire_is_a_square_with_its_words(self):
        assert rendered('{% level "fire" 3 %}') == '<span class="lv f3">Fire level 3</span>'

    def test_of_a_rescue_is_a_diamond_of_its_own_colour(self):
        assert rendered('{% level "RESCUE" 2 %}') == '<span class="lv r r2">Rescue level 2</span>'

    def test_is_a_ring_with_the_words_of_the_kind_where_there_is_none(self):
        assert rendered('{% level "help" None "Help" %}') == '<span class="lv none">Help</span>'

    def test_outside_the_standard_is_not_invented(self):
        assert rendered('{% level "rescue" 5 %}') == "—"


class TestSafety:
    def test_words_from_a_person_are_escaped(self):
        assert "<script>" not in rendered('{% level "help" None name %}{{ name|dash }}', name="<script>")

    def test_an_absent_instant_is_a_dash(self):
        assert rendered("{% at None %}{% clock None %}{% age None %}{{ None|num }}{{ None|seconds }}") == "—" * 5


class TestBar:
    @pytest.mark.parametrize(
        ("value", "most", "width"), [(5, 10, "50.0%"), (0, 10, "0.0%"), (3, 0, "0.0%"), (9, 3, "100.0%")]
    )
    def test_is_the_share_of_the_largest(self, value, most, width):
        assert f'width="{width}"' in rendered("{% bar value most %}", value=value, most=most)


class TestTemplates:
    @pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
    def test_carry_no_inline_handler_and_no_style(self, file):
        text = file.read_text()

        assert not re.search(r"\son[a-z]+\s*=", text)
        assert not re.search(r"\sstyle\s*=", text)
        assert "<style" not in text

    @pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
    def test_draw_only_icons_that_exist(self, file):
        assert set(re.findall(r'{% icon "([\w-]+)"', file.read_text())) <= ICONS

    def test_speak_to_no_other_host(self):
        for file in [*TEMPLATES, *SCRIPTS, *STYLES]:
            assert not re.search(
                r"(https?:)?//[a-z0-9-]+\.[a-z]{2,}", file.read_text().replace("http://www.w3.org", "")
            ), file


class TestScripts:
    def test_use_only_words_that_the_page_gives_them(self):
        # The queue of acts is given its words by the page that queues.
        common = [file for file in COMMON if file.name != "queued_acts.js"]
        used = {key for file in common for key in re.findall(r'\b(?:say|list)\("(\w+)"', file.read_text())}
        used |= {key for file in common for key in re.findall(r"\bwords\.(\w+)", file.read_text())}

        assert used <= set(words.SCRIPT_WORDS)

    def test_leave_no_word_unused(self):
        text = "".join(file.read_text() for file in SCRIPTS)

        assert [key for key in words.SCRIPT_WORDS if not re.search(rf'"{key}"|words\.{key}\b', text)] == []

    def test_stay_within_four_hundred_lines(self):
        assert [file.name for file in [*SCRIPTS, *STYLES] if len(file.read_text().splitlines()) > 400] == []
