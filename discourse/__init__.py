"""Discourse-network analysis of comment threads: who says what about whom, as a graph.

The verbs are loaded on use, so that importing the package stays fast::

    import discourse as ds

    corpus = ds.read("thread.txt")
    st = ds.code(corpus, "syria-conflict")
    net = ds.project(st, "discourse")
    part = ds.cluster(net, "leiden")
    top = ds.score(net, "betweenness")
    ax = ds.plot_network(net, ds.layout(net), partition=part)
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "discourse.verbs": (
        "read", "read_database", "pseudonymise", "write_corpus", "write_dna", "code", "merge",
        "project", "project_windows", "backbone", "study", "cluster", "score", "score_many", "layout", "save_figure",
        "bootstrap", "coding_error", "sensitivity", "robustness",
        "plot_network", "plot_coalitions", "plot_agreement", "plot_heatmap", "plot_frequency",
        "plot_chance", "plot_study",
    ),
    "discourse.pipeline": ("run",),
    "discourse.report": ("report",),
    "discourse.model.analysis": ("Analysis", "open_analysis"),
    "discourse.model.codebook": ("Codebook", "Actor", "Narrative", "Alias"),
    "discourse.model.corpus": ("Corpus",),
    "discourse.model.changes": ("changes",),
    "discourse.model.database": ("Database",),
    "discourse.model.evidence": ("evidence",),
    "discourse.model.network": ("Network",),
    "discourse.model.pseudonyms": ("new_key",),
    "discourse.model.results": ("Partition", "Positions", "Scores"),
    "discourse.model.statements": ("Statements", "Variable"),
    "discourse.model.study": ("Study",),
    "discourse.errors": ("DiscourseError",),
}  # fmt: skip
_HOME = {name: module for module, names in _HOMES.items() for name in names}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    from discourse.errors import did_you_mean

    raise AttributeError(f"discourse has no {name!r}.{did_you_mean(name, _HOME)}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
