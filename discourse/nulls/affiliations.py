"""Random statements: who speaks about what is drawn anew, level by level of the qualifier (SDSM and FDSM)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError
from discourse.model.checks import check_whole
from discourse.model.coded import Coded
from discourse.model.statements import Statements
from discourse.model.variables import ID_COLUMNS, Variable
from discourse.nulls.bicm import bicm
from discourse.nulls.trades import traded

#: Rounds of trades before the first matrix and between two.
ROUNDS = 10
#: Cells that are drawn at once.
_BLOCK = 4_000_000


def sdsm(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str = "narrative",
    qualifier: str | None = "stance",
    repeats: bool = False,
    count: int = 100,
    seed: int = 0,
) -> Iterator[Statements]:
    """Yield statements in which every row and column speaks as often, on average, at every level (SDSM) [1]_.

    At each level of the qualifier, who spoke about what is a 0/1 matrix of rows by columns, and each cell of it is
    drawn by itself, with the chance it has in the bipartite configuration model (:func:`discourse.nulls.bicm.bicm`).

    Parameters
    ----------
    statements : Statements
    rows, cols : str
        Text variables, those of the document included.
    qualifier : str or None
        Drawn level by level; None for one matrix of who spoke about what at all.
    repeats : bool
        Whether each row, column and level that is drawn comes as often as one that the same row has at this level,
        drawn at random; otherwise it comes once.
    count : int
    seed : int

    Yields
    ------
    Statements
        With the variables ``rows``, ``cols`` and ``qualifier`` only; all have the document and the date of the first
        statement. Without ``repeats`` there is one for each row, column and level drawn, and what they are compared
        with is to be projected with ``duplicates="range"``, so that it has no repeats either. A row or column that drew
        nothing has a statement without the other, which no projection counts, and which keeps it among the nodes
        with ``isolates=True``: the nodes are then the same for all.

    Raises
    ------
    NotComputable
        If no statement has row, column and level.
    OptionError

    Notes
    -----
    As rows speak as often on average only, many may speak about nothing in a draw where each speaks seldom: of noise of
    25 rows, 12 columns and 120 statements, 17 % has a modularity with p ≤ .05. Take :func:`fdsm` there.

    References
    ----------
    .. [1] Neal, Z. P. (2014). The backbone of bipartite projections: Inferring relationships from co-authorship,
       co-sponsorship, co-attendance and other co-behaviors. *Social Networks* 39, 84–97.
       https://doi.org/10.1016/j.socnet.2014.06.001

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", 1), ("Cy", "tax", 1), ("Cy", "fee", 1)])
    >>> [len(drawn.table.dropna(subset="stance")) for drawn in sdsm(st, count=6)]
    [4, 4, 5, 4, 5, 3]
    """
    return _draw(statements, rows, cols, qualifier, repeats, count, seed, "sdsm")


def fdsm(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str = "narrative",
    qualifier: str | None = "stance",
    repeats: bool = False,
    count: int = 100,
    seed: int = 0,
) -> Iterator[Statements]:
    """Yield statements in which every row and column speaks exactly as often at every level (FDSM) [1]_.

    All such 0/1 matrices are equally likely; they are found by trades (:func:`discourse.nulls.trades.traded`).

    Parameters
    ----------
    statements, rows, cols, qualifier, repeats, count, seed
        As for :func:`sdsm`.

    Yields
    ------
    Statements
        As from :func:`sdsm`.

    Raises
    ------
    NotComputable
        If no statement has row, column and level, or no other matrix has the same margins.
    OptionError

    References
    ----------
    .. [1] Zweig, K. A. & Kaufmann, M. (2011). A systematic approach to the one-mode projection of bipartite graphs.
       *Social Network Analysis and Mining* 1, 187–218. https://doi.org/10.1007/s13278-011-0021-0

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", 1), ("Ben", "tax", 1), ("Cy", "tax", 1)])
    >>> [drawn.table["narrative"].value_counts().to_dict() for drawn in fdsm(st, count=1)]
    [{'ban': 2, 'tax': 2}]
    """
    return _draw(statements, rows, cols, qualifier, repeats, count, seed, "fdsm")


def _draw(
    statements: Statements,
    rows: str,
    cols: str,
    qualifier: str | None,
    repeats: bool,
    count: int,
    seed: int,
    null: str,
) -> Iterator[Statements]:
    if not isinstance(repeats, bool | np.bool_):
        raise OptionError(f"repeats={repeats!r}: give True or False")
    check_whole(count, "count", 1)
    check_whole(seed, "seed", 0)
    spoken = Spoken.of(statements, rows, cols, qualifier)
    rng = np.random.default_rng(seed)
    draw = _cells(spoken, rng) if null == "sdsm" else _trades(spoken, rng)
    for _ in range(count):
        found = draw()
        if repeats:
            found = spoken.repeated(*found, rng)
        yield spoken.made(*found, null)


@dataclass(frozen=True)
class Spoken:
    """Who spoke about what, at which level: each place once, with how often.

    Attributes
    ----------
    statements : Statements
    names : tuple of str
        Of rows, columns and qualifier.
    labels : tuple of numpy.ndarray
        Their values.
    row, col, level, times : numpy.ndarray of int
    """

    statements: Statements
    names: tuple[str, str, str | None]
    labels: tuple[np.ndarray, np.ndarray, np.ndarray]
    row: np.ndarray
    col: np.ndarray
    level: np.ndarray
    times: np.ndarray

    @classmethod
    def of(cls, statements: Statements, rows: str, cols: str, qualifier: str | None) -> Spoken:
        """Take the statements that have a row, a column and a level."""
        for option, name in (("rows", rows), ("cols", cols), ("qualifier", qualifier)):
            if not isinstance(name, str) and (name is not None or option != "qualifier"):
                raise OptionError(f"{option} must be the name of a variable, not {name!r}")
        if len({rows, cols, qualifier}) < 3:
            raise OptionError(
                f"rows={rows!r}, cols={cols!r} and qualifier={qualifier!r} must be different variables"
            )
        for option, name in (("rows", rows), ("cols", cols)):
            if statements.variable(name).kind != "text":
                raise OptionError(f"{option}={name!r}: rows and columns must be text variables")
        parts = [statements.coded(rows), statements.coded(cols)]
        if qualifier is None:
            parts.append(Coded(np.zeros(len(statements), dtype=np.int64), np.zeros(1)))
        else:
            statements.variable(qualifier)
            parts.append(statements.coded(qualifier))
        keep = np.all([part.codes >= 0 for part in parts], axis=0)
        if not keep.any():
            raise NotComputable(
                f"no statement has a value for {rows} and for {cols}{f' and for {qualifier}' if qualifier else ''}: "
                "there is nothing to draw"
            )
        row, col, level = (part.take(np.flatnonzero(keep)) for part in parts)
        level = level.used()
        shape = (len(row.labels), len(col.labels), len(level.labels))
        place = np.ravel_multi_index((row.codes, col.codes, level.codes), shape)
        cells, times = np.unique(place, return_counts=True)
        labels = (row.labels, col.labels, level.labels)
        i, j, k = np.unravel_index(cells, shape)
        return cls(statements, (rows, cols, qualifier), labels, i, j, k, times)

    def levels(self) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """Yield each level with its rows and columns."""
        for level in range(len(self.labels[2])):
            here = self.level == level
            yield level, self.row[here], self.col[here]

    def repeated(
        self, row: np.ndarray, col: np.ndarray, level: np.ndarray, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return what was drawn, each as often as one of the same row and level, drawn at random, comes."""
        if (self.times == 1).all():
            return row, col, level
        levels = len(self.labels[2])
        own = self.row * levels + self.level
        order = np.argsort(own, kind="stable")
        drawn = row * levels + level
        start, stop = (np.searchsorted(own[order], drawn, side=side) for side in ("left", "right"))
        times = self.times[order][rng.integers(start, stop)]
        return np.repeat(row, times), np.repeat(col, times), np.repeat(level, times)

    def made(self, row: np.ndarray, col: np.ndarray, level: np.ndarray, null: str) -> Statements:
        """Return statements of these rows, columns and levels."""
        order = np.lexsort((level, col, row))
        silent = [
            np.setdiff1d(np.arange(len(labels)), codes)
            if other not in ID_COLUMNS
            else np.zeros(0, dtype=np.int64)
            for labels, codes, other in zip(
                self.labels, (row, col), (self.names[1], self.names[0]), strict=False
            )
        ]
        none = [np.full(len(part), -1) for part in silent]
        codes = (
            np.concatenate([row[order], silent[0], none[1]]),
            np.concatenate([col[order], none[0], silent[1]]),
            np.concatenate([level[order], none[0], none[1]]),
        )
        times = self.statements.times
        known = times[~np.isnat(times)]
        table = pd.DataFrame({"statement_id": [f"s{i}" for i in range(1, len(codes[0]) + 1)]})
        table["document_id"] = self.statements.coded("document_id").labels[0]
        table["coder"] = f"null {null}"
        table["created_at"] = known.min() if len(known) else np.datetime64("NaT")
        variables = []
        for name, labels, code in zip(self.names, self.labels, codes, strict=True):
            if name is None:
                continue
            variable = self.statements.variable(name)
            values = np.concatenate([labels.astype(object), np.array([None], dtype=object)])[code]
            table[name] = values if variable.kind == "text" else pd.array(values, dtype="Int64")
            if name not in ID_COLUMNS:
                variables.append(_scaled(variable, name, labels))
        made = {"method": f"null {null}", "of": self.statements.digest}
        return Statements(table, tuple(variables), self.statements.entities, made)


def _scaled(variable: Variable, name: str, labels: np.ndarray) -> Variable:
    """Return a variable whose scale has the ends that were found, where it has none: a level may not be drawn."""
    if variable.kind != "integer":
        return Variable(name, variable.kind)
    low = int(labels[0]) if variable.low is None else variable.low
    high = int(labels[-1]) if variable.high is None else variable.high
    return Variable(name, "integer", low, high)


Draw = Callable[[], tuple[np.ndarray, np.ndarray, np.ndarray]]


def _cells(spoken: Spoken, rng: np.random.Generator) -> Draw:
    """Return a function that draws every cell by itself."""
    shape = (len(spoken.labels[0]), len(spoken.labels[1]))
    chances = []
    for _, row, col in spoken.levels():
        chances.append(bicm(np.bincount(row, minlength=shape[0]), np.bincount(col, minlength=shape[1])))
    step = max(1, _BLOCK // shape[1])

    def draw() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        found = []
        for level, chance in enumerate(chances):
            for low in range(0, shape[0], step):
                some = chance.chance[chance.row[low : low + step]][:, chance.col]
                row, col = np.nonzero(rng.random(some.shape) < some)
                found.append((row + low, col, np.full(len(row), level)))
        row, col, level_ = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return row, col, level_

    return draw


def _trades(spoken: Spoken, rng: np.random.Generator) -> Draw:
    """Return a function that trades at every level."""
    shape = (len(spoken.labels[0]), len(spoken.labels[1]))
    now = [(row, col) for _, row, col in spoken.levels()]
    if all(fixed(row, col, shape) for row, col in now):
        raise NotComputable(
            "no other statements leave every row and column as often as it is: there is nothing to compare with; "
            "use null='sdsm', or check that rows speak about more than one column"
        )

    def draw() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        for level, (row, col) in enumerate(now):
            now[level] = traded(row, col, shape, rng, rounds=ROUNDS)
        row, col = (np.concatenate(parts) for parts in zip(*now, strict=True))
        return row, col, np.repeat(np.arange(len(now)), [len(row) for row, _ in now])

    return draw


def fixed(row: np.ndarray, col: np.ndarray, shape: tuple[int, int]) -> bool:
    """Return whether no other 0/1 matrix has the same margins."""
    cells = bicm(np.bincount(row, minlength=shape[0]), np.bincount(col, minlength=shape[1]))
    return bool(np.isin(cells.chance, (0.0, 1.0)).all())
