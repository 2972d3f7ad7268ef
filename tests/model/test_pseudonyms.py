"""Pseudonyms of a corpus: what becomes of its columns, and what holds for any corpus, key and name."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import OptionError
from discourse.model.corpus import Corpus
from discourse.model.pseudonyms import key_id, pseudonymise
from discourse.model.pseudonyms.names import folded, telling

KEY, OTHER_KEY = b"an example of a key", b"another key, for others"
KEYED = r"Commenter [0-9a-hjkmnp-tv-z]{10}"


def full() -> Corpus:
    documents = pd.DataFrame(
        {
            "document_id": ["a", "b", "c"],
            "title": ["@Ben asks", None, "t"],
            "text": ["Ada Low, ada@example.org", "Iran", None],
            "source": ["u_ben", "u/Ben", "The Paper"],
            "url": ["https://reddit.com/user/Ben/comments/1", "https://example.org/ben/1", None],
            "author": ["ben", "Rita Reporter", None],
            "extra": ['{"x": "Ada Low"}', None, None],
        }
    )
    comments = pd.DataFrame(
        {
            "comment_id": ["1", "2", "3", "4"],
            "document_id": ["a", "a", "b", "c"],
            "parent_id": [None, "1", None, None],
            "missing_parent": [None, None, "t1_x", None],
            "author_id": ["id:ada", "t2_ben", "unknown:b:1", "id:ada"],
            "author": ["Ada Low", "Ben", "unknown 1", "ada_low"],
            "role": ["moderator", None, None, "bot"],
            "text": ["hi", "ada_low and Ada  Low lie, Ben says", "ring 030 1234567", "@ben"],
            "raw": ["<p>hi Ada Low</p>", None, None, None],
            "quoted": [None, "Ada Low: hi", None, None],
            "links": ["https://x.com/ben\nhttps://x.com/who\nhttps://example.org/", None, None, None],
            "likes": [1, None, 3, 4],
            "extra": ['{"Ada Low": 1}', None, None, None],
        }
    )
    audit = pd.DataFrame(
        {
            "file": ["f"] * 4,
            "action": ["read", "kept", "flagged", "repaired"],
            "reason": ["all rows", "comments", "'Ben' may be a name", "an id"],
            "rows": [4, 4, 1, 1],
            "example": [None, "Ben", "Ben,hi,ada_low", "write to ada.low@exam…"],
        }
    )
    return Corpus(documents, comments, audit, ({"name": "f", "format": "csv"},))


def same(one: Corpus, two: Corpus) -> bool:
    tables = ("documents", "comments", "audit")
    return one.sources == two.sources and all(getattr(one, t).equals(getattr(two, t)) for t in tables)


def test_every_column_of_a_numbered_corpus() -> None:
    corpus = full()
    hidden = pseudonymise(corpus)
    comments, documents = hidden.comments, hidden.documents
    assert comments["author_id"].tolist() == ["Commenter 1", "Commenter 2", "unknown:b:1", "Commenter 1"]
    assert comments["author"].tolist() == ["Commenter 1", "Commenter 2", "unknown 1", "Commenter 1"]
    assert comments["text"].tolist() == [
        "hi",
        "Commenter 1 and Commenter 1 lie, Ben says",
        "ring [phone]",
        "@Commenter 2",
    ]
    assert comments["quoted"][1] == "Commenter 1: hi"
    assert comments["links"][0].split("\n") == [
        "https://x.com/Commenter 2",
        "https://x.com/someone",
        "https://example.org/",
    ]
    assert comments[["raw", "extra"]].isna().all(axis=None)
    for name in (
        "comment_id",
        "document_id",
        "parent_id",
        "missing_parent",
        "role",
        "likes",
        "deleted",
        "created_at",
    ):
        assert comments[name].equals(corpus.comments[name]), name
    assert documents["title"][0] == "@Commenter 2 asks"
    assert documents["text"].tolist()[:2] == ["Commenter 1, [e-mail]", "Iran"]
    assert documents["source"].tolist() == ["u_ben", "u/Commenter 2", "The Paper"]
    assert documents["url"].tolist()[:2] == [
        "https://reddit.com/user/Commenter 2/comments/1",
        "https://example.org/ben/1",
    ]
    assert documents["author"].tolist()[:2] == ["Commenter 2", "someone"]
    assert documents["author"].isna().tolist() == [False, False, True]
    assert documents["extra"].isna().all()
    assert hidden.audit["example"].tolist()[1:] == [
        "Commenter 2",
        "Commenter 2,hi,Commenter 1",
        "write to [e-mail]",
    ]
    assert hidden.audit["reason"].tolist()[2:] == ["'Commenter 2' may be a name", "an id"]
    assert hidden.audit["rows"].tolist() == corpus.audit["rows"].tolist()
    assert hidden.sources == ({"name": "f", "format": "csv", "pseudonyms": "numbered"},)
    assert corpus.sources == ({"name": "f", "format": "csv"},)


def test_every_name_of_a_keyed_corpus() -> None:
    hidden = pseudonymise(full(), KEY)
    ids = hidden.comments["author_id"].tolist()
    assert re.fullmatch(KEYED, ids[0])
    assert re.fullmatch(KEYED, ids[1])
    assert (ids[2], ids[3]) == ("unknown:b:1", ids[0])
    assert hidden.comments["author"].tolist() == [*ids[:2], "unknown 1", ids[0]]
    assert hidden.comments["text"][3] == "@" + ids[1]
    assert hidden.documents["author"][0] == ids[1]
    assert re.fullmatch(KEYED, hidden.documents["author"][1])
    assert hidden.sources[0]["pseudonyms"] == {"key_id": key_id(KEY)}
    assert re.fullmatch(f"https://x.com/{KEYED}", hidden.comments["links"][0].split("\n")[1])
    everything = repr([t.to_dict("list") for t in (hidden.documents, hidden.comments, hidden.audit)]) + repr(
        hidden.sources
    )
    assert KEY.decode() not in everything
    assert KEY.hex() not in everything


def test_twice_is_once() -> None:
    for key in (None, KEY):
        once = pseudonymise(full(), key)
        assert same(pseudonymise(once, key), once)


def test_another_key_renames_what_one_key_named() -> None:
    once = pseudonymise(full(), KEY)
    again = pseudonymise(once, OTHER_KEY)
    assert not set(once.comments["author_id"]) & set(again.comments["author_id"]) - {"unknown:b:1"}
    assert again.sources[0]["pseudonyms"] == {"key_id": key_id(OTHER_KEY)}
    assert again.comments["text"][3] == "@" + again.comments["author_id"][1]
    numbered = pseudonymise(once)
    assert numbered.comments["author_id"].tolist() == [
        "Commenter 1",
        "Commenter 2",
        "unknown:b:1",
        "Commenter 1",
    ]
    assert numbered.comments["text"][3] == "@Commenter 2"


def test_who_is_mentioned_here_and_comments_there_has_one_name() -> None:
    here = Corpus.from_comments([("Ada", "@Ben no, in x.com/Ben")])
    there = Corpus.from_comments([("Ben", "no")])
    name = pseudonymise(there, KEY).comments["author_id"][0]
    assert pseudonymise(here, KEY).comments["text"][0] == f"@{name} no, in x.com/{name}"


def test_ids_count_not_names() -> None:
    comments = pd.DataFrame(
        {
            "comment_id": list("1234"),
            "document_id": "d",
            "author_id": ["x1", "x2", "Bob", "bob"],
            "author": ["John Smith", "John Smith", "Bob", "bob"],
            "text": ["a", "b", "John Smith and @John Smith", "@Bob @bob @BOB"],
        }
    )
    corpus = Corpus(pd.DataFrame({"document_id": ["d"]}), comments)
    hidden = pseudonymise(corpus)
    assert hidden.comments["author"].tolist() == [f"Commenter {n}" for n in (1, 2, 3, 4)]
    assert hidden.comments["text"].tolist()[2:] == [
        "someone and @someone",
        "@Commenter 3 @Commenter 4 @someone",
    ]
    assert pseudonymise(corpus, KEY).comments["author_id"].nunique() == 4


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(OptionError, match="key for pseudonyms is empty"):
        pseudonymise(full(), b"")


def test_a_corpus_without_comments() -> None:
    for key in (None, KEY):
        assert len(pseudonymise(Corpus.from_comments([]), key)) == 0


def test_a_country_stays_where_a_commenter_has_its_name() -> None:
    hidden = pseudonymise(
        Corpus.from_comments([("Iran", "hello"), ("Ben", "Iran out, says @Iran"), ("5", "5 of 15")])
    )
    assert hidden.comments["text"].tolist() == ["hello", "Iran out, says @Commenter 1", "5 of 15"]


LETTERS = "abÄßçиж小ま"
WORDS = st.text(LETTERS, min_size=1, max_size=4)
NAMES = st.one_of(
    WORDS,
    st.builds("{} {}".format, WORDS, WORDS),
    st.builds("{}_{}".format, WORDS, WORDS),
    st.builds("{}{}".format, WORDS, st.integers(0, 99)),
)
KEYS = st.binary(min_size=16, max_size=40)


@st.composite
def corpora(draw: Any) -> Corpus:
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    piece = st.one_of(
        st.sampled_from(names),
        st.sampled_from(names).map(str.upper),
        st.sampled_from(names).map(lambda n: "@" + n),
        st.sampled_from(names).map(lambda n: "https://x.com/" + n),
        st.sampled_from(
            [
                "Iran",
                "no,",
                "@who",
                "u/stranger",
                "030 1234567",
                "a@b.org",
                "10.0.0.1",
                "12",
                "replying to",
                "@",
            ]
        ),
        st.text("ab@./-_ 1230:+()\n", max_size=8),
    )
    texts = draw(st.lists(st.lists(piece, max_size=6), min_size=len(names), max_size=8))
    joint = st.sampled_from([" ", "  ", "\n", ", ", ""])
    pairs = [(names[i % len(names)], "".join(p + draw(joint) for p in text)) for i, text in enumerate(texts)]
    return Corpus.from_comments(pairs)


@settings(max_examples=25)
@given(corpora(), st.one_of(st.none(), KEYS))
def test_twice_is_once_for_any_corpus(corpus: Corpus, key: bytes | None) -> None:
    once = pseudonymise(corpus, key)
    assert same(pseudonymise(once, key), once)


@settings(max_examples=25)
@given(corpora(), corpora(), KEYS, KEYS)
def test_names_depend_on_the_key_and_the_id_alone(one: Corpus, two: Corpus, key: bytes, other: bytes) -> None:
    def names(corpus: Corpus, key: bytes) -> dict[str, str]:
        return dict(
            zip(corpus.comments["author_id"], pseudonymise(corpus, key).comments["author_id"], strict=True)
        )

    first, second = names(one, key), names(two, key)
    assert all(first[i] == second[i] for i in first.keys() & second.keys())
    assert len(set(first.values())) == len(first)
    if key != other:
        assert not set(first.values()) & set(names(one, other).values())


@settings(max_examples=25)
@given(corpora(), st.one_of(st.none(), KEYS))
def test_no_telling_name_survives(corpus: Corpus, key: bytes | None) -> None:
    texts = corpus.comments["text"]
    audit = pd.DataFrame(
        {
            "file": "f",
            "action": "flagged",
            "reason": "x",
            "rows": 1,
            "example": texts,
            "line": range(len(texts)),
        }
    )
    full = Corpus(corpus.documents, corpus.comments.assign(quoted=texts, links=texts), audit)
    hidden = pseudonymise(full, key)
    left = [
        *hidden.comments["text"],
        *hidden.comments["quoted"],
        *hidden.comments["links"],
        *hidden.audit["example"],
    ]
    names = [n for n in corpus.comments["author"].unique() if telling(n)]
    for name in names:
        pattern = re.compile(rf"(?<!\w){re.escape(folded(name))}(?!\w)")
        assert [
            t for t in left if pattern.search(folded(re.sub(KEYED + r"|Commenter \d+|someone", "\0", t)))
        ] == []


@settings(max_examples=25)
@given(st.lists(st.text("abc ÄЖ小,.!?\"'()\n–", max_size=40), min_size=1, max_size=5))
def test_texts_without_any_of_it_stay(texts: list[str]) -> None:
    corpus = Corpus.from_comments([(f"Name_{i}", text) for i, text in enumerate(texts)])
    assert pseudonymise(corpus, KEY).comments["text"].equals(corpus.comments["text"])
    assert pseudonymise(corpus).comments["text"].equals(corpus.comments["text"])


@settings(max_examples=25)
@given(st.lists(st.text(max_size=12).filter(lambda n: not n.startswith("unknown:")), min_size=1, max_size=8))
def test_any_names_keep_commenters_apart(names: list[str]) -> None:
    corpus = Corpus.from_comments([(n, n) for n in names])
    for key in (None, KEY):
        hidden = pseudonymise(corpus, key)
        pairs = set(zip(corpus.comments["author_id"], hidden.comments["author_id"], strict=True))
        assert len(pairs) == corpus.comments["author_id"].nunique() == hidden.comments["author_id"].nunique()
        assert same(pseudonymise(hidden, key), hidden)
