"""Random trees of comments, written in the shape of every format, are read back as they were."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reader_shapes import SHAPES
from reader_trees import TITLE, Shape, Tree, composed, fitted, hostile_texts, trees, written

import discourse as ds
from discourse.model.corpus import Corpus

#: Formats whose texts cannot be told from names and quotations unless they are ordinary prose.
PASTED = {"thread"}
#: Formats whose texts have no markup and are kept to the letter, in raw if not in text.
EXACT = {"csv", "jsonl", "spreadsheet", "parquet", "ytdlp", "telegram", "twitter", "convokit", "youtube"}
_WORD = re.compile(r"[^\W_]+")
_PROSE = st.lists(
    st.sampled_from(["river", "bread", "siege", "wants", "never", "always", "again", "child"]), min_size=4
)
_GONE = ("", "[deleted]", "[removed]")


def read(shape: Shape, tree: Tree, folder: Path) -> Corpus:
    """Write a tree, and read it with its format found by content; nothing is dropped and nothing is said to be."""
    corpus = ds.read(written(shape, tree, folder))
    assert isinstance(corpus, Corpus)
    assert corpus.sources[0]["format"] == shape.reader
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert counts.get("dropped", 0) == shape.dropped
    assert counts["read"] == counts["kept"] + shape.dropped
    return corpus


def prose(tree: Tree) -> Tree:
    """Return a tree whose texts are sentences, as the reader of pasted text expects."""
    from dataclasses import replace

    names = ["Ada Low", "Ben King", "Cleo Vandam", "Émile Hall", "old_mapmaker61"]
    return [
        replace(n, text=f"Sentence number{i} says that the river {i} never rose so far.", author=names[i % 5])
        for i, n in enumerate(tree)
    ]


def told(corpus: Corpus) -> dict[str, tuple[str | None, int | None, int | None, bool]]:
    """Return of each comment by its id: who is answered, when it was written, likes, whether it is deleted."""
    frame = corpus.comments
    seconds = [None if pd.isna(t) else int(t.timestamp()) for t in frame["created_at"].dt.tz_localize("UTC")]
    rows = zip(
        frame["comment_id"], frame["parent_id"], seconds, frame["likes"], frame["deleted"], strict=True
    )
    return {
        name: (None if pd.isna(up) else up, at, None if pd.isna(likes) else int(likes), bool(gone))
        for name, up, at, likes, gone in rows
    }


def check(shape: Shape, given: Tree, corpus: Corpus) -> None:
    """Assert that a corpus says of a tree all that its format can hold."""
    tree = fitted(given, shape)
    name = shape.comment_id
    frame = corpus.comments
    if shape.reader in PASTED:  # has no ids: comments stand in order
        assert frame["text"].tolist() == [composed(n.text) for n in tree]
        assert frame["author"].tolist() == [composed(n.author or "") for n in tree]
        return
    assert told(corpus) == {
        name(n.id): (None if n.parent is None else name(tree[n.parent].id), n.time, n.likes, n.deleted)
        for n in tree
    }
    assert frame["missing_parent"].isna().all()
    assert (frame["parent_by"].dropna() == "given").all()
    found = frame.set_index("comment_id")
    for node in tree:
        row = found.loc[name(node.id)]
        if node.deleted:
            assert row["text"] in _GONE
        else:
            assert row["text"] == composed(node.text)
            if node.author:
                assert row["author"] == composed(node.author)
        assert row["author_id"].startswith("unknown:") == (node.author is None)
    # The same name is the same commenter, and whoever has none is somebody else each time.
    assert found["author_id"].nunique() == len({n.author for n in tree if n.author}) + sum(
        n.author is None for n in tree
    )


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=6)
@given(tree=trees())
def test_random_trees_are_read_as_they_were(
    name: str, tree: Tree, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shape = SHAPES[name]
    tree = prose(fitted(tree, shape)) if shape.reader in PASTED else tree
    check(shape, tree, read(shape, tree, tmp_path_factory.mktemp("t")))


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if shape.reader not in PASTED])
@settings(max_examples=6)
@given(tree=trees(hostile_texts))
def test_no_word_of_hostile_texts_is_lost(
    name: str, tree: Tree, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shape = SHAPES[name]
    corpus = read(shape, tree, tmp_path_factory.mktemp("t"))
    found = corpus.comments.set_index("comment_id")
    assert len(found) == len(tree)
    for node in fitted(tree, shape):
        row = found.loc[shape.comment_id(node.id)]
        kept = " ".join(str(row[c]) for c in ("text", "quoted", "raw", "links") if not pd.isna(row[c]))
        lost = set(_WORD.findall(composed(node.text))) - set(_WORD.findall(kept))
        assert not lost, (node.text, row["text"], row["raw"])
        if shape.reader in EXACT and not node.deleted:
            kept = row["text"] if pd.isna(row["raw"]) else row["raw"]
            kept = unescape(kept) if shape.reader == "twitter" and kept is row["raw"] else kept
            assert composed(kept) == composed(node.text)
        assert node.parent is None or row["parent_id"] == shape.comment_id(
            fitted(tree, shape)[node.parent].id
        )


@settings(max_examples=8)
@given(tree=trees(st.one_of(hostile_texts, st.text(min_size=1).map(lambda t: f"w {t}"))))
@pytest.mark.parametrize("form", ["corpus.csv", "corpus.parquet", "corpus"])
def test_our_own_forms_give_back_the_very_corpus(
    form: str, tree: Tree, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("t")
    corpus = ds.read(written(SHAPES["jsonl"], tree, folder))
    ds.write_corpus(corpus, folder / "out" / form if form == "corpus" else folder / form)
    again = ds.read(folder / "out" / form if form == "corpus" else folder / form)
    assert again.digest == corpus.digest


@pytest.mark.parametrize("name", SHAPES)
def test_the_title_is_found_where_a_format_has_one(name: str, tmp_path: Path) -> None:
    from reader_trees import EXAMPLE

    shape = SHAPES[name]
    corpus = read(shape, EXAMPLE, tmp_path)
    untitled = ("twitter", "youtube", "youtube_data_tools", "reddit", "disqus api")
    wanted = shape.file.rpartition(".")[0] if name in untitled else TITLE
    assert corpus.documents["title"].tolist() == [wanted]
    assert json.loads(corpus.documents["extra"].fillna("{}")[0]) is not None
