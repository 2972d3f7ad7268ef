"""The report folder, whole or not at all."""

from __future__ import annotations

import json
import os
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pandas as pd

from discourse.files import building, sha256
from discourse.model.analysis import Analysis
from discourse.model.network import Network
from discourse.model.robustness import Robustness
from discourse.report.figures import draw
from discourse.report.page import render
from discourse.report.redact import without_words
from discourse.report.robustness import report_robustness
from discourse.report.tables import write_tables
from discourse.writers import TABLE as WRITERS
from discourse.writers.statements_table import write_statements_csv


def report(
    analysis: Analysis | Robustness,
    out: str | os.PathLike[str],
    *,
    force: bool = False,
    quotes: bool = True,
    title: str | None = None,
    executor: Executor | None = None,
) -> Path:
    """Write the report of an analysis as a folder.

    Parameters
    ----------
    analysis : Analysis or Robustness
        Whatever an analysis lacks (a network that could not be computed, say) is missing in the report too, which says
        so. What :func:`discourse.robustness` gives gets a page of its own:
        :func:`discourse.report.robustness.report_robustness`.
    out : path-like
        The folder. It holds ``report.html`` (one file that needs no other), ``figures/`` (each as PDF, SVG and
        PNG), ``tables/`` (CSV), ``network.graphml`` and ``network.gexf`` (the discourse graph), ``statements.csv``,
        ``corpus.csv``, ``analysis/`` (for :func:`discourse.open_analysis`) and ``manifest.json``.
    force : bool
        Replace a folder that is there.
    quotes : bool
        Whether anything that people wrote may be quoted. If not, no file of the report holds any of their words:
        texts are left empty everywhere, in ``analysis/`` too. Names are not touched; pseudonyms are given before.
    title : str, optional
        By default that of the document.
    executor : concurrent.futures.Executor, optional
        Draws some of the figures, such as :func:`discourse.pipeline.sharing.second_process` gives it.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    OutputError
        If the folder is there already, or cannot be written. Nothing is then left behind.
    """
    if isinstance(analysis, Robustness):
        return report_robustness(analysis, out, force=force, title=title)
    if not quotes:
        analysis = without_words(analysis)
    with building(out, force=force) as place:
        (place / "figures").mkdir()
        (place / "tables").mkdir()
        (place / "analysis").mkdir()
        analysis.write_into(place / "analysis")
        figures, missing = draw(analysis, place / "figures", executor)
        write_tables(analysis, place / "tables")
        _write_network(analysis, place)
        write_statements_csv(analysis.statements, place / "statements.csv")
        _write_corpus(analysis, place / "corpus.csv")
        page = render(analysis, figures, missing, quotes=quotes, title=title)
        (place / "report.html").write_bytes(page.encode("utf-8", "replace"))
        (place / "manifest.json").write_bytes(_manifest(analysis, place))
    return Path(out)


def _write_network(analysis: Analysis, place: Path) -> None:
    """Write the discourse graph, or what there is instead."""
    name = next((n for n in ("discourse", *analysis.networks) if n in analysis.networks), "")
    network = analysis.networks.get(name)
    if network is None:
        ids = "commenter:" + analysis.corpus.comments["author_id"]
        people = pd.DataFrame({"id": ids, "label": analysis.corpus.comments["author"], "kind": "commenter"})
        none = pd.DataFrame(columns=["source", "target", "weight"])
        network = Network(people.drop_duplicates("id"), none, made={"method": "none"})
    for kind in ("graphml", "gexf"):
        WRITERS.call(
            kind,
            network,
            place / f"network.{kind}",
            positions=analysis.positions.get(name),
            partition=analysis.partitions.get(name),
        )


def _write_corpus(analysis: Analysis, path: Path) -> None:
    from discourse.writers.corpus_table import write_corpus_csv

    write_corpus_csv(analysis.corpus, path)


def _manifest(analysis: Analysis, place: Path) -> bytes:
    """Return the manifest with the fingerprints of all files of the report."""
    files = sorted(p for p in place.rglob("*") if p.is_file())
    whole: dict[str, Any] = dict(analysis.manifest) | {
        "files": {p.relative_to(place).as_posix(): sha256(p.read_bytes()) for p in files}
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    return (text + "\n").encode("utf-8", "replace")
