"""Comments inside of comments: answers that stand in a list of the object which they answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discourse.readers.tables.mapping import guess

#: Names of lists of answers.
_ANSWERS = frozenset(("replies", "children", "comments", "answers", "responses", "kids"))
#: Lists that such a name may stand for, one step further in.
_STEPS = ("data", "items", "comments", "children")
_OF_DOCUMENT = ("document_id", "title", "url")
Found = Iterator[tuple[int, dict[str, Any]]]


def unnested(found: Found) -> Found:
    """Yield objects, each followed by the answers inside of it, with the parent's id as theirs.

    Parameters
    ----------
    found : iterator of (int, dict)

    Yields
    ------
    line : int
    item : dict

    Examples
    --------
    >>> list(unnested(iter([(1, {"id": 1, "text": "a", "replies": [{"id": 2, "text": "b"}]})])))
    [(1, {'id': 1, 'text': 'a'}), (1, {'id': 2, 'text': 'b', 'parent_id': 1})]
    """
    made = 0
    for line, whole in found:
        if _ANSWERS.isdisjoint(whole):
            yield line, whole
            continue
        waiting = [whole]
        while waiting:
            item = waiting.pop()
            answers = _taken(item)
            if answers:
                known = guess(list(item))
                if known.get("text") is None and "title" in known:
                    item["text"] = item[known["title"]]
                if not item.get(known.get("comment_id", "id")):
                    made += 1
                    item[known.get("comment_id", "id")] = f"nested-{line}-{made}"
                _inherit(answers, item, guess(list(item)))
                waiting += reversed(answers)
            yield line, item


def _taken(item: dict[str, Any]) -> list[dict[str, Any]]:
    """Take the answers out of an object; a list of anything else stays."""
    out: list[dict[str, Any]] = []
    for name in [n for n in item if n in _ANSWERS]:
        value = item[name]
        if isinstance(value, dict):
            value = next((value[s] for s in _STEPS if isinstance(value.get(s), list)), None)
        if isinstance(value, list) and value and all(isinstance(v, dict) and v for v in value):
            out += value
            del item[name]
    return out


def _inherit(answers: list[dict[str, Any]], parent: dict[str, Any], known: dict[str, str]) -> None:
    """Tell answers whom they answer, and where, unless they say so themselves."""
    told = {name: parent[known[name]] for name in _OF_DOCUMENT if name in known}
    for answer in answers:
        own = guess(list(answer))
        for field, name in own.items():  # a post may call its words "text", and its answers theirs "body"
            if known.get(field, name) not in answer:
                answer[known[field]] = answer.pop(name)
        own = guess(list(answer))
        if not answer.get(own.get("parent_id", "")):
            answer[own.get("parent_id", "parent_id")] = parent[known["comment_id"]]
        for name, value in told.items():
            if name not in own:
                answer[known[name]] = value
