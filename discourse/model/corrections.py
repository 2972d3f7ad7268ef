"""Which statements are in force, where some correct others."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from discourse.errors import CorrectionConflict, DataError


def in_force(table: pd.DataFrame, fixes: pd.DataFrame, prefer: Sequence[str]) -> list[str]:
    """Return the ids of the statements that no standing correction supersedes."""
    lost = fixes[~fixes["supersedes"].isin(table["statement_id"])]
    if len(lost):
        row = lost.iloc[0]
        raise DataError(
            f"the statement {row['statement_id']!r} corrects {row['supersedes']!r}, which is not there"
        )
    rank = {coder: place for place, coder in enumerate(prefer)}
    later: dict[str, list[tuple[int, str, str]]] = {}
    for new, coder, old in zip(fixes["statement_id"], fixes["coder"], fixes["supersedes"], strict=True):
        later.setdefault(old, []).append((rank.get(coder, len(rank)), new, coder))
    roots = table.loc[table["supersedes"].isna(), "statement_id"].tolist()
    standing, seen = [], len(roots)
    reached = list(roots)
    while reached:  # from every first statement to every correction of it, standing or not
        reached = [new for old in reached for _, new, _ in later.get(old, ())]
        seen += len(reached)
    if seen < len(table):
        raise DataError(
            "corrections go round in a circle: one supersedes another that, in the end, supersedes it"
        )
    for statement in roots:
        at = statement
        while at in later:
            options = sorted(later[at])
            if len(options) > 1 and options[0][0] == options[1][0]:
                coders = [coder for place, _, coder in options if place == options[0][0]]
                raise CorrectionConflict(
                    f"the statement {at!r} is corrected twice, by {' and '.join(coders)}: say whom to prefer, "
                    f"as in resolved(prefer=({coders[0]!r},))"
                )
            at = options[0][1]
        standing.append(at)
    return standing
