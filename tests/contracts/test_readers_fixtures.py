"""Every reader on every file that was written for the tests: full accounts, nobody's addresses, offsets that fit."""

from __future__ import annotations

import csv
import io
import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from reader_examples import FIXTURES, ROWS, file_of, fixtures, good, outcome
from reader_platforms import ADDRESS, MAIL
from reader_shapes import SHAPES
from reader_trees import EXAMPLE, Node, written

import discourse as ds
from discourse.model.codebook import Actor, Alias, Codebook
from discourse.model.corpus import Corpus
from discourse.readers import TABLE
from discourse.readers.source import Source
from discourse.readers.tally import Tally

ALL = [(name, path) for name in TABLE for path in fixtures(name)]
NAMES = [f"{path.relative_to(FIXTURES)}" for _, path in ALL]
#: Those that hold no comments when they are read alone.
WITHOUT = {"reddit/submissions.ndjson"}
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_IP = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")


def cells(corpus: Corpus, *, texts: bool = True) -> str:
    """Return everything that stands in the tables of a corpus; without what people wrote themselves, if so wanted."""
    told = ("text", "quoted", "raw", "example", "title")
    parts = [
        frame[column].dropna().astype("str").str.cat(sep="\n")
        for frame in (corpus.documents, corpus.comments, corpus.audit)
        for column in frame.columns
        if texts or column not in told
    ]
    return "\n".join([*parts, json.dumps(corpus.sources, default=str)])


@pytest.mark.parametrize(("name", "path"), ALL, ids=NAMES)
def test_every_row_of_every_fixture_is_accounted_for(name: str, path: Path) -> None:
    found = outcome(path, name)
    if isinstance(found, str):
        assert str(path.relative_to(FIXTURES)) in WITHOUT, found
        return
    assert isinstance(found, Corpus)
    assert len(found)
    told = cells(found, texts=False)
    assert not _MAIL.findall(told)
    assert not _IP.findall(told)
    assert found.comments["created_at"].notna().equals(found.comments["precision"].notna())
    if name not in ROWS or (found.audit["unit"] != "rows").any():
        return  # counts lines of text
    module = import_module(TABLE.entry(name).target.partition(":")[0])
    tally = Tally(path.name, "rows")
    given = 0
    for row in module.FORMAT.rows(Source.open(path), tally):
        given += len(row["line"]) if isinstance(row["line"], list) else 1
    read = found.audit.loc[found.audit["action"] == "read", "rows"].sum()
    assert read == given + tally.count("dropped")


@pytest.mark.parametrize("name", [n for n, s in SHAPES.items() if s.reader != "thread"])
def test_addresses_of_exports_are_never_kept(name: str, tmp_path: Path) -> None:
    shape = SHAPES[name]
    path = written(shape, EXAMPLE, tmp_path)
    file = file_of(path)
    if not shape.file.endswith((".xlsx", ".parquet")):
        file.write_bytes(_with_addresses(file.read_bytes(), file.suffix))
        assert MAIL.encode() in file.read_bytes()
    found = ds.read(path)
    assert found.sources[0]["format"] == shape.reader
    assert len(found) == len(EXAMPLE)
    told = cells(found)
    assert MAIL not in told
    assert ADDRESS not in told


def _with_addresses(data: bytes, suffix: str) -> bytes:
    """Return a file with e-mail and IP addresses in fields that are called so, or told by the way."""
    text = data.decode("utf-8-sig")
    if suffix == ".xml":
        return data
    if text[:1] in "[{":
        lines = text.split("\n") if suffix in (".ndjson", ".jsonl") else [text]
        return "\n".join(json.dumps(_added(json.loads(line)), ensure_ascii=False) for line in lines).encode()
    dialect = csv.Sniffer().sniff(text.split("\n", 1)[0], ",;\t|")
    rows = list(csv.reader(io.StringIO(text), delimiter=dialect.delimiter))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.delimiter)
    writer.writerow([*rows[0], "user_email", "IP", "contact"])
    writer.writerows([*row, MAIL, ADDRESS, f"mailto:{MAIL}"] for row in rows[1:])
    return out.getvalue().encode()


def _added(value: Any) -> Any:
    if isinstance(value, list):
        return [_added(one) for one in value]
    if not isinstance(value, dict):
        return value
    more = {"email": MAIL, "ip_address": ADDRESS, "contact": f"<{MAIL}>", "seen": {"lastIp": [ADDRESS]}}
    return {name: _added(one) for name, one in value.items()} | more


BOOK = Codebook(
    "t",
    "T",
    (
        Actor("bridge", "The bridge", (Alias("bridge"), Alias("café"))),
        Actor("ferry", "The ferry", (Alias("🚢 ferry"), Alias("العبّارة"), Alias("Ångström"))),
    ),
)
WORDS = {"bridge", "café", "ferry", "العبّارة", "ångström"}
TOLD = [
    *(
        "So 🚢🚢 the bridge, 👩‍👩‍👧 and the bridge again",
        "cafe\u0301 e\u0301 bridge",
        "العبّارة قديمة and the bridge",
    ),
    *(
        "A\u030angstro\u0308m said: 1 < 2 & the <bridge>",
        "two\n\nparagraphs, \u200b one bridge \u202eback\u202c bridge",
    ),
]


@pytest.mark.parametrize("name", [n for n, s in SHAPES.items() if s.reader != "thread"])
def test_spans_of_codes_are_the_very_words(name: str, tmp_path: Path) -> None:
    tree = [Node(str(1001 + i), None, f"P{i}", 1_700_000_000 + i, f"word{i} {t}") for i, t in enumerate(TOLD)]
    corpus = ds.read(written(SHAPES[name], tree, tmp_path))
    coded = ds.code(corpus, BOOK).table
    texts = corpus.comments.set_index("comment_id")["text"]
    spans = [
        texts[c][a:b].casefold()
        for c, a, b in zip(coded["comment_id"], coded["start"], coded["stop"], strict=True)
    ]
    assert len(spans) >= 7
    assert all(any(word in span for word in WORDS) for span in spans), spans
    assert coded["comment_id"].nunique() == len(TOLD)


@pytest.mark.parametrize("name", TABLE)
def test_reading_twice_gives_the_same(name: str, tmp_path: Path) -> None:
    path = good(name, tmp_path)
    assert ds.read(path).digest == ds.read(path).digest
