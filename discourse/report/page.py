"""The page: one HTML file that asks for nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd

from discourse.model.analysis import Analysis
from discourse.model.corpus import Corpus
from discourse.model.roles import plural
from discourse.report.cells import page_tables
from discourse.report.evidence import OTHER_TIES, TIES, UNSURE, Evidence
from discourse.report.figures import Figure
from discourse.report.index import Index
from discourse.report.methods import methods
from discourse.report.studies import shown
from discourse.report.summary import summary
from discourse.report.sure import sure
from discourse.report.tables import ties
from discourse.report.terms import capital, terms
from discourse.report.wording import count, number, options, run_id

if TYPE_CHECKING:
    from jinja2 import Environment

#: What HTML cannot hold: control characters, lone surrogates, non-characters.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def render(
    analysis: Analysis,
    figures: Sequence[Figure],
    missing: Sequence[tuple[str, str]],
    *,
    quotes: bool = True,
    title: str | None = None,
) -> str:
    """Return the page of an analysis.

    Parameters
    ----------
    analysis : Analysis
    figures : sequence of Figure
    missing : sequence of (str, str)
        Figures that could not be drawn, and why.
    quotes : bool
        Whether words of comments may be shown.
    title : str, optional
        By default that of the document.

    Returns
    -------
    str
        HTML.
    """
    index = Index(analysis)
    evidence = Evidence(index, quotes=quotes)
    tied = {
        "discourse": ties(analysis, "discourse").head(TIES),
        "coalitions": ties(analysis, "coalitions").head(OTHER_TIES),
    }
    anchors = {
        name: {
            (s, t): f"{name[0]}t{n}" for n, (s, t) in enumerate(zip(f["source"], f["target"], strict=True), 1)
        }
        for name, f in tied.items()
    }
    blocks = [(capital(plural(k)), k, found) for k, found in evidence.of_nodes().items()]
    for name, heading in (
        ("discourse", "Ties of the discourse graph"),
        ("coalitions", f"Ties between {terms(analysis).speakers}"),
    ):
        cols = (
            str((analysis.networks[name].made.get("parameters") or {}).get("cols", "narrative"))
            if name in analysis.networks
            else ""
        )
        if found := evidence.of_ties(tied[name], f"{name[0]}t", cols=cols):
            blocks.append((heading, f"ties-{name}", found))
    paragraphs, references = methods(analysis)
    return (
        environment()
        .get_template("report.html")
        .render(
            title=title or _title(analysis),
            subtitle=_subtitle(analysis),
            **own_files(),
            summary=summary(analysis, index),
            audit=_audit(analysis, index, quotes),
            figures=[f for f in figures if not f.study],
            sure=sure(analysis.studies, figures),
            studies=[(s, [f for f in figures if f.study == s.name]) for s in shown(analysis)],
            notes=[*analysis.notes, *missing, *_absent(analysis)],
            tables=page_tables(analysis, index, anchors),
            blocks=blocks,
            units=evidence.units() if quotes else [],
            quotes=quotes,
            speaker=index.speaker,
            paragraphs=paragraphs,
            references=references,
            parameters=_parameters(analysis),
            versions=_versions(analysis),
            inputs=_inputs(analysis),
            digests=_digests(analysis),
            id=run_id(analysis),
            cite=_cite(analysis, title or _title(analysis)),
        )
    )


def own_files() -> dict[str, str]:
    """Return style and script for a template, with what a content security policy calls them."""
    from markupsafe import Markup

    style, script = _text("style.css"), _text("script.js")
    # Our own files, not data; their hashes in the policy would not survive escaping.
    return {
        "style": Markup(style),
        "script": Markup(script),
        "style_hash": _hash(style),
        "script_hash": _hash(script),
    }


@cache
def environment() -> Environment:
    """Return the templates."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("discourse.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_legal,
    )


def _legal(value: Any) -> Any:
    """Replace what no HTML file can hold in every text that is put into the page."""
    return _ILLEGAL.sub("\ufffd", value) if type(value) is str else value


def _text(name: str) -> str:
    return files("discourse.report").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return what a content security policy calls an inline block."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _title(analysis: Analysis) -> str:
    found = analysis.corpus.documents["title"].dropna()
    titles = [t for t in found if t.strip()]
    if len(titles) == 1:
        return titles[0]
    if titles:
        return f"{titles[0]} and {count(len(analysis.corpus.documents) - 1, 'more document')}"
    names = [str(s["file"]) for s in analysis.corpus.sources if s.get("file")]
    return names[0] if names else "Comments"


def _subtitle(analysis: Analysis) -> str:
    if analysis.codebook is None:
        return _coded_before(analysis)
    when = analysis.corpus.comments["created_at"].dropna()
    span = ""
    if len(when):
        first, last = (pd.Timestamp(t).strftime("%Y-%m-%d") for t in (when.min(), when.max()))
        span = f", {first}" if first == last else f", {first} to {last}"
    return f"{count(len(analysis.corpus), 'comment')}{span}; codebook {analysis.codebook.label}"


def _coded_before(analysis: Analysis) -> str:
    table = analysis.statements.table
    made = analysis.statements.made.get("dna")
    kind = f" of the type “{made['type']}”" if isinstance(made, dict) and made.get("type") else ""
    return f"{count(len(table), 'statement')}{kind} in {count(table['document_id'].nunique(), 'document')}"


def _audit(analysis: Analysis, index: Index, quotes: bool) -> dict[str, Any]:
    audit = analysis.corpus.audit
    actions = ("read", "kept", "dropped", "repaired", "flagged")
    formats = {str(s.get("file")): str(s.get("format", "")) for s in analysis.corpus.sources}
    files_read = [
        {"file": file, "format": formats.get(str(file), ""), "unit": rows["unit"].iloc[0]}
        | {a: int(rows.loc[rows["action"] == a, "rows"].sum()) for a in actions}
        for file, rows in audit.groupby("file", sort=False)
    ]
    order = {a: n for n, a in enumerate(("flagged", "repaired", "dropped"))}
    details = [
        {k: ("" if v is None or pd.isna(v) else v) for k, v in row.items()}
        for row in audit[audit["action"].isin(list(order))].to_dict("records")
    ]
    for detail in details:
        unit = str(detail["unit"])
        detail["amount"] = count(int(detail["rows"]), unit.removesuffix("s"), unit) if detail["rows"] else ""
    details.sort(key=lambda row: order[row["action"]])
    comments = analysis.corpus.comments
    doubtful = comments[comments["confidence"] < UNSURE].sort_values("confidence", kind="stable")
    unsure = []
    for row in doubtful.head(40).to_dict("records"):
        place = index.comment(row["comment_id"])
        if place is not None:
            href = f"#{place['anchor']}" if quotes else ""
            unsure.append(
                {
                    "href": href,
                    "number": place["number"],
                    "author": row["author"],
                    "sure": number(row["confidence"]),
                }
            )
    return {
        "files": files_read,
        "columns": [
            {"file": s["file"], "columns": list(s["columns"].items())}
            for s in analysis.corpus.sources
            if s.get("columns")
        ],
        "marks": _marks(analysis.corpus),
        "details": details,
        "unsure": unsure,
        "unsure_all": len(doubtful),
        "examples": quotes,
        "threshold": number(UNSURE),
    }


def _marks(corpus: Corpus) -> str:
    """Return a sentence on languages, near-repeats, replies and roles; empty where no comment has words."""
    comments = corpus.comments
    if not comments["text"].str.strip().any():
        return ""
    marks = corpus.marks
    known = marks["language"].value_counts()
    told = [f"{name} {n:,}" for name, n in known.items()]
    unsure = int((marks["language"].isna() & ~comments["deleted"]).sum())
    if unsure:
        told.append(f"not told (too short or unsure) {unsure:,}")
    parts = [f"Languages of the comments: {', '.join(told)}." if told else ""]
    repeats, role = marks["near_duplicate_of"].notna(), comments["role"]
    counted = (
        (repeats, "nearly repeats an earlier one", "nearly repeat an earlier one"),
        (role == "bot", "is by a bot", "are by bots"),
        (role.isin(["moderator", "admin"]), "is by a moderator", "are by moderators"),
        (comments["deleted"], "was deleted and only keeps its place", "were deleted and only keep their places"),
        (comments["parent_id"].notna(), "answers another", "answer another"),
        (comments["missing_parent"].notna(), "answers one that is not there", "answer ones that are not there"),
    )  # fmt: skip
    rest = [f"{n:,} {one if n == 1 else many}" for mask, one, many in counted if (n := int(mask.sum()))]
    parts.append(f"Of {count(len(comments), 'comment')}, {', '.join(rest)}." if rest else "")
    return " ".join(p for p in parts if p)


def _absent(analysis: Analysis) -> list[tuple[str, str]]:
    """Say of each network and score that is not there that it is not, unless a note does."""
    told = " ".join(what for what, _ in analysis.notes)
    wanted = {"discourse": "the discourse graph", "coalition": "the coalition network"}
    have = " ".join(analysis.networks)
    return [
        (what, "this analysis holds none")
        for name, what in wanted.items()
        if name not in told and name not in have
    ]


def _parameters(analysis: Analysis) -> list[tuple[str, str]]:
    found = analysis.manifest.get("parameters") or analysis.config
    out = [(str(k).replace("_", " "), option(v)) for k, v in dict(found).items()]
    return [(k, v) for k, v in out if v]


def option(value: Any) -> str:
    """Return the value of an option as text."""
    return options({"": value}).strip() if not isinstance(value, dict) else options(value)


def _versions(analysis: Analysis) -> list[tuple[str, str]]:
    found = analysis.manifest.get("versions") or analysis.statements.made.get("versions") or {}
    return [(str(k), str(v)) for k, v in dict(found).items()]


def _inputs(analysis: Analysis) -> list[dict[str, str]]:
    found = analysis.manifest.get("inputs") or analysis.corpus.sources
    names = ("file", "format", "encoding", "bytes", "sha256")
    return [
        {
            n: str(source.get(n, "")).replace("\\", "/").rsplit("/", 1)[-1]
            if n == "file"
            else str(source.get(n, ""))
            for n in names
        }
        for source in found
    ]


def _digests(analysis: Analysis) -> list[tuple[str, str]]:
    found = dict(analysis.manifest.get("digests") or {})
    own = {
        "corpus": analysis.corpus.digest,
        "codebook": analysis.codebook.digest if analysis.codebook is not None else "",
        "statements": analysis.statements.digest,
    }
    return [(str(k), str(v)) for k, v in (found or own).items()]


def _cite(analysis: Analysis, title: str) -> str:
    versions = dict(_versions(analysis))
    version = versions.get("discourse-toolkit", "")
    tool = f"discourse-toolkit{f' (version {version})' if version else ''}"
    book = f" and the codebook {analysis.codebook.label}" if analysis.codebook is not None else ""
    made = f"Made with {tool}{book}."
    return f"{title}. Discourse network report, run {run_id(analysis)}. {made}"
