"""Every registered projection on awkward statements; a new one is tried without being told."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import discourse as ds
from discourse.errors import DiscourseError
from discourse.model.corpus import Corpus
from discourse.model.network import Network
from discourse.projections import TABLE


def corpora() -> dict[str, Corpus]:
    long = "Iran " * 300 + "Russia saved Syria"
    named = {
        "none": [],
        "one comment": [("a", "Iran out")],
        "nothing coded": [("a", "hello"), ("b", "good morning")],
        "one commenter": [("a", "Iran out"), ("a", "CIA made ISIS"), ("a", "Assad must go")],
        "all agree": [(f"p{i}", "Assad must go, Iran out") for i in range(6)],
        "odd names": [
            ("Iran", "Iran out"),
            ("a:b", "Iran out"),
            ("", "Iran out"),
            ("<b>", "Assad must go"),
            ("ß", "Iran"),
        ],
        "long": [("a", long), ("b", long)],
    }
    out = {name: Corpus.from_comments([(a or "?", t) for a, t in pairs]) for name, pairs in named.items()}
    comments = out["all agree"].comments.assign(
        parent_id=[None, "d:1", "d:2", "d:1", None, "d:5"],
        created_at=pd.date_range("2024-02-28", periods=6, freq="36h"),
    )
    out["dated replies"] = Corpus(out["all agree"].documents, comments)
    return out


CORPORA = corpora()


def given(method: str, corpus: Corpus) -> Any:
    return corpus if TABLE.entry(method).takes == "corpus" else ds.code(corpus, "syria-conflict")


@pytest.mark.parametrize("name", CORPORA)
@pytest.mark.parametrize("method", TABLE)
def test_a_network_or_a_sentence(method: str, name: str) -> None:
    data = given(method, CORPORA[name])
    before = data.digest
    try:
        network = ds.project(data, method)
    except DiscourseError as error:
        assert str(error)
        # Shared links need links and times, which not all of these have.
        few = ("none", "nothing coded", "one comment", "one commenter", "odd names")
        assert method == "coordination" or name in few, error
        return
    assert isinstance(network, Network)
    assert data.digest == before
    again = ds.project(given(method, CORPORA[name]), method)
    assert again.digest == network.digest
    assert network.made["method"] == method
    assert network.made["of"] == before
    assert set(network.nodes["id"].str.split(":").str[0]) <= {"commenter", "actor", "narrative", "article"}
    assert (network.edges["weight"] != 0).all()
    if "sign" in network.edges:
        assert network.edges["sign"].isin([-1, 0, 1]).all()


@pytest.mark.parametrize("method", TABLE)
def test_unknown_options_are_refused(method: str) -> None:
    with pytest.raises(DiscourseError, match="takes no option 'nonsense'"):
        ds.project(given(method, CORPORA["all agree"]), method, nonsense=1)


@pytest.mark.parametrize("method", TABLE)
def test_the_wrong_kind_of_data_is_refused(method: str) -> None:
    wrong = (
        CORPORA["all agree"]
        if TABLE.entry(method).takes != "corpus"
        else ds.code(CORPORA["all agree"], "syria-conflict")
    )
    with pytest.raises(DiscourseError, match="is made from"):
        ds.project(wrong, method)


@pytest.mark.parametrize("method", TABLE)
def test_every_projection_is_documented(method: str) -> None:
    doc = TABLE.load(method).__doc__ or ""
    for part in ("Parameters\n", "Returns\n", "Examples\n", ">>>"):
        assert part in doc
