"""Statements: who said what about whom, with what stance, and where. The narrow waist of everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from discourse.errors import CorrectionConflict, DataError, OptionError, did_you_mean
from discourse.model.tables import Column, conform, digest

BASE_COLUMNS = (
    Column("statement_id", "text", required=True, filled=True, unique=True),
    Column("comment_id", "text"),
    Column("document_id", "text", required=True, filled=True),
    Column("start", "integer"),
    Column("stop", "integer"),
    Column("coder", "text", required=True, filled=True),
    Column("confidence", "number", default=1.0),
    Column("status", "text", default="coded"),
    Column("supersedes", "text"),
    Column("created_at", "time"),
)
ENTITY_COLUMNS = (
    Column("variable", "text", required=True, filled=True),
    Column("id", "text", required=True, filled=True),
    Column("label", "text", required=True, filled=True),
    Column("kind", "text"),
    Column("parent", "text"),
)
#: A row with status ``rejected`` says that the statement it supersedes is wrong and nothing takes its place.
STATUSES = ("coded", "confirmed", "corrected", "rejected")
_KINDS = {"text": "text", "integer": "integer", "boolean": "integer"}


@dataclass(frozen=True)
class Variable:
    """A column of codes.

    Attributes
    ----------
    name : str
    kind : {"text", "integer", "boolean"}
        A boolean is stored as 0 and 1.
    low, high : int or None
        The ends of an integer scale, where it has fixed ones (stance: −1 and 1).
    """

    name: str
    kind: str = "text"
    low: int | None = None
    high: int | None = None


#: What automatic coding of comments fills.
COMMENT_VARIABLES = (
    Variable("commenter"),
    Variable("actor"),
    Variable("narrative"),
    Variable("stance", "integer", -1, 1),
    Variable("role"),
    Variable("evidence"),
)


@dataclass(frozen=True, repr=False)
class Statements:
    """One row per coded span.

    Parameters
    ----------
    table : pandas.DataFrame
        ``statement_id``, ``comment_id`` (empty for the article itself), ``document_id``, ``start`` and ``stop``
        (code points in the comment's text), ``coder``, ``confidence`` (0 to 1), ``status``, ``supersedes`` (the
        statement that this row corrects), ``created_at`` (when it was said, UTC), and one column per variable.
    variables : tuple of Variable
        Those of comment coding by default: ``commenter``, ``actor``, ``narrative``, ``stance`` (−1, 0, +1, toward
        the actor or narrative of the row), ``role`` and ``evidence`` (``"start-stop"`` pieces of a scattered span).
    entities : pandas.DataFrame
        ``variable``, ``id``, ``label``, ``kind``, ``parent`` and any attributes, for values that have more than
        their name.
    made : dict
        How the table was made.

    Raises
    ------
    DataError
        If a table breaks its contract.

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1)])
    >>> st.table[["commenter", "narrative", "stance"]].values.tolist()
    [['Ada', 'ban', 1], ['Ben', 'ban', -1]]
    """

    table: pd.DataFrame
    variables: tuple[Variable, ...] = COMMENT_VARIABLES
    entities: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=[c.name for c in ENTITY_COLUMNS])
    )
    made: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = [v for v in self.variables if v.kind not in _KINDS]
        if unknown:
            raise DataError(
                f"Statements: the variable {unknown[0].name!r} has no known kind: {unknown[0].kind!r}"
            )
        columns = (*BASE_COLUMNS, *(Column(v.name, _KINDS[v.kind]) for v in self.variables))
        table = conform(self.table, columns, "Statements")
        entities = conform(self.entities, ENTITY_COLUMNS, "Statements.entities", more=True)
        _check_values(table, self.variables)
        if entities.duplicated(["variable", "id"]).any():
            row = entities[entities.duplicated(["variable", "id"])].iloc[0]
            raise DataError(f"Statements.entities: the {row['variable']} {row['id']!r} comes twice")
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "entities", entities)

    @classmethod
    def from_rows(
        cls, rows: Sequence[tuple[str, str, int]], *, coder: str = "hand", document_id: str = "d"
    ) -> Statements:
        """Make statements from triples of commenter, narrative and stance.

        Parameters
        ----------
        rows : sequence of (str, str, int)
        coder : str
        document_id : str

        Returns
        -------
        Statements
        """
        table = pd.DataFrame(rows, columns=["commenter", "narrative", "stance"])
        table.insert(0, "statement_id", [f"s{i}" for i in range(1, len(rows) + 1)])
        return cls(table.assign(document_id=document_id, coder=coder))

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the table."""
        return digest(self.table)

    def variable(self, name: str) -> Variable:
        """Return the variable called ``name``; raise :class:`OptionError` if there is none."""
        for variable in self.variables:
            if variable.name == name:
                return variable
        raise OptionError(
            f"these statements have no variable {name!r}.{did_you_mean(name, [v.name for v in self.variables])}"
        )

    def labels(self, variable: str) -> dict[str, str]:
        """Return the label of each value of a variable that has one."""
        rows = self.entities[self.entities["variable"] == variable]
        return dict(zip(rows["id"], rows["label"], strict=True))

    def select(self, table: pd.DataFrame) -> Statements:
        """Return these statements with another table (rows of this one), everything else kept."""
        return Statements(table, self.variables, self.entities, self.made)

    def where(self, **values: Any) -> Statements:
        """Return the statements whose columns have the values given.

        Parameters
        ----------
        **values
            Column name and a value, or a list of values.

        Returns
        -------
        Statements

        Examples
        --------
        >>> len(Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1)]).where(commenter=["Ada", "Cy"]))
        1
        """
        keep = pd.Series(True, index=self.table.index)
        for name, wanted in values.items():
            if name not in self.table.columns:
                raise OptionError(
                    f"statements have no column {name!r}.{did_you_mean(name, self.table.columns)}"
                )
            options = list(wanted) if isinstance(wanted, list | tuple | set | pd.Index) else [wanted]
            keep &= self.table[name].isin(options)
        return self.select(self.table[keep])

    def between(self, start: Any = None, stop: Any = None) -> Statements:
        """Return the statements made from ``start`` to ``stop``, both included; undated ones are left out.

        Parameters
        ----------
        start, stop : str or datetime, optional
            UTC.

        Returns
        -------
        Statements
        """
        when = self.table["created_at"]
        keep = when.notna()
        if start is not None:
            keep &= when >= _utc(start)
        if stop is not None:
            keep &= when <= _utc(stop)
        return self.select(self.table[keep])

    def resolved(self, prefer: Sequence[str] = ()) -> Statements:
        """Return the statements in force: corrected ones replaced, rejected ones gone.

        Corrections may be corrected in turn. What is returned names no superseded statements any more.

        Parameters
        ----------
        prefer : sequence of str
            Coders, the most trusted first, to decide between two corrections of one statement.

        Returns
        -------
        Statements

        Raises
        ------
        CorrectionConflict
            If two corrections of one statement stand and ``prefer`` does not decide.
        DataError
            If a correction names a statement that is not there, or corrections go round in a circle.
        """
        table = self.table
        fixes = table[table["supersedes"].notna()]
        keep = table["status"] != "rejected"
        if len(fixes):
            keep &= table["statement_id"].isin(_in_force(table, fixes, prefer))
        return self.select(table[keep].assign(supersedes=None))

    def __repr__(self) -> str:
        counts = {
            v.name: self.table[v.name].nunique()
            for v in self.variables
            if v.kind == "text" and v.name != "evidence"
        }
        parts = ", ".join(f"{n} {name}s" for name, n in counts.items() if n)
        return f"Statements({len(self.table)} rows{', ' + parts if parts else ''})"

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        names = [v.name for v in self.variables if self.table[v.name].notna().any()]
        facts = {"statements": len(self.table)} | {
            f"{n}s": self.table[n].nunique()
            for n in names
            if self.variable(n).kind == "text" and n != "evidence"
        }
        return card(
            "Statements",
            facts,
            self.table[["statement_id", "comment_id", "start", "stop", *names, "confidence"]],
        )


def _utc(when: Any) -> pd.Timestamp:
    """Return a time without a zone, in UTC; one without a zone is taken for UTC."""
    try:
        time = pd.Timestamp(when)
    except (ValueError, TypeError):
        raise OptionError(f"{when!r} is no date; write it as in 2024-03-01 or 2024-03-01T12:00:00Z") from None
    return time if time.tzinfo is None else time.tz_convert("UTC").tz_localize(None)


def _check_values(table: pd.DataFrame, variables: Sequence[Variable]) -> None:
    wrong = ~table["status"].isin(STATUSES)
    if wrong.any():
        raise DataError(
            f"Statements: {table['status'][wrong].iloc[0]!r} is no status; use {', '.join(STATUSES)}"
        )
    if not table["confidence"].between(0, 1).all():
        raise DataError("Statements: confidence must lie between 0 and 1")
    spans = table["start"].notna() & table["stop"].notna()
    bad = spans & ((table["start"] < 0) | (table["stop"] < table["start"]))
    if bad.any():
        row = table[bad].iloc[0]
        raise DataError(f"Statements: {row['statement_id']!r} has the span {row['start']} to {row['stop']}")
    for variable in variables:
        low, high = (0, 1) if variable.kind == "boolean" else (variable.low, variable.high)
        if variable.kind == "text" or (low is None and high is None):
            continue
        values = table[variable.name].dropna()
        off = values[
            (values < (low if low is not None else values))
            | (values > (high if high is not None else values))
        ]
        if len(off):
            raise DataError(
                f"Statements: {variable.name} must lie between {low} and {high}, found {off.iloc[0]}"
            )


def _in_force(table: pd.DataFrame, fixes: pd.DataFrame, prefer: Sequence[str]) -> list[str]:
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


def merge_entities(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Join entity tables, the first one naming an entity deciding its label."""
    filled = [p for p in parts if len(p)]
    if not filled:
        return pd.DataFrame(columns=[c.name for c in ENTITY_COLUMNS])
    return pd.concat(filled, ignore_index=True).drop_duplicates(["variable", "id"], ignore_index=True)


def merge(parts: Sequence[Statements], prefer: Sequence[str] = ()) -> Statements:
    """Join the work of several coders and return what is in force.

    Parameters
    ----------
    parts : sequence of Statements
        Statement ids must not clash; variables of the same name must have the same kind.
    prefer : sequence of str
        Coders, the most trusted first.

    Returns
    -------
    Statements

    Examples
    --------
    >>> a = Statements.from_rows([("Ada", "ban", 1)], coder="dictionary")
    >>> fix = a.table.assign(statement_id="fix", stance=-1, coder="hand", status="corrected", supersedes="s1")
    >>> merge([a, a.select(fix)]).table["stance"].tolist()
    [-1]
    """
    if not parts:
        raise OptionError("merge needs at least one Statements")
    variables: dict[str, Variable] = {}
    for part in parts:
        for variable in part.variables:
            if variables.setdefault(variable.name, variable).kind != variable.kind:
                raise DataError(
                    f"the variable {variable.name!r} has two kinds; rename it in one of the tables"
                )
    table = pd.concat([p.table for p in parts], ignore_index=True)
    made: Mapping[str, Any] = {"merged": [p.made for p in parts], "prefer": list(prefer)}
    whole = Statements(
        table, tuple(variables.values()), merge_entities([p.entities for p in parts]), dict(made)
    )
    return whole.resolved(prefer)
