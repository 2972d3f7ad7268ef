"""A saved analysis opens as what it was."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from discourse.coders.dictionary.coder import dictionary
from discourse.errors import InputError, OutputError
from discourse.model.analysis import Analysis, open_analysis
from discourse.model.chance import Chance
from discourse.model.codebook import Codebook
from discourse.model.corpus import Corpus
from discourse.model.network import Network
from discourse.model.results import Made, Partition, Positions, Scores

BOOK = Codebook.load("syria-conflict")


def sample(texts: list[str]) -> Analysis:
    """Return an analysis with something in every place."""
    plain = Corpus.from_comments([(f"W {i % 2}", t) for i, t in enumerate(texts)], title="A 'title'")
    times = pd.Series(["2024-05-01T10:00:00.123456Z"] + [None] * (len(texts) - 1))
    audit = pd.DataFrame({"file": "f", "action": ["read", "kept"], "reason": "r", "rows": len(texts)})
    comments = plain.comments.assign(created_at=times, likes=[3] + [None] * (len(texts) - 1), quoted="q")
    corpus = Corpus(
        plain.documents, comments, audit, ({"name": "f", "bytes": 3, "options": {"a": [1, None]}},)
    )
    st = dictionary(corpus, BOOK)
    net = Network.from_matrix([[0, 1.5], [1.5, 0]], ["a", "ü"], made={"method": "m", "n": 1})
    two = Network(
        net.nodes.assign(size=[1, 2]), net.edges.assign(sign=[-1], note=[None]), True, {"method": "t"}
    )
    made = Made("m", {"seed": 0, "x": None}, net.digest, {"numpy": "2"}, ("one", "two"))
    return Analysis(
        corpus,
        BOOK,
        st,
        {"discourse": net, "profile": two},
        {"discourse": Partition.from_labels(net, [1, 2], made)},
        {"discourse": Positions(pd.DataFrame({"node": ["a", "ü"], "x": [0.1, 1 / 3], "y": [0, 1e-9]}), made),
         "discourse:columns": Positions(pd.DataFrame({"node": ["a", "ü"], "x": [0, 1], "y": [0, 1]}), made)},
        {"discourse:rwc": Scores(pd.DataFrame({"node": ["graph"], "value": [0.1], "z": [np.nan]}), "graph", made,
                                 Chance(0.1, np.array([0.0, np.nan, 1 / 3]), "1K", 4, "leiden")),
         "actors": Scores(pd.DataFrame({"node": ["x"], "value": [np.nan], "label": ["L"]}), "code", made)},
        (("coalitions", "no two commenters"),),
        {"codebook": "syria-conflict", "windows": [1, 2]},
        {"sha": "x"},
    )  # fmt: skip


TEXTS = ["Iran out, I support Russia", "CIAisis 😀 'quoted' \"x\" \n\n;--", "nothing", "\x00 \u202e İ"]


def assert_same(one: Analysis, two: Analysis) -> None:
    for name in ("documents", "comments", "audit"):
        pd.testing.assert_frame_equal(getattr(one.corpus, name), getattr(two.corpus, name))
    assert two.corpus.sources == one.corpus.sources
    assert two.codebook == one.codebook
    pd.testing.assert_frame_equal(one.statements.table, two.statements.table)
    pd.testing.assert_frame_equal(one.statements.entities, two.statements.entities, check_dtype=False)
    assert two.statements.variables == one.statements.variables
    assert two.statements.made == one.statements.made
    assert list(two.networks) == list(one.networks)
    for name, net in one.networks.items():
        pd.testing.assert_frame_equal(net.nodes, two.networks[name].nodes, check_dtype=False)
        pd.testing.assert_frame_equal(net.edges, two.networks[name].edges, check_dtype=False)
        assert (two.networks[name].directed, two.networks[name].made) == (net.directed, net.made)
    for kind in ("partitions", "positions", "scores"):
        mine, theirs = getattr(one, kind), getattr(two, kind)
        assert set(mine) == set(theirs)
        for name in mine:
            pd.testing.assert_frame_equal(mine[name].table, theirs[name].table, check_dtype=False)
            assert mine[name].made == theirs[name].made
    assert {n: s.level for n, s in two.scores.items()} == {n: s.level for n, s in one.scores.items()}
    for name, score in one.scores.items():
        chance = two.scores[name].chance
        assert (chance is None) == (score.chance is None)
        if chance is not None:
            np.testing.assert_array_equal(chance.values, score.chance.values)
            assert chance.stored() == score.chance.stored()
    assert (two.notes, dict(two.config), dict(two.manifest)) == (
        one.notes,
        dict(one.config),
        dict(one.manifest),
    )


def test_saving_and_opening_gives_it_back(tmp_path: Path) -> None:
    made = sample(TEXTS)
    opened = open_analysis(made.save(tmp_path / "run"))
    assert_same(made, opened)
    assert opened.corpus.digest == made.corpus.digest
    assert opened.statements.digest == made.statements.digest


def test_results_still_belong_to_their_network(tmp_path: Path) -> None:
    made = sample(TEXTS)
    opened = open_analysis(made.save(tmp_path / "run"))
    net = opened.networks["discourse"]
    assert net.digest == made.networks["discourse"].digest
    assert opened.partitions["discourse"].of(net).tolist() == [1, 2]
    assert (
        opened.positions["discourse"].of(net).tolist()
        == made.positions["discourse"].of(made.networks["discourse"]).tolist()
    )


def test_the_same_analysis_writes_the_same_bytes(tmp_path: Path) -> None:
    one, two = sample(TEXTS).save(tmp_path / "a"), sample(TEXTS).save(tmp_path / "b")
    names = sorted(p.name for p in one.iterdir())
    assert names == sorted(p.name for p in two.iterdir())
    assert [n for n in names if (one / n).read_bytes() != (two / n).read_bytes()] == []


def test_a_run_without_anything_found(tmp_path: Path) -> None:
    made = Analysis(Corpus.from_comments([]), BOOK, dictionary(Corpus.from_comments([]), BOOK))
    assert_same(made, open_analysis(made.save(tmp_path / "run")))
    assert "networks: none" in repr(made)
    assert "Analysis" in made._repr_html_()


def test_a_lone_surrogate_can_be_saved_or_is_refused_with_a_sentence(tmp_path: Path) -> None:
    made = sample(["Iran \ud800 out"])
    try:
        made.save(tmp_path / "run")
    except OutputError:
        assert not (tmp_path / "run").exists()
    else:
        assert_same(made, open_analysis(tmp_path / "run"))


def test_names_with_a_colon_and_with_a_dash_do_not_overwrite_each_other(tmp_path: Path) -> None:
    made = sample(TEXTS)
    table = Scores(pd.DataFrame({"node": ["y"], "value": [7.0]}), "code")
    both = Analysis(made.corpus, BOOK, made.statements, scores={"a:b": made.scores["actors"], "a-b": table})
    assert_same(both, open_analysis(both.save(tmp_path / "run")))


def test_what_is_there_is_not_replaced_unasked(tmp_path: Path) -> None:
    made = sample(TEXTS)
    place = made.save(tmp_path / "run")
    before = (place / "analysis.json").read_bytes()
    with pytest.raises(OutputError, match="--force"):
        made.save(place)
    assert (place / "analysis.json").read_bytes() == before
    assert_same(made, open_analysis(made.save(place, force=True)))
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_a_report_folder_holds_one(tmp_path: Path) -> None:
    sample(TEXTS).save(tmp_path / "report" / "analysis")
    assert len(open_analysis(tmp_path / "report").corpus) == len(TEXTS)


def test_what_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no saved analysis"):
        open_analysis(tmp_path)
    (tmp_path / "analysis.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="no saved analysis"):
        open_analysis(tmp_path)
    (tmp_path / "analysis.json").write_text(json.dumps({"format": "other/9"}), encoding="utf-8")
    with pytest.raises(InputError, match="'other/9'"):
        open_analysis(tmp_path)


def test_a_damaged_folder_is_told(tmp_path: Path) -> None:
    place = sample(TEXTS).save(tmp_path / "run")
    (place / "comments.parquet").write_bytes(b"not parquet")
    with pytest.raises(InputError, match=r"comments\.parquet"):
        open_analysis(place)
    (place / "comments.parquet").unlink()
    with pytest.raises(InputError, match=r"comments\.parquet"):
        open_analysis(place)


@pytest.mark.parametrize("content", ["[]", '{"format": "discourse-analysis/1"}', "5"])
def test_an_index_that_lacks_parts_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "analysis.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError):
        open_analysis(tmp_path)
