"""Statements drawn anew: threads, commenters or comments with replacement, those drawn twice as copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.coded import Coded
from discourse.model.rows import Rows
from discourse.model.statements import Statements
from discourse.model.tables import Hashes, hashes

#: The columns that tell documents and comments apart; other units are the values of a text variable.
_COLUMNS = {"document": "document_id", "comment": "comment_id"}
#: Stands between the name of a unit and the number of its copy; more of them where names have it themselves.
MARK = "\x1f"


class Drawn(Rows):
    """Rows drawn with replacement: what is drawn a second time has a name of its own in some columns.

    Attributes
    ----------
    copies : dict of str to numpy.ndarray of int, shape (rows,)
        By column, which copy of its value a row belongs to: 0 for the first.
    """

    def __init__(
        self, whole: Statements, index: np.ndarray, copies: Mapping[str, np.ndarray], mark: str = MARK
    ) -> None:
        super().__init__(whole, index, None, None)
        self.__dict__["copies"] = dict(copies)
        self.__dict__["_mark"] = mark
        # Copies have no labels, and nobody reads those of draws.
        self.__dict__["entities"] = whole.entities.iloc[:0]
        self.__dict__.pop("documents")  # they are made when asked for

    def _factorized(self, name: str) -> Coded:
        whole: Statements = self.__dict__["_whole"]
        found = whole.coded(name).take(self.__dict__["_index"])
        copies = self.__dict__["copies"].get("document_id" if name in ("id", "document_id") else name)
        return found if copies is None else _copied(found, copies, self.__dict__["_mark"])[0]

    def origin(self, name: str) -> dict[str, str]:
        """Return what the copies in a column are copies of, by their names."""
        copies = self.__dict__["copies"].get(name)
        if copies is None:
            return {}
        whole: Statements = self.__dict__["_whole"]
        found = whole.coded(name).take(self.__dict__["_index"])
        made, old = _copied(found, copies, self.__dict__["_mark"])
        return {
            new: found.labels[code]
            for new, code in zip(made.labels.tolist(), old.tolist(), strict=True)
            if new is not found.labels[code]
        }

    @cached_property
    def table(self) -> pd.DataFrame:
        """The rows, as of any statements."""
        out = self.__dict__["_whole"].table.iloc[self.__dict__["_index"]].reset_index(drop=True)
        names, mark = {}, self.__dict__["_mark"]
        for name, copies in self.__dict__["copies"].items():
            again = np.flatnonzero(copies > 0)
            values = out[name].to_numpy(dtype=object, copy=True)
            values[again] = [
                f"{v}{mark}{n}" if isinstance(v, str) else v
                for v, n in zip(values[again], (copies[again] + 1).tolist(), strict=True)
            ]
            names[name] = pd.array(values, dtype="str")
        return out.assign(**names)

    @cached_property
    def documents(self) -> pd.DataFrame:
        """The documents drawn, each as often as it was."""
        whole: pd.DataFrame = self.__dict__["_whole"].documents
        if not len(whole):
            return whole
        ids = self.table["document_id"]
        first = np.flatnonzero(~ids.duplicated().to_numpy())
        old = self.__dict__["_whole"].table["document_id"].iloc[self.__dict__["_index"][first]]
        place = pd.Index(whole["document_id"]).get_indexer(pd.Index(old))
        return whole.iloc[place].assign(document_id=ids.iloc[first].to_numpy()).reset_index(drop=True)

    @property
    def copies(self) -> dict[str, np.ndarray]:
        """Which copy of its value a row belongs to, by column."""
        return self.__dict__["copies"]

    @cached_property
    def _hashes(self) -> Hashes:
        return hashes(self.table)


def _copied(found: Coded, copies: np.ndarray, mark: str) -> tuple[Coded, np.ndarray]:
    """Return a column whose copies have names of their own, and the code that each label had."""
    many = int(copies.max(initial=0)) + 1
    key = np.where(found.codes >= 0, found.codes.astype(np.int64) * many + copies, -1)
    kinds = np.unique(key[key >= 0])
    old, copy = np.divmod(kinds, many)
    labels = found.labels[old].copy()
    again = np.flatnonzero(copy > 0)
    labels[again] = [
        f"{v}{mark}{n}" for v, n in zip(labels[again].tolist(), (copy[again] + 1).tolist(), strict=True)
    ]
    codes = np.where(key >= 0, np.searchsorted(kinds, key), -1).astype(np.int32)
    return Coded(codes, labels), old


class Urn:
    """Units of statements, to be drawn with replacement as often as one likes.

    Parameters
    ----------
    statements : Statements
    by : str or sequence of str
        ``"document"``, ``"commenter"`` (or another text variable that speaks, such as ``"organization"``),
        ``"comment"``, or several of them from the widest to the narrowest: the
        second is then drawn within each one drawn of the first, and so on. A statement without a comment is a unit of
        its own among comments; statements without a commenter (an article's) are kept in every draw where commenters
        are drawn.

    Raises
    ------
    OptionError
    NotComputable
        If there are fewer than two units.

    Examples
    --------
    >>> urn = Urn(Statements.from_rows([("Ada", "ban", 1), ("Ben", "tax", 1)]), "commenter")
    >>> {tuple(urn.draw(np.random.default_rng(seed)).table["narrative"]) for seed in range(9)} == {
    ...     ("ban", "ban"), ("ban", "tax"), ("tax", "tax")}
    True
    """

    def __init__(self, statements: Statements, by: str | Sequence[str]) -> None:
        self.statements = statements
        self.by = check_by(by, statements)
        named = np.ones(len(statements), dtype=bool)
        for unit in set(self.by) - set(_COLUMNS):
            named &= statements.coded(unit).codes >= 0
        self._kept, rows = np.flatnonzero(~named), np.flatnonzero(named)
        path = np.zeros(len(rows), dtype=np.int64)
        sizes: list[int] = []
        self._levels: list[np.ndarray] = []  # where the units of each unit above begin
        for unit in self.by:
            own = self._codes(unit)[rows]
            both = path * (int(own.max(initial=0)) + 1) + own
            kinds, place = np.unique(both, return_inverse=True)
            above = np.zeros(len(kinds), dtype=np.int64)
            above[place] = path
            # The units of one parent follow one another, for the parent stands first in the key.
            start = np.searchsorted(above, np.arange(int(path.max(initial=-1)) + 2))
            self._levels.append(start)
            sizes.append(len(kinds))
            path = place.astype(np.int64)
        order = np.argsort(path, kind="stable")
        self._rows = rows[order]
        self._start = np.searchsorted(path[order], np.arange(int(path.max(initial=-1)) + 2))
        columns = {_COLUMNS.get(unit, unit) for unit in self.by} | {"comment_id", "statement_id"}
        self._mark = MARK
        while any(statements.table[c].str.contains(self._mark, regex=False).any() for c in columns):
            self._mark += MARK
        widest = sizes[0] if len(rows) else 0
        if widest < 2:
            hint = {"document": ": draw by commenter or comment instead", "comment": ""}
            raise NotComputable(
                f"the statements are of {widest} {self.by[0]}{'' if widest == 1 else 's'}, "
                f"so there is nothing to draw anew{hint.get(self.by[0], ': draw by comment instead')}"
            )
        #: How many units of the widest kind there are, and what they are.
        self.size, self.what = widest, f"{self.by[0]}s"

    def _codes(self, unit: str) -> np.ndarray:
        codes = self.statements.coded(_COLUMNS.get(unit, unit)).codes.astype(np.int64)
        missing = codes < 0
        if missing.any():
            codes = codes.copy()
            codes[missing] = int(codes.max(initial=-1)) + 1 + np.arange(int(missing.sum()))
        return codes

    def draw(self, rng: np.random.Generator) -> Drawn:
        """Return the statements of as many units as there are, each drawn with replacement.

        Rows are in order of what was drawn, not of time. A thread, commenter or comment drawn twice is two, with the
        comments and statements in it; the commenters of a thread drawn twice are the same people in both copies,
        unless commenters are drawn as well.
        """
        instances = np.zeros(
            1, dtype=np.int64
        )  # the unit of the level above of each instance; at first, the root
        ranks: dict[str, np.ndarray] = {}
        for unit, start in zip(self.by, self._levels, strict=True):
            first, size = start[instances], np.diff(start)[instances]
            parent = np.repeat(np.arange(len(instances)), size)
            many = np.repeat(size, size)
            found = np.repeat(first, size) + np.minimum(
                (rng.random(len(many)) * many).astype(np.int64), many - 1
            )
            order = np.lexsort((found, parent))  # instances by parent, so that draws do not depend on more
            parent, found = parent[order], found[order]
            ranks = {name: rank[parent] for name, rank in ranks.items()}
            ranks[unit] = _rank(parent * (int(found.max(initial=0)) + 1) + found)
            instances = found
        first, size = self._start[instances], np.diff(self._start)[instances]
        within = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
        index = self._rows[np.repeat(first, size) + within]
        copies = {_COLUMNS.get(u, u): np.repeat(r, size) for u, r in ranks.items()}
        leaf = np.repeat(_rank_of(instances), size)
        copies |= {"comment_id": leaf, "statement_id": leaf}
        if len(self._kept):
            index = np.concatenate([index, self._kept])
            copies = {
                name: np.concatenate([c, np.zeros(len(self._kept), dtype=np.int64)])
                for name, c in copies.items()
            }
        return Drawn(self.statements, index, copies, self._mark)


def _rank(key: np.ndarray) -> np.ndarray:
    """Return for each of sorted numbers how many of the same stand before it."""
    if not len(key):
        return key
    new = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    return np.arange(len(key)) - np.repeat(new, np.diff(np.append(new, len(key))))


def _rank_of(values: np.ndarray) -> np.ndarray:
    """Return for each number how many of the same stand before it."""
    order = np.argsort(values, kind="stable")
    out = np.empty(len(values), dtype=np.int64)
    out[order] = _rank(values[order])
    return out


def check_by(by: Any, statements: Statements) -> tuple[str, ...]:
    """Return the units to draw, from the widest; raise :class:`OptionError` for others.

    Examples
    --------
    >>> check_by(["document", "comment"], Statements.from_rows([("Ada", "ban", 1)]))
    ('document', 'comment')
    """
    names = (by,) if isinstance(by, str) else by
    if not isinstance(names, list | tuple) or not names:
        raise OptionError(f"by={by!r}: name what is drawn, such as 'commenter' or ['document', 'comment']")
    known = ["document", *(v.name for v in statements.variables if v.kind == "text"), "comment"]
    for name in names:
        if not isinstance(name, str) or name not in known:
            raise OptionError(f"by: {name!r} cannot be drawn.{did_you_mean(str(name), known)}")
    order = [0 if name == "document" else 2 if name == "comment" else 1 for name in names]
    if order != sorted(order) or len(set(names)) < len(names):
        wanted = sorted(dict.fromkeys(names), key=lambda name: (name != "document", name == "comment"))
        raise OptionError(
            f"by={list(names)!r}: name each once, from the widest to the narrowest: {', '.join(wanted)}"
        )
    return tuple(names)
