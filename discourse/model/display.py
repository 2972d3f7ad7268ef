"""Rich displays for notebooks: one card for every model type. Everything shown is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from discourse.model.statements import Statements

_STYLE = (
    "<style scoped>.discourse-card{font:13px/1.45 system-ui,sans-serif;border:1px solid #8886;border-radius:6px;"
    "padding:.6em .9em;max-width:60em;overflow-x:auto}.discourse-card table{border-collapse:collapse;margin-top:.5em}"
    ".discourse-card td,.discourse-card th{text-align:left;padding:.15em .7em .15em 0;vertical-align:top;"
    "unicode-bidi:isolate}.discourse-card dl{display:flex;gap:1.4em;margin:.2em 0 0}.discourse-card dt{opacity:.65}"
    ".discourse-card dd{margin:0;font-weight:600}</style>"
)


def card(title: str, facts: Mapping[str, Any], table: pd.DataFrame, *, rows: int = 8, width: int = 90) -> str:
    """Return an HTML card: a title, a few numbers and the first rows of a table.

    Parameters
    ----------
    title : str
        The type's name.
    facts : mapping of str to object
        Numbers shown in a line.
    table : pandas.DataFrame
        Its first rows are shown.
    rows : int
        How many.
    width : int
        Longer cells are cut, with an ellipsis.

    Returns
    -------
    str
        Escaped HTML.

    Examples
    --------
    >>> "<b>&lt;script&gt;</b>" in card("<script>", {}, pd.DataFrame())
    True
    """
    head = "".join(
        f"<div><dt>{escape(str(k))}</dt><dd>{escape(cell(v, width))}</dd></div>" for k, v in facts.items()
    )
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell(v, width))}</td>" for v in row) + "</tr>"
        for row in table.head(rows).itertuples(index=False, name=None)
    )
    names = "".join(f"<th>{escape(str(c))}</th>" for c in table.columns)
    more = f"<div>… {len(table) - rows} more</div>" if len(table) > rows else ""
    return (
        f'{_STYLE}<div class="discourse-card"><b>{escape(title)}</b><dl>{head}</dl>'
        f"<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>{more}</div>"
    )


def cell(value: Any, width: int = 90) -> str:
    """Return a value as short text: numbers to three decimals, nothing for a missing one.

    Examples
    --------
    >>> cell(0.12345), cell(None), cell("a b" * 50, 10)
    ('0.123', '', 'a ba ba b…')
    """
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".") if value == value else ""
    text = str(value)
    return text if len(text) <= width else text[: width - 1] + "…"


def counted_values(statements: Statements) -> dict[str, int]:
    """Return how many different values every text variable has, by its name in the plural; those without are left out.

    Examples
    --------
    >>> from discourse.model.statements import Statements
    >>> counted_values(Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", 1)]))
    {'commenters': 2, 'narratives': 1}
    """
    from discourse.model.roles import plural

    found = {
        plural(v.name): len(statements.coded(v.name).used().labels)
        for v in statements.variables
        if v.kind == "text" and v.name != "evidence"
    }
    return {name: n for name, n in found.items() if n}


def statements_card(statements: Statements) -> str:
    """Return the card of statements."""
    names = [v.name for v in statements.variables if (statements.coded(v.name).codes >= 0).any()]
    facts: dict[str, Any] = {"statements": len(statements)} | counted_values(statements)
    return card(
        "Statements",
        facts,
        statements.table[["statement_id", "comment_id", "start", "stop", *names, "confidence"]],
    )
