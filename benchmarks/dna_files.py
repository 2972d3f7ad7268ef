"""From a large .dna database to a two-mode matrix: python benchmarks/dna_files.py [statements]."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

_TABLES = """
CREATE TABLE SETTINGS(Property TEXT PRIMARY KEY, Value TEXT NOT NULL);
CREATE TABLE CODERS(ID INTEGER NOT NULL PRIMARY KEY, Name TEXT NOT NULL, Red INTEGER NOT NULL DEFAULT 0,
    Green INTEGER NOT NULL DEFAULT 0, Blue INTEGER NOT NULL DEFAULT 0, Password TEXT NOT NULL);
CREATE TABLE DOCUMENTS(ID INTEGER NOT NULL PRIMARY KEY, Title TEXT NOT NULL, Text TEXT NOT NULL, Coder INTEGER,
    Author TEXT NOT NULL DEFAULT '', Source TEXT NOT NULL DEFAULT '', Section TEXT NOT NULL DEFAULT '',
    Notes TEXT NOT NULL DEFAULT '', Type TEXT NOT NULL DEFAULT '', Date INTEGER NOT NULL);
CREATE TABLE STATEMENTTYPES(ID INTEGER NOT NULL PRIMARY KEY, Label TEXT NOT NULL, Red INTEGER NOT NULL DEFAULT 0,
    Green INTEGER NOT NULL DEFAULT 0, Blue INTEGER NOT NULL DEFAULT 0);
CREATE TABLE VARIABLES(ID INTEGER NOT NULL PRIMARY KEY, Variable TEXT NOT NULL, DataType TEXT NOT NULL,
    StatementTypeId INTEGER, UNIQUE (Variable, StatementTypeId));
CREATE TABLE VARIABLELINKS(ID INTEGER NOT NULL PRIMARY KEY, SourceVariableId INTEGER, TargetVariableId INTEGER);
CREATE TABLE REGEXES(Label TEXT PRIMARY KEY, Red INTEGER, Green INTEGER, Blue INTEGER);
CREATE TABLE STATEMENTS(ID INTEGER NOT NULL PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER,
    Start INTEGER NOT NULL, Stop INTEGER NOT NULL, Coder INTEGER, CHECK (Start < Stop));
CREATE TABLE DATABOOLEAN(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER NOT NULL,
    VariableId INTEGER NOT NULL, Value INTEGER NOT NULL DEFAULT 1, UNIQUE (StatementId, VariableId));
CREATE TABLE DATAINTEGER(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER NOT NULL,
    VariableId INTEGER NOT NULL, Value INTEGER NOT NULL DEFAULT 0, UNIQUE (StatementId, VariableId));
CREATE TABLE ENTITIES(ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL,
    Value TEXT NOT NULL DEFAULT '', Red INTEGER, Green INTEGER, Blue INTEGER, ChildOf INTEGER,
    UNIQUE (VariableId, Value));
CREATE TABLE DATASHORTTEXT(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER NOT NULL,
    VariableId INTEGER NOT NULL, Entity INTEGER NOT NULL, UNIQUE (StatementId, VariableId));
CREATE TABLE DATALONGTEXT(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER NOT NULL,
    VariableId INTEGER NOT NULL, Value TEXT DEFAULT '', UNIQUE (StatementId, VariableId));
CREATE TABLE ATTRIBUTEVARIABLES(ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL,
    AttributeVariable TEXT NOT NULL);
CREATE TABLE ATTRIBUTEVALUES(ID INTEGER PRIMARY KEY NOT NULL, EntityId INTEGER NOT NULL,
    AttributeVariableId INTEGER NOT NULL, AttributeValue TEXT NOT NULL DEFAULT '');
"""


def make(
    path: str | Path,
    statements: int = 1_000_000,
    actors: int = 500,
    concepts: int = 50,
    documents: int = 5_000,
    seed: int = 0,
) -> None:
    """Write a database in the DNA 3 schema: person, organization, concept and agreement.

    Parameters
    ----------
    path : path-like
        Replaced if it is there.
    statements, actors, concepts, documents : int
        How many; there are a fifth as many organizations as actors.
    seed : int
    """
    Path(path).unlink(missing_ok=True)
    rng = np.random.default_rng(seed)
    link = sqlite3.connect(path)
    link.execute("PRAGMA synchronous=OFF")
    link.execute("PRAGMA journal_mode=OFF")
    link.executescript(_TABLES)

    def fill(table: str, *columns: object) -> None:
        marks = ", ".join("?" * len(columns))
        rows = zip(*(c.tolist() if isinstance(c, np.ndarray) else c for c in columns), strict=True)  # type: ignore[call-overload]
        link.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    link.executemany("INSERT INTO SETTINGS VALUES (?, ?)", [("version", "3.0.7"), ("date", "2022-06-10")])
    link.executemany("INSERT INTO CODERS VALUES (?, ?, 0, 0, 0, '')", [(1, "Admin"), (2, "Coder 1")])
    link.execute("INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement', 239, 208, 51)")
    names = [(1, "person"), (2, "organization"), (3, "concept")]
    link.executemany("INSERT INTO VARIABLES VALUES (?, ?, 'short text', 1)", names)
    link.execute("INSERT INTO VARIABLES VALUES (4, 'agreement', 'boolean', 1)")
    sizes, at = (actors, max(actors // 5, 1), concepts), 1
    first = []
    for (number, name), size in zip(names, sizes, strict=True):
        first.append(at + 1)
        rows = [(at + i, number, f"{name} {i:04d}" if i else "") for i in range(size + 1)]
        link.executemany("INSERT INTO ENTITIES VALUES (?, ?, ?, 0, 0, 0, NULL)", rows)
        at += size + 1
    day = 946_684_800 + 86_400 * np.sort(rng.integers(0, 9_000, documents))
    text = "Nothing of this is meant. " * 20
    link.executemany(
        "INSERT INTO DOCUMENTS VALUES (?, ?, ?, 2, '', '', '', '', '', ?)",
        ((i + 1, f"Document {i + 1}", text, int(d)) for i, d in enumerate(day)),
    )
    ids = np.arange(1, statements + 1)
    start = rng.integers(0, 400, statements)
    held = np.sort(rng.integers(1, documents + 1, statements))
    ones = np.ones(statements, dtype=int)
    fill("STATEMENTS", ids, ones, held, start, start + 1 + rng.integers(0, 99, statements), 2 * ones)
    values = np.column_stack([a + rng.integers(0, n, statements) for a, n in zip(first, sizes, strict=True)])
    fill(
        "DATASHORTTEXT",
        np.arange(1, 3 * statements + 1), np.repeat(ids, 3), np.tile([1, 2, 3], statements), values.ravel(),
    )  # fmt: skip
    fill("DATABOOLEAN", ids, ids, 4 * ones, rng.integers(0, 2, statements))
    link.commit()
    link.close()


def ours(path: str) -> None:
    """Go from a database to a two-mode matrix, and print seconds and peak memory of the whole process."""
    began = time.perf_counter()
    import discourse as ds

    statements = ds.read(path)
    read = time.perf_counter()
    net = ds.project(statements, "two_mode", rows="person", cols="concept", qualifier="agreement")
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{read - began:6.1f} s {done - read:6.1f} s {done - began:6.1f} s {peak:6.0f} MB {net.order:6d}",
        end="",
    )


def bare(path: str) -> None:
    """Fetch the same values with sqlite3 alone, and print seconds and peak memory."""
    began = time.perf_counter()
    link = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    tables = ("STATEMENTS", "DATASHORTTEXT", "DATABOOLEAN", "ENTITIES", "DOCUMENTS")
    kept = [link.execute(f"SELECT * FROM {name}").fetchall() for name in tables]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f" {time.perf_counter() - began:9.1f} s {peak:6.0f} MB  ({sum(map(len, kept)):,} rows)")


def main() -> None:
    """Time the way from a database to a 500 by 50 two-mode matrix over four sizes, each in a process of its own."""
    if len(sys.argv) == 3:
        {"ours": ours, "bare": bare}[sys.argv[1]](sys.argv[2])
        return
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print("statements     read  two-mode   whole    peak   nodes  sqlite3 alone   peak")
    with tempfile.TemporaryDirectory() as folder:
        for size in (most // 8, most // 4, most // 2, most):
            path = Path(folder) / f"{size}.dna"
            make(path, size)
            print(f"{size:10,} ", end="", flush=True)
            for way in ("ours", "bare"):
                subprocess.run([sys.executable, __file__, way, str(path)], check=True)
            path.unlink()


if __name__ == "__main__":
    main()
