"""The words behind the numbers: for every node and tie, its statements; and every comment with its marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from discourse.report.index import Index
from discourse.report.marks import Span, Token, excerpt, tokens
from discourse.report.wording import count, number, sign

#: How many statements are listed below one code, and below one tie; how many ties are listed at all. What is left
#: out is in the tables, and the page says so. With these, a thread of 10,000 comments stays below 25 MB.
PER_CODE, PER_TIE, TIES, OTHER_TIES = 200, 30, 3000, 400
#: With more statements than this, only codes are listed with the text around their words.
MANY = 5000
#: Comments whose start is less sure than this are named as uncertain.
UNSURE = 0.75


@dataclass(frozen=True)
class Item:
    """One statement as a line of evidence."""

    href: str
    number: str
    author: str
    sign: str
    stance: str
    confidence: str
    about: str
    words: tuple[Token, ...]


@dataclass(frozen=True)
class Block:
    """What stands behind one node or tie."""

    anchor: str
    kind: str
    label: str
    other: str
    facts: str
    items: tuple[Item, ...]
    left: int


class Evidence:
    """All evidence of an analysis, ready for the page.

    Parameters
    ----------
    index : Index
    quotes : bool
        Whether words may be shown.
    """

    def __init__(self, index: Index, *, quotes: bool = True) -> None:
        self.index, self.quotes = index, quotes
        self._many = len(index.rows) > MANY
        self._item = lru_cache(maxsize=None)(self._make_item)

    def _make_item(self, i: int, about: bool, brief: bool) -> Item:
        row = self.index.rows[i]
        unit = self.index.unit(row)
        mark, word = sign(row.get("stance"))
        around, most = (0, 0) if brief else (45, 90)
        words = excerpt(unit["text"], row["pieces"], around=around, most=most) if unit and self.quotes else []
        author = unit["author"] if unit else ""
        if not author and self.index.speaker is not None and row[self.index.speaker] is not None:
            author = self.index.label(f"{self.index.speaker}:{row[self.index.speaker]}")
        return Item(
            f"#{unit['anchor']}" if unit and self.quotes else "",
            unit["number"] if unit else row["comment_id"] or row["document_id"],
            author,
            mark,
            word if self.index.has_stance else "",
            number(row["confidence"]) if row["confidence"] < 0.995 else "",
            self.codes_of(row) if about else "",
            tuple(words),
        )

    def codes_of(self, row: dict[str, Any]) -> str:
        """Return the labels of a statement's codes."""
        found = [self.index.label(f"{n}:{row[n]}") for n in self.index.codes if row[n] is not None]
        return ", ".join(found)

    def of_nodes(self) -> dict[str, list[Block]]:
        """Return one block per node, by kind; narratives and actors first."""
        out: dict[str, list[Block]] = {}
        for node, anchor in self.index.nodes.items():
            kind = node.partition(":")[0]
            found = self.index.by_node[node]
            is_code = kind in self.index.codes
            items = tuple(self._item(i, not is_code, self._many and not is_code) for i in found[:PER_CODE])
            block = Block(
                anchor,
                kind,
                self.index.label(node),
                "",
                self._facts(found, is_code),
                items,
                len(found) - len(items),
            )
            out.setdefault(kind, []).append(block)
        return out

    def _facts(self, found: Sequence[int], is_code: bool) -> str:
        rows = [self.index.rows[i] for i in found]
        parts = [count(len(rows), "statement")]
        if comments := {r["comment_id"] for r in rows} - {None}:
            parts.append(f"in {count(len(comments), 'comment')}")
        who = self.index.speaker if is_code else None
        if who and (speakers := {r[who] for r in rows} - {None}):
            parts.append(f"by {count(len(speakers), who)}")
        text = " ".join(parts)
        if self.index.has_stance and is_code:
            words = [sign(r.get("stance"))[1] for r in rows]
            plural = {"supports": "support", "rejects": "reject"}
            told = [(words.count(w), w) for w in ("supports", "neutral", "rejects")]
            text += "".join(f"; {n:,} {w if n == 1 else plural.get(w, w)}" for n, w in told if n)
        return text

    def of_ties(self, ties: pd.DataFrame, prefix: str, *, cols: str = "narrative") -> list[Block]:
        """Return one block per tie of a table as :meth:`Index.ties` gives it."""
        out = []
        for n, tie in enumerate(ties.to_dict("records"), 1):
            found = self.index.behind(tie["source"], tie["target"], cols=cols)
            kinds = [tie[end].partition(":")[0] for end in ("source", "target")]
            one_code = any(k in self.index.codes for k in kinds) and not all(
                k in self.index.codes for k in kinds
            )
            items = tuple(self._item(i, not one_code, self._many) for i in found[:PER_TIE])
            facts = (
                f"{kinds[0]} – {kinds[1]}, weight {number(tie['weight'])}, {count(len(found), 'statement')}"
            )
            out.append(
                Block(
                    f"{prefix}{n}",
                    "tie",
                    tie["source_label"],
                    tie["target_label"],
                    facts,
                    items,
                    len(found) - len(items),
                )
            )
        return out

    def units(self) -> list[dict[str, Any]]:
        """Return every comment in order with its text as tokens and its codes."""
        return [self._unit(u) for u in self.index.units]

    def _unit(self, unit: dict[str, Any]) -> dict[str, Any]:
        spans: list[Span] = []
        chips: dict[tuple[str, str], dict[str, str]] = {}
        for i in self.index.by_unit.get(unit["place"], []):
            row = self.index.rows[i]
            mark, word = sign(row.get("stance"))
            names = [n for n in self.index.codes if row[n] is not None]
            stance = f"{word} ({mark})" if mark else word
            for name in names:
                node = f"{name}:{row[name]}"
                label = self.index.label(node)
                title = f"{name} {label}: {stance}, confidence {number(row['confidence'])}"
                chips.setdefault(
                    (node, mark),
                    {
                        "kind": name,
                        "label": label,
                        "sign": mark,
                        "word": word,
                        "href": f"#{self.index.nodes[node]}",
                    },
                )
                spans += [Span(a, b, name, mark, title) for a, b in row["pieces"]]
        parent = self.index.comment(unit.get("parent_id"))
        when = unit.get("created_at")
        sure = unit.get("confidence", 1.0)
        return {
            "anchor": unit["anchor"],
            "number": unit["number"],
            "title": unit.get("title", ""),
            "author": unit["author"],
            "author_href": self._author(unit),
            "id": unit.get("comment_id", ""),
            "when": ""
            if when is None or pd.isna(when)
            else pd.Timestamp(when).strftime("%Y-%m-%d %H:%M UTC"),
            "parent": None
            if parent is None
            else {"href": f"#{parent['anchor']}", "number": parent["number"]},
            "quoted": unit.get("quoted") if isinstance(unit.get("quoted"), str) else "",
            "deleted": bool(unit.get("deleted", False)),
            "sure": "" if sure >= 0.995 else number(sure),
            "unsure": sure < UNSURE,
            "tokens": tokens(unit["text"], spans),
            "chips": list(chips.values()),
        }

    def _author(self, unit: dict[str, Any]) -> str:
        node = f"{self.index.speaker}:{unit.get('author_id')}"
        return f"#{self.index.nodes[node]}" if node in self.index.nodes else ""
