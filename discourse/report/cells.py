"""The tables of the page: cells that sort by number and lead to their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from discourse.model.analysis import Analysis
from discourse.model.roles import plural
from discourse.report.index import Index
from discourse.report.tables import (
    Cell,
    Column,
    Table,
    commenters,
    groups,
    measures,
    networks,
    ties,
    whole_measures,
)
from discourse.report.terms import capital, terms
from discourse.report.wording import MINUS, number, percent

#: Longer tables are cut on the page; the folder has them whole.
MOST = 3000
_STANCES = (
    Column("+", True, "statements that support"),
    Column("0", True, "statements without a stance for or against"),
    Column(MINUS, True, "statements that reject"),
)


def page_tables(
    analysis: Analysis, index: Index, anchors: Mapping[str, Mapping[tuple[str, str], str]]
) -> list[Table]:
    """Return the tables of the page.

    Parameters
    ----------
    analysis : Analysis
    index : Index
    anchors : dict
        By network, the anchor of each tie that has a block of evidence.

    Returns
    -------
    list of Table
    """
    words = terms(analysis)
    found = [
        _codes(analysis, index, "narratives", words.claim),
        _codes(analysis, index, "actors", "actor"),
        *(_codes(analysis, index, f"codes:{name}", name) for name in words.others),
        _commenters(analysis, index),
        *_groups(analysis, index),
        _ties(analysis, index, "discourse", "Ties of the discourse graph", anchors),
        _ties(analysis, index, "coalitions", f"Ties between {words.speakers}", anchors),
        _whole(analysis),
        *_measures(analysis, index),
    ]
    return [t for t in found if t is not None]


def _href(index: Index, node: str) -> str:
    return f"#{index.nodes[node]}" if node in index.nodes else ""


def _num(value: Any, text: str, href: str = "") -> Cell:
    sort = None if value is None or pd.isna(value) else float(value)
    return Cell(text, sort, href)


def _whole_number(value: Any, href: str = "") -> Cell:
    return _num(value, number(value), href)


def _codes(analysis: Analysis, index: Index, name: str, code: str) -> Table | None:
    if name not in analysis.scores:
        return None
    mentions = name == "actors"
    words = terms(analysis)
    by_comment = () if words.by_hand else ("comments",)
    columns = (
        Column(capital(code)),
        Column("Statements", True, "coded mentions", "descending" if mentions or words.by_hand else "none"),
        *(
            Column("Comments", True, "comments that hold it", "none" if mentions else "descending")
            for _ in by_comment
        ),
        Column("Prevalence", True, f"share of the coded {words.unit}s"),
        Column(capital(words.speakers), True, "who use it"),
        Column("Reach", True, f"share of the coded {words.speakers}"),
        *_STANCES,
        Column("Stance", True, f"mean, from {MINUS}1 (rejects) to +1 (supports)"),
        Column(
            "Support", True, "share of support among those that support or reject; Wilson interval, 95\u202f%"
        ),
    )
    rows = []
    for row in analysis.scores[name].table.head(MOST).to_dict("records"):
        href = _href(index, row["node"])
        interval = ""
        if not pd.isna(row["support"]):
            ends = (number(round(100 * row[n])) for n in ("support_low", "support_high"))
            interval = f"{percent(row['support'])} ({'–'.join(ends)})"
        rows.append(
            [
                Cell(row["label"], None, href, first=True),
                _whole_number(row["statements"], href),
                *(_whole_number(row[n], href) for n in by_comment),
                _num(row["prevalence"], percent(row["prevalence"]), href),
                _whole_number(row["commenters"], href),
                _num(row["reach"], percent(row["reach"]), href),
                *(_whole_number(row[n], href) for n in ("supports", "neutral", "rejects")),
                _num(row["stance"], number(row["stance"], plus=True), href),
                _num(row["support"], interval, href),
            ]
        )
    id = name.replace(":", "-").replace(" ", "-")
    return Table(id, capital(plural(code)), columns, rows, _cut(len(analysis.scores[name]), id))


def _commenters(analysis: Analysis, index: Index) -> Table | None:
    if index.speaker is None:
        return None
    table = commenters(analysis, index.speaker)
    words = terms(analysis)
    counts = {} if words.by_hand else {"comments": "Comments", "coded": "Coded"}
    counts |= {"statements": "Statements"}
    counts |= {plural(name): capital(plural(name)) for name in (*words.others, words.claim)}
    helps = {"coded": "comments with at least one statement"}
    scores = [c for c in table.columns[list(table.columns).index("rejects") + 1 :] if c != "group"]
    has_group = "group" in table.columns
    columns = (
        Column(capital(words.speaker)),
        *(
            Column(v, True, helps.get(k, ""), "descending" if k == next(iter(counts)) else "none")
            for k, v in counts.items()
        ),
        *_STANCES,
        *((Column("Group", True, "in the network of coalitions"),) if has_group else ()),
        *(Column(s.replace("_", " ").capitalize(), True, "in the network of coalitions") for s in scores),
    )
    rows = []
    for row in table.head(MOST).to_dict("records"):
        href = _href(index, row["node"])
        cells = [Cell(row["label"], None, href, first=True)]
        cells += [_whole_number(row[n], href) for n in (*counts, "supports", "neutral", "rejects")]
        cells += [_whole_number(row["group"], "#groups-coalitions")] if has_group else []
        rows.append(cells + [_num(row[s], number(row[s], 3), href) for s in scores])
    id = words.speakers.replace(" ", "-")
    return Table(id, capital(words.speakers), columns, rows, _cut(len(table), id))


def _groups(analysis: Analysis, index: Index) -> list[Table]:
    found = groups(analysis)
    stances = _stances(analysis, index)
    out: list[Table] = []
    for name in networks(analysis):
        part = found[found["network"] == name]
        if not len(part):
            continue
        people = name == "coalitions" and stances is not None
        columns = [Column("Group", True, "", "ascending"), Column("Size", True), Column("Members")]
        columns += [Column("Supports most"), Column("Rejects most")] if people else []
        rows = []
        for group, members in part.groupby("group", sort=True):
            rows.append(
                [
                    Cell(number(group), float(group)),  # type: ignore[arg-type]
                    _whole_number(len(members)),
                    _members(index, members),
                    *(_favourites(index, stances, members["node"]) if people and stances is not None else ()),
                ]
            )
        title = {
            "coalitions": f"Groups of {terms(analysis).speakers}",
            "discourse": "Groups of the discourse graph",
        }
        out.append(
            Table(f"groups-{len(out)}" if name != "coalitions" else "groups-coalitions",
                  title.get(name, f"Groups of the {name} network"), tuple(columns), rows,
                  "tables/groups.csv lists every node with its group.")
        )  # fmt: skip
    return out


def _members(index: Index, members: pd.DataFrame, most: int = 12) -> Cell:
    """Return the members with most statements first."""
    size = {n: len(index.by_node.get(n, ())) for n in members["node"]}
    order = members.assign(size=members["node"].map(size)).sort_values(
        ["size", "label"], ascending=[False, True]
    )
    # Each name is isolated, so that a right-to-left mark in one does not turn the others round.
    names = [f"\u2068{name}\u2069" for name in order["label"].head(most)]
    more = f" and {len(members) - most:,} more" if len(members) > most else ""
    return Cell(", ".join(names) + more)


def _stances(analysis: Analysis, index: Index) -> pd.DataFrame | None:
    """Return the summed stance of each commenter toward each narrative."""
    claim = terms(analysis).claim
    if index.speaker is None or not index.has_stance or claim not in index.codes:
        return None
    table = analysis.statements.table
    rows = table[table[index.speaker].notna() & table[claim].notna() & table["stance"].notna()]
    sums = rows.assign(stance=rows["stance"].astype(float)).groupby([index.speaker, claim])["stance"].sum()
    out = sums.reset_index().rename(columns={index.speaker: "who"})
    out["who"] = f"{index.speaker}:" + out["who"]
    return out


def _favourites(index: Index, stances: pd.DataFrame, members: pd.Series, most: int = 3) -> list[Cell]:
    claim = str(stances.columns[1])
    sums = stances[stances["who"].isin(members)].groupby(claim)["stance"].sum()
    out = []
    for way in (1, -1):
        top = (sums * way)[sums * way > 0].sort_values(ascending=False, kind="stable").head(most)
        out.append(
            Cell(
                ", ".join(
                    f"{index.label(f'{claim}:{n}')} ({number(v * way, 0, plus=True)})" for n, v in top.items()
                )
            )
        )
    return out


def _ties(
    analysis: Analysis,
    index: Index,
    name: str,
    title: str,
    anchors: Mapping[str, Mapping[tuple[str, str], str]],
) -> Table | None:
    found = ties(analysis, name)
    if not len(found):
        return None
    shown = found.head(len(anchors[name]))
    extra = {
        "statements": Column("Statements", True),
        "positive": _STANCES[0],
        "neutral": _STANCES[1],
        "negative": _STANCES[2],
        "stance": Column("Stance", True, f"mean, from {MINUS}1 to +1"),
        "relation": Column("Relation"),
    }
    extra = {k: v for k, v in extra.items() if k in found.columns}
    columns = (
        Column("From"),
        Column("To"),
        Column("Weight", True, "comments" if name == "discourse" else "", "descending"),
        *extra.values(),
    )
    rows = []
    for tie in shown.to_dict("records"):
        href = f"#{anchors[name][tie['source'], tie['target']]}"
        cells = [
            Cell(tie["source_label"], None, href, first=True),
            Cell(tie["target_label"], None, _href(index, tie["target"])),
        ]
        cells.append(_whole_number(tie["weight"], href))
        for column in extra:
            value = tie[column]
            if column == "relation":
                cells.append(Cell("" if pd.isna(value) else str(value)))
            elif column == "stance":
                cells.append(_num(value, number(value, plus=True), href))
            else:
                cells.append(_whole_number(value, href))
        rows.append(cells)
    note = (
        ""
        if len(shown) == len(found)
        else f"The {len(shown):,} heaviest of {len(found):,} ties; all are in tables/."
    )
    return Table(f"ties-{name}", title, columns, rows, note)


def _whole(analysis: Analysis) -> Table | None:
    if "robustness" in analysis.studies:  # there they stand with intervals and chance
        return None
    found = whole_measures(analysis)
    sizes = [(n, "nodes", analysis.networks[n].order) for n in networks(analysis)]
    sizes += [(n, "ties", analysis.networks[n].size) for n in networks(analysis)]
    rows = [
        [Cell(n), Cell(m), _num(v, number(v, 3))] for n, m, v in sorted(sizes, key=lambda s: s[0]) + found
    ]
    columns = (Column("Network"), Column("Measure"), Column("Value", True))
    return Table("measures", "Measures of the networks", columns, rows) if rows else None


def _measures(analysis: Analysis, index: Index) -> list[Table]:
    """Return one table of node scores for every network that has some and is not shown with the commenters."""
    found = measures(analysis)
    out = []
    for name in networks(analysis):
        part = found[(found["network"] == name) & (found["node"] != "graph")]
        if name == "coalitions" or not len(part):
            continue
        wide = part.pivot_table(index="node", columns="measure", values="value", sort=False, dropna=False)
        network = analysis.networks[name].nodes.set_index("id")
        wide = wide.sort_values(wide.columns[0], ascending=False, kind="stable")
        columns = (
            Column("Node"),
            Column("Kind"),
            *(
                Column(str(c).replace("_", " ").capitalize(), True, "", "descending" if n == 0 else "none")
                for n, c in enumerate(wide.columns)
            ),
        )
        rows = []
        for node, values in zip(wide.index, wide.to_numpy(), strict=True):
            href = _href(index, str(node))
            cells = [Cell(str(network["label"].get(node, node)), None, href, first=True)]
            cells.append(Cell(str(network["kind"].get(node, ""))))
            rows.append(cells + [_num(v, number(v, 3), href) for v in values])
        note = _cut(len(rows), "measures")
        out.append(
            Table(f"nodes-{name}", f"Measures of the nodes of the {name} network", columns, rows[:MOST], note)
        )
    return out


def _cut(n: int, name: str) -> str:
    return f"The first {MOST:,} of {n:,}; all are in tables/{name}.csv." if n > MOST else ""
