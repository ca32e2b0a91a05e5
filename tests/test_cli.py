"""The `lanyan` command: what it says and how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lanyan import __version__, cli
from lanyan.kernel.postgres import PostgresError


def lanyan(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "lanyan", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


class TestHelp:
    def test_lists_our_commands_with_a_line_each(self, capsys: pytest.CaptureFixture[str]) -> None:
        code = cli.main(["--help"])

        shown = capsys.readouterr().out
        assert code == 0
        for command in ("demo", "serve", "worker", "migrate", "createadmin", "figures", "records"):
            assert f"\n  {command} " in shown

    def test_is_shown_when_nothing_is_asked(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main([]) == 2
        assert "usage: lanyan" in capsys.readouterr().out

    def test_tells_the_version(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["--version"]) == 0
        assert capsys.readouterr().out == f"lanyan {__version__}\n"


class TestWrongUsage:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["serve", "--port", "many"],
            ["serve", "--port", "0"],
            ["serve", "--port", "65536"],
            ["serve", "--workers", "0"],
            ["demo", "--seed", "x"],
            ["demo", "--build", "--live"],
            ["demo", "--every", "60"],
            ["demo", "--live", "--every", "2"],
            ["demo", "--nonsense"],
        ],
    )
    def test_ends_with_two_and_the_usage(self, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as ending:
            cli.main(arguments)

        assert ending.value.code == 2
        assert f"usage: lanyan {arguments[0]}" in capsys.readouterr().err

    def test_of_the_environment_is_refused_too(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("PORT", "eighty")

        with pytest.raises(SystemExit):
            cli.main(["serve"])

        assert "'eighty' is not a port" in capsys.readouterr().err

    def test_names_a_command_that_does_not_exist(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["extinguish"]) == 2
        assert "no command 'extinguish'" in capsys.readouterr().err


class TestManagementCommand:
    def test_passes_through_with_its_exit_code(self) -> None:
        good = lanyan("shell", "--no-imports", "-c", "print(6 * 7)")
        bad = lanyan("shell", "--no-imports", "-c", "raise SystemExit(3)")

        assert good.stdout.strip().splitlines()[-1] == "42"
        assert (good.returncode, bad.returncode) == (0, 3)

    def test_says_in_one_line_why_there_is_no_database(self) -> None:
        answer = lanyan("migrate", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")

        assert answer.returncode == 2
        assert answer.stderr.startswith("lanyan: The database named by DATABASE_URL does not answer")
        assert len(answer.stderr.splitlines()) == 1

    def test_says_in_one_line_which_folder_cannot_be_had(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")

        answer = lanyan("migrate", DATABASE_URL="", LANYAN_HOME=str(tmp_path / "file"))

        assert answer.returncode == 2
        assert answer.stderr == f"lanyan: {tmp_path / 'file'} is in the way: it is a file where a folder is needed.\n"


class TestMain:
    def test_turns_a_missing_database_into_a_line(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def refuse(_arguments: list[str]) -> int:
            raise PostgresError("No room left.")

        monkeypatch.setattr(cli, "_run", refuse)

        assert cli.main(["migrate"]) == 2
        assert capsys.readouterr().err == "lanyan: No room left.\n"
