"""What goes through files, some rows at a time, is what comes of it in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import InputError
from discourse.model.corpus import Corpus
from discourse.readers.rows import assemble as assembling
from discourse.readers.rows import link as linking
from discourse.readers.rows import spool, stored_documents
from discourse.readers.rows.assemble import assemble
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.link import _united, cycles
from discourse.readers.source import Source
from discourse.readers.tally import Tally

SAID = "The army was forced to leave the village in the long valley."
names = st.sampled_from(["d", "e", "f"])
comments = st.fixed_dictionaries(
    {"text": st.sampled_from(["yes", "", f"{SAID}\nNo."])},
    optional={
        "id": st.sampled_from([*"123456"]),
        "parent": st.sampled_from([*"123456", "t1_3"]),
        "document": names,
        "author": st.sampled_from(["", "Ada", "Ben"]),
        "title": st.sampled_from(["", "Short", "Other"]),
        "url": st.sampled_from(["", "http://a", "http://b\ud800"]),
        "article": st.sampled_from(["", SAID]),
    },
)
articles = st.fixed_dictionaries(
    {"kind": st.just("document")},
    optional={
        "id": names,
        "title": st.sampled_from(["", "Title", "Long"]),
        "text": st.sampled_from(["", SAID]),
        "created_at": st.sampled_from([None, 1_700_000_000, "2024-03-03T14:05:00.25Z"]),
        "author": st.sampled_from(["", "Ed"]),
        "extra": st.sampled_from([None, {"mood": "calm"}]),
    },
)


def both(rows: list[Row]) -> tuple[Corpus, Corpus]:
    def found(source: Source, tally: Tally) -> Iterator[Row]:
        for line, row in enumerate(rows, 1):
            yield {**row, "line": line}

    def sources() -> list[Source]:
        return [Source.from_text("rows", f"{n}.jsonl") for n in range(2)]

    made = Format("test", found, global_ids=True)
    memory = assemble(made, sources())
    with tempfile.TemporaryDirectory() as folder:
        stored = spool.assemble_stored(made, sources(), Path(folder) / "corpus")
        stored.check()
        assert stored.digest == memory.digest
        return memory, Corpus(stored.documents, stored.comments, stored.audit, stored.sources)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.one_of(comments, articles), min_size=1, max_size=10))
def test_documents_and_comments_in_tiny_pieces(rows: list[Row]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for where, name, value in (
            (assembling, "BATCH", 3), (spool, "_PART", 2), (linking, "_STEP", 2), (stored_documents, "_TOLD", 2),
            (stored_documents, "_REMEMBERED", 1), (stored_documents, "_VECTORS", 1),
        ):  # fmt: skip
            patch.setattr(where, name, value)
        try:
            memory, stored = both(rows)
        except InputError as error:
            assert "holds no comments" in str(error)
            return
    pd.testing.assert_frame_equal(stored.documents, memory.documents)
    pd.testing.assert_frame_equal(stored.comments, memory.comments)
    pd.testing.assert_frame_equal(stored.audit, memory.audit)


def test_many_documents_come_in_their_order() -> None:
    rows: list[dict[str, Any]] = [
        {"id": str(n), "document": f"d{n % 5_000}", "author": "Ada", "text": "x", "title": f"T{n}"}
        for n in range(10_000)
    ]
    memory, stored = both(rows)
    pd.testing.assert_frame_equal(stored.documents, memory.documents)
    assert stored.documents["title"].tolist() == [f"T{n}" for n in range(5_000)]


@given(st.lists(st.integers(-1, 15), min_size=1, max_size=16))
def test_every_cycle_lies_where_answers_come_before_their_parents(parents: list[int]) -> None:
    size = len(parents)
    child = np.array([i for i, p in enumerate(parents) if 0 <= p < size], dtype=np.int64)
    above = np.array([p for p in parents if 0 <= p < size], dtype=np.int64)
    for least, most, mask in ((child, above, above >= child), (above, child, above <= child)):
        order = np.argsort(least[mask], kind="stable")
        if not len(order):
            assert not len(cycles(child, above))
            continue
        starts, ends = _united(least[mask][order], most[mask][order])
        assert (starts[1:] > ends[:-1]).all()
        inside = np.array([bool(((starts <= n) & (n <= ends)).any()) for n in child])
        assert cycles(child[inside], above[inside]).tolist() == cycles(child, above).tolist()
