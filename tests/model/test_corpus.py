"""Corpus: the gate, the account of what was read, and joining."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from discourse.errors import DataError
from discourse.model.corpus import Corpus, concat

PLAIN = Corpus.from_comments([("Ada", "one"), ("Ben", "two"), ("Ada", "three")], title="T")


def comments(**changes: Any) -> pd.DataFrame:
    names = ["comment_id", "document_id", "author_id", "author", "text"]
    return PLAIN.comments[names].assign(**changes)


def test_from_comments() -> None:
    assert len(PLAIN) == 3
    assert PLAIN.comments["comment_id"].tolist() == ["d:1", "d:2", "d:3"]
    assert PLAIN.documents["title"].tolist() == ["T"]
    assert PLAIN.comments["deleted"].tolist() == [False] * 3
    assert PLAIN.comments["confidence"].tolist() == [1.0] * 3
    assert PLAIN.comments["created_at"].isna().all()
    assert len(Corpus.from_comments([])) == 0


@pytest.mark.parametrize("text", ["\x00", "a\r\nb  ", "\u202eIran", "", "😀" * 1000])
def test_text_is_never_altered(text: str) -> None:
    assert Corpus.from_comments([("Ada", text)]).comments["text"].tolist() == [text]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"comment_id": "same"}, "comes twice"),
        ({"document_id": "other"}, "not among the documents"),
        ({"parent_id": "d:9"}, "not among the comments"),
        ({"parent_id": ["d:1", None, None]}, "its own parent"),
        ({"text": None}, "every row needs one"),
        ({"author_id": 5}, "text"),
        ({"author": None}, "every row needs one"),
        ({"confidence": 2.0}, "between 0 and 1"),
        ({"likes": "many"}, "likes"),
        ({"created_at": "soon"}, "time"),
        ({"mood": "sour"}, "does not belong there"),
    ],
)
def test_what_breaks_the_contract_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        Corpus(PLAIN.documents, comments(**changes))


def test_a_missing_column_and_a_wrong_type_are_told() -> None:
    with pytest.raises(DataError, match="has no column 'text'"):
        Corpus(PLAIN.documents, PLAIN.comments[["comment_id", "document_id", "author_id", "author"]])
    with pytest.raises(DataError, match="must be a pandas DataFrame, not list"):
        Corpus([], PLAIN.comments)  # type: ignore[arg-type]


def test_times_are_kept_in_utc() -> None:
    made = Corpus(PLAIN.documents, comments(created_at=["2024-05-01T10:00:00+02:00", None, "2024-05-01"]))
    assert made.comments["created_at"].dt.strftime("%H:%M").fillna("").tolist() == ["08:00", "", "00:00"]
    assert str(made.comments["created_at"].dtype) == "datetime64[us]"


def audit(*rows: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame([{"file": f, "action": a, "reason": "r", "rows": n} for f, a, n in rows])


def test_every_row_read_must_be_accounted_for() -> None:
    good = audit(
        ("a", "read", 3), ("a", "kept", 2), ("a", "dropped", 1), ("a", "repaired", 2), ("a", "flagged", 1)
    )
    assert len(Corpus(PLAIN.documents, PLAIN.comments, good).audit) == 5
    with pytest.raises(DataError, match="3 rows were read but 2 kept and 0 dropped"):
        Corpus(PLAIN.documents, PLAIN.comments, audit(("a", "read", 3), ("a", "kept", 2)))
    with pytest.raises(DataError, match="'lost' is no action"):
        Corpus(PLAIN.documents, PLAIN.comments, audit(("a", "lost", 3)))
    mixed = audit(("a", "read", 1), ("a", "kept", 2), ("b", "read", 2), ("b", "kept", 1))
    with pytest.raises(DataError, match="of a, 1 rows"):
        Corpus(PLAIN.documents, PLAIN.comments, mixed)


def test_where_keeps_rows_and_frees_answers() -> None:
    threaded = Corpus(PLAIN.documents, comments(parent_id=[None, "d:1", "d:2"]))
    made = threaded.where(threaded.comments["comment_id"] != "d:1")
    assert made.comments["comment_id"].tolist() == ["d:2", "d:3"]
    assert made.comments["parent_id"].fillna("").tolist() == ["", "d:2"]
    assert threaded.comments["parent_id"].fillna("").tolist() == ["", "d:1", "d:2"]
    assert len(threaded.where(pd.Series([False] * 3))) == 0


def test_concat_joins_in_order_and_refuses_clashes() -> None:
    other = Corpus(
        PLAIN.documents.assign(document_id="e"),
        comments(document_id="e", comment_id=["e:1", "e:2", "e:3"]),
        audit(("f", "read", 3), ("f", "kept", 3)),
        ({"name": "f"},),
    )
    made = concat([PLAIN, other])
    assert made.comments["comment_id"].tolist() == ["d:1", "d:2", "d:3", "e:1", "e:2", "e:3"]
    assert made.sources == ({"name": "f"},)
    assert concat([PLAIN]) is PLAIN
    with pytest.raises(DataError, match="comes twice"):
        concat([PLAIN, PLAIN])
    with pytest.raises(DataError, match="at least one file"):
        concat([])


def test_the_digest_is_of_the_content() -> None:
    again = Corpus.from_comments([("Ada", "one"), ("Ben", "two"), ("Ada", "three")], title="T")
    assert again.digest == PLAIN.digest
    assert Corpus.from_comments([("Ada", "one")]).digest != PLAIN.digest
    assert Corpus(PLAIN.documents, comments(text=["one", "two", "three "])).digest != PLAIN.digest


def test_half_a_character_is_replaced_and_nothing_moves() -> None:
    """No file can hold a lone surrogate; U+FFFD takes its place, so that offsets stay."""
    corpus = Corpus.from_comments([("A\udfffda", "\ud800 Iran \ud83d\ude00")])
    assert corpus.comments["text"].tolist() == ["\ufffd Iran 😀"]
    assert corpus.comments["author"].tolist() == ["A\ufffdda"]
    assert len(corpus.digest) == 64


def test_displays_escape() -> None:
    assert repr(PLAIN) == "Corpus(1 documents, 3 comments, 2 commenters)"
    assert "<b>" not in Corpus.from_comments([("<i>", "<b>x")])._repr_html_().split("</b>", 1)[1]
