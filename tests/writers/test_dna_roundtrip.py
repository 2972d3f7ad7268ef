"""Writing a .dna database and reading it back is the identity, and DNA's own rules hold in what is written."""

from __future__ import annotations

import copy
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.model.database import PERMISSIONS, RELATIONS, Database
from discourse.model.statements import BASE_COLUMNS, Statements, Variable
from discourse.model.windows import Window
from discourse.readers.dna import read_database
from discourse.writers.dna import write_dna

_BASE = [c.name for c in BASE_COLUMNS]
_ALPHABET = "abZ é\n\t'\"$_;%\u0000\u05d0\u4e2d\U0001f600\U0010fffd=-"
WORDS = st.text(_ALPHABET, min_size=1, max_size=6) | st.sampled_from(
    ["Iran", "7", "007", "-1", "99999999999", "x" * 300, "\U0001f600" * 191, "label", "id", "Admin"]
)
TEXTS = WORDS | st.just("")
SHORT_NAMES = st.text("abcXY_ é\U0001f600", min_size=1, max_size=6) | st.sampled_from(
    ["stance", "coder_", "status_", "weight", "long name", "Type", "label_"]
)
MOMENTS = st.datetimes(pd.Timestamp("0001-01-02"), pd.Timestamp("9999-12-30")) | st.sampled_from(
    [pd.Timestamp("2020-01-01"), pd.Timestamp("1969-12-31 23:59:59.999999")]
)
COLORS = st.sampled_from(["#000000", "#ff9900", "#0a0b0c"])


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def frame(columns: dict[str, list[Any]], dtypes: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {n: pd.Series(v, dtype=object).astype(dtypes.get(n, "str")) for n, v in columns.items()}
    )


@st.composite
def document_tables(draw: st.DrawFn, ids: list[str]) -> pd.DataFrame:
    columns: dict[str, list[Any]] = {"document_id": ids}
    for name in ("title", "author", "source", "section", "type", "text"):
        columns[name] = [draw(maybe(TEXTS)) for _ in ids]
    columns["date"] = [draw(maybe(MOMENTS)) for _ in ids]
    dtypes = {"date": "datetime64[us]"}
    for name in draw(st.lists(st.sampled_from(["notes", "coder", "url", "rank"]), unique=True)):
        if name == "rank":
            columns[name], dtypes[name] = [draw(maybe(st.integers(-5, 5))) for _ in ids], "Int64"
        else:
            columns[name] = [draw(maybe(TEXTS)) for _ in ids]
    return frame(columns, dtypes)


@st.composite
def entity_tables(draw: st.DrawFn, names: list[str]) -> pd.DataFrame:
    keys = draw(st.lists(st.tuples(st.sampled_from([*names, "elsewhere"]), TEXTS), unique=True, max_size=6))
    ids = [i for _, i in keys]
    columns: dict[str, list[Any]] = {
        "variable": [v for v, _ in keys],
        "id": ids,
        "label": [draw(st.just(i) | TEXTS) for i in ids],
        "kind": [draw(maybe(TEXTS)) for _ in keys],
        "parent": [draw(maybe(st.sampled_from(ids) | TEXTS)) for _ in keys],
    }
    dtypes: dict[str, str] = {}
    if draw(st.booleans()):
        columns["color"] = [draw(maybe(COLORS | st.just("red"))) for _ in keys]
    extra = {
        "Type": (maybe(TEXTS), "str"),
        "variable_": (maybe(TEXTS), "str"),
        "n": (maybe(st.integers(-9, 9)), "Int64"),
        "size": (st.floats(allow_nan=False), "float64"),
        "known": (st.booleans(), "bool"),
    }
    for name in draw(st.lists(st.sampled_from(list(extra)), unique=True)):
        columns[name], dtypes[name] = [draw(extra[name][0]) for _ in keys], extra[name][1]
    return frame(columns, dtypes)


@st.composite
def statements(draw: st.DrawFn, documents: pd.DataFrame | None = None) -> Statements:
    pool = (
        documents["document_id"].tolist()
        if documents is not None
        else draw(st.lists(WORDS, unique=True, min_size=1, max_size=3))
    )
    names = draw(st.lists(SHORT_NAMES.filter(lambda n: n not in _BASE), unique=True, min_size=1, max_size=4))
    variables = []
    for name in names:
        kind = draw(st.sampled_from(["text", "text", "integer", "boolean"]))
        scale = draw(st.sampled_from([(None, None), (-1, 1)])) if kind == "integer" else (None, None)
        variables.append(Variable(name, kind, *scale))
    rows = draw(st.integers(0, 5)) if pool else 0
    ids = draw(st.lists(WORDS, unique=True, min_size=rows, max_size=rows))
    spans = [
        draw(st.tuples(maybe(st.integers(0, 9)), maybe(st.integers(0, 9))) | st.just((0, 2**40))) for _ in ids
    ]
    spans = [(a, b) if a is None or b is None or a <= b else (b, a) for a, b in spans]
    columns: dict[str, list[Any]] = {
        "statement_id": ids,
        "comment_id": [draw(maybe(st.sampled_from(["c1", "c2", ""]))) for _ in ids],
        "document_id": [draw(st.sampled_from(pool)) for _ in ids],
        "start": [a for a, _ in spans],
        "stop": [b for _, b in spans],
        "coder": [draw(st.sampled_from(["Admin", "hand", "", "y" * 200, "y" * 201])) for _ in ids],
        "confidence": [draw(st.sampled_from([1.0, 0.25, 0.0])) for _ in ids],
        "status": [draw(st.sampled_from(["coded", "corrected", "rejected"])) for _ in ids],
        "supersedes": [draw(maybe(st.sampled_from(["s0", ""]))) for _ in ids],
        "created_at": [draw(maybe(MOMENTS)) for _ in ids],
    }
    dtypes = {"start": "Int64", "stop": "Int64", "confidence": "float64", "created_at": "datetime64[us]"}
    for v in variables:
        if v.kind == "text":
            columns[v.name] = [draw(maybe(TEXTS)) for _ in ids]
            continue
        low, high = (0, 1) if v.kind == "boolean" or v.low else (-(2**62), 2**62)
        columns[v.name] = [draw(maybe(st.integers(low, high))) for _ in ids]
        dtypes[v.name] = "Int64"
    if "weight" not in names and draw(st.booleans()):
        columns["weight"], dtypes["weight"] = [draw(st.floats(0, 3)) for _ in ids], "float64"
    window = draw(
        maybe(
            st.just(
                Window(
                    3,
                    *(pd.Timestamp(f"2020-01-0{d}T01:02:03.000004") for d in (1, 2, 3)),
                    "3 days",
                    "gaussian",
                )
            )
        )
    )
    made = draw(
        st.sampled_from([{"method": "dna"}, {"method": "dictionary", "parameters": {"a": [1, None, "ü"]}}])
    )
    if documents is None:
        documents = draw(document_tables(pool) if draw(st.booleans()) else document_tables([]))
    return Statements(
        frame(columns, dtypes), tuple(variables), draw(entity_tables(names)), dict(made), documents, window
    )


@st.composite
def databases(draw: st.DrawFn) -> Database:
    documents = draw(document_tables(draw(st.lists(WORDS, unique=True, max_size=3))))
    labels = draw(st.lists(SHORT_NAMES, unique=True, min_size=1, max_size=3))
    parts = {label: draw(statements(documents)) for label in labels}
    texts = [
        (label, v.name)
        for label, part in parts.items()
        for v in part.variables
        if v.kind == "text" and (part.table[v.name].isna() | (part.table[v.name].str.len() < 191)).all()
    ]
    attributes = (
        draw(st.lists(st.tuples(st.sampled_from(texts), SHORT_NAMES), unique=True, max_size=3))
        if texts
        else []
    )
    every = [(label, v.name) for label, part in parts.items() for v in part.variables]
    links = draw(
        st.lists(
            st.tuples(st.sampled_from(every), st.sampled_from(every)).filter(lambda p: p[0] != p[1]),
            max_size=2,
        )
    )
    coders = draw(st.lists(TEXTS, unique=True, max_size=3))
    flags = st.sampled_from([0, 1])
    pairs = draw(st.lists(st.tuples(TEXTS, TEXTS).filter(lambda p: p[0] != p[1]), max_size=2))
    return Database(
        parts,
        documents,
        frame(
            {"name": coders, "color": [draw(COLORS) for _ in coders]}
            | {n: [draw(flags) for _ in coders] for n in PERMISSIONS},
            dict.fromkeys(PERMISSIONS, "Int64"),
        ),
        frame(
            {
                "pattern": (p := draw(st.lists(SHORT_NAMES | st.just(""), unique=True, max_size=3))),
                "color": ["#010203"] * len(p),
            },
            {},
        ),
        frame({"label": labels, "color": [draw(COLORS) for _ in labels]}, {}),
        frame(
            {
                n: [(*k, a)[i] for k, a in attributes]
                for i, n in enumerate(("statement_type", "variable", "attribute"))
            },
            {},
        ),
        frame(
            {
                n: [(*a, *b)[i] for a, b in links]
                for i, n in enumerate(("source_type", "source", "target_type", "target"))
            },
            {},
        ),
        frame(
            {"coder": [a for a, _ in pairs], "other": [b for _, b in pairs]}
            | {n: [draw(flags) for _ in pairs] for n in RELATIONS},
            dict.fromkeys(RELATIONS, "Int64"),
        ),
        frame({"source": (s := draw(st.lists(TEXTS, max_size=2))), "target": s[::-1]}, {}),
        draw(st.dictionaries(SHORT_NAMES, TEXTS, max_size=2)),
    )


def same(a: Statements, b: Statements) -> None:
    for name in ("table", "entities", "documents"):
        pd.testing.assert_frame_equal(getattr(a, name), getattr(b, name), obj=name)
    assert a.variables == b.variables
    assert a.window == b.window
    assert {k: v for k, v in a.made.items() if k != "dna"} == {
        k: v for k, v in b.made.items() if k not in ("dna", "notes")
    }


def same_database(a: Database, b: Database) -> None:
    assert list(a.statements) == list(b.statements)
    for label in a.statements:
        same(a[label], b[label])
    for name in (
        "documents",
        "coders",
        "regexes",
        "types",
        "attributes",
        "links",
        "relations",
        "statement_links",
    ):
        pd.testing.assert_frame_equal(getattr(a, name), getattr(b, name), obj=name)
    assert a.settings == b.settings


def back(data: Statements | Database, **options: Any) -> Database:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.dna"
        write_dna(data, path, **options)
        with closing(sqlite3.connect(path)) as link:
            assert link.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert link.execute("PRAGMA foreign_key_check").fetchall() == []
        return read_database(path)


@given(statements())
def test_statements_come_back_as_they_were(given_statements: Statements) -> None:
    before = copy.deepcopy(given_statements)
    found = back(given_statements).main
    same(before, found)
    same(before, given_statements)


@given(databases())
def test_a_database_comes_back_as_it_was(database: Database) -> None:
    before = copy.deepcopy(database)
    same_database(before, back(database))
    same_database(before, database)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["sample_dna3.dna", "sample_dna2.dna"])
def test_the_samples_come_back_as_they_were(shared: Path, name: str) -> None:
    whole = read_database(shared / "data" / "dna" / name)
    same_database(whole, back(whole))
    same(whole.main, back(whole.main).main)
