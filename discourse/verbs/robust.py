"""How sure results are, in one call: other samples, other options, errors of coding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from discourse.errors import OptionError
from discourse.model.bootstrap import Bootstrap
from discourse.model.chance import number
from discourse.model.results import Made, Partition
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.verbs.miscoding import coding_error
from discourse.verbs.resampling import LEIDEN, bootstrap
from discourse.verbs.varying import OVER, sensitivity
from discourse.verbs.versions import versions


@dataclass(frozen=True, repr=False)
class Robustness:
    """How sure results are.

    Attributes
    ----------
    bootstrap : Bootstrap
        Under other samples.
    sensitivity : Study
        Under other options.
    coding : Bootstrap or None
        Under errors of coding, where these are known.
    made : Made
    """

    bootstrap: Bootstrap
    sensitivity: Study
    coding: Bootstrap | None = None
    made: Made = field(default_factory=Made)

    @property
    def table(self) -> pd.DataFrame:
        """By score of the whole network: value, and low and high by sample, by coding and by options."""
        out = self.bootstrap.whole[["score", "value"]].copy()
        for name, low, high in self._spans():
            out[f"{name}_low"] = out["score"].map(low).astype("float64")
            out[f"{name}_high"] = out["score"].map(high).astype("float64")
        return out

    def _spans(self) -> list[tuple[str, pd.Series, pd.Series]]:
        spans = []
        for name, found in (("sample", self.bootstrap), ("coding", self.coding)):
            if found is not None and len(found.whole):
                rows = found.whole.set_index("score")
                spans.append((name, rows["low"], rows["high"]))
        varied = self.sensitivity["ranges"].groupby("score")
        spans.append(("options", varied["low"].min(), varied["high"].max()))
        return spans

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name: ``summary``, then those of each part with its name in front."""
        found = {"summary": self.table}
        found |= {f"bootstrap_{name}": table for name, table in self.bootstrap.tables.items()}
        found |= {f"sensitivity_{name}": table for name, table in self.sensitivity.tables.items()}
        if self.coding is not None:
            found |= {f"coding_{name}": table for name, table in self.coding.tables.items()}
        return found

    @property
    def sentences(self) -> list[str]:
        """What was found about every score of the whole network, in plain words."""
        out = []
        for row in self.table.to_dict("records"):
            if row["score"] == "groups":
                continue
            told = [self.bootstrap.sentence(row["score"])]
            if self.coding is not None:
                told.append(
                    f"Errors of coding alone let it lie between {number(row['coding_low'])} and "
                    f"{number(row['coding_high'])}."
                )
            if pd.notna(row["options_low"]):
                told.append(
                    f"Under other options it is between {number(row['options_low'])} and "
                    f"{number(row['options_high'])}."
                )
            out.append(" ".join(told))
        return out

    def __repr__(self) -> str:
        parts = ["bootstrap", "sensitivity"] + ([] if self.coding is None else ["coding error"])
        return f"Robustness({', '.join(parts)}; {len(self.table)} scores)"

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        facts = {"draws": self.bootstrap.times, "in words": " ".join(self.sentences)}
        return card("Robustness", facts, self.table, width=900)


def robustness(
    statements: Statements,
    *,
    project: Mapping[str, Any] | str = "congruence",
    cluster: Mapping[str, Any] | str | Partition | None = LEIDEN,
    scores: Sequence[str | Mapping[str, Any]] = ("modularity",),
    by: str | Sequence[str] = "commenter",
    over: Mapping[str, Sequence[Any]] = OVER,
    confusion: pd.DataFrame | None = None,
    variable: str = "narrative",
    times: int = 200,
    seed: int = 0,
    level: float = 0.95,
    **coding: Any,
) -> Robustness:
    """Say how far results depend on the sample, on the options, and on errors of coding.

    Parameters
    ----------
    statements : Statements
    project, cluster, scores, by, times, seed, level
        As for :func:`discourse.bootstrap`.
    over : mapping of str to sequence
        As for :func:`discourse.sensitivity`.
    confusion, variable
        As for :func:`discourse.coding_error`, which is done where there is a matrix, or names to merge or split.
    **coding
        ``merge``, ``split``, ``names``, ``prior`` and ``nothing``, as for :func:`discourse.coding_error`.

    Returns
    -------
    Robustness
        ``table`` and ``sentences`` for the whole; ``bootstrap``, ``sensitivity``, ``coding`` for the parts.

    Raises
    ------
    OptionError
    NotComputable

    Examples
    --------
    >>> rows = [(f"p{i}", story, (-1) ** i) for i in range(12) for story in ("ban", "tax")]
    >>> found = robustness(Statements.from_rows(rows), over={"threshold": [0, 1, 2]}, times=10)
    >>> found.table[["score", "value", "options_low", "options_high"]].values.tolist()
    [['modularity', 0.5, 0.5, 0.5], ['groups', 2.0, nan, nan]]
    """
    for name in coding:
        if name not in ("merge", "split", "names", "prior", "nothing"):
            raise OptionError(
                f"robustness takes no option {name!r}; of coding_error: merge, split, names, prior, nothing"
            )
    way: dict[str, Any] = {"project": project, "cluster": cluster, "scores": scores, "seed": seed}
    varied = sensitivity(statements, **way, over=over)
    drawn = bootstrap(statements, **way, by=by, times=times, level=level)
    coded = None
    if confusion is not None or coding.get("merge") or coding.get("split"):
        coded = coding_error(statements, confusion, variable, **way, times=times, level=level, **coding)
    elif coding:
        raise OptionError(f"{next(iter(coding))}= is for errors of coding: give a confusion matrix as well")
    parameters = drawn.made.parameters | {"over": varied.made.parameters["over"]}
    notes = drawn.made.notes + (() if coded is None else coded.made.notes)
    return Robustness(
        drawn, varied, coded, Made("robustness", parameters, statements.digest, versions(), notes)
    )
