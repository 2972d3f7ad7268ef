"""Trees, ids and accounts: every way of linking rows gives the same, and what it gives is sound."""

from __future__ import annotations

import json
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
from discourse.readers.rows import assemble as module
from discourse.readers.rows.assemble import assemble
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.link import BLANK, CLASH, CYCLE, NAMED, ORPHAN, cycles
from discourse.readers.rows.quotes import QUOTED
from discourse.readers.rows.repeats import Again, reason
from discourse.readers.rows.spool import assemble_stored
from discourse.readers.source import Source
from discourse.readers.tally import Tally

NAMES = ["", "Ada", "Ben King", "[deleted]", "Zoë", "unknown:d:1"]
TEXTS = [
    "", "yes", "[deleted]", "@Ada no", "@ben king, so?", "@nobody hm", "> yes\n\nno",
    "The army was forced to leave the village.\n\nNo.", "The army was forced to leave the village. Sad.", "é\x00",
]  # fmt: skip
rows_of = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.sampled_from(["", "1", "2", "3", "4", "d:2", "1~2", "t1_4"]),
            "parent": st.sampled_from(["", "0", "1", "2", "3", "4", "t1_4", "d", "t3_d", "9", "root"]),
            "document": st.sampled_from(["", "d", "e", "t3_d"]),
            "author": st.sampled_from(NAMES),
            "created_at": st.sampled_from([None, 1_700_000_000, "2024-03-03T14:05:00Z", "someday"]),
            "text": st.sampled_from(TEXTS),
            "likes": st.sampled_from([None, 3, "1.2K", "many"]),
            "deleted": st.booleans(),
            "extra": st.sampled_from([None, {"mood": "angry"}, {"email": "a@b.org"}]),
        },
    ),
    min_size=1,
    max_size=9,
)


def made(rows: list[Row], **options: Any) -> Format:
    def found(source: Source, tally: Tally) -> Iterator[Row]:
        for line, row in enumerate(rows, 1):
            yield {**row, "line": line}

    return Format("test", found, **options)


def source() -> Source:
    return Source.from_text("rows", "d.jsonl")


def of(rows: list[Row], **options: Any) -> Corpus:
    return assemble(made(rows, **options), [source()])


def reasons(corpus: Corpus, action: str) -> dict[str, int]:
    found = corpus.audit[corpus.audit["action"] == action]
    return dict(zip(found["reason"], found["rows"].tolist(), strict=True))


def same(one: Corpus, two: Corpus) -> None:
    pd.testing.assert_frame_equal(one.comments, two.comments)
    pd.testing.assert_frame_equal(one.documents, two.documents)
    pd.testing.assert_frame_equal(one.audit, two.audit)
    assert one.digest == two.digest


def in_folder(rows: list[Row], **options: Any) -> Corpus:
    with tempfile.TemporaryDirectory() as folder:
        stored = assemble_stored(made(rows, **options), [source()], Path(folder) / "corpus")
        return Corpus(stored.documents, stored.comments, stored.audit, stored.sources)


@settings(max_examples=80, deadline=None)
@given(rows_of, st.booleans())
def test_memory_and_database_give_the_same(rows: list[Row], mentions: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        try:
            plain = of(rows, mentions=mentions)
        except InputError as error:
            assert "holds no comments" in str(error)
            return
        patch.setattr(module, "link_plainly", lambda *given: None)
        same(of(rows, mentions=mentions), plain)


@settings(max_examples=25, deadline=None)
@given(rows_of, st.booleans())
def test_a_folder_gives_the_same(rows: list[Row], mentions: bool) -> None:
    try:
        plain = of(rows, mentions=mentions)
    except InputError:
        with pytest.raises(InputError, match="holds no comments"):
            in_folder(rows, mentions=mentions)
        return
    same(in_folder(rows, mentions=mentions), plain)


@settings(max_examples=150, deadline=None)
@given(rows_of, st.booleans())
def test_trees_are_sound_and_every_row_is_accounted_for(rows: list[Row], mentions: bool) -> None:
    try:
        corpus = of(rows, mentions=mentions)
    except InputError:
        return
    comments = corpus.comments
    assert comments["comment_id"].is_unique
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert counts["read"] == len(rows) == counts["kept"] + counts.get("dropped", 0)
    assert counts["kept"] == len(comments)
    assert (comments["parent_by"].notna() == comments["parent_id"].notna()).all()
    assert not (comments["parent_id"].notna() & comments["missing_parent"].notna()).any()
    above = dict(zip(comments["comment_id"], comments["parent_id"], strict=True))
    for name in above:
        seen = set()
        at = name
        while isinstance(at, str):
            assert at not in seen
            seen.add(at)
            at = above[at]
    assert not any("\x00" in t for t in comments["text"])
    assert "a@b.org" not in comments.to_csv()


@given(st.lists(st.integers(-1, 11), min_size=1, max_size=12))
def test_one_parent_of_every_cycle_is_cut_and_no_other(parents: list[int]) -> None:
    parents = [p if p < len(parents) else -1 for p in parents]
    child = np.array([i for i, p in enumerate(parents) if p >= 0], dtype=np.int64)
    cut = set(cycles(child, np.array([p for p in parents if p >= 0], dtype=np.int64)).tolist())
    expected = set()
    for start in range(len(parents)):
        at, way = start, []
        while at >= 0 and at not in way:
            way.append(at)
            at = parents[at]
        if at >= 0:
            expected.add(min(way[way.index(at) :]))
    assert cut == expected


def test_the_same_comment_once_more_keeps_the_first_with_its_words() -> None:
    when = "2024-03-03T14:05:00Z"
    corpus = of(
        [
            {"id": "1", "author": "[deleted]", "text": "[deleted]", "created_at": when},
            {"id": "1", "author": "Ada", "text": "first", "created_at": when, "likes": 1},
            {"id": "1", "author": "Ada", "text": "edited", "created_at": when, "likes": 5},
            {"id": "2", "parent": "1", "author": "Ben", "text": "so", "created_at": when},
        ]
    )
    assert corpus.comments[["comment_id", "author", "text"]].values.tolist() == [
        ["1", "Ada", "first"], ["2", "Ben", "so"],
    ]  # fmt: skip
    assert corpus.comments["parent_id"].tolist()[1] == "1"
    assert reasons(corpus, "dropped") == {
        reason(Again(0, 1, time=True, author=False, words=False), more=True): 1,
        reason(Again(2, 1, time=True, author=True, words=False), more=True): 1,
    }
    held = json.loads(corpus.comments["extra"].iloc[0])
    assert held["repeats"] == [
        {"line": 1, "text": "[deleted]", "deleted": True, "name": "[deleted]"},
        {"line": 3, "text": "edited", "likes": 5},
    ]


def test_another_comment_with_the_same_id_is_kept_under_another() -> None:
    corpus = of(
        [
            {"id": "1", "author": "Ada", "text": "x", "document": "a"},
            {"id": "1", "author": "Ben", "text": "y", "document": "a"},
            {"id": "1", "author": "Cy", "text": "z", "document": "b"},
            {"id": "2", "parent": "1", "author": "Di", "text": "to z", "document": "b"},
        ]
    )
    assert corpus.comments["comment_id"].tolist() == ["1", "1~2", "b:1", "2"]
    assert corpus.comments["parent_id"].tolist()[3] == "b:1"
    assert reasons(corpus, "repaired") == {CLASH: 2}


def test_orphans_cycles_and_blanks() -> None:
    corpus = of(
        [
            {"id": "1", "parent": "9", "author": "Ada", "text": "x"},
            {"id": "2", "parent": "3", "author": "Ada", "text": "x"},
            {"id": "3", "parent": "2", "author": "Ada", "text": "x"},
            {"id": "4", "author": "Ada", "text": ""},
            {"id": "5", "author": "Ada", "text": " "},
            {"id": "6", "parent": "5", "author": "Ada", "text": "x"},
        ]
    )
    assert corpus.comments["comment_id"].tolist() == ["1", "2", "3", "5", "6"]
    assert corpus.comments["missing_parent"].fillna("").tolist() == ["9", "", "", "", ""]
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "", "2", "", "5"]
    assert corpus.comments["deleted"].tolist() == [False, False, False, True, False]
    assert corpus.comments["extra"].tolist()[1] == '{"parent_id":"3"}'
    assert reasons(corpus, "repaired") == {ORPHAN: 1, CYCLE: 1}
    assert reasons(corpus, "dropped") == {BLANK: 1}


def test_names_after_an_at_sign_tell_of_replies_where_nothing_else_does() -> None:
    corpus = of(
        [
            {"id": "1", "author": "Ben King", "text": "first"},
            {"id": "2", "author": "Ben", "text": "second"},
            {"id": "3", "author": "Ada", "text": "@ben king, no"},
            {"id": "4", "author": "Cy", "text": "@Ben: no"},
            {"id": "5", "author": "Di", "text": "@Eve no"},
            {"id": "6", "author": "Eve", "text": "well", "answers": "@Ada"},
            {"id": "7", "author": "Fay", "text": "@Ada no", "document": "other"},
        ],
        mentions=True,
    )
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "", "1", "2", "", "3", ""]
    assert corpus.comments["parent_by"].fillna("").tolist() == [
        "",
        "",
        "mention",
        "mention",
        "",
        "mention",
        "",
    ]
    assert reasons(corpus, "repaired") == {NAMED: 3}


def test_unmarked_words_of_parent_and_article_are_quotations() -> None:
    said = "I think the army was forced to leave the village. Sad."
    corpus = of(
        [
            {"kind": "document", "id": "d", "title": "T", "text": "It rained on all nine villages of the long valley."},
            {"id": "1", "document": "d", "author": "Ada", "text": said},
            {"id": "2", "document": "d", "parent": "1", "author": "Ben",
             "text": "“The army was forced to leave the village.”\nNo, it left."},
            {"id": "3", "document": "d", "author": "Cy",
             "text": "It rained on all nine villages of the long valley\nNever."},
            {"id": "4", "document": "d", "parent": "1", "author": "Di", "text": f"{said}\n{said}"},
        ]
    )  # fmt: skip
    assert corpus.comments["text"].tolist() == [said, "No, it left.", "Never.", f"{said}\n{said}"]
    assert corpus.comments["quoted"].fillna("").tolist() == [
        "", "“The army was forced to leave the village.”", "It rained on all nine villages of the long valley", "",
    ]  # fmt: skip
    assert corpus.comments["raw"].notna().tolist() == [False, True, True, False]
    assert reasons(corpus, "repaired") == {QUOTED: 2}


def test_what_a_document_says_of_itself_counts_more_than_what_comments_tell() -> None:
    corpus = of(
        [
            {
                "id": "1",
                "document": "d",
                "author": "Ada",
                "text": "x",
                "url": "http://short",
                "title": "Short",
            },
            {"kind": "document", "id": "d", "title": "Long title", "url": "http://long", "author": "Ed"},
            {"kind": "document", "id": "d", "title": "Other", "text": "The article."},
        ]
    )
    assert corpus.documents[["title", "url", "author", "text"]].values.tolist() == [
        ["Long title", "http://long", "Ed", "The article."]
    ]
    assert sum(reasons(corpus, "dropped").values()) == 1
    assert reasons(corpus, "kept") == {"documents": 1, "comments": 1}


def test_files_of_one_site_are_read_as_one() -> None:
    parts = [
        [{"id": "1", "author": "Ada", "text": "x"}],
        [{"id": "2", "parent": "1", "author": "Ben", "text": "y"}],
    ]

    def found(source: Source, tally: Tally) -> Iterator[Row]:
        for line, row in enumerate(parts[int(source.name[0])], 1):
            yield {**row, "line": line, "document": "d"}

    sources = [Source.from_text("rows", f"{n}.jsonl") for n in range(2)]
    corpus = assemble(Format("test", found, global_ids=True), sources)
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "1"]
    assert corpus.audit.loc[corpus.audit["action"] == "read", ["file", "rows"]].values.tolist() == [
        ["0.jsonl", 1], ["1.jsonl", 1],
    ]  # fmt: skip
    assert len(corpus.sources) == 2


def test_no_comments_at_all_names_the_reasons() -> None:
    with pytest.raises(InputError, match=r"d.jsonl holds no comments: check that it is the right file"):
        of([{"id": "1", "author": "Ada", "text": ""}])


def test_an_answer_that_tells_of_no_document_belongs_to_that_of_its_parent() -> None:
    rows = [
        {"id": "1", "author": "Ada", "text": "x", "document": "a"},
        {"id": "2", "author": "Ben", "text": "y", "parent": "1"},
        {"id": "4", "author": "Cy", "text": "z", "parent": "3"},
        {"id": "3", "author": "", "text": "w", "parent": "2"},
        {"id": "5", "author": "Di", "text": "v"},
    ]
    corpus = of(rows)
    assert corpus.comments["document_id"].tolist() == ["a", "a", "a", "a", "d"]
    same(in_folder(rows), corpus)


def test_a_long_chain_without_documents_is_settled() -> None:
    rows = [{"id": str(n), "author": "Ada", "text": "x", "parent": str(n - 1)} for n in range(1, 5000)]
    corpus = of([{"id": "0", "author": "Ada", "text": "x", "document": "a"}, *rows])
    assert corpus.comments["document_id"].unique().tolist() == ["a"]
