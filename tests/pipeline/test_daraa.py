"""The first acceptance case: a real pasted thread, with the facts that a careful reader finds in it."""

from __future__ import annotations

from pathlib import Path

import pytest

import discourse as ds

pytestmark = pytest.mark.shared

LONE, GHOSH, FREE, RAFIK, CONSCIENCE = (
    "Lone Ranger", "Saubhik Ghosh", "Free man", "Rafik Chauhan", "Willing Conscience (The Truths",
)  # fmt: skip
FIRST, SECOND = "unknown:daraa-thread:1", "unknown:daraa-thread:2"


@pytest.fixture(scope="module")
def path(shared: Path) -> Path:
    return shared / "data" / "threads" / "daraa-thread.txt"


@pytest.fixture(scope="module")
def analysis(path: Path) -> ds.Analysis:
    return ds.run({"inputs": [str(path)], "codebook": "syria-conflict"})


def test_article(analysis: ds.Analysis) -> None:
    document = analysis.corpus.documents.iloc[0]
    assert document["title"].startswith("Syrian Army Lost Control Of Kahil-Saida")
    assert document["title"].endswith("(Video, Photos)")
    paragraphs = document["text"].split("\n\n")
    assert [p.split()[0] for p in paragraphs] == ["Tensions", "According", "Armed", "The"]


def test_comments(analysis: ds.Analysis) -> None:
    comments = analysis.corpus.comments
    assert comments["author_id"].tolist() == [LONE, GHOSH, FREE, FIRST, RAFIK, SECOND, CONSCIENCE]
    assert comments["confidence"].between(0.5, 1).all()
    assert comments["text"].iloc[1].count("\n\n") == 2
    assert comments["text"].iloc[3].startswith("The lesson here")
    assert comments["text"].iloc[5].startswith("LOL!!!")


def test_the_uncertain_boundary_is_flagged(analysis: ds.Analysis, path: Path) -> None:
    flagged = analysis.corpus.audit[analysis.corpus.audit["action"] == "flagged"]
    assert flagged["line"].tolist() == [20]
    assert flagged["example"].iloc[0].startswith("They’re probably")
    split = ds.read(path, split_uncertain=True).comments
    assert len(split) == 8
    assert split["text"].iloc[1] == "syrian army wii reclaim it again"
    assert split["author_id"].iloc[2].startswith("unknown:")
    assert split["author_id"].nunique() == 8


def test_the_quoted_paragraph_is_nobodys_words(analysis: ds.Analysis) -> None:
    last = analysis.corpus.comments.iloc[-1]
    assert last["quoted"].startswith("“Tensions between the Syrian Army")
    assert last["text"].startswith("So all the reports")
    assert analysis.corpus.comments["quoted"].notna().sum() == 1
    table = analysis.statements.table
    mine = table[table["comment_id"] == last["comment_id"]]
    words = [last["text"][a:b] for a, b in zip(mine["start"], mine["stop"], strict=True)]
    assert "Syrian Army" not in words


def who(analysis: ds.Analysis, **code: str) -> list[str]:
    return analysis.statements.where(**code).table["commenter"].drop_duplicates().tolist()


@pytest.mark.parametrize(
    ("actor", "commenters"),
    [
        ("isis", [LONE, FREE, RAFIK, SECOND]),
        ("iran", [FREE, CONSCIENCE]),
        ("russia", [FREE, CONSCIENCE]),
        ("5th-corps", [RAFIK, CONSCIENCE]),
        ("syria-live-map", [CONSCIENCE]),
        ("cia", [LONE]),
    ],
)
def test_actors(analysis: ds.Analysis, actor: str, commenters: list[str]) -> None:
    assert who(analysis, actor=actor) == commenters


@pytest.mark.parametrize(
    ("narrative", "commenters"),
    [
        ("cia-isis", [LONE]),
        ("iran-vs-russia", [FREE, CONSCIENCE]),
        ("yinon-plan", [GHOSH]),
        ("foreign-paid-fighters", [GHOSH]),
        ("reconciliation-fails", [GHOSH]),
        ("army-retakes", [GHOSH]),
        ("defections", [CONSCIENCE]),
    ],
)
def test_narratives(analysis: ds.Analysis, narrative: str, commenters: list[str]) -> None:
    assert who(analysis, narrative=narrative) == commenters


def test_the_fused_coinage_is_two_mentions(analysis: ds.Analysis) -> None:
    table = analysis.statements.where(commenter=LONE).table
    mentions = table[table["actor"].notna()]
    assert mentions[["actor", "start", "stop"]].values.tolist() == [["cia", 0, 3], ["isis", 3, 7]]


def test_the_article_is_coded_only_if_asked(analysis: ds.Analysis) -> None:
    assert analysis.statements.table["comment_id"].notna().all()
    book = ds.Codebook.load("syria-conflict")
    also = ds.code(analysis.corpus, book, include_article=True).table
    article = also[also["comment_id"].isna()]
    assert len(article)
    assert article["commenter"].isna().all()
    assert also[also["comment_id"].notna()].reset_index(drop=True).equals(analysis.statements.table)


def test_the_graph(analysis: ds.Analysis) -> None:
    graph = analysis.networks["discourse"]
    assert set(graph.nodes["kind"]) == {"commenter", "actor", "narrative"}
    sources = graph.edges["source"].astype(str) + " " + graph.edges["target"].astype(str)
    assert f"commenter:{LONE} narrative:cia-isis" in sources.tolist()
    assert (graph.edges.loc[graph.edges["relation"] == "comes with", "sign"] == 0).all()
    corps = graph.edges[sources == f"commenter:{RAFIK} actor:5th-corps"]
    assert corps["sign"].tolist() == [-1]


def test_what_cannot_be_computed_is_said(analysis: ds.Analysis) -> None:
    assert [what for what, _ in analysis.notes] == [
        "the reply network",
        "the course of narratives over time",
        "the course of actors over time",
        "random networks to compare the scores of the coalitions network with",
    ]
    assert "nodes have ties: too few to tell a score from chance" in analysis.notes[-1][1]


def test_twice_the_same(analysis: ds.Analysis, path: Path) -> None:
    again = ds.run({"inputs": [str(path)], "codebook": "syria-conflict"})
    assert again.manifest == analysis.manifest
    for name, network in analysis.networks.items():
        assert again.networks[name].digest == network.digest
    for name, partition in analysis.partitions.items():
        assert again.partitions[name].table.equals(partition.table)
    for name, positions in analysis.positions.items():
        assert again.positions[name].table.equals(positions.table)
