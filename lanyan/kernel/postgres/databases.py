"""Databases and their addresses: which server Lanyan talks to, and making, copying and dropping databases on it."""

import os
from contextlib import suppress
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from .folders import PostgresError
from .server import DATABASE, Server

OLDEST_MAJOR = 15


def external_url() -> str | None:
    """Give the address of somebody else's PostgreSQL from `DATABASE_URL`, None when the embedded one is meant."""
    return os.environ.get("DATABASE_URL") or None


def configured_url() -> str:
    """Compute the address of the database from the environment alone; nothing is started or touched."""
    return external_url() or Server().url()


def ensure() -> str:
    """See to it that the database answers, starting the embedded server when needed, and give its address."""
    external = external_url()
    if external:
        check_external(external)
        return external
    server = Server()
    server.ensure()
    return server.url()


def check_external(url: str) -> None:
    """Refuse an external server that does not answer or is too old, in one line."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            major = connection.info.server_version // 10000
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__
        raise PostgresError(f"The database named by DATABASE_URL does not answer: {reason}") from None
    if major < OLDEST_MAJOR:
        raise PostgresError(
            f"The database named by DATABASE_URL is PostgreSQL {major}; {OLDEST_MAJOR} or newer is needed."
        )


def url_for(database: str, *, url: str | None = None) -> str:
    """Give the address of another database on the same server."""
    return urlunsplit(urlsplit(url or configured_url())._replace(path="/" + quote(database, safe="")))


def create_database(name: str, *, url: str | None = None) -> str:
    """Create an empty database and give its address; one that is there already is kept."""
    with suppress(psycopg.errors.DuplicateDatabase):
        _run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)), url=url)
    return url_for(name, url=url)


def clone_database(template: str, name: str, *, url: str | None = None) -> str:
    """Copy a database that nobody is connected to and give the address of the copy."""
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _run(command.format(sql.Identifier(name), sql.Identifier(template)), url=url)
    return url_for(name, url=url)


def drop_database(name: str, *, url: str | None = None) -> None:
    """Drop a database if it is there, closing the connections to it."""
    if name in {DATABASE, "postgres", "template0", "template1"}:
        raise PostgresError(f"The database {name} is not for dropping.")
    _run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)), url=url)


def _run(command: sql.Composed, *, url: str | None) -> None:
    """Run one statement outside any transaction on the server's maintenance database."""
    with psycopg.connect(url_for("postgres", url=url), autocommit=True, connect_timeout=10) as connection:
        connection.execute(command)
