"""The discourse graph, the two-mode network and the reply network, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from discourse.errors import NotComputable, OptionError
from discourse.model.corpus import Corpus
from discourse.model.statements import Statements
from discourse.projections.discourse import discourse
from discourse.projections.replies import replies
from discourse.projections.two_mode import two_mode


def made() -> Statements:
    rows = [
        ("c1", "ada", "iran", None, 1),
        ("c1", "ada", "iran", None, 1),
        ("c1", "ada", None, "out", 0),
        ("c2", "ben", "iran", None, -1),
        ("c3", "ben", "iran", None, 1),
        ("c3", "ben", None, "out", -1),
        (None, None, "iran", None, 0),
    ]
    table = pd.DataFrame(rows, columns=["comment_id", "commenter", "actor", "narrative", "stance"])
    table["statement_id"], table["document_id"], table["coder"] = (
        [f"s{i}" for i in range(len(rows))],
        "doc",
        "hand",
    )
    return Statements(table)


def test_ties_by_hand() -> None:
    edges = discourse(made()).edges.astype({"source": str, "target": str}).set_index(["source", "target"])
    ada = edges.loc[("commenter:ada", "actor:iran")]
    assert (ada["weight"], ada["statements"], ada["positive"], ada["sign"], ada["relation"]) == (
        1,
        2,
        2,
        1,
        "mentions",
    )
    ben = edges.loc[("commenter:ben", "actor:iran")]
    assert (ben["weight"], ben["stance"], ben["sign"]) == (2, 0, 0)
    assert edges.loc[("commenter:ben", "narrative:out"), "sign"] == -1
    both = edges.loc[("narrative:out", "actor:iran")]
    assert (both["weight"], both["sign"], both["relation"]) == (2, 0, "comes with")
    assert edges.loc[("article:doc", "actor:iran"), "weight"] == 1
    assert len(edges) == 6


def test_nodes_by_hand() -> None:
    nodes = discourse(made()).nodes.set_index("id")
    iran = nodes.loc["actor:iran"]
    assert (iran["statements"], iran["comments"], iran["speakers"]) == (5, 4, 3)
    assert nodes["kind"].to_dict() == {
        "commenter:ada": "commenter",
        "commenter:ben": "commenter",
        "article:doc": "article",
        "actor:iran": "actor",
        "narrative:out": "narrative",
    }


def test_fewer_ties_on_demand() -> None:
    assert len(discourse(made(), between_codes=False).edges) == 5
    strong = discourse(made(), minimum=2)
    assert strong.edges["weight"].min() == 2
    assert "commenter:ada" not in strong.nodes["id"].tolist()
    with pytest.raises(NotComputable, match="5 comments or more"):
        discourse(made(), minimum=5)
    with pytest.raises(OptionError):
        discourse(made(), minimum=0)


def test_a_commenter_called_iran_is_not_the_state() -> None:
    table = made().table.assign(commenter="iran", comment_id=[f"c{i}" for i in range(7)])
    nodes = discourse(made().select(table)).nodes["id"].tolist()
    assert {"commenter:iran", "actor:iran"} <= set(nodes)


def test_two_mode_by_hand() -> None:
    rows = [("a", "x", 1), ("a", "x", 1), ("a", "y", -1), ("b", "x", -1), ("b", "x", 1)]
    st = Statements.from_rows(rows)

    def block(**options: object) -> list[list[float]]:
        return two_mode(st, **options).matrix(rows="commenter", cols="narrative").toarray().tolist()  # type: ignore[arg-type]

    assert block() == [[2, 1], [2, 0]]
    assert block(aggregation="subtract") == [[2, -1], [0, 0]]
    assert block(aggregation="combine") == [[1, 4], [5, 0]]
    assert block(normalization="activity") == [[2 / 3, 1 / 3], [1, 0]]
    assert block(normalization="prominence") == [[0.5, 1], [0.5, 0]]
    assert block(duplicates="document") == [[1, 1], [1, 0]]
    with pytest.raises(OptionError, match="needs a qualifier"):
        two_mode(st, aggregation="combine", qualifier=None)


def test_replies_by_hand() -> None:
    rows = [
        ("1", None, "a"),
        ("2", "1", "b"),
        ("3", "2", "a"),
        ("4", "1", "b"),
        ("5", "4", "b"),
        ("6", None, "c"),
    ]
    comments = pd.DataFrame(rows, columns=["comment_id", "parent_id", "author_id"])
    comments = comments.assign(document_id="d", author=comments["author_id"].str.upper(), text="t")
    corpus = Corpus(pd.DataFrame({"document_id": ["d"]}), comments)
    net = replies(corpus)
    assert net.directed
    assert net.edges.values.tolist() == [
        ["commenter:a", "commenter:b", 1.0],
        ["commenter:b", "commenter:a", 2.0],
    ]
    assert net.nodes.set_index("label")["own"].to_dict() == {"A": 0, "B": 1, "C": 0}
    assert replies(corpus, isolates=False).order == 2
    alone = Corpus.from_comments([("a", "x"), ("b", "y")])
    assert replies(alone).size == 0
    with pytest.raises(NotComputable):
        replies(alone, isolates=False)
