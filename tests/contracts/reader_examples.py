"""A good example of every reader's format, for the battery; and what is true of everything that a reader gives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from reader_shapes import FIRST
from reader_trees import EXAMPLE, written

import discourse as ds
from discourse.errors import DiscourseError
from discourse.model.corpus import Corpus
from discourse.model.network import Network
from discourse.model.statements import Statements
from discourse.readers import TABLE

FIXTURES = Path(__file__).parents[1] / "readers" / "fixtures"
STATEMENTS = (
    "statement_id,document_id,coder,commenter,narrative,stance\ns1,d,hand,Ada,out,1\ns2,d,hand,Zoë,out,-1\n"
)
NETWORK = "source,target,weight\na,b,1\nb,ü,-2\n"
#: What a message must not have: it is for people who never saw our code.
_JARGON = re.compile(
    r"Traceback|Exception|\w+Error\b|\bErrno\b|<class|object at 0x|NoneType|\\x[0-9a-f]{2}\\x"
)
#: Files that are read, where the example is a folder.
_INSIDE = "utterances.jsonl"
#: Of several fixtures, the one that is as most files of its format are.
_CHOSEN = {"webpage": "wordpress.html", "word": "ferry.docx", "pdf": "ferry.pdf"}
#: Readers of comments whose account is of rows, each of which is a comment or a document.
ROWS = [
    name
    for name, entry in TABLE.items()
    if name in ("csv", "jsonl", "spreadsheet", "parquet")
    or hasattr(import_module(entry.target.partition(":")[0]), "FORMAT")
]


def good(name: str, folder: Path) -> Path:
    """Write a good example of a reader's format into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    if name == "dna":
        path = folder / "d.dna"
        ds.write_dna(Statements.from_rows([("Ada", "out", 1), ("Zoë", "out", -1)]), path)
        return path
    if name in ("statements", "network"):
        path = folder / f"{name}.csv"
        path.write_text(STATEMENTS if name == "statements" else NETWORK, encoding="utf-8")
        return path
    if name in FIRST:
        return written(FIRST[name], EXAMPLE, folder)
    found = fixtures(name)
    if not found:
        pytest.fail(
            f"the reader {name!r} has no example: add a writer to SHAPES in tests/contracts/reader_shapes.py "
            f"(or a file to tests/readers/fixtures/{name}/)"
        )
    chosen = next((f for f in found if f.name == _CHOSEN.get(name)), found[0])
    path = folder / chosen.name
    path.write_bytes(chosen.read_bytes())
    return path


def fixtures(name: str) -> list[Path]:
    """Return the files of a format that were written for the tests, those that hold comments and can be read alone."""
    beside = (
        "speakers.json",
        "users.json",
        "conversations.json",
        "index.json",
        "corpus.json",
        "locked.pdf",
        "scan.pdf",
    )
    return sorted(p for p in (FIXTURES / name).rglob("*") if p.is_file() and p.name not in beside)


def file_of(path: Path) -> Path:
    """Return the file with the comments of an example."""
    return path / _INSIDE if path.is_dir() else path


def altered(name: str, folder: Path, change: Callable[[bytes], bytes]) -> Path:
    """Write the good example with its bytes changed; return what is to be read."""
    path = good(name, folder)
    file = file_of(path)
    file.write_bytes(change(file.read_bytes()))
    return path


def is_text(path: Path) -> bool:
    try:
        text = file_of(path).read_bytes().decode()
    except UnicodeDecodeError:
        return False
    return not text.startswith("%PDF") and "\x00" not in text


def outcome(path: Path, name: str | None, **options: Any) -> Corpus | Statements | Network | str:
    """Return what a reader makes of a file, after looking whether it is sound; or its one sentence."""
    try:
        found = ds.read(path, format=name, **options)
    except DiscourseError as error:
        check_sentence(str(error), path)
        return str(error)
    if isinstance(found, Corpus):
        check_corpus(found)
    elif isinstance(found, Statements):
        rows = found.made.get("rows")
        if isinstance(rows, dict) and {"read", "kept"} <= rows.keys():
            assert rows["read"] == rows["kept"] + _number(rows.get("dropped", 0))
    return found


def _number(found: Any) -> int:
    return (
        sum(found.values())
        if isinstance(found, dict)
        else len(found)
        if isinstance(found, list)
        else int(found)
    )


def check_sentence(message: str, path: Path) -> None:
    """Assert that a message is one sentence that names the file and speaks of nothing inside of the program."""
    assert path.name in message or file_of(path).name in message, message
    assert "\n" not in message, message
    assert len(message) < 500, message
    assert not _JARGON.search(message), message


def check_corpus(corpus: Corpus) -> None:
    """Assert what is true of every corpus that was read."""
    audit, comments = corpus.audit, corpus.comments
    counts = audit.pivot_table(index="file", columns="action", values="rows", aggfunc="sum", fill_value=0)
    counts = counts.reindex(columns=["read", "kept", "dropped"], fill_value=0)
    assert len(counts) == len(corpus.sources)
    assert (counts["read"] == counts["kept"] + counts["dropped"]).all()
    assert (counts["read"] > 0).all()
    kept = audit[audit["action"] == "kept"].groupby("reason")["rows"].sum().to_dict()
    if (audit["unit"] == "rows").all():
        documents = kept.pop("documents", 0)
        assert sum(kept.values()) == len(comments), kept
        assert documents <= len(corpus.documents)
    parents = dict(zip(comments["comment_id"], comments["parent_id"], strict=True))
    assert (comments["parent_by"].notna() == comments["parent_id"].notna()).all()
    assert not (comments["parent_id"].notna() & comments["missing_parent"].notna()).any()
    done: set[str] = set()
    for start in parents:
        way, at = [], start
        while at not in done:
            done.add(at)
            way.append(at)
            up = parents[at]
            if pd.isna(up):
                break
            assert up not in way, "a cycle"
            at = up
    for name in ("text", "quoted", "author", "raw"):
        for cell in comments[name].dropna():
            assert "\x00" not in cell
            cell.encode()
            assert name == "raw" or unicodedata.is_normalized("NFC", cell)
    assert comments["text"].notna().all()
