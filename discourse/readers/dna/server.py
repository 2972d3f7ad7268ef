"""Databases on a server, PostgreSQL or MySQL, through SQLAlchemy; reading only, and no word of the password."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from discourse.errors import InputError, MissingExtra
from discourse.readers.dna.sqlite import whole
from discourse.readers.dna.tables import NULL, Tables

_CHUNK = 100_000
#: The drivers of the optional part ``sql``, where the URL names none.
_DRIVERS = {"postgresql": "postgresql+pg8000", "postgres": "postgresql+pg8000", "mysql": "mysql+pymysql",
            "mariadb": "mariadb+pymysql"}  # fmt: skip

#: What drivers let through of their own when they connect.
_DRIVERS_OWN = (TypeError, ValueError, LookupError, AttributeError, RuntimeError)


class Server(Tables):
    """The tables of a database on a server; names are taken in any case.

    Parameters
    ----------
    link : sqlalchemy.Connection
    name : str
    """

    def __init__(self, link: Any, name: str) -> None:
        from sqlalchemy import inspect

        self.name = name
        self._link = link
        self._inspector = inspect(link)
        self._names = {n.upper(): n for n in self._inspector.get_table_names()}
        self._columns: dict[str, list[str]] = {}

    def columns(self, table: str) -> list[str]:
        """Return the names of a table's columns; none where there is no such table."""
        key = table.upper()
        if key not in self._names:
            return []
        if key not in self._columns:
            self._columns[key] = [c["name"] for c in self._inspector.get_columns(self._names[key])]
        return self._columns[key]

    def _select(self, table: str, columns: Sequence[str], order: str) -> Any:
        from sqlalchemy import column, select
        from sqlalchemy import table as named

        own = {c.upper(): c for c in self.columns(table)}
        order = own[(columns[0] if order == "rowid" else order).upper()]
        wanted = [own[c.upper()] for c in columns]
        held = named(self._names[table.upper()], *(column(c) for c in dict.fromkeys([*wanted, order])))
        return select(*(held.c[c] for c in wanted)).order_by(held.c[order])

    def numbers(self, table: str, columns: Sequence[str]) -> list[np.ndarray]:
        """Return columns of whole numbers, in the order of ``ID``; NULL is :data:`NULL`."""
        parts: list[list[np.ndarray]] = [[np.zeros(0, dtype=np.int64)] for _ in columns]
        query = self._select(table, columns, "ID").execution_options(stream_results=True)
        with self._link.execute(query) as found:
            while rows := found.fetchmany(_CHUNK):
                for part, values in zip(parts, zip(*rows, strict=True), strict=True):
                    part.append(_numbers(values))
        return [np.concatenate(p) for p in parts]

    def rows(self, table: str, columns: Sequence[str], order: str = "ID") -> list[tuple[Any, ...]]:
        """Return rows as they are, in the order of a column."""
        return [tuple(row) for row in self._link.execute(self._select(table, columns, order))]


def _numbers(values: tuple[Any, ...]) -> np.ndarray:
    try:
        return np.array(values, dtype=np.int64)
    except (TypeError, ValueError, OverflowError):
        return np.array([NULL if v is None else whole(v) for v in values], dtype=np.int64)


@contextmanager
def connected(url: str) -> Iterator[Server]:
    """Open a database by its URL; give its tables.

    Parameters
    ----------
    url : str
        ``dialect://name:password@host:port/database``.

    Yields
    ------
    Server

    Raises
    ------
    MissingExtra
        If SQLAlchemy or the database's driver is not installed.
    InputError
        If the URL is none, nobody answers, the server refuses, or a query fails; never with the password.
    """
    try:
        from sqlalchemy import create_engine
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import SQLAlchemyError
        from sqlalchemy.pool import NullPool
    except ModuleNotFoundError:
        raise MissingExtra("reading a database on a server", "sql") from None
    try:
        address = make_url(url)
    except (SQLAlchemyError, ValueError):
        raise InputError(
            "this is no URL of a database: write it as in postgresql://name:password@host:5432/database"
        ) from None
    if address.drivername.partition("+")[0] not in (*_DRIVERS, "postgresql", "mysql", "mariadb", "sqlite"):
        raise InputError(
            f"{address.drivername}:// is no server that DNA's databases stand on: give postgresql:// or mysql://"
        )
    if address.drivername in _DRIVERS:
        address = address.set(drivername=_DRIVERS[address.drivername])
    if address.drivername.startswith("sqlite") and not Path(address.database or "").is_file():
        raise InputError(f"{address.database or 'sqlite://'}: there is no such file; check the path")
    _complete(address)
    port = f":{address.port}" if address.port else ""
    name = f"{address.drivername.partition('+')[0]}://{address.host or ''}{port}/{address.database or ''}"
    try:
        engine = create_engine(address, poolclass=NullPool, hide_parameters=True)
    except ModuleNotFoundError:
        raise MissingExtra(f"reading {name}", "sql") from None
    except (SQLAlchemyError, TypeError, ValueError):
        raise InputError(
            f"{name}: there is no such kind of database; use postgresql:// or mysql://"
        ) from None
    try:
        try:
            opened = engine.connect()
        except _DRIVERS_OWN as error:
            raise InputError(_told(name, error, str(address.password or ""))) from None
        with opened as link:
            yield Server(link, name)
            link.rollback()
    except (SQLAlchemyError, OSError) as error:
        raise InputError(_told(name, error, str(address.password or ""))) from None
    finally:
        engine.dispose()


def _complete(address: Any) -> None:
    """Check that a URL names all that a server asks for, unless it has options, which may name the rest."""
    dialect = address.drivername.partition("+")[0]
    if dialect == "sqlite" or address.query:
        return
    parts = (("name", address.username), ("host", address.host), ("database", address.database))
    lost = [f"no {what}" for what, value in parts if not value]
    if lost:
        told = " and ".join([", ".join(lost[:-1]), lost[-1]] if len(lost) > 1 else lost)
        raise InputError(
            f"this URL of a {dialect} database has {told}: write it as in {dialect}://name:password@host/database"
        )


def _told(name: str, error: BaseException, password: str) -> str:
    """Return what went wrong as one sentence, without the password."""
    cause = getattr(error, "orig", None) or error
    said = " ".join(str(cause).split())
    if password:
        for secret in (password, quote(password, safe=""), repr(password)[1:-1]):
            said = said.replace(secret, "***")
    low = said.lower()
    if re.search(r"password|authenticat|access denied|28p01|28000|1045", low):
        return (
            f"{name}: the server refuses this name and password; check both, and that this account may read"
        )
    if re.search(r"does not exist|unknown database|3d000|1049", low):
        return f"{name}: the server has no such database; check its name"
    if re.search(
        r"refused|could not connect|can't connect|can't create a connection|timed out|resolve|unreachable|not known",
        low,
    ):
        return f"{name}: no database answers there; check host and port, and that the server runs"
    return f"{name} cannot be read: {said[:200]}"
