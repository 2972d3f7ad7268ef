"""The whole way on the shipped samples, its configuration, and hidden names."""

from __future__ import annotations

from pathlib import Path

import pytest

import discourse as ds
from discourse.errors import InputError, OptionError
from discourse.model.pseudonyms import pseudonymise
from discourse.pipeline import Config

SAMPLES = {
    "river-crossing.txt": "syria-conflict",
    "ceasefire-dated.txt": "syria-conflict",
    "school-vaccines.txt": "vaccination",
    "clinic-table.csv": "vaccination",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_gives_all_that_it_can(root: Path, name: str, tmp_path: Path) -> None:
    analysis = ds.run({"inputs": [str(root / "data" / "threads" / name)], "codebook": SAMPLES[name]})
    assert {"discourse", "coalitions", "profile"} <= set(analysis.networks)
    assert {"narratives", "actors", "discourse:betweenness", "coalitions:modularity"} <= set(analysis.scores)
    saved = ds.open_analysis(analysis.save(tmp_path / "run"))
    assert saved.manifest == analysis.manifest
    assert saved.corpus.digest == analysis.corpus.digest
    assert saved.statements.digest == analysis.statements.digest
    assert saved.codebook.digest == analysis.codebook.digest
    assert {n: net.digest for n, net in saved.networks.items()} == {
        n: net.digest for n, net in analysis.networks.items()
    }
    for name_, partition in analysis.partitions.items():
        assert (
            saved.partitions[name_].of(saved.networks[name_]).tolist()
            == partition.of(analysis.networks[name_]).tolist()
        )


def test_dated_replies_give_more(root: Path) -> None:
    path = str(root / "data" / "threads" / "ceasefire-dated.txt")
    analysis = ds.run({"inputs": [path], "codebook": "syria-conflict"})
    assert "replies" in analysis.networks
    assert "frequency" in analysis.scores
    assert analysis.networks["replies"].directed


def test_several_files_of_one_name_are_kept_apart(root: Path, tmp_path: Path) -> None:
    import shutil

    first = root / "data" / "threads" / "river-crossing.txt"
    (tmp_path / "copy").mkdir()
    second = shutil.copy(first, tmp_path / "copy" / first.name)
    corpus = ds.read(first, second)
    assert corpus.documents["document_id"].tolist() == ["river-crossing", "river-crossing-2"]
    assert len(corpus) == 2 * len(ds.read(first))
    assert corpus.comments["comment_id"].is_unique
    unknown = corpus.comments.loc[corpus.comments["author_id"].str.startswith("unknown:"), "author_id"]
    assert unknown.is_unique


def test_configuration_file(root: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copy(root / "data" / "threads" / "river-crossing.txt", tmp_path / "t.txt")
    config = tmp_path / "analysis.toml"
    config.write_text(
        'inputs = ["t.txt"]\ncodebook = "syria-conflict"\nclusterer = "louvain"\nseed = 3\n'
        'coalitions = "subtract"\n[project]\nnormalization = "cosine"\n[code]\nmin_confidence = 0.9\n'
    )
    analysis = ds.run(config)
    assert analysis.partitions["discourse"].made.method == "louvain"
    assert analysis.partitions["discourse"].made.seed == 3
    assert analysis.networks["coalitions"].made["parameters"]["normalization"] == "cosine"
    assert analysis.statements.table["confidence"].min() >= 0.9


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"inputs": ["x"], "codebok": "y"}, "unknown key 'codebok'. Did you mean 'codebook'?"),
        ({"inputs": ["x"]}, "'codebook' is missing"),
        ({"codebook": "x"}, "'inputs' is missing"),
        ({"inputs": "x", "codebook": "y"}, "'inputs' has a value of the wrong kind"),
        ({"inputs": ["x"], "codebook": "y", "seed": "z"}, "'seed' has a value of the wrong kind"),
    ],
)
def test_bad_configurations(raw: dict[str, object], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        Config.make(raw)


def test_a_configuration_that_is_not_toml(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("inputs = [")
    with pytest.raises(InputError, match=r"a\.toml is not a TOML file"):
        Config.load(tmp_path / "a.toml")


def test_hidden_names_are_nowhere(root: Path, tmp_path: Path) -> None:
    path = root / "data" / "threads" / "ceasefire-dated.txt"
    names = set(ds.read(path).comments["author"]) - {"unknown 1", "unknown 2", "unknown 3"}
    analysis = ds.run({"inputs": [str(path)], "codebook": "syria-conflict", "pseudonyms": True})
    folder = ds.report(analysis, tmp_path / "out")
    telling = [n for n in names if " " in n or "_" in n or any(c.isdigit() for c in n)]
    assert len(telling) >= 3
    files = [
        p
        for p in folder.rglob("*")
        if p.suffix in (".html", ".csv", ".json", ".graphml", ".gexf", ".svg", ".toml")
    ]
    assert len(files) > 10
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert [n for n in telling if n in text] == [], file.name
    assert analysis.corpus.comments["author"].str.match(r"Commenter \d+|unknown \d+").all()


def test_pseudonyms_do_not_take_actors_out_of_texts() -> None:
    corpus = ds.Corpus.from_comments([("Iran", "hello"), ("Ben", "Iran out, says @Iran")])
    hidden = pseudonymise(corpus)
    assert hidden.comments["text"].tolist() == ["hello", "Iran out, says @Commenter 1"]


def test_same_network_whatever_the_order_of_comments() -> None:
    pairs = [("Ada", "Iran out"), ("Ben", "I support Iran"), ("Cy", "Russia saved Syria"), ("Di", "Iran out")]
    forward = ds.project(ds.code(ds.Corpus.from_comments(pairs), "syria-conflict"), "discourse")
    backward = ds.project(ds.code(ds.Corpus.from_comments(pairs[::-1]), "syria-conflict"), "discourse")
    assert forward.nodes.equals(backward.nodes)
    assert forward.edges.equals(backward.edges)
