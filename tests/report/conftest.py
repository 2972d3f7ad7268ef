"""Analyses to report on, made by hand; one of them as nasty as people can make it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from discourse import verbs
from discourse.errors import NotComputable
from discourse.model.analysis import Analysis
from discourse.model.codebook import Actor, Alias, Codebook, Narrative
from discourse.model.corpus import Corpus
from discourse.model.cues import parse_cue
from discourse.model.statements import Statements
from discourse.report import report

SCRIPT = "<script>alert(1)</script>"
BREAK = '"><img src=x onerror=alert(2)>'
COMMENTS = [
    ("Ada", "Iran out now, and Iran must pay. 0"),
    ("=cmd|' /C calc'!A0", f"Stay, {SCRIPT} says Iran & friends. 1"),
    (SCRIPT, f"Foreign powers out of Syria! {BREAK} 2"),
    ("\u202eeviL", "Iran \u202e out \x00\x07 now \ud83c\uddee 3".encode("utf-8", "replace").decode()),
    ("Ada", "No codes here. 4"),
    ("مريم", "Iran out {{ 7*7 }} {% raw %} now 5"),
    ("Ben", "Syria stays. Iran out now. ]]> --> 6"),
]


def book() -> Codebook:
    return Codebook(
        "test-book",
        f"Test {SCRIPT}",
        (
            Actor("iran", f"Iran {SCRIPT}", (Alias("Iran"),), "state"),
            Actor("syria", f"Syria {BREAK}", (Alias("Syria"),), "state"),
        ),
        (
            Narrative("out", f"Foreigners out {SCRIPT}", tuple(_cues("out now"))),
            Narrative("stay", "=Stay", tuple(_cues("stays"))),
        ),
        version="1",
    )


def _cues(words: str) -> list[Any]:
    def fail(fault: str) -> None:
        raise AssertionError(fault)

    return [parse_cue(words, set(), fail)]


def coded(corpus: Corpus, finds: list[tuple[int, str, str, str, int]], labels: pd.DataFrame) -> Statements:
    """Make statements of (comment, words, variable, code, stance)."""
    rows = []
    for n, (comment, words, variable, code, stance) in enumerate(finds):
        row = corpus.comments.iloc[comment]
        start = row["text"].index(words)
        rows.append(
            {
                "statement_id": f"s{n}",
                "comment_id": row["comment_id"],
                "document_id": row["document_id"],
                "start": start,
                "stop": start + len(words),
                "coder": "hand",
                "confidence": 0.9,
                "created_at": row["created_at"],
                "commenter": row["author_id"],
                "actor": code if variable == "actor" else None,
                "narrative": code if variable == "narrative" else None,
                "stance": stance,
                "evidence": None,
            }
        )
    return Statements(pd.DataFrame(rows), entities=labels, made={"method": "hand"})


def analysed(corpus: Corpus, codebook: Codebook, statements: Statements) -> Analysis:
    """Do what the pipeline does, in short."""
    networks: dict[str, Any] = {}
    partitions: dict[str, Any] = {}
    positions: dict[str, Any] = {}
    scores: dict[str, Any] = {}
    notes: list[tuple[str, str]] = []

    def attempt(what: str, do: Callable[[], None]) -> None:
        try:
            do()
        except NotComputable as error:
            notes.append((what, str(error)))

    def network(name: str, method: str, **options: Any) -> None:
        net = networks[name] = verbs.project(statements, method, **options)
        positions[name] = verbs.layout(net, "spring")
        partitions[name] = verbs.cluster(net, "leiden")
        scores[f"{name}:betweenness"] = verbs.score(net, "betweenness")
        scores[f"{name}:modularity"] = verbs.score(net, "modularity", partition=partitions[name])

    def profile() -> None:
        networks["profile"] = verbs.project(statements, "two_mode")
        positions["profile:seriation"] = verbs.layout(networks["profile"], "seriation")
        positions["discourse:columns"] = verbs.layout(networks["discourse"], "columns")

    attempt("the discourse graph", lambda: network("discourse", "discourse"))
    attempt("the coalition network", lambda: network("coalitions", "congruence"))
    attempt("the profile", profile)
    for name in ("narratives", "actors", "frequency"):
        attempt(name, lambda name=name: scores.update({name: verbs.score(statements, name)}))
    studies: dict[str, Any] = {}

    def sure() -> None:
        found = verbs.robustness(
            statements, by="comment", times=12, nulls=0, over={"threshold": [0, 1]}, name="coalitions"
        )
        studies["robustness"] = found.study

    attempt("how sure it is", sure)
    manifest = {
        "id": "0123456789ab",
        "inputs": [dict(s) for s in corpus.sources],
        "parameters": {"seed": 0, "clusterer": "leiden", "cluster": {"resolution": 1.0}},
        "versions": verbs.versions(),
        "digests": {"corpus": corpus.digest},
    }
    return Analysis(
        corpus,
        codebook,
        statements,
        networks,
        partitions,
        positions,
        scores,
        tuple(notes),
        {},
        manifest,
        studies,
    )


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    made = Corpus.from_comments(COMMENTS, title=f"Title {SCRIPT}")
    comments = made.comments.assign(
        created_at=pd.date_range("2024-03-01", periods=len(COMMENTS), freq="D"),
        confidence=[1.0, 0.95, 0.6, 1.0, 1.0, 1.0, 1.0],
        parent_id=[None, "d:1", None, None, "d:3", None, None],
        quoted=[None, f"quoted {SCRIPT}", None, None, None, None, None],
    )
    audit = pd.DataFrame(
        [
            ("a.txt", "read", "lines", 9, "lines", None, None),
            ("a.txt", "kept", "comments", 8, "lines", None, None),
            ("a.txt", "dropped", f"chrome {BREAK}", 1, "lines", 4, f"Reply {SCRIPT}"),
            ("a.txt", "flagged", "a name may be missing", 1, "lines", 7, "=Foreign powers"),
        ],
        columns=["file", "action", "reason", "rows", "unit", "line", "example"],
    )
    source = {"file": "/home/someone/secret/a.txt", "format": "thread", "sha256": "ab" * 32, "bytes": 10}
    corpus = Corpus(made.documents, comments, audit, (source,))
    finds = [
        (0, "Iran", "actor", "iran", -1),
        (0, "Iran out now", "narrative", "out", 1),
        (0, "out now, and", "narrative", "stay", -1),
        (0, "Iran", "narrative", "stay", 0),
        (1, "Iran", "actor", "iran", 1),
        (1, "Stay", "narrative", "stay", 1),
        (2, "Syria", "actor", "syria", 1),
        (2, "Foreign powers out", "narrative", "out", 1),
        (3, "Iran", "actor", "iran", -1),
        (5, "out", "narrative", "out", 1),
        (6, "Iran out now", "narrative", "out", -1),
        (6, "Syria stays", "narrative", "stay", 1),
        (6, "Syria", "actor", "syria", 0),
    ]
    codebook = book()
    statements = coded(corpus, finds, codebook.entities)
    table = statements.table.assign(
        stance=statements.table["stance"].where(statements.table["statement_id"] != "s3")
    )
    # Scattered words: the pieces are marked, not what lies between them.
    table["evidence"] = table["evidence"].mask(
        table["statement_id"] == "s9", _pieces(COMMENTS[5][1], "out", "now")
    )
    return analysed(corpus, codebook, statements.select(table))


def _pieces(text: str, *words: str) -> str:
    return " ".join(f"{text.index(w)}-{text.index(w) + len(w)}" for w in words)


@pytest.fixture(scope="session")
def folder(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report(analysis, tmp_path_factory.mktemp("reports") / "report")


@pytest.fixture(scope="session")
def page(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def mute(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report(analysis, tmp_path_factory.mktemp("reports") / "mute", quotes=False)


VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Outline(HTMLParser):
    """Every tag of a page in order, with the check that all are closed where they were opened."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.stack: list[str] = []
        self.text: list[str] = []
        self.faults: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [n for n, _ in attrs]
        if len(set(names)) < len(names):
            self.faults.append(f"{tag} has an attribute twice")
        self.tags.append((tag, {n: v or "" for n, v in attrs}))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} closes nothing")

    def handle_data(self, data: str) -> None:
        if "script" not in self.stack and "style" not in self.stack:
            self.text.append(data)

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.text))


@pytest.fixture(scope="session")
def outline(page: str) -> Outline:
    return Outline(page)


@pytest.fixture(scope="session")
def read_html() -> Callable[[str], Outline]:
    return Outline


@pytest.fixture(scope="session")
def make() -> Callable[[Corpus, Statements], Analysis]:
    return lambda corpus, statements: analysed(corpus, book(), statements)
