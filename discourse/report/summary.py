"""What was found, in a paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from discourse.model.analysis import Analysis
from discourse.model.roles import plural
from discourse.report.index import Index
from discourse.report.sure import minus
from discourse.report.tables import commenters, whole_measures
from discourse.report.terms import Terms, terms
from discourse.report.wording import MINUS, count, listed, number, percent


@dataclass(frozen=True)
class Piece:
    """Words of a sentence; a link if ``href`` is given, a name from the data if ``name``."""

    text: str
    href: str = ""
    name: bool = False


def summary(analysis: Analysis, index: Index) -> list[Piece]:
    """Return the summary as pieces of text.

    Parameters
    ----------
    analysis : Analysis
    index : Index

    Returns
    -------
    list of Piece
    """
    words = terms(analysis)
    out = _statements(analysis, words) if words.by_hand else _corpus(analysis)
    out += _people(analysis, index)
    out += _codes(analysis, index, "actors", "The actor mentioned most is ", "The actors mentioned most are ")
    for name in words.others if words.by_hand else ():
        most = (f"The {name} named most is ", f"The {plural(name)} named most are ")
        out += _codes(analysis, index, f"codes:{name}", *most)
    verb = "stated" if words.by_hand else "pushed"
    out += _codes(
        analysis,
        index,
        "narratives",
        f"The {words.claim} {verb} most is ",
        f"The {words.claims} {verb} most are ",
    )
    out += _stance(analysis)
    out += _groups(analysis)
    return out


def _statements(analysis: Analysis, words: Terms) -> list[Piece]:
    table = analysis.statements.table
    made = [count(table[n].nunique(), n, plural(n)) for n in (words.speaker, words.claim, *words.others)]
    text = f"{count(len(table), 'statement')} in {count(table['document_id'].nunique(), 'document')}: "
    when = table["created_at"].dropna()
    if len(when) and when.min() < when.max():
        text = text.replace(": ", f", from {when.min():%Y-%m-%d} to {when.max():%Y-%m-%d}: ")
    return [Piece(f"{text}{listed(made)}. ")]


def _corpus(analysis: Analysis) -> list[Piece]:
    comments, table = analysis.corpus.comments, analysis.statements.table
    people = comments["author_id"].nunique()
    coded = table["comment_id"].nunique()
    text = f"{count(len(comments), 'comment')} by {count(people, 'commenter')}"
    documents = len(analysis.corpus.documents)
    text += f" on {count(documents, 'document')}. " if documents > 1 else ". "
    if len(comments):
        share = f"{coded:,} of them ({percent(coded / len(comments))})"
        if coded == len(comments) > 1:
            share = "All of them"
        text += f"{share} {'hold' if coded != 1 else 'holds'} {count(len(table), 'coded statement')}. "
    unknown = comments.loc[comments["author_id"].str.startswith("unknown:"), "author_id"].nunique()
    if unknown:
        verb = "commenter has" if unknown == 1 else "commenters have"
        text += f"{unknown:,} {verb} no name in the source; each is counted as a person of their own. "
    return [Piece(text)]


def _people(analysis: Analysis, index: Index, most: int = 3) -> list[Piece]:
    words = terms(analysis)
    if index.speaker is None or not (words.by_hand or len(analysis.corpus.comments)):
        return []
    per = "statements" if words.by_hand else "comments"
    table = commenters(analysis, index.speaker)
    table = table[table[per] > 1].head(most)
    if not len(table):
        return [Piece(f"Nobody {'is coded' if words.by_hand else 'comments'} more than once. ")]
    out = [Piece("Most active " + ("is " if len(table) == 1 else "are "))]
    rows = list(zip(table["node"], table["label"], table[per], strict=True))
    for n, (node, label, comments) in enumerate(rows):
        out += _between(n, len(rows))
        out += [_node(index, node, label), Piece(f" ({count(int(comments), words.unit)})")]
    return [*out, Piece(". ")]


def _codes(analysis: Analysis, index: Index, name: str, one: str, many: str, most: int = 3) -> list[Piece]:
    if name not in analysis.scores or not len(analysis.scores[name]):
        return []
    rows = analysis.scores[name].table.head(most).to_dict("records")
    out = [Piece(one if len(rows) == 1 else many)]
    for n, row in enumerate(rows):
        out += _between(n, len(rows))
        out.append(_node(index, row["node"], row["label"]))
        out.append(Piece(f" ({_facts(row, name, terms(analysis))})"))
    return [*out, Piece(". ")]


def _noun(word: str) -> tuple[str, str]:
    return word, plural(word)


def _facts(row: Mapping[Any, Any], name: str, words: Terms) -> str:
    where = (
        f"{count(int(row['comments']), words.unit)} by {count(int(row['commenters']), *_noun(words.speaker))}"
    )
    said = f"{count(int(row['statements']), 'mention')} in {where}" if name == "actors" else where
    stances = []
    for column, verb in (("supports", "support"), ("rejects", "reject")):
        if n := int(row[column]):
            stances.append(f"{n:,} {verb}{'s' if n == 1 else ''} it")
    return f"{said}; {listed(stances)}" if stances else f"{said}; no stance for or against"


def _stance(analysis: Analysis) -> list[Piece]:
    table = analysis.statements.table
    if "stance" not in table or not table["stance"].notna().any():
        return []
    said = table["stance"].dropna()
    plus, none, minus = (int((said > 0).sum()), int((said == 0).sum()), int((said < 0).sum()))
    signs = (
        f"{plus:,} {'supports' if plus == 1 else 'support'} (+)",
        f"{minus:,} {'rejects' if minus == 1 else 'reject'} ({MINUS})",
        f"{none:,} {'is' if none == 1 else 'are'} neutral (0)",
    )
    mean = number(said.astype(float).mean(), plus=True)
    return [Piece(f"Of {count(len(said), 'statement')} with a stance, {listed(signs)}; the mean is {mean}. ")]


def _groups(analysis: Analysis) -> list[Piece]:
    out = []
    for name, who in (
        ("coalitions", f"By what they agree on, the {terms(analysis).speakers}"),
        ("discourse", "The discourse graph"),
    ):
        if name not in analysis.partitions:
            continue
        sizes = analysis.partitions[name].sizes
        several = int((sizes > 1).sum())
        alone = int((sizes == 1).sum())
        verb = "fall" if name == "coalitions" else "falls"
        text = f"{who} {verb} into {count(several, 'group')} of {_sizes(sizes[sizes > 1])}" if several else ""
        if not several:
            text = f"{who} {verb} into no groups: all stand alone"
        elif alone:
            text += f"; {alone:,} {'stands' if alone == 1 else 'stand'} alone"
        q = [v for n, m, v in whole_measures(analysis) if (n, m) == (name, "modularity")]
        text += f" (modularity {number(q[0])}{_interval(analysis, name)})" if q and not pd.isna(q[0]) else ""
        out += [Piece(text, "#groups"), Piece(". "), *_chance(analysis, name)]
    return out


def _interval(analysis: Analysis, name: str) -> str:
    """Return the bootstrap interval of a network's modularity, with a comma before it."""
    rows = analysis.studies["robustness"]["scores"] if "robustness" in analysis.studies else pd.DataFrame()
    if "sample_low" not in rows:
        return ""
    mine = rows[(rows["network"] == name) & (rows["score"] == "modularity")].dropna(
        subset=["sample_low", "sample_high"]
    )
    if (
        not len(mine)
        or not mine["sample_low"].iloc[0] <= mine["value"].iloc[0] <= mine["sample_high"].iloc[0]
    ):
        return ""
    return (
        f", 95\u202f% interval {number(mine['sample_low'].iloc[0])} to {number(mine['sample_high'].iloc[0])}"
    )


def _chance(analysis: Analysis, name: str) -> list[Piece]:
    """Say whether the groups of a network stand out from those of random networks."""
    scores = analysis.scores.get(f"{name}:modularity")
    if scores is None or scores.chance is None:
        return []
    return [Piece(minus(scores.chance.words) + " ")]


def _sizes(sizes: pd.Series, most: int = 6) -> str:
    told = [str(n) for n in sizes.head(most)]
    return (listed(told) if len(sizes) <= most else f"{', '.join(told)}, …") + " members"


def _between(n: int, of: int) -> list[Piece]:
    return [] if n == 0 else [Piece(" and " if n == of - 1 else ", ")]


def _node(index: Index, node: str, label: str) -> Piece:
    anchor = index.nodes.get(node, "")
    return Piece(label, f"#{anchor}" if anchor else "", name=True)
