"""Coding batch by batch: the same for stored corpora, with late names, and with few jobs under way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from coding import make_book

import discourse as ds
from discourse.coders.dictionary import batches, coder
from discourse.coders.dictionary.batches import spread, units
from discourse.coders.dictionary.coder import dictionary
from discourse.errors import InputError
from discourse.model.corpus import Corpus
from discourse.model.corpus_folder import CorpusWriter
from discourse.model.statements import Statements
from discourse.model.stored_corpus import StoredCorpus

BOOK = make_book(
    narratives="""
[[narrative]]
id = "change"
label = "Change"
cues = ["regime change", { all = ["{actor:cia}", "{actor:isis}"], near = 4 }]
"""
)
WORDS = [
    "Iran", "Syria", "CIAisis", "@Ada", "＠Ben", "@Russia", "@Russia Today", "@RussiaToday", "is evil", "I support",
    "regime change", "nothing", "Hezbolah", "US", "OUT", "😀", "e\u0301", "\n\n", "#freesyria", "\ud800", "liar.",
]  # fmt: skip


def made(seed: int, count: int = 60) -> Corpus:
    """Return a corpus of random comments, some deleted, on documents of which some have texts."""
    rng = np.random.default_rng(seed)
    texts = [" ".join(rng.choice(WORDS, size=int(rng.integers(0, 8)))) for _ in range(count)]
    comments = pd.DataFrame(
        {
            "comment_id": [f"c{i}" for i in range(count)],
            "document_id": rng.choice(["d", "e"], size=count),
            "author_id": rng.choice(["a", "b", "c"], size=count),
            "author": rng.choice(["Ada", "Ben", "Russia Today", ""], size=count),
            "text": texts,
            "created_at": ["2024-05-01T10:00:00.000001", None] * (count // 2),
            "deleted": rng.random(count) < 0.2,
        }
    )
    documents = pd.DataFrame(
        {
            "document_id": ["d", "e", "f"],
            "title": ["News", None, None],
            "text": ["Russia is a liar, says @Ada", None, "Iran @RussiaToday"],
            "date": ["2024-04-30", None, None],
        }
    )
    return Corpus(documents, comments)


def store(corpus: Corpus, place: Path) -> StoredCorpus:
    """Write a corpus to a folder, and open it."""
    with CorpusWriter(place) as out:
        out.documents(corpus.documents)
        out.comments(corpus.comments)
        return out.close(corpus.audit, corpus.sources)


def assert_same(one: Statements, two: Statements) -> None:
    """Compare everything of two codings."""
    pd.testing.assert_frame_equal(one.table, two.table, check_exact=True)
    pd.testing.assert_frame_equal(one.entities, two.entities)
    pd.testing.assert_frame_equal(one.documents, two.documents)
    assert one.made == two.made
    assert one.digest == two.digest


@pytest.mark.parametrize("size", [7, 20_000])
@pytest.mark.parametrize("options", [{}, {"include_article": True, "min_confidence": 0}, {"stance": False}])
def test_a_stored_corpus_is_coded_as_one_in_memory(
    tmp_path: Path, size: int, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = made(size)
    stored = store(corpus, tmp_path / "c")
    expected = ds.code(corpus, BOOK, **options)
    assert len(expected) > 50
    monkeypatch.setattr(
        StoredCorpus, "comments", property(lambda self: pytest.fail("all comments were loaded"))
    )
    monkeypatch.setattr(coder, "BATCH", size)
    assert_same(ds.code(stored, BOOK, **options), expected)
    assert expected.made["corpus"] == stored.digest
    with ThreadPoolExecutor(2) as pool:
        assert_same(ds.code(stored, BOOK, executor=pool, **options), expected)


def test_processes_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = made(5)
    expected = dictionary(corpus, BOOK)
    monkeypatch.setattr(coder, "BATCH", 11)
    with ProcessPoolExecutor(2) as pool:
        assert_same(dictionary(store(corpus, tmp_path / "c"), BOOK, executor=pool), expected)


def test_articles_come_last_and_have_neither_comment_nor_commenter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coder, "BATCH", 1)
    table = dictionary(made(1), BOOK, include_article=True).table
    articles = table[table["comment_id"].isna()]
    assert articles["statement_id"].tolist() == ["d:article#1", "f:article#1"]
    assert articles["actor"].tolist() == ["russia", "iran"]  # @RussiaToday is a commenter
    assert articles["commenter"].isna().all()
    assert articles.index.tolist() == list(range(len(table) - len(articles), len(table)))


def test_no_comments_at_all(tmp_path: Path) -> None:
    corpus = made(1).where(pd.Series(np.zeros(60, dtype=bool)))
    stored = store(corpus, tmp_path / "c")
    for article in (False, True):
        expected = dictionary(corpus, BOOK, include_article=article)
        assert_same(dictionary(stored, BOOK, include_article=article), expected)
        assert len(expected) == 0 or article


def test_commenters_are_known_by_names_that_come_in_any_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whom @Russia addresses is a commenter, who writes only later and whose comment is deleted.
    rows = [("Ada", "Iran"), ("Ada", "@Russia Iran"), ("Russia", "gone")]
    corpus = Corpus.from_comments(rows)
    corpus = Corpus(corpus.documents, corpus.comments.assign(deleted=[False, False, True]))
    monkeypatch.setattr(coder, "BATCH", 1)
    assert dictionary(corpus, BOOK).table["actor"].tolist() == ["iran", "iran"]
    others = Corpus.from_comments(rows[:2])
    assert dictionary(others, BOOK).table["actor"].tolist() == ["iran", "russia", "iran"]


@pytest.mark.parametrize("after", ["nothing", "@", "＠"])
def test_the_small_at_counts_if_a_plain_one_comes_anywhere(
    after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = Corpus.from_comments([("Russia", "Iran"), ("Ada", "﹫Russia"), ("Ada", after)])
    whole = dictionary(corpus, BOOK)
    assert whole.table["actor"].tolist() == (["iran", "russia"] if after == "nothing" else ["iran"])
    monkeypatch.setattr(coder, "BATCH", 1)
    assert_same(dictionary(corpus, BOOK), whole)


def test_names_are_not_collected_without_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "commenters", lambda corpus: pytest.fail("names were collected"))
    assert len(dictionary(Corpus.from_comments([("Ada", "Iran"), ("Ben", "Syria")]), BOOK)) == 2


def test_names_are_collected_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    original = batches.commenters
    monkeypatch.setattr(batches, "commenters", lambda corpus: calls.append(1) or original(corpus))
    monkeypatch.setattr(coder, "BATCH", 1)
    dictionary(Corpus.from_comments([("Ada", "@Ben Iran")] * 5), BOOK)
    assert calls == [1]


def test_who_has_two_names_is_called_by_the_first(tmp_path: Path) -> None:
    corpus = Corpus.from_comments([("Ada", "Iran"), ("Ben", "Iran"), ("Ada", "Iran")])
    corpus = Corpus(corpus.documents, corpus.comments.assign(author=["First", "Ben", "Second"]))
    assert dictionary(store(corpus, tmp_path / "c"), BOOK).labels("commenter") == {
        "Ada": "First",
        "Ben": "Ben",
    }


def test_a_comment_that_is_too_long_is_named_from_any_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LONGEST", 50)
    monkeypatch.setattr(coder, "BATCH", 2)
    corpus = Corpus.from_comments([("Ada", "x" * n) for n in (1, 50, 3, 4, 51, 52)])
    for one in (corpus, store(corpus, tmp_path / "c")):
        with pytest.raises(InputError, match="the comment 'd:6' holds 52 characters"):
            dictionary(one, BOOK)
    gone = Corpus(corpus.documents, corpus.comments.assign(deleted=[False] * 4 + [True] * 2))
    assert len(dictionary(gone, BOOK)) == 0


@pytest.mark.parametrize(
    ("lengths", "pieces"),
    [
        ([], [0]),
        ([3, 3, 3, 3, 3], [3, 2]),
        ([3, 30, 3], [1, 1, 1]),
        ([30], [1]),
        ([0, 0, 0, 0], [4]),
        ([5, 5, 1], [2, 1]),
    ],
)
def test_pieces_have_few_characters(
    lengths: Sequence[int], pieces: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHARACTERS", 10)
    corpus = Corpus.from_comments([("Ada", "x" * n) for n in lengths])
    found = list(units(corpus, 100, False))
    assert [len(f) for f in found] == pieces
    assert [len(t) for f in found for t in f["text"]] == list(lengths)


class Lazy(Executor):
    """Runs a job only when its result is asked for, and counts how many wait."""

    def __init__(self) -> None:
        self.waiting = self.most = 0

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:  # type: ignore[override]
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        future: Future[Any] = Future()
        plain = future.result

        def result(timeout: float | None = None) -> Any:
            if not future.done():
                self.waiting -= 1
                future.set_result(function(*args, **kwargs))
            return plain(timeout)

        future.result = result  # type: ignore[method-assign]
        return future


@pytest.mark.parametrize("workers", [1, 3])
def test_an_executor_has_no_more_than_two_jobs_a_worker(
    workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = made(2)
    expected = dictionary(corpus, BOOK)
    pool = Lazy()
    pool._max_workers = workers  # type: ignore[attr-defined]
    taken: list[int] = []

    def counted(*arguments: Any) -> Iterator[Any]:
        for item in units(*arguments):
            taken.append(pool.waiting)
            yield item

    monkeypatch.setattr(batches, "units", counted)
    monkeypatch.setattr(coder, "BATCH", 2)
    assert_same(dictionary(corpus, BOOK, executor=pool), expected)
    assert pool.most == 2 * workers
    assert pool.waiting == 0
    assert len(taken) >= 30
    assert max(taken) < 2 * workers  # nothing is read that could not be given to a worker


def test_an_executor_that_does_not_tell_its_workers() -> None:
    pool = Lazy()
    jobs = [(i, (i, 2)) for i in range(500)]
    assert list(spread(pow, jobs, pool)) == [(i, i**2) for i in range(500)]
    assert 1 < pool.most < 500


def test_what_a_worker_raises_is_raised_and_the_rest_taken_back() -> None:
    def fail(number: int) -> int:
        if number == 3:
            raise InputError("three")
        return number

    pool = Lazy()
    pool._max_workers = 2  # type: ignore[attr-defined]
    futures = []
    original = pool.submit
    pool.submit = lambda *a: futures.append(original(*a)) or futures[-1]  # type: ignore[method-assign]
    found = spread(fail, ((i, (i,)) for i in range(100)), pool)
    assert [next(found)[1] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(InputError, match="three"):
        next(found)
    assert len(futures) < 10
    assert all(future.cancelled() for future in futures[4:])
