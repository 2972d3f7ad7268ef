"""Rows in memory as the relations that :func:`~discourse.readers.rows.link.link` works on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from discourse.readers.rows.link import Event, link
from discourse.readers.rows.people import name_key
from discourse.readers.rows.repeats import Again


def linked_by_query(
    item: pd.DataFrame, said: Sequence[tuple[str, ...] | None], labels: Sequence[str], *, mentions: bool
) -> tuple[list[Event], dict[str, Any]]:
    """Return the events, and the columns of ``linked``, of rows in memory; also ``repeated`` where there are any."""
    import duckdb

    with duckdb.connect(config={"threads": 2}) as connection:
        connection.register("item", item)
        if mentions:
            register_mentions(connection, said, labels)
        events = link(connection, mentions=mentions)
        again = connection.execute("SELECT * FROM repeated ORDER BY n").fetchall()
        found = connection.execute("SELECT * FROM linked").fetchnumpy()
        return events, found | {"repeated": list(map(Again._make, again))} if again else found


def item_table(
    ids: list[str],
    documents: list[str],
    parents: list[str],
    who: list[str],
    at: np.ndarray,
    files: np.ndarray,
    texts: list[str],
    gone: np.ndarray,
    blank: np.ndarray,
) -> pd.DataFrame:
    """Return the relation that :func:`~discourse.readers.rows.link.link` works on."""
    return pd.DataFrame(
        {
            "n": np.arange(len(at)),
            "file": files,
            "id": pd.Series(ids, dtype="str"),
            "document": pd.Series(documents, dtype="str"),
            "parent": pd.Series(parents, dtype="str"),
            "who": pd.Series(who, dtype="str"),
            "t": at,
            "h": np.fromiter(map(hash, texts), np.int64, len(texts)),
            "gone": gone,
            "blank": blank,
        }
    )


def register_mentions(
    connection: Any, mentions: Sequence[tuple[str, ...] | None], labels: Sequence[str]
) -> None:
    """Register ``mention`` and ``speaker``."""
    rows = [(n, place, key) for n, keys in enumerate(mentions) if keys for place, key in enumerate(keys)]
    keys: dict[str, str] = {name: name_key(name) for name in dict.fromkeys(labels)}
    said = pd.DataFrame(rows, columns=["n", "place", "key"]).astype(
        {"n": "int64", "place": "int64", "key": "str"}
    )
    wanted = set(said["key"])
    speaker = [(n, key) for n, name in enumerate(labels) if (key := keys[name]) in wanted]
    who = pd.DataFrame(speaker, columns=["n", "key"]).astype({"n": "int64", "key": "str"})
    connection.register("mention", said)
    connection.register("speaker", who)
