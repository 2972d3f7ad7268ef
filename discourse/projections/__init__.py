"""Projections: from Statements (or, for replies, a Corpus) to a Network.

One line per method; the definitions are those of discourse network analysis (Leifeld 2017,
doi 10.1093/oxfordhb/9780190228217.013.25).
"""

from __future__ import annotations

from discourse.registry import Entry, Registry

TABLE = Registry(
    "projections",
    {
        "discourse": Entry(
            "discourse.projections.discourse:discourse",
            "commenters, actors and narratives in one graph",
            takes="statements",
        ),
        "two_mode": Entry(
            "discourse.projections.two_mode:two_mode",
            "rows by columns, such as commenters by narratives",
            takes="statements",
        ),
        "ignore": Entry(
            "discourse.projections.one_mode:ignore",
            "rows tied by columns they share, whatever the stance",
            takes="statements",
        ),
        "congruence": Entry(
            "discourse.projections.one_mode:congruence",
            "rows tied by agreement on shared columns",
            takes="statements",
        ),
        "conflict": Entry(
            "discourse.projections.one_mode:conflict",
            "rows tied by disagreement on shared columns",
            takes="statements",
        ),
        "subtract": Entry(
            "discourse.projections.one_mode:subtract",
            "congruence minus conflict: a signed network",
            takes="statements",
        ),
        "replies": Entry("discourse.projections.replies:replies", "who answers whom", takes="corpus"),
        "coordination": Entry(
            "discourse.projections.coordination:coordination",
            "who shares the same links or texts within seconds",
            takes="corpus",
        ),
    },
)
