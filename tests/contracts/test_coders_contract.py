"""Every registered coder: sound statements, nothing outside the text, the same twice, corpus untouched."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from discourse import coders
from discourse.model.codebook import Actor, Alias, Codebook
from discourse.model.corpus import Corpus
from discourse.model.statements import COMMENT_VARIABLES, Statements
from discourse.registry import defaults

NAMES = sorted(coders.TABLE)
BOOK = Codebook.load("syria-conflict")
AWKWARD = [
    [],
    [""],
    ["Iran"],
    ["Iran out!", "", "CIAisis", "regime change is nonsense"],
    ["😀 Ir\u0301an \u202eSyria\u202c \ud800 \x00 İ ß ﬁ \u200b", "@Ada Russia", "#freesyria"],
    ["Hezbolah Hezbollha " * 50],
    ["a" * 20_000, "Iran " * 3_000],
    ["\x01Iran\x01Syria\x01"],
    ["?" * 500, "not " * 500, '"' * 500],
]


def make(texts: list[str]) -> Corpus:
    return Corpus.from_comments([(f"Writer {i % 2}", t) for i, t in enumerate(texts)])


@pytest.fixture(params=NAMES)
def coder(request: pytest.FixtureRequest) -> Any:
    return coders.TABLE.load(request.param)


@pytest.mark.parametrize("texts", AWKWARD, ids=range(len(AWKWARD)))
def test_statements_are_sound(coder: Any, texts: list[str]) -> None:
    corpus = make(texts)
    before = corpus.digest if not any("\ud800" in t for t in texts) else None
    made = coder(corpus, BOOK)
    assert isinstance(made, Statements)
    assert made.variables == COMMENT_VARIABLES
    table = made.table
    text = table["comment_id"].map(corpus.comments.set_index("comment_id")["text"])
    assert table["comment_id"].isin(corpus.comments["comment_id"]).all()
    assert ((table["start"] >= 0) & (table["start"] < table["stop"])).all()
    assert (table["stop"] <= text.map(len).astype("Int64")).all()
    assert table["actor"].dropna().isin([a.id for a in BOOK.actors]).all()
    assert table["narrative"].dropna().isin([n.id for n in BOOK.narratives]).all()
    assert table["commenter"].isin(corpus.comments["author_id"]).all()
    assert (table["stance"].dropna().isin([-1, 0, 1])).all()
    if before is not None:
        assert make(texts).digest == before == corpus.digest


@pytest.mark.parametrize("texts", AWKWARD, ids=range(len(AWKWARD)))
def test_the_same_twice(coder: Any, texts: list[str]) -> None:
    first, second = coder(make(texts), BOOK), coder(make(texts), BOOK)
    pd.testing.assert_frame_equal(first.table, second.table)
    pd.testing.assert_frame_equal(first.entities, second.entities)


def test_options_are_keywords_with_defaults(coder: Any) -> None:
    assert defaults(coder)


def test_a_codebook_that_finds_nothing(coder: Any) -> None:
    book = Codebook("t", "T", (Actor("x", "X", (Alias("qqqqqqqq"),)),))
    assert coder(make(["Iran out", "Syria"]), book).table.empty


def test_comments_that_were_deleted_or_quoted_are_not_coded(coder: Any) -> None:
    corpus = make(["Iran", "Syria", "nothing"])
    comments = corpus.comments.assign(deleted=[True, False, False], quoted="Russia")
    table = coder(Corpus(corpus.documents, comments), BOOK).table
    assert table["actor"].tolist() == ["syria"]


def test_a_comment_about_each_thing_is_found(coder: Any) -> None:
    table = coder(make(["Iran must go", "the weather is fine"]), BOOK).table
    assert table["actor"].tolist() == ["iran"]
    assert table["comment_id"].tolist() == ["d:1"]
