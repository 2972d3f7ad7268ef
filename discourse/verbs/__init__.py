"""The verbs: every method by its name, with the checks and the provenance that each would otherwise forget."""

from __future__ import annotations

from discourse.verbs.coding import code, merge
from discourse.verbs.computing import backbone, cluster, layout, project, project_windows, study
from discourse.verbs.drawing import (
    plot_agreement,
    plot_chance,
    plot_coalitions,
    plot_frequency,
    plot_heatmap,
    plot_network,
    plot_study,
    save_figure,
)
from discourse.verbs.miscoding import coding_error
from discourse.verbs.privacy import pseudonymise
from discourse.verbs.reading import is_coded, read, read_database
from discourse.verbs.resampling import bootstrap
from discourse.verbs.robust import robustness
from discourse.verbs.scoring import score, score_many
from discourse.verbs.varying import sensitivity
from discourse.verbs.versions import versions
from discourse.verbs.writing import write_corpus, write_dna

__all__ = [
    "backbone",
    "bootstrap",
    "cluster",
    "code",
    "coding_error",
    "is_coded",
    "layout",
    "merge",
    "plot_agreement",
    "plot_chance",
    "plot_coalitions",
    "plot_frequency",
    "plot_heatmap",
    "plot_network",
    "plot_study",
    "project",
    "project_windows",
    "pseudonymise",
    "read",
    "read_database",
    "robustness",
    "save_figure",
    "score",
    "score_many",
    "sensitivity",
    "study",
    "versions",
    "write_corpus",
    "write_dna",
]
