"""The commands on statements that were coded before: study, network of windows, read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import discourse as ds
from discourse.model.statements import Statements, Variable

Run = Callable[..., tuple[int, str, str]]
ROWS = [
    ("Union", "ban", 1), ("Guild", "ban", 1), ("Board", "ban", 0), ("Club", "ban", 0), ("Union", "tax", 1),
    ("Guild", "tax", 1), ("Board", "tax", 0), ("Club", "tax", 1), ("Board", "law", 1), ("Club", "law", 1),
]  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Path:
    table = pd.DataFrame(ROWS, columns=["organization", "concept", "agreement"])
    table["created_at"] = pd.date_range("2024-01-01", periods=len(ROWS), freq="5D")
    table["statement_id"] = [str(i + 1) for i in range(len(ROWS))]
    table["document_id"] = [str(i + 1) for i in range(len(ROWS))]
    table["coder"] = "hand"
    kinds = (Variable("organization"), Variable("concept"), Variable("agreement", "boolean"))
    documents = pd.DataFrame(
        {
            "document_id": table["document_id"],
            "title": [f"Page {i}" for i in range(len(ROWS))],
            "source": ["Herald", "Echo"] * 5,
            "date": table["created_at"],
            "text": "Words of this page.",
        }
    )
    path = tmp_path / "debate.dna"
    ds.write_dna(Statements(table, kinds, documents=documents), path)
    return path


@pytest.fixture
def run(discourse: Callable[..., Any]) -> Callable[..., tuple[int, str, str]]:
    def call(*args: object) -> tuple[int, str, str]:
        done = discourse(*(str(a) for a in args))
        return done.code, done.out, done.err

    return call


def test_study_writes_table_figure_and_folder(run: Run, database: Path, tmp_path: Path) -> None:
    table, figure, folder = tmp_path / "b.csv", tmp_path / "b.png", tmp_path / "all"
    code, _, err = run("study", "backbone", database, "-o", table, "-f", figure)
    assert code == 0, err
    assert pd.read_csv(table)["entity"].isin(["ban", "tax", "law"]).all()
    assert figure.read_bytes().startswith(b"\x89PNG")
    assert run("study", "backbone", database, "-o", folder)[0] == 0
    assert {p.name for p in folder.iterdir()} == {"order.csv", "result.csv", "spectra.csv"}
    code, _, err = run("study", "backbone", database, "-o", folder)
    assert code == 2
    assert "exists" in err


def test_study_as_json(run: Run, database: Path) -> None:
    code, out, _ = run("study", "barplot", database, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["parameters"]["variable"] == "concept"
    assert {r["value"]: r["statements"] for r in found["tables"]["values"]} == {"ban": 4, "law": 2, "tax": 4}


def test_the_choice_of_statements(run: Run, database: Path) -> None:
    code, out, _ = run(
        "study", "events", database, "--start", "2024-01-10", "--exclude", "concept=law", "--json"
    )
    assert code == 0
    assert [r["statement_id"] for r in json.loads(out)["tables"]["events"]] == ["3", "4", "5", "6", "7", "8"]
    code, out, _ = run("network", database, "-m", "two_mode", "--only", "source=Herald", "--json")
    assert code == 0
    assert sum(e["statements"] for e in json.loads(out)["edges"]) == 5


def test_a_network_per_window(run: Run, database: Path, tmp_path: Path) -> None:
    out = tmp_path / "ties.csv"
    code, _, err = run("network", database, "-m", "congruence", "--width", "21D", "-o", out)
    assert code == 0, err
    ties = pd.read_csv(out)
    assert {"number", "start", "middle", "stop", "source", "target", "weight"} <= set(ties.columns)
    whole = ds.read(database)
    wanted = sum(
        net.size
        for net in ds.project_windows(
            whole, "congruence", "21D", rows="organization", cols="concept", qualifier="agreement"
        )
    )
    assert len(ties) == wanted > 0


def test_read_goes_from_database_to_table_and_back(run: Run, database: Path, tmp_path: Path) -> None:
    table, again = tmp_path / "s.csv", tmp_path / "again.dna"
    assert run("read", database, "-o", table)[0] == 0
    code, _, err = run("read", table, "-o", again)
    assert code == 0, err
    one, two = ds.read(database), ds.read(again)
    assert one.table.equals(two.table)
    assert [v.kind for v in two.variables] == ["text", "text", "boolean"]
    assert two.documents["source"].tolist() == one.documents["source"].tolist()
    code, _, err = run("read", table, "-o", again)
    assert code == 2
    assert "choose another name" in err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("study", "polarisation", "DB"), "Did you mean 'polarization'?"),
        (("study", "barplot", "DB", "--cols", "nothing"), "There are: organization, concept, agreement"),
        (("study", "barplot", "DB", "--set", "colour=red"), "takes no option 'colour'"),
        (("study", "barplot", "NONE"), "no such file"),
        (("study", "polarization", "DB", "--width", "3 moons"), "unknown unit 'moons'"),
        (("network", "DB", "-m", "congruence", "--start", "soon"), "is no date"),
        (("network", "DB", "-m", "congruence", "--exclude", "concept"), "write VARIABLE=VALUE"),
        (("network", "DB", "-m", "congruence", "--width", "5D", "--kernel", "round"), "kernel='round' is not known"),
        (("read", "DB", "--set", "statement_type=NPF"), "NPF"),
    ],
)  # fmt: skip
def test_one_sentence_and_exit_code_2(run: Run, database: Path, args: tuple[str, ...], words: str) -> None:
    before = database.read_bytes()
    code, out, err = run(*(database if a == "DB" else a for a in args))
    assert code == 2
    assert words in err
    assert "Traceback" not in out + err
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"hello", "is no SQLite database"), (b"", "empty"), (b"PK\x03\x04zip", "is no SQLite database"),
        (None, "no such file"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", [("report", "-o", "out"), ("read",), ("study", "barplot"), ("network",)])
def test_what_is_called_a_database_and_is_none(
    run: Run, tmp_path: Path, command: tuple[str, ...], content: bytes | None, words: str
) -> None:
    path = tmp_path / "debate.dna"
    if content is not None:
        path.write_bytes(content)
    words_given = [path if w == "FILE" else tmp_path / w if w == "out" else w for w in command]
    place = 2 if command[0] == "study" else 1
    code, _, err = run(*words_given[:place], path, *words_given[place:])
    assert code == 2
    assert words in err
    assert err.count("\n") == 1
    assert not (tmp_path / "out").exists()
