"""How sure it is: every score in words, with its n, its interval and chance; the page of one network."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import discourse as ds
from discourse.errors import OutputError
from discourse.model.results import Made
from discourse.model.robustness import Robustness, robustness_study
from discourse.model.study import Study
from discourse.report.sure import MEASURES, members_table, scores_table, span, sure

SCRIPT = "<script>alert(1)</script>"


def debate(people: int = 24) -> ds.Statements:
    """Two camps, one of them with a name that wants to be a script."""
    rows = [
        (SCRIPT if i == 0 else f"p{i}", story, 1 if (i + j) % 2 else -1)
        for i in range(people)
        for j, story in enumerate(("ban", "tax", "vote", "build"))
        if (i * 7 + j * 3) % 5
    ]
    return ds.Statements.from_rows(rows)


@pytest.fixture(scope="module")
def found() -> Robustness:
    return ds.robustness(
        debate(), scores=["modularity", "ei"], times=20, nulls=20, over={"threshold": [0, 1, 2]}
    )


def test_the_section_of_the_report(page, analysis):
    assert '<section id="sure"' in page
    section = page.partition('<section id="sure"')[2].partition('<section id="words"')[0]
    rows = analysis.studies["robustness"]["scores"]
    for score in rows["score"]:
        if score != "groups":
            assert (
                f"<li>{MEASURES.get(score, score)[0].upper()}{MEASURES.get(score, score)[1:]} is " in section
            )
    assert "draws by comment)" in section
    assert "<script>alert" not in section
    assert 'id="h-measures"' in section
    assert "robustness" not in re.findall(r'<h3 id="h-study-\d+">(.*?)</h3>', page)
    assert "95\u202f% interval" in page.partition('<section id="summary"')[2].partition("</section>")[0]


def test_methods_say_how_it_was_done(page):
    told = page.partition('<section id="methods"')[2]
    assert "12 bootstrap draws by comment" in re.sub(r"\s+", " ", told)
    assert "Hesterberg" in told


def test_words_and_tables_of_one_network(found):
    section = sure({"robustness": found.study}, [])
    assert section is not None
    assert len(section.words) == 1
    words = section.words[0]
    assert words.size == f"{found.nodes} nodes, {found.ties} ties"
    assert [s.split(" is ")[0] for s in words.sentences] == ["Modularity", "The E-I index"]
    assert all("random networks" in s and "95 % interval" in s for s in words.sentences)
    table = section.tables[0]
    headings = [c.label for c in table.columns]
    assert headings[:5] == ["Network", "Measure", "Value", "Nodes", "Ties"]
    row = dict(zip(headings, [c.text for c in table.rows[0]], strict=False))
    first = found.table.iloc[0]
    assert row["95\u202f% interval"] == span(first["sample_low"], first["sample_high"])
    assert row["Draws"] == "20"
    assert row["Random networks"] == "20 (fdsm)"
    assert len(table.rows) == len(found.table)
    assert "groups" in [r[1].text for r in table.rows]


def test_unsure_members_are_named_the_least_sure_first():
    scores = pd.DataFrame({"network": ["a"], "score": ["ei"], "value": [0.5], "nodes": [20], "ties": [9],
                           "sentence": ["ei is .500."]})  # fmt: skip
    members = pd.DataFrame({
        "network": "a", "node": [f"p{i}" for i in range(20)], "label": [f"P {i}" for i in range(20)], "group": 1,
        "certainty": [0.9] * 5 + [0.7 - i / 100 for i in range(15)], "elsewhere": 0.1,
        "unstable": [False] * 5 + [True] * 15, "n": 50,
    })  # fmt: skip
    study = Study(
        {"scores": scores, "coalitions": members}, Made("robustness", notes=("a: a note", "another"))
    )
    section = sure({"robustness": study}, [])
    assert section is not None
    words = section.words[0]
    assert words.members == "Of 20 nodes, 15 are not surely in their group: "
    assert words.names == tuple(f"P {i}" for i in range(19, 7, -1))
    assert words.more == " and 3 more"
    assert words.notes == ("A note",)
    assert section.notes == ("Another",)
    table = members_table(study)
    assert table is not None
    assert [r[0].text for r in table.rows][:2] == ["P 19", "P 18"]
    assert [c.label for c in scores_table(study).columns] == ["Network", "Measure", "Value", "Nodes", "Ties"]
    one = Study({"scores": scores, "coalitions": members.head(5)}, Made("robustness"))
    assert sure({"robustness": one}, []).words[0].members.startswith("Each of 5 nodes is on average")
    assert sure({}, []) is None


def test_the_page_of_one_network(found, tmp_path):
    folder = ds.report(found, tmp_path / "sure", title=f"Sure {SCRIPT}")
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert "robustness.html" in names
    for view in ("intervals", "coalitions", "strips"):
        assert {f"figures/sure-{view}.{kind}" for kind in ("pdf", "svg", "png")} <= names
    assert {f"tables/{n}.csv" for n in ("scores", "coalitions", "strips", "ranges", "draws")} <= names
    page = (folder / "robustness.html").read_text(encoding="utf-8")
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert page.count("<script>") == 1
    assert found.made.of in page
    written = pd.read_csv(folder / "tables" / "scores.csv")
    assert written["value"].tolist() == pytest.approx(found.table["value"].tolist())
    with pytest.raises(OutputError, match="exists and is not empty"):
        ds.report(found, folder)
    ds.report(found, folder, force=True)


def test_tables_of_several_networks_stand_together(found):
    net = ds.Network.from_matrix([[0, 1, 1], [1, 0, 1], [1, 1, 0]], list("abc"))
    other = Robustness({"density": ds.score(net, "density")}, network="other", nodes=3, ties=3)
    study = robustness_study([found, other])
    assert study["scores"]["network"].tolist() == ["congruence"] * 3 + ["other"]
    assert set(study["coalitions"]["network"]) == {"congruence"}
    assert study["coalitions"]["label"].tolist().count(SCRIPT) == 1
