"""Marks of a stored corpus are those of the same corpus in memory, on any texts and whatever the size of pieces."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from discourse.errors import InputError, OutputError
from discourse.model import corpus_folder
from discourse.model.corpus import Corpus
from discourse.model.corpus_folder import CorpusWriter
from discourse.model.marks import stored as module
from discourse.model.stored_corpus import StoredCorpus

WORDS = [
    "the", "a", "of", "who", "ever", "nobody", "agreement", "shouting", "about", "this", "read", "war", "peace",
    "bread", "price", "winter", "Iran", "é", "界",
]  # fmt: skip


def store(corpus: Corpus, place: Path) -> StoredCorpus:
    """Write a corpus to a folder, and open it."""
    with CorpusWriter(place) as out:
        out.documents(corpus.documents)
        out.comments(corpus.comments)
        return out.close(corpus.audit)


def changed(rng: np.random.Generator, text: str) -> str:
    """Return a text again: as it is, folded alike, with a few words replaced, cut, or with more at its ends."""
    words = text.split(" ")
    kind = int(rng.integers(6))
    if kind == 0:
        return text
    if kind == 1:
        return "\n".join(words).upper()
    if kind == 2:
        return " ".join(words[: len(words) - int(rng.integers(1, 3))])
    if kind == 3:
        return f"RT: {text} {int(rng.integers(9))}"
    for _ in range(kind - 3):
        words[int(rng.integers(len(words)))] = str(rng.choice(WORDS))
    return " ".join(words)


def planted(seed: int, count: int, fresh: float, deleted: float) -> Corpus:
    """Return a corpus of random texts, of which all but ``fresh`` are made from earlier ones, in long chains too."""
    rng = np.random.default_rng(seed)
    texts: list[str] = []
    for _ in range(count):
        if not texts or rng.random() < fresh:
            texts.append(" ".join(rng.choice(WORDS, size=int(rng.integers(0, 30)))))
        else:
            near = texts[-int(rng.integers(1, 1 + min(len(texts), 40)))]
            texts.append(changed(rng, near))
    comments = pd.DataFrame(
        {
            "comment_id": [f"c{i}" for i in range(count)],
            "document_id": "d",
            "author_id": "a",
            "author": "Ada",
            "text": texts,
            "deleted": rng.random(count) < deleted,
        }
    )
    return Corpus(pd.DataFrame({"document_id": ["d"]}), comments)


@pytest.mark.parametrize(("fresh", "deleted"), [(0.5, 0.1), (0.1, 0.0), (0.02, 0.3), (1.0, 0.0)])
@pytest.mark.parametrize("seed", [1, 2])
def test_planted_repeats_are_marked_as_in_memory(
    tmp_path: Path, seed: int, fresh: float, deleted: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = planted(seed, 1_500, fresh, deleted)
    monkeypatch.setattr(module, "_BATCH", 117)
    monkeypatch.setattr(corpus_folder, "_ROWS", 401)
    found = store(corpus, tmp_path / "c").marks
    pd.testing.assert_frame_equal(found, corpus.marks)
    if fresh < 1:
        assert found["near_duplicate_of"].notna().sum() > 100


def test_pairs_may_be_compared_in_pieces_of_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = planted(3, 8_000, 0.1, 0.0)
    monkeypatch.setattr(module, "_PAIRS", 1)  # a vector of DuckDB at a time
    pieces = []
    original = module.link
    monkeypatch.setattr(
        module,
        "link",
        lambda links, texts, *pairs: pieces.append(len(pairs[0])) or original(links, texts, *pairs),
    )
    pd.testing.assert_frame_equal(store(corpus, tmp_path / "c").marks, corpus.marks)
    assert len(pieces) > 1
    assert max(pieces) <= 2048


@some.composite
def corpora(draw: Callable[..., Any]) -> Corpus:
    base = "".join(draw(some.lists(some.sampled_from("abAB é\n\u200b\x00\x01界"), min_size=40, max_size=60)))
    pieces = some.sampled_from(
        ["", base, base[:-2], base + "ab", base.upper(), base[5:], "x", "X ", "\ud800", "ab"]
    )
    texts = draw(some.lists(some.lists(pieces, max_size=3).map("".join), max_size=9))
    gone = draw(some.lists(some.booleans(), min_size=len(texts), max_size=len(texts)))
    rows = {"comment_id": [f"{i}" for i in range(len(texts))], "text": texts, "deleted": gone}
    comments = (
        pd.DataFrame(rows).astype({"deleted": bool}).assign(document_id="d", author_id="a", author="Ada")
    )
    return Corpus(pd.DataFrame({"document_id": ["d"]}), comments)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(corpora())
def test_any_texts_are_marked_as_in_memory(corpus: Corpus) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = store(corpus, Path(folder) / "c").marks
    pd.testing.assert_frame_equal(found, corpus.marks)


def test_marks_are_kept_and_no_comments_are_loaded_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = store(planted(4, 200, 0.5, 0.1), tmp_path / "c")
    monkeypatch.setattr(
        StoredCorpus, "comments", property(lambda self: pytest.fail("all comments were loaded"))
    )
    assert corpus.marks is corpus.marks
    assert corpus.marks.dtypes.astype(str).tolist() == ["str"] * 3


def test_no_temporary_files_are_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    corpus = store(planted(5, 300, 0.3, 0.1), tmp_path / "c")
    assert len(corpus.marks) == 300
    assert list((tmp_path / "temporary").iterdir()) == []


def test_no_room_for_temporary_files_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = store(planted(6, 30, 0.3, 0.1), tmp_path / "c")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_signed", full)
    with pytest.raises(OutputError, match=r"temporary files .*No space left"):
        _ = corpus.marks


def test_a_folder_that_was_changed_is_refused(tmp_path: Path) -> None:
    corpus = store(planted(7, 30, 0.3, 0.1), tmp_path / "c")
    for part in (tmp_path / "c" / "comments").iterdir():
        part.unlink()
    with pytest.raises(InputError, match="is missing"):
        _ = corpus.marks
