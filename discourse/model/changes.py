"""What was changed between two states of the same statements, as corrections."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.errors import DataError, OptionError, did_you_mean
from discourse.model.statements import Statements

_SAME = ("statement_id", "status", "supersedes", "weight")


def changes(before: Statements, after: Statements, *, coder: str | None = None) -> Statements:
    """Return what a person changed, added and deleted, as statements that correct the earlier ones.

    A changed statement becomes a new row with status ``corrected`` that supersedes the old one, a deleted one a row
    with status ``rejected``, and a new one is added as it is. So ``ds.merge(before, ds.changes(before, after))`` has
    the statements of ``after``, up to their ids and order (:func:`discourse.model.merging.merge` takes the two as a
    list). Nothing is edited, and the corrections can be corrected again.

    Parameters
    ----------
    before : Statements
        As they were.
    after : Statements
        As they are now: the same ids stand for the same statements.
    coder : str, optional
        Who made the changes. By default a changed statement has the coder that it has in ``after``, and a deleted
        one the coder that it had.

    Returns
    -------
    Statements
        Empty where nothing was changed; ``made["changes"]`` counts changed, deleted and added statements. Its
        entities are those of ``after``.

    Raises
    ------
    DataError
        If a variable of ``before`` is not there in ``after``, or is of another kind.

    Notes
    -----
    A statement that a row of ``before`` supersedes is not in force; what happens to it changes nothing.

    Examples
    --------
    >>> old = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1)], coder="dictionary")
    >>> new = old.select(old.table.iloc[:1].assign(stance=-1))
    >>> found = changes(old, new, coder="Zoe")
    >>> found.table[["statement_id", "coder", "status", "supersedes", "stance"]].values.tolist()
    [['s1:corrected', 'Zoe', 'corrected', 's1', -1], ['s2:rejected', 'Zoe', 'rejected', 's2', -1]]
    """
    if coder is not None and not (isinstance(coder, str) and coder):
        raise OptionError("coder must be the name of who made the changes, or be left out")
    _check(before, after)
    names = [v.name for v in after.variables]
    old, new = (
        s.table.drop(columns="weight", errors="ignore") if "weight" not in names else s.table
        for s in (before, after)
    )
    old = old.reindex(columns=list(new.columns)).astype(new.dtypes.to_dict())
    over = old["statement_id"].isin(old["supersedes"].dropna())
    place = pd.Index(new["statement_id"]).get_indexer(pd.Index(old["statement_id"]))
    there = place >= 0
    changed = np.zeros(len(old), dtype=bool)
    for name in [c for c in new.columns if c not in _SAME or c in names]:
        a, b = old[name][there].reset_index(drop=True), new[name].iloc[place[there]].reset_index(drop=True)
        same = (a == b).fillna(False).to_numpy(dtype=bool) | (a.isna() & b.isna()).to_numpy(dtype=bool)
        changed[there] |= ~same
    taken = set(old["statement_id"]) | set(new["statement_id"])
    live = ~over.to_numpy(dtype=bool)
    corrected = _superseding(new.iloc[place[changed & live]], old[changed & live], "corrected", coder, taken)
    rejected = _superseding(old[~there & live], old[~there & live], "rejected", coder, taken)
    added = new[~new["statement_id"].isin(old["statement_id"])]
    known = added["supersedes"].isin(pd.concat([old["statement_id"], added["statement_id"]]))
    added = added.assign(supersedes=added["supersedes"].where(known, None).astype("str"))
    counts = {"changed": len(corrected), "deleted": len(rejected), "added": len(added)}
    unseen = int(((changed | ~there) & ~live).sum())
    told = "statement was" if unseen == 1 else "statements were"
    notes = [f"{unseen} changed or deleted {told} not in force before; left out"] if unseen else []
    table = pd.concat([corrected, rejected, added], ignore_index=True)
    return Statements(
        table,
        after.variables,
        after.entities,
        {"method": "changes", "changes": counts, "of": after.made} | ({"notes": notes} if notes else {}),
        _documents(before, after, table["document_id"]),
    )


def _check(before: Statements, after: Statements) -> None:
    kinds = {v.name: v.kind for v in after.variables}
    for variable in before.variables:
        if variable.name not in kinds:
            raise DataError(
                f"the changed statements have no variable {variable.name!r}, which the earlier ones have."
                f"{did_you_mean(variable.name, kinds)} Give two states of the same statements"
            )
        if kinds[variable.name] != variable.kind:
            raise DataError(
                f"the variable {variable.name!r} was {variable.kind} and is {kinds[variable.name]} now; "
                f"give two states of the same statements"
            )


def _superseding(
    rows: pd.DataFrame, old: pd.DataFrame, status: str, coder: str | None, taken: set[str]
) -> pd.DataFrame:
    """Return rows that take the place of old ones, under new ids."""
    ids = []
    for name in old["statement_id"]:
        new, n = f"{name}:{status}", 1
        while new in taken:
            n += 1
            new = f"{name}:{status}:{n}"
        taken.add(new)
        ids.append(new)
    out = rows.assign(
        statement_id=pd.Series(ids, index=rows.index, dtype="str"),
        status=pd.Series(status, index=rows.index, dtype="str"),
        supersedes=old["statement_id"].set_axis(rows.index),
    )
    return out if coder is None else out.assign(coder=pd.Series(coder, index=rows.index, dtype="str"))


def _documents(before: Statements, after: Statements, needed: pd.Series) -> pd.DataFrame:
    """Return the documents of both states, those of the later one first; none where some are not known."""
    gone = before.documents[~before.documents["document_id"].isin(after.documents["document_id"])]
    every = pd.concat([after.documents, gone], ignore_index=True) if len(gone) else after.documents
    return every if needed.isin(every["document_id"]).all() else every.iloc[:0]
