"""Databases that Discourse Network Analyzer opens, and that come back without a loss."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from discourse.errors import OptionError, OutputError
from discourse.files import writing
from discourse.model.cells import dump, to_cells
from discourse.model.corpus import Corpus
from discourse.model.database import Database
from discourse.model.statements import Statements
from discourse.writers.dna_documents import write_coders, write_documents
from discourse.writers.dna_rows import Rows, named, rgb
from discourse.writers.dna_schema import LONGEST, VERSION, password_digest, schema
from discourse.writers.dna_statements import weighted, write_statements
from discourse.writers.dna_types import Counts, Entities, statement_ids, write_variables

#: Colours of coders who have none: those of Okabe and Ito, which people with any eyes tell apart.
_PALETTE = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
_DATA = ("DATABOOLEAN", "DATAINTEGER", "DATASHORTTEXT", "DATALONGTEXT")


def write_dna(
    data: Statements | Database,
    path: str | os.PathLike[str],
    *,
    corpus: Corpus | None = None,
    statement_type: str = "DNA Statement",
    coder_colors: Mapping[str, str] | None = None,
    coded_only: bool = False,
    password: str = "discourse",
    force: bool = False,
) -> None:
    """Write a database in the schema of DNA 3; :func:`discourse.readers.dna.read_database` gives it back as it was.

    In DNA's window, entities carry their labels, and a comment is a document of its own: its author is the
    commenter, its section the document that it stands under, its type "comment". What DNA has no place for (our own
    ids, confidence, corrections, how the table was made) stands in tables whose names begin with ``DISCOURSE_``,
    which DNA does not look at; what is changed in DNA's window comes back changed. Missing numbers, which DNA does
    not know, are shown as 0, and missing truth values as true; they come back missing unless they were changed.

    Parameters
    ----------
    data : Statements or Database
    path : path-like
        Where to, ending in ``.dna``; whole or not at all, and the same bytes for the same input.
    corpus : Corpus, optional
        Gives the texts of the comments; without it, they are empty.
    statement_type : str
        What to call the type of statements, where ``data`` is no Database.
    coder_colors : mapping of str to str, optional
        Coder to "#rrggbb".
    coded_only : bool
        Leave out the corpus's comments that have no statements.
    password : str
        What all coders log in with; the administrator is called Admin. It protects nothing.
    force : bool
        Replace a file that is there.

    Raises
    ------
    OptionError
        If a name is too long for DNA, or an option has a wrong value.
    OutputError
        If the file's name does not end in ``.dna``, or it is there, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import discourse as ds
    >>> st = ds.Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1)])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     ds.write_dna(st, f"{folder}/claims.dna")
    ...     ds.read_database(f"{folder}/claims.dna")
    Database(DNA Statement (2 statements))
    """
    place = Path(path)
    if place.suffix.lower() != ".dna":
        raise OutputError(
            f"{place} does not end in .dna, as the name of every database of DNA does; write to "
            f"{place.with_suffix('.dna') if place.name else 'a file'} instead"
        )
    if place.is_file() and place.stat().st_size and not force:
        raise OutputError(f"{place} exists; choose another name, or replace it with force=True (--force)")
    if not password or not isinstance(password, str):
        raise OptionError("password must be a text that is not empty; DNA asks for it")
    if isinstance(data, Statements):
        data = Database({statement_type: data}, data.documents)
        data = _painted(data)
    if not isinstance(data, Database):
        raise OptionError(f"write_dna takes Statements or a Database, not {type(data).__name__}")
    if coder_colors:
        data = _colored(data, coder_colors)
    rows = _rows(data, corpus, password_digest(password), coded_only)
    with writing(place) as part:
        _save(rows, part, place)


def _painted(database: Database) -> Database:
    names = database.coders["name"].tolist()
    colors = [_PALETTE[i % len(_PALETTE)] for i in range(len(names))]
    return _colored(database, dict(zip(names, colors, strict=True)))


def _colored(database: Database, colors: Mapping[str, str]) -> Database:
    for coder, color in colors.items():
        if rgb(color)[0] is None:
            raise OptionError(f"the colour of {coder!r} is {color!r}; write it as in #33aaff")
    own = database.coders
    held = [colors.get(n, c) for n, c in zip(own["name"], own["color"], strict=True)]
    return Database(
        database.statements, database.documents, own.assign(color=pd.Series(held, dtype="str")), database.regexes,
        database.types, database.attributes, database.links, database.relations, database.statement_links,
        database.settings, database.made,
    )  # fmt: skip


def _rows(database: Database, corpus: Corpus | None, digest: str, coded_only: bool) -> Rows:
    rows = Rows()
    settings = {"version": VERSION} | {k: v for k, v in database.settings.items() if k != "version"}
    rows.add("SETTINGS", settings.items())
    coders = write_coders(rows, database, digest)
    documents = write_documents(rows, database, corpus, coders, coded_only=coded_only)
    counts = Counts()
    variables = write_variables(rows, database, counts)
    attributes = _attributes(database, variables)
    counts.attribute = len(database.attributes)
    ids = statement_ids(database)
    values: dict[str, Counts] = {}
    for number, (label, part) in enumerate(database.statements.items(), 1):
        own = {name: variables[label, name] for name in (v.name for v in part.variables)}
        entities = Entities(
            rows, part, {n: i for n, (i, kind) in own.items() if kind == "short text"}, counts
        )
        entities.number()
        facts = entities.write(attributes.get(label, {})) | _facts(part)
        rows.add("DISCOURSE_TYPES", [(number, dump(facts))])
        write_statements(rows, number, part, ids[label], documents, coders, own, entities.ids, values)
    regexes = zip(database.regexes["pattern"], database.regexes["color"], strict=True)
    rows.add("REGEXES", [(named(p, "the search pattern"), *rgb(c)) for p, c in regexes])
    links = zip(database.statement_links["source"], database.statement_links["target"], strict=True)
    rows.add("DISCOURSE_LINKS", [(i, a, b) for i, (a, b) in enumerate(links, 1)])
    rows.add("DISCOURSE_SETTINGS", [(k, dump(v)) for k, v in rows.settings.items()])
    return rows


def _attributes(
    database: Database, variables: Mapping[tuple[str, str], tuple[int, str]]
) -> dict[str, dict[tuple[str, str], int]]:
    """Return DNA's ids of the attributes that the database names, by type; each must be of short texts."""
    out: dict[str, dict[tuple[str, str], int]] = {}
    columns = [to_cells(database.attributes[n]) for n in database.attributes]
    for number, (kind, variable, attribute) in enumerate(zip(*columns, strict=True), 1):
        if variables.get((kind, variable), (0, ""))[1] != "short text":
            raise OptionError(
                f"Database.attributes: {variable!r} is no variable of short texts of the type {kind!r}"
            )
        out.setdefault(kind, {})[variable, attribute] = number
    return out


def _facts(part: Statements) -> dict[str, Any]:
    made = {k: v for k, v in part.made.items() if k != "dna"}
    window = None
    if part.window is not None:
        w = part.window
        moments = [t.isoformat() for t in (w.start, w.middle, w.stop)]
        window = [w.number, *moments, w.width, w.kernel]
    scales = {v.name: [v.low, v.high] for v in part.variables if (v.low, v.high) != (None, None)}
    return {"made": made, "scales": scales, "weight": weighted(part), "window": window}


def _save(rows: Rows, part: Path, place: Path) -> None:
    """Fill an empty SQLite file."""
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as link:
            for setting in (
                "page_size = 4096",
                "journal_mode = OFF",
                "synchronous = OFF",
                "encoding = 'UTF-8'",
            ):
                link.execute(f"PRAGMA {setting}")
            link.execute("BEGIN")
            for made in schema():
                link.execute(made)
            for table, several in rows.tables.items():
                width = len(link.execute(f"PRAGMA table_info({table})").fetchall())
                for some in several:
                    link.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", some)
            link.execute("COMMIT")
    except sqlite3.OperationalError as error:
        told = "the disk is full" if "full" in str(error) else str(error)
        raise OutputError(f"{place} cannot be written: {told}; nothing was left behind") from None
    except UnicodeEncodeError:
        raise OptionError(
            f"{place} cannot be written: a name holds half a character (a lone surrogate); mend it, at most "
            f"{LONGEST} characters"
        ) from None
