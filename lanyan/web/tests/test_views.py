"""The pages that belong to no app, the shell, and the pages that say what went wrong."""

from http import HTTPStatus

import pytest
from django.contrib.auth import get_user_model
from django.template.response import TemplateResponse
from django.test import override_settings
from django.urls import reverse
from django.utils import translation

from lanyan.web import finders, hooks, navigation, standing, views
from lanyan.web.context import Shell
from lanyan.web.middleware import language_of
from lanyan.web.tests.make import Person, request


@pytest.fixture
def somebody(db):
    """A user without any role."""
    return get_user_model().objects.create(username="somebody", name="某人")


class TestHome:
    def test_leads_to_the_first_page_the_person_may_open(self, monkeypatch):
        monkeypatch.setattr(navigation, "_entries", {})
        navigation.register("command", "Search", "web:search", "search", "things.view")

        answer = views.home(request("/", Person({"things.view"})))

        assert answer.url == reverse("web:search")

    def test_says_whom_to_ask_when_there_is_none(self, monkeypatch):
        monkeypatch.setattr(navigation, "_entries", {})

        answer = views.home(request("/", Person()))

        assert isinstance(answer, TemplateResponse)
        assert "administrator" in _english(answer)

    def test_asks_a_stranger_to_sign_in(self, client, db):
        answer = client.get("/")

        assert answer.status_code == HTTPStatus.FOUND
        assert "login" in answer.url


class TestLanguage:
    def test_is_chinese_whatever_the_browser_prefers(self):
        made = request("/")
        made.META["HTTP_ACCEPT_LANGUAGE"] = "en"

        assert language_of(made) == "zh-hans"

    def test_is_what_the_person_chose(self):
        assert language_of(request("/", lanyan_language="en")) == "en"

    def test_that_does_not_exist_is_ignored(self):
        assert language_of(request("/", lanyan_language="../x")) == "zh-hans"

    def test_is_kept_by_a_post_and_returns_to_the_page(self, client, db):
        answer = client.post("/language/", {"language": "en", "next": "/search/?q=1"})

        assert answer.cookies["lanyan_language"].value == "en"
        assert answer.url == "/search/?q=1"

    def test_never_leads_to_another_host(self, client, db):
        answer = client.post("/language/", {"language": "en", "next": "//elsewhere.invalid/"})

        assert answer.url == "/"

    def test_unknown_is_refused_with_a_reason(self, client, db):
        answer = client.post("/language/", {"language": "tlh"}, headers={"cookie": "lanyan_language=en"})

        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert "tlh" in answer.content.decode()


class TestStanding:
    def test_falls_back_to_this_year_and_all_units(self):
        made = standing.of(request("/", Person()))

        assert made.unit == ""
        assert len(made.period) == 4

    def test_reads_the_period_of_the_address(self):
        assert standing.of(request("/?period=2024Q3", Person())).span.text == "2024Q3"

    def test_ignores_a_nonsense_period_in_the_address(self):
        assert len(standing.of(request("/?period=soon", Person())).period) == 4

    def test_keeps_a_choice_for_the_session(self, monkeypatch):
        choices = [hooks.Choice("01.", "Detachment"), hooks.Choice("01.02.", "Battalion", 1)]
        monkeypatch.setattr(hooks._hooks, "units", lambda request: choices)
        made = request("/", Person())

        standing.choose(made, unit="01.02.", period="2024")

        assert (standing.of(made).unit_label, standing.of(made).period) == ("Battalion", "2024")

    def test_refuses_a_unit_outside_the_persons_reach(self, monkeypatch):
        monkeypatch.setattr(hooks._hooks, "units", lambda request: [hooks.Choice("01.", "Detachment")])

        with pytest.raises(ValueError, match=r"."):
            standing.choose(request("/", Person()), unit="09.", period=None)


class TestSearch:
    def test_finds_nothing_and_says_what_to_do(self, client, somebody):
        client.force_login(somebody, backend="lanyan.units.backends.AssignmentBackend")

        answer = client.get("/search/", {"q": "没有的东西"})

        assert answer.status_code == HTTPStatus.OK
        assert 'class="nothing"' in answer.content.decode()

    def test_escapes_what_was_typed(self, client, somebody):
        client.force_login(somebody, backend="lanyan.units.backends.AssignmentBackend")

        assert "<script>alert" not in client.get("/search/", {"q": "<script>alert(1)"}).content.decode()


class TestHealth:
    def test_is_public_and_asks_the_database(self, client, db):
        told = client.get("/health/").json()

        assert (told["ok"], told["database"], told["worker"]) == (False, True, False)
        assert client.get("/healthz").json().keys() == told.keys() == {
            "ok", "database", "worker", "disk", "clock", "lookup"
        }  # fmt: skip


class TestLive:
    def test_is_closed_to_strangers(self, client, db):
        answer = client.get("/live?topics=incident:1")

        assert answer["Content-Type"] == "text/event-stream"
        assert b"event: ended" in answer.content

    def test_refuses_a_topic_the_person_may_not_hear(self, client, somebody):
        client.force_login(somebody, backend="lanyan.units.backends.AssignmentBackend")

        assert client.get("/live?topics=nonsense:1").status_code == HTTPStatus.FORBIDDEN


class TestErrors:
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    @pytest.mark.parametrize(
        ("view", "status"),
        [
            (views.bad_request, HTTPStatus.BAD_REQUEST),
            (views.forbidden, HTTPStatus.FORBIDDEN),
            (views.not_found, HTTPStatus.NOT_FOUND),
            (views.server_error, HTTPStatus.INTERNAL_SERVER_ERROR),
            (views.csrf_failure, HTTPStatus.FORBIDDEN),
        ],
    )
    def test_are_drawn_without_a_database(self, view, status, language):
        with translation.override(language):
            answer = view(request("/somewhere/"))

        assert answer.status_code == status
        assert b"<h1>" in answer.content

    def test_name_the_right_that_is_missing(self):
        with translation.override("en"):
            page = views.forbidden(request("/"), PermissionError("Serve a notice")).content.decode()

        assert "Serve a notice" in page


class TestShell:
    def test_is_light_until_somebody_chooses(self):
        assert Shell(request("/")).theme == "light"

    def test_takes_the_theme_of_the_cookie(self):
        assert Shell(request("/", lanyan_theme="dark")).theme == "dark"

    def test_does_not_let_a_cookie_write_into_the_page(self):
        assert Shell(request("/", lanyan_theme='"><script>')).theme == "light"

    def test_gives_scripts_no_inline_code(self):
        page = views.not_found(request("/", Person())).content.decode()

        assert "<script>" not in page
        assert 'type="application/json"' in page


class TestBrowserLibraries:
    def test_outside_the_list_are_not_public(self, tmp_path):
        (tmp_path / "secret").mkdir()
        (tmp_path / "secret" / "package.json").write_text("{}")

        with override_settings(BROWSER_LIBRARIES=str(tmp_path)):
            assert not finders.BrowserLibraryFinder().find("npm/secret/package.json")

    def test_on_the_list_are_found_under_npm_only(self, tmp_path):
        file = tmp_path / finders.FILES[0]
        file.parent.mkdir(parents=True)
        file.write_text("")

        with override_settings(BROWSER_LIBRARIES=str(tmp_path)):
            found = finders.BrowserLibraryFinder()

            assert found.find(f"npm/{finders.FILES[0]}") == str(file)
            assert not found.find(finders.FILES[0])
            assert [name for name, _storage in found.list(None)] == [finders.FILES[0]]


def _english(answer: TemplateResponse) -> str:
    with translation.override("en"):
        return answer.render().content.decode()
