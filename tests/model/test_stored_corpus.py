"""A corpus in a folder is the corpus that was written; a folder that is not whole does not open."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from discourse.errors import DataError, InputError, OptionError, OutputError
from discourse.model import corpus_folder, corpus_parts, stored_corpus
from discourse.model.corpus import COMMENT_COLUMNS, PARENT_BY, PRECISIONS, ROLES, Corpus
from discourse.model.corpus_folder import CorpusWriter
from discourse.model.corpus_manifest import is_corpus_folder
from discourse.model.storage import write_parquet
from discourse.model.stored_corpus import StoredCorpus

NAMES = [c.name for c in COMMENT_COLUMNS]
TEXTS = [
    "",
    "a\x00b",
    "a\x00c",
    "nan",
    "None",
    "NULL",
    "a\r\n\tb ",
    "\u202eIran",
    "e\u0301",
    "\ufffe",
    "'",
    '"',
    "\ud800",
]
texts = some.one_of(some.sampled_from(TEXTS), some.text(max_size=12))
times = some.one_of(
    some.none(),
    some.sampled_from(
        ["1600-01-01T00:00:00.000001", "1969-12-31T23:59:59.999999", "2024-02-29T12:00:00", "9999-12-31"]
    ),
)
whole = some.one_of(some.none(), some.sampled_from([0, -1, 2**53 + 1, -(2**63), 2**63 - 1]))


@some.composite
def corpora(draw: Callable[..., Any]) -> Corpus:
    n = draw(some.integers(0, 12))
    documents = pd.DataFrame(
        {
            "document_id": ["d0", "d'1", "d\U0001f600"],
            "title": [draw(some.one_of(some.none(), texts)) for _ in range(3)],
            "date": pd.Series([draw(times) for _ in range(3)], dtype="datetime64[us]"),
        }
    )
    ids = [f"c{i}\x00{'😀' * (i % 3)}" for i in range(n)]
    rows = []
    for i, name in enumerate(ids):
        row: dict[str, Any] = {
            c: draw(some.one_of(some.none(), texts)) for c in ("raw", "quoted", "links", "extra")
        }
        row |= {"comment_id": name, "document_id": draw(some.sampled_from(["d0", "d'1", "d\U0001f600"]))}
        row["parent_id"] = draw(
            some.one_of(some.none(), some.sampled_from([x for x in ids if x != name] or [None]))
        )
        row["parent_by"] = draw(some.sampled_from([None, *PARENT_BY]))
        row["role"] = draw(some.sampled_from([None, *ROLES]))
        row["precision"] = draw(some.sampled_from([None, *PRECISIONS]))
        row["missing_parent"] = None if i % 2 else draw(texts)
        row |= {"author_id": draw(texts), "author": draw(texts), "text": draw(texts)}
        row |= {"likes": draw(whole), "deleted": draw(some.booleans()), "created_at": draw(times)}
        row["confidence"] = draw(some.sampled_from([0.0, 1.0, 0.1 + 0.2, 5e-324]))
        rows.append(row)
    frame = pd.DataFrame(rows, columns=NAMES, dtype=object)
    frame["likes"] = frame["likes"].astype("Int64")
    frame["created_at"] = frame["created_at"].astype("datetime64[us]")
    audit = pd.DataFrame(
        {
            "file": "f\n",
            "action": ["read", "kept"],
            "reason": ["", "\x00"],
            "rows": n,
            "line": pd.Series([None, 2**60 + 1], dtype="Int64"),
        }
    )
    return Corpus(documents, frame, audit, ({"name": "f\n", "bytes": 3, "odd": "\ud800"},))


def write(corpus: Corpus, path: Path, *, batch: int = 50_000, force: bool = False) -> StoredCorpus:
    with CorpusWriter(path, force=force) as out:
        for frame in corpus.batches(batch):
            out.comments(frame)
        out.documents(corpus.documents)
        return out.close(corpus.audit, corpus.sources)


def sample(n: int = 1000) -> Corpus:
    documents = pd.DataFrame({"document_id": [f"d{i}" for i in range(10)], "title": "T"})
    comments = pd.DataFrame(
        {
            "comment_id": [f"c{i}" for i in range(n)],
            "document_id": [f"d{i % 10}" for i in range(n)],
            "parent_id": [f"c{i - 1}" if i % 7 else None for i in range(n)],
            "parent_by": [("given", "mention")[i % 2] if i % 7 else None for i in range(n)],
            "author_id": [f"u{i % 13}" for i in range(n)],
            "author": [f"User {i % 13}" for i in range(n)],
            "text": [f"comment {i} ß" * (i % 5) for i in range(n)],
            "likes": pd.Series([i if i % 3 else None for i in range(n)], dtype="Int64"),
            "created_at": pd.date_range("2024-01-01", periods=n, freq="s"),
            "deleted": [i % 100 == 3 for i in range(n)],
        }
    )
    audit = pd.DataFrame(
        {"file": "f", "action": ["read", "kept", "flagged"], "reason": "", "rows": [n, n, 5]}
    )
    return Corpus(documents, comments, audit, ({"name": "f", "sha256": "0"},))


@pytest.fixture(scope="module")
def expected() -> Corpus:
    return sample()


@pytest.fixture
def folder(expected: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three files of 400, 400 and 200 comments."""
    monkeypatch.setattr(corpus_folder, "_ROWS", 400)
    write(expected, tmp_path / "thread", batch=150)
    return tmp_path / "thread"


def same(found: Corpus, expected: Corpus) -> None:
    for name in ("documents", "comments", "audit"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name))
    assert found.sources == expected.sources
    assert found.digest == expected.digest
    assert len(found) == len(expected)


@settings(max_examples=15)
@given(corpus=corpora(), batch=some.integers(1, 14), rows=some.integers(4, 14))
def test_what_is_written_is_read_back(
    corpus: Corpus, batch: int, rows: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("corpus") / "it's [a] *?"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus_folder, "_ROWS", rows)
        found = write(corpus, path, batch=batch)
    same(found, corpus)
    found.check()
    pieces = list(Corpus.open(path).batches(batch))
    assert [len(p) for p in pieces] == [len(p) for p in corpus.batches(batch)]
    for mine, theirs in zip(pieces, corpus.batches(batch), strict=True):
        pd.testing.assert_frame_equal(mine, theirs, check_index_type="equiv")
    in_memory = Corpus(found.documents, found.comments, found.audit, found.sources)
    assert in_memory.digest == found.digest
    mask = pd.Series([i % 2 == 0 for i in range(len(corpus))], dtype=bool)
    same(found.where(mask), corpus.where(mask))


def test_the_bytes_do_not_depend_on_the_batches(expected: Corpus, tmp_path: Path) -> None:
    write(expected, tmp_path / "a", batch=1000)
    write(expected, tmp_path / "b", batch=7)
    for name in ("corpus.json", "comments/part-00000.parquet", "documents.parquet", "audit.parquet"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == [
        "audit.parquet",
        "comments",
        "corpus.json",
        "documents.parquet",
    ]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b"]


def test_long_texts_end_a_file_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_folder, "_BYTES", 100)
    corpus = Corpus.from_comments(
        [("Ada", "x" * n) for n in (0, 99, 1, 30, 500, 2, 3)] + [("Ben", "😀" * 25)]
    )
    for batch in (1, 3, 8):
        found = write(corpus, tmp_path / str(batch), batch=batch)
        assert [p.rows for p in found.parts.parts] == [3, 2, 3]
        same(found, corpus)


def test_opening_loads_nothing(folder: Path, expected: Corpus) -> None:
    found = Corpus.open(folder)
    assert isinstance(found, StoredCorpus)
    assert sorted(p.name for p in (folder / "comments").iterdir()) == [
        f"part-0000{i}.parquet" for i in range(3)
    ]
    assert len(found) == 1000
    assert found.digest == expected.digest
    assert found.sources == expected.sources
    assert repr(found) == "StoredCorpus('thread', 10 documents, 1000 comments, 13 commenters)"
    assert sum(len(b) for b in found.batches(300)) == 1000
    assert "<b>Corpus (stored)</b>" in found._repr_html_()
    found.check()
    assert "comments" not in found.__dict__
    pd.testing.assert_frame_equal(found.documents, expected.documents)
    pd.testing.assert_frame_equal(found.audit, expected.audit)
    same(pickle.loads(pickle.dumps(found)), expected)


@pytest.mark.parametrize("size", [1, 399, 400, 401, 2048, 50_000])
def test_batches_are_the_comments(folder: Path, expected: Corpus, size: int) -> None:
    found = list(Corpus.open(folder).batches(size))
    assert {len(b) for b in found[:-1]} <= {size}
    pd.testing.assert_frame_equal(pd.concat(found), expected.comments, check_index_type="equiv")
    some_columns = list(Corpus.open(folder).batches(size, ["text", "likes"]))
    pd.testing.assert_frame_equal(
        pd.concat(some_columns), expected.comments[["text", "likes"]], check_index_type="equiv"
    )


def test_many_batches_may_be_under_way(folder: Path, expected: Corpus) -> None:
    found = Corpus.open(folder)
    pairs = list(zip(found.batches(100), found.batches(100, ["text"]), strict=True))
    assert all(a["text"].tolist() == b["text"].tolist() for a, b in pairs)
    first = next(found.batches(10))
    assert len(found.where(author_id="u1")) == 77
    pd.testing.assert_frame_equal(first, expected.comments.head(10))


def test_columns(folder: Path, expected: Corpus) -> None:
    found = Corpus.open(folder)
    for name in NAMES:
        pd.testing.assert_series_equal(found.column(name), expected.comments[name])
    pd.testing.assert_frame_equal(found.columns("text", "likes"), expected.comments[["text", "likes"]])
    assert "comments" not in found.__dict__


def test_where(folder: Path, expected: Corpus) -> None:
    found, table = Corpus.open(folder), expected.comments
    for values, mask in (
        ({"author_id": "u3"}, table["author_id"] == "u3"),
        (
            {"author_id": ["u3", "u4"], "deleted": False},
            table["author_id"].isin(["u3", "u4"]) & ~table["deleted"],
        ),
        ({"likes": None}, table["likes"].isna()),
        ({"likes": [None, 5]}, table["likes"].isna() | (table["likes"] == 5).fillna(False)),
        ({"parent_by": [None, "given"]}, table["parent_by"].isna() | (table["parent_by"] == "given")),
        ({"created_at": "2024-01-01T00:01:00"}, table.index == 60),
        ({"document_id": "none"}, table.index < 0),
    ):
        same(found.where(**values), expected.where(pd.Series(mask)))
    keep = table["text"].str.len() > 20
    same(found.where(keep), expected.where(keep))
    same(
        found.where(keep.to_numpy(), document_id="d3"), expected.where(keep & (table["document_id"] == "d3"))
    )
    same(found.where(), expected)
    assert "comments" not in found.__dict__


@pytest.mark.parametrize("stored", [True, False])
def test_wrong_questions(folder: Path, expected: Corpus, stored: bool) -> None:
    found = Corpus.open(folder) if stored else expected
    for size in (0, -1, 2.5, True):
        with pytest.raises(OptionError, match="size"):
            found.batches(size)  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="Did you mean 'author'"):
        found.batches(columns=["auther"])
    with pytest.raises(OptionError, match="twice"):
        found.batches(columns=["text", "text"])
    with pytest.raises(OptionError, match="list of names"):
        found.batches(columns="text")
    with pytest.raises(OptionError, match="empty"):
        found.batches(columns=[])


def test_wrong_selections(folder: Path) -> None:
    found = Corpus.open(folder)
    with pytest.raises(OptionError, match="one value for each of 1000 comments, not 3"):
        found.where([True, False, True])
    with pytest.raises(OptionError, match="no column 'colour'"):
        found.where(colour="red")


def test_what_cannot_fit_is_not_loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Corpus.open(folder)
    taken = found.parts.frame().memory_usage(deep=True).sum()
    assert 144_000 < found.parts.footprint() < taken
    monkeypatch.setattr(stored_corpus, "_memory", lambda: 100_000)
    with pytest.raises(InputError, match=r"take them with batches\(\), columns\(\) or where\(\)"):
        _ = found.comments
    monkeypatch.setattr(stored_corpus, "_memory", lambda: None)
    assert len(found.comments) == 1000


def test_a_corpus_without_comments(tmp_path: Path) -> None:
    none = Corpus.from_comments([], title="Empty")
    found = write(none, tmp_path / "none")
    same(found, none)
    assert [len(b) for b in found.batches(10)] == [len(b) for b in none.batches(10)] == [0]
    assert found.columns("text", "likes").dtypes.tolist() == none.comments[["text", "likes"]].dtypes.tolist()
    assert len(found.where()) == 0
    found.check()
    assert "Empty" in found._repr_html_()
    nothing = write(Corpus(none.documents.head(0), none.comments), tmp_path / "nothing")
    assert (len(nothing), len(nothing.documents)) == (0, 0)


# --- what is written must be sound


def comments(**changes: Any) -> pd.DataFrame:
    plain = Corpus.from_comments([("Ada", "one"), ("Ben", "two"), ("Ada", "three")]).comments
    return plain.assign(**changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"comment_id": ["a", "b", "a"]}, "the 'comment_id' 'a' in row 2 comes twice"),
        ({"comment_id": ["b", "a", "a"]}, "the 'comment_id' 'a' in row 2 comes twice"),
        ({"document_id": ["d", "d", "other"]}, "'document_id' 'other' in row 2 is not among the documents"),
        ({"parent_id": [None, "d:9", "d:8"]}, "'parent_id' 'd:9' in row 1 is not among the comments"),
        ({"parent_id": [None, None, "d:3"]}, "'d:3' is its own parent"),
        ({"text": ["a", None, "b"]}, "row 0 has no 'text'|row 1 has no 'text'"),
        ({"author_id": 5}, "text"),
        ({"confidence": [1.0, 0.5, 2.0]}, "confidence must lie between 0 and 1, and is 2.0 in row 2"),
        ({"confidence": [1.0, -0.5, 1.0]}, "is -0.5 in row 1"),
        ({"role": [None, None, "boss"]}, "'role' 'boss' in row 2 is not among the words moderator"),
        ({"parent_by": "guess"}, "'parent_by' 'guess' in row 0"),
        ({"precision": "eon"}, "'precision' 'eon' in row 0"),
        ({"mood": "sour"}, "does not belong there"),
    ],
)
@pytest.mark.parametrize("batch", [1, 2, 3])
def test_what_breaks_the_contract_is_not_written(
    changes: dict[str, Any], sentence: str, batch: int, tmp_path: Path
) -> None:
    frame = comments(**changes)

    def attempt() -> None:
        with CorpusWriter(tmp_path / "t") as out:
            out.documents(pd.DataFrame({"document_id": ["d"]}))
            for start in range(0, 3, batch):
                out.comments(frame.iloc[start : start + batch])
            out.close()

    with pytest.raises(DataError, match=sentence):
        attempt()
    assert list(tmp_path.iterdir()) == []


def test_documents_must_be_sound_too(tmp_path: Path) -> None:
    def attempt() -> None:
        with CorpusWriter(tmp_path / "t") as out:
            out.documents(pd.DataFrame({"document_id": ["d"]}))
            out.documents(pd.DataFrame({"document_id": ["d"]}))
            out.close()

    with pytest.raises(DataError, match="'d' in row 1 comes twice"):
        attempt()
    assert list(tmp_path.iterdir()) == []


def test_the_audit_must_be_sound_too(tmp_path: Path) -> None:
    audit = pd.DataFrame({"file": "f", "action": ["read", "kept"], "reason": "", "rows": [3, 2]})
    out = CorpusWriter(tmp_path / "t")
    with pytest.raises(DataError, match="every row must be accounted for"):
        out.close(audit)
    assert list(tmp_path.iterdir()) == []


# --- interrupted writing


def stop(path: Path, error: Exception | None) -> None:
    with CorpusWriter(path) as out:
        out.comments(comments())
        if error is not None:
            raise error


@pytest.mark.parametrize("error", [RuntimeError("stop"), OSError("stop"), None])
def test_leaving_early_leaves_nothing(error: Exception | None, tmp_path: Path) -> None:
    expected: Any = (OutputError, "without close") if error is None else (Exception, "stop")
    with pytest.raises(expected[0], match=expected[1]):
        stop(tmp_path / "t", error)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_at_the_very_end_keeps_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = write(sample(50), tmp_path / "t")

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(corpus_folder, "corpus_digest", fail)
    with pytest.raises(OutputError, match="the disk is full"):
        write(sample(60), tmp_path / "t", force=True)
    assert [p.name for p in tmp_path.iterdir()] == ["t"]
    same(Corpus.open(tmp_path / "t"), sample(50))
    old.check()


def test_an_existing_folder_is_kept_unless_forced(tmp_path: Path) -> None:
    write(sample(50), tmp_path / "t")
    with pytest.raises(OutputError, match="not empty; choose another folder"):
        write(sample(60), tmp_path / "t")
    with CorpusWriter(tmp_path / "t", force=True) as out:
        out.documents(sample(60).documents)
        out.comments(sample(60).comments)
        same(Corpus.open(tmp_path / "t"), sample(50))
        out.close(sample(60).audit, sample(60).sources)
    same(Corpus.open(tmp_path / "t"), sample(60))
    assert [p.name for p in tmp_path.iterdir()] == ["t"]
    with pytest.raises(OutputError, match="closed already"):
        out.close()
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="is a file"):
        CorpusWriter(tmp_path / "file", force=True)


CHILD = """
import sys
from discourse.model.corpus import Corpus
from discourse.model import corpus_folder
corpus_folder._ROWS = 2
step = sys.argv[2]
if step == "end":
    def wait(*_):
        print("here", flush=True)
        sys.stdin.read()
    corpus_folder.corpus_digest = wait
corpus = Corpus.from_comments([("Ada", "one"), ("Ben", "two"), ("Ada", "three")])
with corpus_folder.CorpusWriter(sys.argv[1], force=True) as out:
    out.documents(corpus.documents)
    out.comments(corpus.comments)
    if step == "middle":
        print("here", flush=True)
        sys.stdin.read()
    out.close()
"""


@pytest.mark.parametrize("step", ["middle", "end"])
def test_a_killed_process_leaves_nothing_that_opens(step: str, tmp_path: Path) -> None:
    target = tmp_path / "t"
    write(sample(50), target)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(target), step],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == "here\n"
    (part,) = tmp_path.glob(".part-t-*")
    assert is_corpus_folder(part)
    # As long as it lives, its folder is left to it.
    with CorpusWriter(target, force=True) as out:
        out.documents(sample(60).documents)
        out.comments(sample(60).comments)
        out.close(sample(60).audit, sample(60).sources)
    assert part.is_dir()
    child.kill()
    child.wait()
    child.stdin.close()
    child.stdout.close()
    assert part.is_dir()
    with pytest.raises(InputError, match="not complete: the reading was interrupted; read again"):
        Corpus.open(part)
    same(Corpus.open(target), sample(60))
    write(sample(70), target, force=True)
    assert [p.name for p in tmp_path.iterdir()] == ["t"]
    same(Corpus.open(target), sample(70))


def test_only_what_surely_is_left_is_removed(tmp_path: Path) -> None:
    for name, text in (
        ("a", None),
        ("b", "{}"),
        ("c", '{"pid": 999999999, "host": "elsewhere"}'),
        ("d", "["),
    ):
        (tmp_path / f".part-t-{name}").mkdir()
        if text is not None:
            (tmp_path / f".part-t-{name}" / ".process").write_text(text)
    other = tmp_path / ".part-u-x"
    other.mkdir()
    write(sample(5), tmp_path / "t")
    assert len(list(tmp_path.iterdir())) == 6


# --- folders that are not as they were written


def edit(**changes: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        found = json.loads((folder / "corpus.json").read_text())
        (folder / "corpus.json").write_text(json.dumps(found | changes))

    return change


def cut(folder: Path) -> None:
    path = folder / "comments/part-00001.parquet"
    path.write_bytes(path.read_bytes()[:-100])


def longer(folder: Path) -> None:
    with (folder / "audit.parquet").open("ab") as stream:
        stream.write(b"x")


def swap(folder: Path) -> None:
    found = json.loads((folder / "corpus.json").read_text())
    path = folder / "comments/part-00001.parquet"
    write_parquet(Corpus.open(folder).comments.head(3), path)
    found["parts"][1]["bytes"] = path.stat().st_size
    (folder / "corpus.json").write_text(json.dumps(found))


def other_columns(folder: Path) -> None:
    found = json.loads((folder / "corpus.json").read_text())
    path = folder / "comments/part-00001.parquet"
    write_parquet(Corpus.open(folder).comments.head(400)[["text"]], path)
    found["parts"][1]["bytes"] = path.stat().st_size
    (folder / "corpus.json").write_text(json.dumps(found))


def no_parquet(folder: Path) -> None:
    path = folder / "comments/part-00001.parquet"
    path.write_bytes(b"x" * path.stat().st_size)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda f: (f / "corpus.json").unlink(), "is not complete: the reading was interrupted; read again"),
        (lambda f: (f / "corpus.json").write_bytes(b""), "not complete"),
        (lambda f: (f / "corpus.json").write_bytes((f / "corpus.json").read_bytes()[:300]), "not complete"),
        (lambda f: (f / "corpus.json").write_bytes(b"[" * 100_000), "not complete"),
        (lambda f: (f / "corpus.json").write_bytes(b"\xff\xfe"), "not complete"),
        (lambda f: (f / "corpus.json").write_text("[]"), "of another program"),
        (edit(format="convokit"), "of another program"),
        (edit(version=2), "version 2 of the format, and this program reads version 1; update"),
        (edit(comments=5), "lacks what belongs there or was edited"),
        (edit(documents=11), "lacks what belongs there or was edited"),
        (edit(parts=[]), "lacks what belongs there or was edited"),
        (edit(parts=[{"name": "../../x"}]), "lacks what belongs there or was edited"),
        (edit(parts=None), "lacks what belongs there or was edited"),
        (edit(sources=5), "lacks what belongs there or was edited"),
        (edit(digest=None), "lacks what belongs there or was edited"),
        (lambda f: (f / "comments/part-00001.parquet").unlink(), "comments/part-00001.parquet is missing"),
        (lambda f: (f / "documents.parquet").unlink(), "documents.parquet is missing"),
        (lambda f: shutil.rmtree(f / "comments"), "comments/part-00000.parquet is missing"),
        (
            lambda f: shutil.copy(f / "comments/part-00001.parquet", f / "comments/part-00009.parquet"),
            "holds comments/part-00009.parquet, which is none of its parts",
        ),
        (cut, r"has [0-9,]+ bytes where [0-9,]+ were written"),
        (longer, "audit.parquet has 1?[0-9,]+ bytes"),
        (swap, "holds 3 rows where 400 were written"),
        (other_columns, r"has other columns \(text VARCHAR\)"),
        (no_parquet, "cannot be read as Parquet"),
    ],
)
def test_a_damaged_folder_is_refused(damage: Callable[[Path], Any], sentence: str, folder: Path) -> None:
    damage(folder)
    with pytest.raises(InputError, match=sentence) as error:
        Corpus.open(folder)
    assert "\n" not in str(error.value)


def test_other_contents_of_the_same_size_are_refused_before_they_are_used(folder: Path) -> None:
    path = folder / "comments/part-00001.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)
    found = Corpus.open(folder)
    batches = found.batches(400)
    assert len(next(batches)) == 400
    asked: list[Callable[[], Any]] = [
        lambda: next(batches),
        lambda: found.comments,
        lambda: found.column("text"),
        lambda: found.where(author_id="u1"),
        found.check,
    ]
    for ask in asked:
        with pytest.raises(InputError, match=r"part-00001.parquet has other contents than were written"):
            ask()


def test_a_change_after_opening_is_told(folder: Path) -> None:
    found = Corpus.open(folder)
    assert len(found.column("text")) == 1000
    path = folder / "comments/part-00002.parquet"
    os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns + 1))
    with pytest.raises(InputError, match="has changed since the corpus was opened; open it again"):
        found.column("text")
    found = Corpus.open(folder)
    path.unlink()
    with pytest.raises(InputError, match="is missing"):
        found.column("text")


def forged(folder: Path, table: pd.DataFrame) -> StoredCorpus:
    """Put other comments into the last file, with all that is said of them."""
    path = folder / "comments/part-00002.parquet"
    write_parquet(table, path)
    found = json.loads((folder / "corpus.json").read_text())
    found["parts"][2] |= {"bytes": path.stat().st_size, "sha256": corpus_parts.fingerprint(path)}
    (folder / "corpus.json").write_text(json.dumps(found))
    return Corpus.open(folder)


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("comment_id", "c5", "'c5' in row 800 comes twice"),
        ("document_id", "dx", "'dx' in row 800 is not among the documents"),
        ("parent_id", "cx", "'cx' in row 800 is not among the comments"),
        ("text", None, "row 800 has no 'text'"),
        ("text", "other", "the digest in corpus.json is not that of the corpus"),
    ],
)
def test_check_finds_what_was_forged(folder: Path, column: str, value: Any, sentence: str) -> None:
    table = Corpus.open(folder).comments.iloc[800:].reset_index(drop=True)
    table.loc[0, column] = value
    with pytest.raises(DataError, match=sentence):
        forged(folder, table).check()


def test_what_is_a_folder_of_a_corpus(folder: Path, tmp_path: Path) -> None:
    assert is_corpus_folder(folder)
    assert is_corpus_folder(str(folder))
    assert not is_corpus_folder(folder / "corpus.json")
    assert not is_corpus_folder(tmp_path)
    assert not is_corpus_folder(tmp_path / "none")
    other = tmp_path / "convokit"
    other.mkdir()
    (other / "corpus.json").write_text('{"name": "a corpus of ConvoKit"}')
    assert not is_corpus_folder(other)
    (folder / "corpus.json").unlink()
    assert is_corpus_folder(folder)


def test_places_that_are_no_folder_of_a_corpus(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist; check the path"):
        Corpus.open(tmp_path / "none")
    with pytest.raises(InputError, match="is a file; name the folder"):
        Corpus.open(folder / "corpus.json")
    with pytest.raises(InputError, match=r"it has no corpus\.json"):
        Corpus.open(tmp_path)


def test_kill_is_what_is_sent(tmp_path: Path) -> None:
    """The tests above must end their child at once, with no chance to clean up."""
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    child.kill()
    child.wait()
    assert child.stdin is not None
    child.stdin.close()
    assert child.returncode == (-signal.SIGKILL if os.name == "posix" else 1)
