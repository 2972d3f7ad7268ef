"""Coordination-like similarity: published counts, the definition written out, and what may not be counted."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rda_file import columns, read_rda

import discourse as ds
from discourse.errors import DataError, NotComputable, OptionError
from discourse.model.corpus import Corpus
from discourse.projections import sharing
from discourse.projections.coordination import coordination
from discourse.projections.sharing import pairs

#: (window, least): pairs, accounts, objects, edges; CooRTweet on its data russian_coord_tweets, loops removed.
PUBLISHED = {
    (10, 2): (447, 525, 170, 442),
    (10, 5): (22, 23, 21, 20),
    (60, 2): (3791, 2110, 502, 3721),
    (60, 5): (1235, 772, 343, 1193),
}


@pytest.fixture(scope="module")
def tweets(shared):
    return columns(read_rda(shared / "data/coord/russian_coord_tweets.rda")["russian_coord_tweets"])


def numbers(found):
    accounts = set(found["one"]) | set(found["other"])
    edges = set(zip(found["one"], found["other"], strict=True))
    return len(found), len(accounts), found["object"].nunique(), len(edges)


@pytest.mark.shared
@pytest.mark.parametrize(("window", "least"), PUBLISHED)
def test_published_counts(tweets, window, least):
    found = pairs(
        tweets["account_id"], tweets["object_id"], tweets["timestamp_share"], posts=tweets["content_id"],
        window=window, least=least,
    )  # fmt: skip
    assert numbers(found) == PUBLISHED[window, least]
    assert (found["seconds"] <= window).all()
    assert (found["one"] != found["other"]).all()


@pytest.mark.shared
def test_published_counts_of_a_corpus(tweets):
    """The network of a corpus whose comments hold the shared objects as links has the same numbers."""
    table = pd.DataFrame(tweets)
    table = table.groupby("content_id", sort=False).agg(
        author_id=("account_id", "first"), links=("object_id", "\n".join), when=("timestamp_share", "first")
    )
    comments = table.reset_index(names="comment_id").assign(
        document_id="d",
        author=table["author_id"].to_numpy(),
        text="x",
        created_at=pd.to_datetime(table["when"].to_numpy(), unit="s"),
    )
    corpus = Corpus(pd.DataFrame({"document_id": ["d"]}), comments.drop(columns="when"))
    net = ds.project(corpus, "coordination", window=60, least=5)
    assert net.made["found"] == dict(
        zip(("pairs", "accounts", "objects", "edges"), PUBLISHED[60, 5], strict=True)
    )
    assert (net.order, net.size) == (772, 1193)
    assert net.edges["weight"].sum() == 1235
    strict = ds.project(corpus, "coordination", window=60, least=2, per="pair")
    assert strict.edges["weight"].min() >= 2
    assert strict.size < 100


def written_out(who, what, when, window, least, per):
    """The definition, row by row."""
    rows = Counter(who)
    at = [i for i in range(len(who)) if per == "pair" or rows[who[i]] >= least]
    near = [
        (i, j)
        for i, j in itertools.combinations(at, 2)
        if what[i] == what[j] and who[i] != who[j] and abs(when[i] - when[j]) <= window
    ]
    if per == "account":
        often = Counter(who[i] for i in {i for pair in near for i in pair})
        return sorted(p for p in near if often[who[p[0]]] >= least or often[who[p[1]]] >= least)
    posts = {}
    for i, j in near:
        for k, other in ((i, j), (j, i)):
            posts.setdefault((who[k], who[other]), set()).add(k)
    return sorted(
        (i, j) for i, j in near if min(len(posts[who[i], who[j]]), len(posts[who[j], who[i]])) >= least
    )


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 12)), max_size=25),
    st.integers(0, 4),
    st.integers(1, 3),
    st.sampled_from(sharing.PER),
)
def test_the_definition(rows, window, least, per):
    who, what, when = (list(c) for c in zip(*rows, strict=True)) if rows else ([], [], [])
    found = pairs(who, what, when, window=window, least=least, per=per)
    listed = sorted(tuple(sorted(p)) for p in found[["first", "second"]].to_numpy().tolist())
    assert listed == written_out(who, what, when, window, least, per)
    assert (found["one"] < found["other"]).all()
    assert (found["seconds"] >= 0).all()


def test_times_may_be_dates_and_rows_may_be_empty():
    when = np.array(["2024-03-01T10:00:00.000", "2024-03-01T10:00:00.500", "NaT", "2024-03-01"], "M8[ms]")
    found = pairs(["a", "b", "c", None], ["x"] * 4, when, window=0.5, least=1)
    assert found[["one", "other", "seconds"]].to_numpy().tolist() == [["a", "b", 0.5]]
    assert len(pairs(["a", "b"], ["x", "x"], np.array(["NaT", "NaT"], "M8[s]"), least=1)) == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"window": -1}, "window"), ({"window": float("nan")}, "window"), ({"window": True}, "window"),
        ({"least": 0}, "least"), ({"least": 1.5}, "least"), ({"per": "accounts"}, "Did you mean 'account'"),
    ],
)  # fmt: skip
def test_bad_options(options, told):
    with pytest.raises(OptionError, match=told):
        pairs(["a"], ["x"], [1], **options)
    if "per" not in options:
        with pytest.raises(OptionError, match=told):
            coordination(linked(["x.org"] * 2), **options)


def test_arrays_of_different_length_and_too_many_pairs(monkeypatch):
    with pytest.raises(DataError, match="one value per row"):
        pairs(["a"], ["x", "y"], [1])
    monkeypatch.setattr(sharing, "MOST", 2)
    with pytest.raises(NotComputable, match="choose a shorter window"):
        pairs(list("abc"), ["x"] * 3, [1, 1, 1], least=1)


def linked(links, seconds=None, **more):
    n = len(links)
    when = pd.Timestamp("2024-03-01") + pd.to_timedelta(seconds or range(n), unit="s")
    who = [f"u{i}" for i in range(n)]
    comments = pd.DataFrame(
        {"comment_id": [f"c{i}" for i in range(n)], "document_id": "d", "author_id": who, "author": who,
         "text": "see", "links": links, "created_at": when} | more
    )  # fmt: skip
    return Corpus(pd.DataFrame({"document_id": ["d"]}), comments)


def test_addresses_that_lead_to_one_place():
    same = [
        "https://www.X.org/a/?utm_source=t&id=3#top",
        "http://x.org/a?id=3",
        "x.org/a/?fbclid=zz&id=3",
        "https://x.org:443x/a?id=3",
        "http://[broken",
        None,
    ]
    net = coordination(linked(same), least=1)
    assert net.nodes["label"].tolist() == ["u0", "u1", "u2"]
    assert net.size == 3
    assert any("no proof" in note for note in net.made["notes"])


def test_texts_that_nearly_repeat():
    text = "Nobody here has ever read the agreement that they are all shouting about today."
    texts = [text, "Indeed. " + text, "lol", "lol", "Something else entirely, about the weather at sea."]
    net = coordination(linked([None] * 5, text=texts), by="text", least=1)
    assert net.nodes["label"].tolist() == ["u0", "u1"]
    assert net.edges[["weight", "objects", "seconds"]].to_numpy().tolist() == [[1, 1, 1]]
    short = coordination(linked([None] * 5, text=texts), by="text", least=1, shortest=0)
    assert short.order == 4
    with pytest.raises(NotComputable, match="at least 500 characters"):
        coordination(linked([None] * 5, text=texts), by="text", shortest=500)
    with pytest.raises(OptionError, match="Did you mean 'text'"):
        coordination(linked([None]), by="texts")
    with pytest.raises(OptionError, match="shortest"):
        coordination(linked([None]), shortest=-1)


def test_times_that_are_not_known_well_enough():
    links = ["x.org"] * 4
    net = coordination(linked(links, precision=["second", None, "day", "minute"]), least=1)
    assert net.nodes["label"].tolist() == ["u0", "u1"]
    assert any("2 of 4 comments have no exact time" in note for note in net.made["notes"])
    assert coordination(linked(links, precision="minute"), least=1, window=60).size == 6
    with pytest.raises(NotComputable, match="known to the day only"):
        coordination(linked(links, precision="day"), least=1)
    with pytest.raises(NotComputable, match="no comment has a time"):
        coordination(linked(links, created_at=pd.NaT))
    with pytest.raises(NotComputable, match="has a link"):
        coordination(linked([None, " "]))
    assert coordination(linked(links, deleted=[False, True, True, True]), least=1).order == 0
