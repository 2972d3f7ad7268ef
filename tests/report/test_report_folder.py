"""The folder: all there, all or nothing, the same twice, and nothing that leaks or runs."""

from __future__ import annotations

import errno
import json
import re
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

import discourse
from discourse.errors import OptionError, OutputError
from discourse.files import sha256
from discourse.model.analysis import Analysis, open_analysis
from discourse.model.corpus import Corpus
from discourse.model.statements import Statements
from discourse.report import build, figures, report, tables
from discourse.verbs import read

FIGURES = (
    "discourse",
    "columns",
    "coalitions",
    "agreement-narratives",
    "agreement-actors",
    "heatmap",
    "frequency",
)


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_everything_is_there(folder):
    names = set(files(folder))
    wanted = {f"figures/{n}.{f}" for n in FIGURES for f in ("pdf", "svg", "png")}
    tables = "narratives actors frequency commenters ties coalition-ties groups measures audit not-computed"
    wanted |= {f"tables/{n}.csv" for n in tables.split()}
    wanted |= {
        "report.html",
        "network.graphml",
        "network.gexf",
        "statements.csv",
        "corpus.csv",
        "manifest.json",
    }
    wanted |= {"analysis/analysis.json", "analysis/codebook.toml", "analysis/comments.parquet"}
    assert wanted <= names
    assert not [n for n in names if "/." in n or n.startswith(".")]


def test_two_builds_are_the_same_bytes(analysis, folder, tmp_path):
    again = files(report(analysis, tmp_path / "again"))
    first = files(folder)
    assert sorted(again) == sorted(first)
    assert [n for n in first if first[n] != again[n]] == []


def test_the_manifest_has_the_run_and_the_fingerprint_of_every_file(analysis, folder):
    found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert found["id"] == analysis.manifest["id"]
    others = {n: sha256(data) for n, data in files(folder).items() if n != "manifest.json"}
    assert found["files"] == others


def test_the_analysis_opens_again(analysis, folder):
    found = open_analysis(folder)
    assert found.statements.digest == analysis.statements.digest
    assert found.networks["discourse"].digest == analysis.networks["discourse"].digest


def test_the_networks_are_the_discourse_graph(analysis, folder):
    net = analysis.networks["discourse"]
    for graph in (nx.read_graphml(folder / "network.graphml"), nx.read_gexf(folder / "network.gexf")):
        assert graph.number_of_nodes() == net.order
        assert graph.number_of_edges() == net.size
        assert "viz" in next(iter(graph.nodes.values())) or "x" in next(iter(graph.nodes.values()))
        assert {d["sign"] for _, _, d in graph.edges(data=True)} == set(net.edges["sign"])


def test_the_statements_come_back(analysis, folder):
    found = read(folder / "statements.csv", format="statements") if _registered() else None
    if found is None:
        from discourse.readers.source import Source
        from discourse.readers.statements_table import read as direct

        found = direct(Source.open(folder / "statements.csv"))
    pd.testing.assert_frame_equal(found.table, analysis.statements.table)


def _registered() -> bool:
    from discourse.readers import TABLE

    return "statements" in TABLE


def test_no_cell_runs_in_a_spreadsheet(folder):
    for path in folder.rglob("*.csv"):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        numbers = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?|-inf")
        bad = [
            v
            for column in table
            for v in table[column]
            if v[:1] in tuple("=+-@\t\r") and v and not numbers.fullmatch(v)
        ]
        assert bad == []


def test_no_folder_name_is_told(folder):
    shown = [p for p in folder.rglob("*") if p.suffix in (".html", ".csv", ".graphml", ".gexf", ".svg")]
    assert [p.name for p in shown if b"/home/someone" in p.read_bytes()] == []


def test_without_quotes_no_word_of_anybody_is_left(analysis, mute):
    words = [
        "must pay",
        "says Iran",
        "friends",
        "powers out",
        "No codes",
        "raw %",
        "Syria stays",
        "quoted <",
        "Reply <",
    ]
    all_texts = str(
        [
            *analysis.corpus.comments["text"],
            *analysis.corpus.comments["quoted"],
            *analysis.corpus.audit["example"],
        ]
    )
    assert all(w in all_texts for w in words)
    for path in mute.rglob("*"):
        if path.is_file() and path.suffix != ".parquet":
            text = path.read_bytes().decode("utf-8", "ignore").replace("&lt;", "<")
            assert [w for w in words if w in text] == [], path.name
    found = open_analysis(mute)
    assert set(found.corpus.comments["text"]) == {""}
    assert found.corpus.comments["quoted"].isna().all()
    assert found.corpus.audit["example"].isna().all()
    assert found.statements.digest == analysis.statements.digest
    table = pd.read_csv(mute / "corpus.csv", keep_default_na=False)
    assert {"text", "quoted"} <= set(table.columns)
    assert (table["kind"] == "comment").sum() == len(analysis.corpus)
    assert set(table["text"]) | set(table["quoted"]) == {""}


def test_an_existing_folder_is_kept_unless_told(analysis, tmp_path):
    out = tmp_path / "report"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="not empty"):
        report(analysis, out)
    assert (out / "mine.txt").read_text() == "mine"
    assert report(analysis, out, force=True) == out
    assert not (out / "mine.txt").exists()
    assert (out / "report.html").is_file()
    assert [p.name for p in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (KeyboardInterrupt(), KeyboardInterrupt),
        (OSError(errno.ENOSPC, "No space left on device"), OutputError),
        (RuntimeError("a fault of ours"), RuntimeError),
    ],
)
@pytest.mark.parametrize("where", ["figure", "tables", "page"])
def test_what_breaks_leaves_nothing_behind(analysis, tmp_path, monkeypatch, error, seen, where):
    def fail(*_args, **_options):
        raise error

    if where == "figure":
        monkeypatch.setattr(figures, "drawn", fail)
    else:
        monkeypatch.setattr(build, {"tables": "write_tables", "page": "render"}[where], fail)
        monkeypatch.setattr(build, "draw", lambda *_: ([], []))
    with pytest.raises(seen):
        report(analysis, tmp_path / "report")
    assert list(tmp_path.iterdir()) == []
    old = tmp_path / "old"
    old.mkdir()
    (old / "kept.txt").write_text("kept")
    with pytest.raises(seen):
        report(analysis, old, force=True)
    assert [p.name for p in tmp_path.rglob("*")] == ["old", "kept.txt"]


def test_a_full_disk_is_told_in_a_sentence(analysis, tmp_path, monkeypatch):
    def full(*_args, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(build, "write_tables", full)
    monkeypatch.setattr(build, "draw", lambda *_: ([], []))
    with pytest.raises(OutputError, match="the disk is full; nothing was left behind"):
        report(analysis, tmp_path / "report")


@pytest.fixture
def bare() -> Analysis:
    """One commenter, one statement without a date: hardly anything can be computed."""
    from discourse.model.codebook import Actor, Alias, Codebook

    corpus = Corpus.from_comments([("Ada", "Iran")])
    codebook = Codebook("b", "B", (Actor("iran", "Iran", (Alias("Iran"),)),))
    table = pd.DataFrame(
        {"statement_id": ["s1"], "comment_id": ["d:1"], "document_id": ["d"], "start": [0], "stop": [4]}
    ).assign(coder="hand", commenter="Ada", actor="iran")
    return Analysis(corpus, codebook, Statements(table), notes=(("the coalition network", "nobody agrees"),))


def test_what_is_missing_is_said_and_the_rest_is_there(bare, tmp_path):
    out = report(bare, tmp_path / "report")
    text = (out / "report.html").read_text(encoding="utf-8")
    assert "What could not be computed" in text
    assert "nobody agrees" in text
    assert "the discourse graph" in text
    assert "No figure could be drawn" in text
    assert nx.read_graphml(out / "network.graphml").number_of_nodes() == 1
    assert nx.read_gexf(out / "network.gexf").nodes["commenter:Ada"]["label"] == "Ada"
    assert list((out / "figures").iterdir()) == []
    assert '<mark class="actor"' in text


def test_no_comments_and_no_statements(bare, tmp_path):
    empty = replace(
        bare,
        corpus=Corpus.from_comments([]),
        statements=bare.statements.select(bare.statements.table.iloc[:0]),
        notes=(),
    )
    text = (report(empty, tmp_path / "report") / "report.html").read_text(encoding="utf-8")
    assert "0 comments by 0 commenters" in text
    assert "There are no comments." in text
    assert "No statement was coded." in text


def test_statements_of_other_kinds_and_without_comments(make, tmp_path):
    """Hand-coded statements, as from a database, whose comments nobody has."""
    st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1), ("Cy", "tax", 1)])
    found = make(Corpus.from_comments([]), st)
    text = (report(found, tmp_path / "report") / "report.html").read_text(encoding="utf-8")
    assert "3 coded statement" in text or "ban" in text
    assert text.count('<details id="n') == 5


def test_the_article_is_shown_where_it_was_coded(make, tmp_path):
    made = Corpus.from_comments([("Ada", "Iran out")], title="T")
    corpus = Corpus(made.documents.assign(text="Iran is in the article."), made.comments)
    table = pd.DataFrame(
        {"statement_id": ["a", "b"], "comment_id": [None, "d:1"], "document_id": "d", "start": [0, 0]}
    ).assign(stop=4, coder="hand", commenter=[None, "Ada"], actor="iran", stance=[0, 1])
    found = make(corpus, Statements(table))
    text = (report(found, tmp_path / "report") / "report.html").read_text(encoding="utf-8")
    assert '<article id="d1"' in text
    assert "</mark> is in the article." in text
    assert "article:d" in found.networks["discourse"].nodes["id"].tolist()


def test_the_package_is_the_verb(analysis, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "draw", lambda *_: ([], []))
    assert (discourse.report(analysis, tmp_path / "r", title="Mine") / "report.html").is_file()
    assert "<title>Mine</title>" in (tmp_path / "r" / "report.html").read_text(encoding="utf-8")


def test_one_figure_by_name(analysis, bare):
    for name in ("agreement-narratives", "columns", "heatmap"):
        assert figures.figure(analysis, name).get_figure() is not None
    with pytest.raises(OptionError, match="Did you mean 'heatmap'"):
        figures.figure(analysis, "heatmpa")
    with pytest.raises(discourse.errors.NotComputable, match="nobody agrees"):
        figures.figure(bare, "coalitions")


def test_the_table_of_commenters(analysis):
    table = tables.commenters(analysis).set_index("label")
    assert table.index.tolist()[0] == "Ada"
    names = ["comments", "coded", "statements", "actors", "narratives", "supports", "neutral", "rejects"]
    assert table.loc["Ada", names].tolist() == [2, 1, 4, 1, 2, 1, 0, 2]
    assert table.loc["Ben", names].tolist() == [1, 1, 3, 1, 2, 1, 1, 1]
    groups = analysis.partitions["coalitions"].table.set_index("node")["group"]
    assert table["group"].dropna().tolist() == groups.reindex(table["node"]).dropna().tolist()


def test_tables_of_ties_groups_and_measures(analysis, folder):
    ties = pd.read_csv(folder / "tables" / "ties.csv")
    assert len(ties) == analysis.networks["discourse"].size
    assert ties["weight"].is_monotonic_decreasing
    assert set(ties["source_label"]) & {"Ada", "Ben"} == {"Ada", "Ben"}
    groups = tables.groups(analysis)
    assert groups.groupby("network").size().to_dict() == {
        name: analysis.networks[name].order for name in ("coalitions", "discourse")
    }
    measures = tables.measures(analysis)
    found = measures[(measures["network"] == "discourse") & (measures["measure"] == "betweenness")]
    assert found["value"].tolist() == analysis.scores["discourse:betweenness"].table["value"].tolist()
