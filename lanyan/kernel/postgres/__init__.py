"""The embedded PostgreSQL server: found, made, started, attached to, stopped; and the databases inside it.

Lanyan brings its own server so that one command is enough to try it. Any PostgreSQL from 15 on takes its place when
`DATABASE_URL` names one. Nothing here imports Django: settings ask `configured_url()`, commands use `Server`.
"""

from .binaries import Binaries, find_binaries
from .databases import (
    check_external,
    clone_database,
    configured_url,
    create_database,
    drop_database,
    ensure,
    external_url,
    url_for,
)
from .folders import PostgresError, home
from .pool import pooled
from .server import Server

__all__ = [
    "Binaries",
    "PostgresError",
    "Server",
    "check_external",
    "clone_database",
    "configured_url",
    "create_database",
    "drop_database",
    "ensure",
    "external_url",
    "find_binaries",
    "home",
    "pooled",
    "url_for",
]
