"""The debate in data/debates: the table and the database hold the same, and data/README.md names every file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from discourse.model.database import Database
from discourse.model.statements import Statements
from discourse.readers import TABLE
from discourse.readers.dna import read_database
from discourse.readers.source import Source

VARIABLES = ["person", "organization", "concept", "agreement"]
ABOUT = ["title", "author", "source", "section", "type", "date"]


@pytest.fixture(scope="module")
def table(root: Path) -> Statements:
    source = Source.open(root / "data" / "debates" / "tidal-barrage.csv")
    return TABLE.load("statements")(source)


@pytest.fixture(scope="module")
def database(root: Path) -> Database:
    return read_database(root / "data" / "debates" / "tidal-barrage.dna")


def told(statements: Statements) -> pd.DataFrame:
    """What is said, and where, in an order that does not depend on the file."""
    rows = statements.table[["document_id", "created_at", *VARIABLES]]
    rows = rows.merge(statements.documents[["document_id", *ABOUT]], on="document_id", validate="many_to_one")
    return rows.drop(columns="document_id").sort_values(["date", "title", *VARIABLES], ignore_index=True)


def test_table_and_database_hold_the_same_statements(table: Statements, database: Database) -> None:
    pd.testing.assert_frame_equal(told(table), told(database.main))


def test_shape(database: Database) -> None:
    st = database.main
    assert len(st) == 216
    assert len(database.documents) == 61
    assert [st.table[name].nunique() for name in VARIABLES] == [20, 16, 9, 2]
    assert [v.kind for v in st.variables] == ["text", "text", "text", "boolean"]
    assert st.table["created_at"].dt.year.unique().tolist() == [2021, 2022, 2023]
    assert database.documents["type"].value_counts().to_dict() == {
        "report": 49,
        "interview": 5,
        "letter": 4,
        "comment": 3,
    }
    assert database.documents[ABOUT].notna().all(axis=None)
    assert database.made["notes"] == []


def test_spans_are_the_passages_of_the_table(table: Statements, database: Database) -> None:
    text = database.documents.set_index("document_id")["text"]
    rows = database.main.table
    cut = [text[d][a:b] for d, a, b in zip(rows["document_id"], rows["start"], rows["stop"], strict=True)]
    assert sorted(cut) == sorted(table.table["text"])
    assert all(c == c.strip() and len(c) > 20 for c in cut)
    for _, own in rows.sort_values("start").groupby("document_id"):
        assert (own["stop"].iloc[:-1].to_numpy() < own["start"].iloc[1:].to_numpy()).all()


def test_organizations_have_a_type_and_a_colour(table: Statements, database: Database) -> None:
    def own(statements: Statements) -> pd.DataFrame:
        found = statements.entities
        return found[found["variable"] == "organization"].set_index("id").sort_index()

    organizations = own(database.main)
    assert organizations["Type"].to_dict() == own(table)["kind"].to_dict()
    assert len(organizations) == 16
    assert organizations["color"].str.fullmatch("#[0-9a-f]{6}").all()
    assert organizations.groupby("Type")["color"].nunique().eq(1).all()


def test_three_organizations_change_sides(table: Statements) -> None:
    for_it = [
        "The barrage supplies clean power",
        "The barrage brings lasting jobs",
        "The barrage protects against floods",
        "Fish pass the turbines safely",
        "The state should guarantee the price",
    ]
    rows = table.table
    favour = rows["concept"].isin(for_it) == rows["agreement"].eq(1)
    late = rows["created_at"] >= "2022-06-15"
    share = favour.groupby([rows["organization"], late]).mean().unstack()
    moved = share[True] - share[False]
    assert moved.notna().all()
    turned = moved[moved.abs() > 0.5]
    assert sorted(turned.index) == ["Clean Current", "Halvick Harbour Company", "Progress Party"]
    assert (turned > 0).tolist() == [False, True, False]


def test_files_are_small_and_named(root: Path) -> None:
    readme = (root / "data" / "README.md").read_text(encoding="utf-8")
    files = sorted(p for p in (root / "data").rglob("*") if p.is_file() and p.name != "README.md")
    assert len(files) >= 7
    for path in files:
        assert f"`{path.relative_to(root / 'data').as_posix()}`" in readme, path
    assert all(p.stat().st_size < 1_000_000 for p in files)
