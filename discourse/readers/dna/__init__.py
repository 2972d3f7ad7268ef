"""Reader of Discourse Network Analyzer's databases, of both its schemas: .dna files, PostgreSQL and MySQL.

``sqlite`` and ``server`` open a database and give its ``tables``; ``people`` reads documents and coders,
``entities`` and ``values`` what the statements say, ``sides`` what our own writer put beside it, and ``reader``
joins them. Offsets, which Java counts in UTF-16 code units, become code points.
"""

from __future__ import annotations

import os

from discourse.errors import DataError, InputError
from discourse.model.database import Database
from discourse.model.statements import Statements
from discourse.readers.dna.reader import Reading
from discourse.readers.dna.sqlite import opened
from discourse.readers.dna.tables import Tables
from discourse.readers.source import Source, no_database

__all__ = ["read", "read_database", "sniff"]


def sniff(source: Source) -> float:
    """Return how surely this is such a database: it is, if it is an SQLite file."""
    return 0.9 if source.encoding == "sqlite" else 0.0


def read(source: Source, *, statement_type: str | None = None) -> Statements:
    """Read the statements of one type.

    Parameters
    ----------
    source : Source
    statement_type : str, optional
        By default the type with most statements.

    Returns
    -------
    Statements
        ``made["dna"]`` says file, schema, version and type, and how many statements there are of other types;
        ``made["notes"]`` what was amiss.

    Raises
    ------
    InputError
        If it is no database of DNA's, is damaged or in use.
    OptionError
        If it has no such statement type.
    """
    if source.path is None:
        raise InputError(f"{source.name} is no SQLite database, as every .dna file is; give the file's path")
    if source.encoding != "sqlite":
        raise no_database(source.name, source.data)
    database = read_database(source.path)
    found = database[statement_type] if statement_type is not None else database.main
    found.made["dna"]["sha256"] = source.sha256
    return found


def read_database(place: str | os.PathLike[str]) -> Database:
    """Read all that a database holds; nothing in it or beside it is changed.

    Parameters
    ----------
    place : path-like or str
        A .dna file, or the URL of a server's database, as in ``"postgresql://name:password@host/database"`` or
        ``"mysql://name:password@host/database"`` (which needs the optional part ``sql``).

    Returns
    -------
    Database
        Statements of every type, in DNA's order: by date, document, start, stop and number.

    Raises
    ------
    InputError
        In one sentence: no such file, no SQLite database, none of DNA's, damaged, in use, at odds with itself, or a
        server that refuses.
    MissingExtra
        For a URL without the optional part.
    """
    if isinstance(place, str) and "://" in place:
        from discourse.readers.dna.server import connected

        with connected(place) as tables:
            return _whole(tables)
    with opened(place) as tables:
        return _whole(tables)


def _whole(tables: Tables) -> Database:
    """Return all that the tables hold; where that breaks a rule of our own tables, name the database."""
    try:
        return Reading(tables).whole()
    except DataError as error:
        raise InputError(
            f"{tables.name} holds what cannot be put together: {error}; correct it in DNA, or restore a copy"
        ) from None
