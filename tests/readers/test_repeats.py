"""Comments that come more than once: one is kept, and what only the others hold is kept with it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.model.corpus import Corpus
from discourse.readers.rows import repeats
from discourse.readers.rows.assemble import assemble
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.spool import assemble_stored
from discourse.readers.source import Source
from discourse.readers.tally import Tally

WHEN = 1_700_000_000
#: Few ids, so that most rows are some other row's once more.
rows_of = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from(["1", "2"]), "created_at": st.just(WHEN), "author": st.just("Ada")},
        optional={
            "text": st.sampled_from(["yes", "[deleted]", "> yes\n\nno"]),
            "likes": st.sampled_from([None, 0, 3, "many"]),
            "parent": st.sampled_from(["", "1", "2", "9"]),
            "role": st.sampled_from([None, "moderator"]),
            "extra": st.dictionaries(
                st.sampled_from(["mood", "n", "line", "repeats"]),
                st.sampled_from(["sad", 1, 1.0, True, [1, {"a": "b"}], "ada@example.org", ""]),
            ),
        },
    ),
    min_size=2,
    max_size=9,
)


def made(rows: list[Row], **options: Any) -> Format:
    def found(source: Source, tally: Tally) -> Iterator[Row]:
        yield from (
            {**row, "line": line}
            for line, row in enumerate(rows, 1)
            if row.get("file", source.name) == source.name
        )

    return Format("test", found, **options)


def of(rows: list[Row], files: tuple[str, ...] = ("d.jsonl",)) -> Corpus:
    return assemble(made(rows, global_ids=True), [Source.from_text("rows", name) for name in files])


def in_folder(rows: list[Row]) -> Corpus:
    with tempfile.TemporaryDirectory() as folder:
        source = Source.from_text("rows", "d.jsonl")
        stored = assemble_stored(made(rows, global_ids=True), [source], Path(folder) / "corpus")
        return Corpus(stored.documents, stored.comments, stored.audit, stored.sources)


def extras(corpus: Corpus) -> list[Any]:
    return [json.loads(e) if isinstance(e, str) else {} for e in corpus.comments["extra"]]


def dropped(corpus: Corpus) -> dict[str, int]:
    found = corpus.audit[corpus.audit["action"] == "dropped"]
    return dict(zip(found["reason"], found["rows"].tolist(), strict=True))


@settings(max_examples=8, deadline=None, derandomize=True)
@given(rows_of, st.sampled_from([1, 10_000]))
def test_a_folder_gives_the_same(rows: list[Row], page: int) -> None:
    rows = [{"text": "first", "id": "0"}, *rows]
    plain = of(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats, "_PAGE", page)
        stored = in_folder(rows)
    pd.testing.assert_frame_equal(stored.comments, plain.comments)
    pd.testing.assert_frame_equal(stored.audit, plain.audit)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(rows_of)
def test_whatever_a_repeat_tells_is_told_by_the_comment_that_is_kept(rows: list[Row]) -> None:
    rows = [{**row, "text": row.get("text", "yes")} for row in rows]
    corpus = of(rows)
    told = dict(zip(corpus.comments["comment_id"], map(json.dumps, extras(corpus)), strict=True))
    counts = corpus.comments["likes"]
    for row in rows:
        for name, value in row.get("extra", {}).items():
            if value != "":
                assert name in told[row["id"]]
                assert json.dumps(value).replace("ada@example.org", "[e-mail]") in told[row["id"]]
        if row.get("likes") == 3:
            assert (counts == 3).any() or '"likes": 3' in told[row["id"]]


def test_rows_that_are_wholly_alike_leave_nothing() -> None:
    row = {"id": "1", "author": "Ada", "text": "yes", "created_at": WHEN, "extra": {"mood": "sad"}}
    corpus = of([row, row, row])
    assert extras(corpus) == [{"mood": "sad"}]
    assert dropped(corpus) == {
        "the same comment once more (its id, its time and its author are the same); the first with its words is kept": 2
    }


def test_the_reason_names_what_is_known_alone() -> None:
    corpus = of([{"id": "1", "text": "yes"}, {"id": "1", "text": "yes", "likes": 2}])
    assert dropped(corpus) == {
        "the same comment once more (its id and its words are the same); the first with its words is kept; "
        "what only they hold is kept in extra under 'repeats'": 1
    }
    assert extras(corpus) == [{"repeats": [{"line": 2, "likes": 2}]}]


def test_who_was_known_in_one_row_alone_is_kept() -> None:
    rows = [{"id": "1", "text": "yes", "created_at": WHEN}]
    rows += [{"id": "1", "text": "yes", "created_at": WHEN, "author": "Ada Low", "author_id": "7"}]
    held = extras(of(rows))[0]["repeats"]
    assert held == [{"line": 2, "author_id": "7", "author": "Ada Low"}]


def test_a_repeat_in_another_file_tells_of_that() -> None:
    same = {"id": "1", "document": "d", "author": "Ada", "text": "yes", "created_at": WHEN}
    corpus = of(
        [{**same, "file": "a.jsonl"}, {**same, "file": "b.jsonl", "likes": 4}], ("a.jsonl", "b.jsonl")
    )
    assert extras(corpus) == [{"repeats": [{"file": "b.jsonl", "line": 2, "likes": 4}]}]
    assert corpus.audit.loc[corpus.audit["action"] == "dropped", "file"].tolist() == ["b.jsonl"]


def test_a_field_that_is_called_so_already_stays() -> None:
    same = {"id": "1", "author": "Ada", "text": "yes", "created_at": WHEN}
    corpus = of(
        [{**same, "extra": {"repeats": 2}}, {**same, "extra": {"repeats": 3, "line": "x", "likes": 1}}]
    )
    assert extras(corpus) == [
        {"repeats": 2, "repeats~2": [{"line": 2, "line~2": "x", "likes": 1, "repeats": 3}]}
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_a_parent_left_out_of_a_cycle_stays_beside_it(order: int) -> None:
    rows = [{"id": "1", "parent": "1", "author": "Ada", "text": "yes", "created_at": WHEN}]
    rows.append({**rows[0], "likes": 2})
    for corpus in (of(rows[::order]), in_folder(rows[::order])):
        assert extras(corpus)[0]["parent_id"] == "1"
        assert corpus.comments["likes"].sum() + ("repeats" in extras(corpus)[0]) * 2 == 2
