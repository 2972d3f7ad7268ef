"""Bootstrap: what is drawn, what is made anew, and whether intervals hold the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import discourse as ds
from discourse.errors import NotComputable, OptionError
from discourse.model.bootstrap import certainties
from discourse.model.network import Network
from discourse.model.resample import Urn
from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.twins import untwinned
from discourse.verbs import cluster, project
from discourse.verbs.refitting import stronger, the_way
from discourse.verbs.resampling import How, bootstrap, refitted

WIDEST = {"document": "document_id", "commenter": "commenter", "comment": "comment_id"}


def camps(people=24, *, noise=0.1, each=4, seed=0, documents=6):
    """Return statements of two camps that take opposite sides on every narrative."""
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(people), each)
    story = rng.integers(0, 8, len(who))
    side = np.where((who + story) % 2 == 0, 1, -1)
    stance = np.where(rng.random(len(who)) < noise, -side, side)
    table = pd.DataFrame(
        {
            "statement_id": [f"s{i}" for i in range(len(who))],
            "comment_id": [f"c{i // 2}" for i in range(len(who))],
            "document_id": [f"d{i}" for i in (np.arange(len(who)) // 2) % documents],
            "coder": "hand",
            "commenter": [f"p{i}" for i in who],
            "narrative": [f"n{i}" for i in story],
            "stance": stance,
        }
    )
    return Statements(table)


def plain(values):
    return values.str.split("\x1f").str[0]


def origin(network):
    return pd.factorize(plain(network.nodes["id"]))[0]


@pytest.mark.parametrize("by", ["document", "commenter", "comment"])
def test_units_are_drawn_whole(by):
    st = camps()
    drawn = Urn(st, by).draw(np.random.default_rng(1))
    column = WIDEST[by]
    assert drawn.table["statement_id"].is_unique
    assert drawn.table[column].nunique() == st.table[column].nunique()
    size = st.table.groupby(column).size()
    for name, part in drawn.table.groupby(column):
        old = name.split("\x1f")[0]
        assert len(part) == size[old]
        assert set(plain(part["statement_id"])) == set(st.table["statement_id"][st.table[column] == old])
    # Codes and table say the same.
    for name in ("commenter", "comment_id", "document_id", "narrative"):
        coded = drawn.coded(name)
        assert [coded.labels[c] for c in coded.codes] == drawn.table[name].tolist()


def test_nested_draws():
    st = camps()
    urn = Urn(st, ("document", "comment"))
    drawn = urn.draw(np.random.default_rng(5)).table
    assert drawn["document_id"].nunique() == urn.size == 6
    of = st.table.groupby("document_id")["comment_id"].agg(set)
    for name, part in drawn.groupby("document_id"):
        old = name.split("\x1f")[0]
        assert part["comment_id"].nunique() == len(of[old])  # as many as the thread has
        assert set(plain(part["comment_id"])) <= of[old]  # each from that thread
    assert drawn["statement_id"].is_unique
    assert set(drawn["commenter"]) <= set(st.table["commenter"])  # people are the same in both copies


def test_every_unit_is_drawn_once_on_average():
    st = camps(people=10)
    urn = Urn(st, "commenter")
    times, found = 2000, np.zeros(10)
    for i in range(times):
        index = urn.draw(np.random.default_rng([7, i])).__dict__["_index"]
        found += np.bincount(index // 4, minlength=10) / 4
    # Multinomial: the share of each has the standard error sqrt(.9 / times).
    assert np.abs(found / times - 1).max() < 4 * np.sqrt(0.9 / times)


def test_articles_stay_and_statements_without_comment_are_units():
    st = camps(people=4)
    table = st.table.assign(
        commenter=st.table["commenter"].where(st.table.index > 1),
        comment_id=st.table["comment_id"].where(st.table.index > 1),
    )
    st = st.select(table)
    for seed in range(5):
        drawn = Urn(st, "commenter").draw(np.random.default_rng(seed)).table
        assert drawn["statement_id"][drawn["commenter"].isna()].tolist() == ["s0", "s1"]
    assert Urn(st, "comment").size == st.table["comment_id"].nunique() + 2


def test_documents_are_copied_too():
    st = camps()
    documents = pd.DataFrame({"document_id": [f"d{i}" for i in range(6)], "author": list("xyzxyz")})
    st = Statements(st.table, st.variables, documents=documents)
    drawn = Urn(st, "document").draw(np.random.default_rng(3))
    again = Statements(
        drawn.table, drawn.variables, documents=drawn.documents
    )  # the gate: every document is there
    assert again.coded("author").codes.tolist() == drawn.coded("author").codes.tolist()
    one = project(drawn, "two_mode", rows="id", qualifier=None)
    other = project(again, "two_mode", rows="id", qualifier=None)
    assert sorted(one.nodes["id"]) == sorted(other.nodes["id"])


def test_names_with_the_mark_of_copies():
    st = camps(people=4)
    names = {f"p{i}": "p0" + "\x1f2" * i for i in range(4)}
    st = st.select(st.table.assign(commenter=st.table["commenter"].map(names)))
    for seed in range(20):
        drawn = Urn(st, "commenter").draw(np.random.default_rng(seed))
        assert drawn.table["commenter"].nunique() == 4
        assert set(drawn.origin("commenter").values()) <= set(names.values())
        project(drawn, "congruence")


def test_nothing_to_draw():
    for st in (Statements.from_rows([]), camps().where(narrative="no such")):
        with pytest.raises(NotComputable, match="of 0 commenters"):
            Urn(st, "commenter")


def test_drawn_statements_are_like_any():
    st = camps()
    for by in ("document", "commenter", ("document", "commenter", "comment")):
        drawn = Urn(st, by).draw(np.random.default_rng(2))
        copied = Statements(drawn.table, drawn.variables)
        for method in ("congruence", "discourse"):
            one, other = project(drawn, method), project(copied, method)
            assert dict(zip(one.nodes["id"], one.nodes["statements"], strict=True)) == dict(
                zip(other.nodes["id"], other.nodes["statements"], strict=True)
            )
            assert sorted(one.edges["weight"]) == sorted(other.edges["weight"])
        assert drawn.digest == copied.digest


def test_planted_camps_have_sure_members():
    st = camps(people=24, noise=0.05, each=12)
    found = bootstrap(st, times=40, scores=["modularity", "ei", "degree"], seed=3)
    camp = found.coalitions["node"].str.extract(r"p(\d+)$")[0].astype(int) % 2
    assert pd.crosstab(camp, found.coalitions["group"]).gt(0).sum().tolist() == [1, 1]
    assert found.coalitions["certainty"].mean() > 0.9
    assert found.coalitions["elsewhere"].mean() < 0.1
    assert not found.coalitions["unstable"].any()
    whole = found.whole.set_index("score")
    assert whole.index.tolist() == ["modularity", "ei", "groups"]
    net = project(st, "congruence")
    part = cluster(net, "leiden", trials=1)
    assert whole.loc["modularity", "low"] < whole.loc["modularity", "value"]
    assert whole.loc["groups", "value"] == len(part)
    assert (found.nodes["n"] < 40).all()  # no one is in every draw: a share of 1 / e is left out
    assert found.nodes["n"].mean() / 40 == pytest.approx(1 - (1 - 1 / 24) ** 24, abs=0.05)
    assert found.nodes["rank"].sum() == 24 * 25 / 2
    assert (found.nodes["rank_low"] <= found.nodes["rank_high"]).all()
    together = found.together.to_numpy()
    assert np.allclose(together, together.T, equal_nan=True)
    own = found.coalitions["group"].to_numpy()
    same = own[:, None] == own
    np.fill_diagonal(same, False)
    assert np.nanmean(together[same]) > 0.9


def test_certainty_is_togetherness_with_the_own_group():
    rng = np.random.default_rng(0)
    own = np.array([1, 1, 1, 2, 2, 3])
    labels = rng.integers(0, 3, (30, 6))
    found = certainties(own, labels)
    for i, group in enumerate(own):
        mates = [j for j in range(6) if j != i and own[j] == group]
        if mates:
            assert found["certainty"][i] == pytest.approx((labels[:, mates] == labels[:, [i]]).mean())
        else:
            assert found["certainty"][i] == pytest.approx(
                ((labels == labels[:, [i]]).sum(axis=1) == 1).mean()
            )
    others = (labels[:, [3, 4]] == labels[:, [0]]).mean()
    assert found["elsewhere"][0] == pytest.approx(others)


def test_twins_have_no_tie_of_perfect_agreement():
    st = camps(people=12, noise=0)
    urn = Urn(st, "commenter")
    drawn = urn.draw(np.random.default_rng(0))
    nets = {"own": project(drawn, "congruence")}
    nets |= {twins: untwinned(nets["own"], origin(nets["own"]), twins, 0) for twins in ("none", "random")}

    def among(net):
        ends = [plain(net.edges[e].astype(str)) for e in ("source", "target")]
        return int((ends[0] == ends[1]).sum())

    size = plain(drawn.table.drop_duplicates("commenter")["commenter"]).value_counts()
    pairs = int((size * (size - 1) // 2).sum())
    assert among(nets["own"]) == pairs > 0
    assert among(nets["none"]) == 0
    assert 0 <= among(nets["random"]) < pairs
    rest = nets["own"].size - pairs
    assert nets["none"].size == rest
    assert nets["random"].size == rest + among(nets["random"])
    # Conflict never ties copies; the pair still gets what a random pair has.
    tied = 0
    for i in range(20):
        net = project(urn.draw(np.random.default_rng(i)), "conflict")
        assert among(net) == 0
        tied += among(untwinned(net, origin(net), "random", i))
    assert tied > 0


def test_a_partition_given_is_kept():
    st = camps(people=20)
    net = project(st, "congruence")
    part = cluster(net, "leiden")
    found = bootstrap(st, cluster=part, scores=["ei"], times=20)
    assert (found.draws["ari"] == 1).all()
    assert (found.coalitions["certainty"].dropna() == 1).all()
    with pytest.raises(NotComputable, match="1 of 20 nodes are in none of the groups"):
        bootstrap(st, cluster=part.table.set_index("node")["group"].iloc[1:], scores=["ei"], times=5)


def test_scores_of_statements_and_columns():
    st = camps(people=20)
    stance = {"method": "narratives", "column": "stance"}
    found = bootstrap(st, project=None, cluster=None, scores=["narratives", stance], by="document", times=30)
    assert found.nodes["score"].unique().tolist() == ["narratives", "narratives.stance"]
    assert not len(found.whole)
    assert not len(found.coalitions)
    with pytest.raises(NotComputable, match="look in `nodes`"):
        found.sentence()
    rows = found.nodes[found.nodes["score"] == "narratives.stance"].set_index("node")
    own = st.table.groupby("narrative")["stance"].mean()
    assert rows.loc["narrative:n3", "value"] == pytest.approx(own["n3"])
    assert (rows["low"] <= rows["mean"]).all()


def test_same_seed_same_numbers_and_threads_do_not_matter(monkeypatch):
    st = camps(people=16)
    one = bootstrap(st, times=8, scores=["modularity", "degree"])
    two = bootstrap(st, times=8, scores=["modularity", "degree"])
    monkeypatch.setattr("discourse.verbs.resampling._MANY", 0)
    three = bootstrap(st, times=8, scores=["modularity", "degree"])
    for other in (two, three):
        for name, table in one.tables.items():
            pd.testing.assert_frame_equal(table, other.tables[name])
        assert (one.labels == other.labels).all()
    assert not one.draws.equals(bootstrap(st, times=8, scores=["modularity"], seed=1).draws)
    assert one.made.parameters["seed"] == 0
    assert one.made.of == st.digest


def test_failures_are_counted_and_said():
    st = camps(people=12)
    way = the_way(st, "congruence", {"method": "leiden", "trials": 1}, ["modularity"])
    none = st.select(st.table.assign(narrative=None))
    found = refitted(st, way, lambda i: none if i < 2 else st, How(8, 0, 0.95, "basic"), Made("bootstrap"))
    assert found.failed.set_index("score")["draws"].to_dict() == {"network": 2, "modularity": 2}
    assert found.whole["n"].tolist() == [6, 6]
    assert "could not be computed in 2 of 8 draws" in found.made.notes[0]
    assert "6 of 8" in found.sentence()
    with pytest.raises(NotComputable, match="could not be computed in 5 of 8 draws"):
        refitted(st, way, lambda i: none if i < 5 else st, How(8, 0, 0.95, "basic"), Made("bootstrap"))


def test_few_units():
    st = camps(documents=5)
    assert "only 5 documents" in bootstrap(st, by="document", times=3).made.notes[0]
    with pytest.raises(NotComputable, match=r"of 1 document, .* draw by commenter or comment instead"):
        bootstrap(camps(documents=1), by="document")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "thread"}, "'thread' cannot be drawn"),
        ({"by": ("comment", "document")}, "from the widest to the narrowest: document, comment"),
        ({"by": []}, "name what is drawn"),
        ({"times": 1}, "times must be a whole number from 2"),
        ({"times": True}, "times must be a whole number"),
        ({"seed": -1}, "seed must be a whole number from 0"),
        ({"level": 95}, "level must be a share"),
        ({"interval": "bca"}, "interval='bca' is not known"),
        ({"twins": "all"}, "twins='all' is not known"),
        ({"scores": ["modularty"]}, "Did you mean 'modularity'"),
        ({"scores": []}, "name at least one"),
        ({"scores": ["ei", "ei"]}, "named twice"),
        ({"scores": [{"method": "ei", "partition": [1]}]}, "given by cluster="),
        ({"scores": [{"method": "degree", "column": "x"}]}, "has no column 'x'"),
        ({"project": "replies"}, "not made from statements"),
        ({"project": {"metod": "congruence"}}, "give a method with its options"),
        ({"project": {"method": "congruence", "row": "actor"}}, "takes no option 'row'"),
        ({"project": {"method": "congruence", "threshold": -1}}, "must be a weight from 0"),
        ({"project": None}, "say by project= how to make one"),
        ({"cluster": {"method": "leiden", "seed": 3}}, "the seed is that of the whole"),
        ({"cluster": {"method": "leiden", "resolutoin": 3}}, "Did you mean 'resolution'"),
    ],
)
def test_bad_options_get_one_sentence(options, message):
    with pytest.raises(OptionError, match=message):
        bootstrap(camps(people=8), **({"times": 3} | options))


@pytest.mark.shared
def test_other_speakers_than_commenters(shared):
    st = ds.read(shared / "data" / "dna" / "sample_dna3.dna")
    net = {"method": "congruence", "rows": "organization", "cols": "concept", "qualifier": "agreement"}
    found = bootstrap(st, project=net, scores=["modularity", "betweenness"], by="organization", times=10)
    assert found.coalitions["node"].tolist() == project(st, **net).nodes["id"].tolist()
    assert found.whole["n"].tolist() == [10, 10]
    by_document = bootstrap(st, project=net, by=("document", "comment"), times=10)
    assert by_document.whole["sd"][0] > 0
    with pytest.raises(OptionError, match=r"'organisation' cannot be drawn\. Did you mean 'organization'"):
        bootstrap(st, project=net, by="organisation")


def test_only_statements_and_networks():
    with pytest.raises(OptionError, match=r"starts from Statements or a Network, .* not from DataFrame"):
        bootstrap(camps().table)
    with pytest.raises(OptionError, match=r"coding_error starts from Statements, .* not from Network"):
        ds.coding_error(Network.from_matrix([[0, 1], [1, 0]], ["a", "b"]))


def test_thresholds_and_displays():
    st = camps(people=14)
    net = project(st, "congruence")
    assert stronger(net, 2).size == int((net.edges["weight"] >= 2).sum()) < net.size
    found = bootstrap(st, project={"method": "congruence", "threshold": 2}, times=5)
    assert found.made.parameters["project"] == {"method": "congruence", "threshold": 2}
    assert "by commenter" in found.sentence("modularity")
    assert "<table>" in found._repr_html_()
    assert repr(found).startswith("Bootstrap(5 draws by commenter: modularity")
    with pytest.raises(OptionError, match="'modularty' is not among the scores"):
        found.sentence("modularty")
    assert found.intervals["level"].tolist() == [0.95, 0.95]
