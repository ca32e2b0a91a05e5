"""The `lanyan` command: thin over Django's management commands, with a database that is there."""

import argparse
import os
import sys
from collections.abc import Sequence

import django
from django.core.management import execute_from_command_line, get_commands
from django.utils.module_loading import import_string

from lanyan import __version__
from lanyan.kernel import supervisor
from lanyan.kernel.postgres import PostgresError, Server, check_external, external_url, home
from lanyan.kernel.postgres.folders import is_root, make_folder
from lanyan.kernel.supervisor import ServeError

EPILOG = """\
commands:
  demo [--build] [--port N] [--seed N]   build the demo city (once) and serve it; --build only builds
  demo --live [--every N]                the same, and keep it alive: a call every N seconds in each city (90)
  serve [--port N] [--workers N]         serve this installation: database, web and worker
  worker                                 run background jobs only
  migrate                                bring the tables of the database up to date
  createadmin                            create the first administrator
  figures                                show the figures, or one of them with its value
  records                                show the records behind a figure
  import KIND FILE [--unit CODE]         bring in a ledger from Excel or CSV (--dry-run only tells)
  export KIND FILE [--unit CODE]         write a ledger out in the same columns
  roads import FILE, roads show          take a road network into use, or show the one in use
  archive verify FILE                    check the archive of an incident; archive make makes one
  acceptance [--calls N] [--talk S]      measure GB 50313 N1 to N4 on an installation of its own; pass or fail
  cover                                  show what the stations reach in time
  shell, check, dbshell, ...             any other management command; `lanyan help` lists them

environment:
  PORT, HOST      where to serve (8000 on 127.0.0.1)
  LANYAN_HOME     folder of the database and the logs (./.lanyan; for root /var/lib/lanyan)
  DATABASE_URL    another PostgreSQL, 15 or newer, instead of the embedded one
"""
# These look at files only, at nothing, or at a database of their own.
WITHOUT_DATABASE = {
    "help",
    "version",
    "--version",
    "acceptance",
    "collectstatic",
    "findstatic",
    "diffsettings",
    "startapp",
}
# These run what names itself (jobs), or change tables rather than records.
NAMING_THEMSELVES = {"procrastinate", "migrate", "makemigrations", "test"}
WRONG_USAGE = 2
INTERRUPTED = 130
# One lets a long page hold up a short one; more than two share little and take memory.
WEB_PROCESSES = min(2, os.cpu_count() or 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lanyan.config.settings")
    try:
        return _run(arguments)
    except (PostgresError, ServeError) as error:
        sys.stderr.write(f"lanyan: {error}\n")
        return WRONG_USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Somebody closed the other end (`lanyan figures | head`): nothing is left to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(arguments: list[str]) -> int:
    if not arguments or arguments[0] in {"-h", "--help"}:
        sys.stdout.write(_usage())
        return 0 if arguments else WRONG_USAGE
    if arguments[0] == "--version":
        sys.stdout.write(f"lanyan {__version__}\n")
        return 0
    own = {"demo": _demo, "serve": _serve, "worker": _worker}
    if arguments[0] in own:
        return own[arguments[0]](arguments[1:])
    return _manage(arguments)


def _usage() -> str:
    parser = argparse.ArgumentParser(
        prog="lanyan",
        usage="lanyan <command> [options]",
        description="Lanyan 蓝焰: the operating platform of a municipal fire and rescue detachment.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=__version__, help="show the version and exit")
    return parser.format_help()


def _manage(arguments: list[str]) -> int:
    """Run a management command with the database up, and leave the database as it was found."""
    make_folder(home(), mode=0o711 if is_root() else 0o700)
    django.setup()
    if arguments[0] not in {*get_commands(), *WITHOUT_DATABASE}:
        sys.stderr.write(f"lanyan: there is no command {arguments[0]!r}; `lanyan --help` lists them.\n")
        return WRONG_USAGE
    wants_help = {"-h", "--help"} & set(arguments)
    if wants_help or arguments[0] in WITHOUT_DATABASE:
        return _execute(arguments)
    external = external_url()
    if external:
        check_external(external)
        return _execute(arguments)
    server = Server()
    try:
        server.ensure()
        return _execute(arguments)
    finally:
        server.release()


def _execute(arguments: list[str]) -> int:
    try:
        if arguments[0] in NAMING_THEMSELVES | WITHOUT_DATABASE:
            execute_from_command_line(["lanyan", *arguments])
        else:
            # By name: the history has tables, which may only be imported once all apps are loaded.
            with import_string("lanyan.kernel.audit.automatic")(command=arguments[0]):
                execute_from_command_line(["lanyan", *arguments])
    except SystemExit as ending:
        if isinstance(ending.code, str):
            sys.stderr.write(f"{ending.code}\n")
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    return 0


def _worker(arguments: list[str]) -> int:
    return _manage(["procrastinate", "worker", *arguments])


def _serve(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="lanyan serve", description="Serve this installation.")
    _add_port(parser)
    parser.add_argument(
        "--workers", type=_positive, default=WEB_PROCESSES, metavar="N", help="web processes (%(default)s)"
    )
    options = parser.parse_args(arguments)
    return supervisor.serve(port=options.port, workers=options.workers)


def _demo(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="lanyan demo", description="Build the demo city (once) and serve it.")
    _add_port(parser)
    parser.add_argument("--build", action="store_true", help="only build, do not serve")
    parser.add_argument("--seed", type=int, metavar="N", help="draw another city; one that is built already is kept")
    parser.add_argument("--live", action="store_true", help="let calls come in, vehicles drive, incidents close")
    parser.add_argument("--every", type=_pause, metavar="N", help="with --live: seconds between two calls of a city")
    options = parser.parse_args(arguments)
    if options.live and options.build:
        parser.error("--build only builds: there is nothing to keep alive")
    if options.every is not None and not options.live:
        parser.error("--every goes with --live")
    build = ["builddemo"] if options.seed is None else ["builddemo", "--seed", str(options.seed)]
    if options.build:
        return supervisor.prepare(["migrate", "--verbosity", "0"], build)
    live = ["livedemo"] if options.every is None else ["livedemo", "--every", str(options.every)]
    return supervisor.serve(
        port=options.port,
        workers=WEB_PROCESSES,
        before=[build],
        greeting=["demologins", "--port", str(options.port)],
        beside=[live] if options.live else [],
    )


def _add_port(parser: argparse.ArgumentParser) -> None:
    named = os.environ.get("PORT") or "8000"
    # argparse passes a default given as text through `type`, so a wrong PORT gets the same refusal.
    parser.add_argument("--port", type=_port, default=named, metavar="N", help=f"port to serve on (now {named})")


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 1 to 65535 is needed")
    return int(text)


def _pause(text: str) -> int:
    if not text.isdecimal() or not 5 <= int(text) <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 5 to 86400")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
