"""Trees of comments for the tests of readers: what a format can hold of them, and how random ones are drawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import strategies as st

#: What some formats have no place for.
LIKES, DELETIONS, UNKNOWN, UNTIMED, TIMES, DEEP, PARENTS = (
    *("likes", "deleted comments", "comments without a name", "comments without a time", "times"),
    *("answers to answers", "who is answered"),
)
TITLE = "A bridge and a ferry"
STORY = "900000001"
ARTICLE = "The council votes today."


@dataclass(frozen=True)
class Node:
    """One comment.

    Attributes
    ----------
    id : str
        Of digits, so that every format can hold it.
    parent : int or None
        The place of the comment answered in the list, which comes earlier.
    author : str or None
        None of somebody without a name.
    time : int or None
        Seconds since 1970.
    text : str
        Empty of a deleted comment.
    likes : int or None
    deleted : bool
    """

    id: str
    parent: int | None
    author: str | None
    time: int | None
    text: str
    likes: int | None = None
    deleted: bool = False


Tree = list[Node]


@dataclass(frozen=True)
class Shape:
    """One shape of one format.

    Attributes
    ----------
    reader : str
        Its name in the table of readers.
    file : str
        What a file of it is called.
    write : callable
        Gives the bytes of a file, or of several ones in a folder, that holds a tree.
    lacks : frozenset of str
        What it cannot hold; it is left out of the comparison, and given a value where the format wants one.
    comment_id : callable
        What the reader calls a comment.
    dropped : int
        How many rows, always there, are neither comment nor document.
    """

    reader: str
    file: str
    write: Callable[[Tree], bytes | dict[str, bytes]]
    lacks: frozenset[str] = frozenset()
    comment_id: Callable[[str], str] = str
    dropped: int = 0


def written(shape: Shape, tree: Tree, folder: Path) -> Path:
    """Write a tree in a format's shape; return the file, or the folder of a format that has several."""
    folder.mkdir(parents=True, exist_ok=True)
    found = shape.write(fitted(tree, shape))
    path = folder / shape.file
    if isinstance(found, bytes):
        path.write_bytes(found)
        return path
    path.mkdir(exist_ok=True)
    for name, data in found.items():
        (path / name).write_bytes(data)
    return path


def fitted(tree: Tree, shape: Shape) -> Tree:
    """Return what a format can hold of a tree."""
    lacks = shape.lacks
    out: Tree = []
    for place, node in enumerate(tree):
        if node.deleted and DELETIONS in lacks:
            node = replace(node, deleted=False, text=f"word{place} said", author=f"Person {place}")
        if LIKES in lacks and node.likes is not None:
            node = replace(node, likes=None)
        if UNKNOWN in lacks and node.author is None and not node.deleted:
            node = replace(node, author=f"Somebody {place}")
        if TIMES in lacks:
            node = replace(node, time=None) if node.time is not None else node
        elif UNTIMED in lacks and node.time is None:
            node = replace(node, time=1_700_000_000 + place)
        if PARENTS in lacks:
            node = replace(node, parent=None) if node.parent is not None else node
        elif DEEP in lacks and node.parent is not None and out[node.parent].parent is not None:
            node = replace(node, parent=out[node.parent].parent)
        out.append(node)
    return out


def people(tree: Tree) -> dict[str, int]:
    """Return a number for every name, as sites give their accounts."""
    return {name: 500 + i for i, name in enumerate(sorted({n.author for n in tree if n.author}))}


def answered(tree: Tree, node: Node) -> str:
    """Return the id of the comment that one answers; empty if it answers none."""
    return "" if node.parent is None else tree[node.parent].id


def below(tree: Tree) -> dict[int | None, list[int]]:
    """Return the places of the answers of each comment, and of those that answer the article (under None)."""
    found: dict[int | None, list[int]] = {}
    for place, node in enumerate(tree):
        found.setdefault(node.parent, []).append(place)
    return found


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


NAMES = [
    *(
        "Ada Low",
        "Ben King",
        "Zoë Öst",
        "Łukasz",
        "李雷",
        "محمد علي",
        "old_mapmaker61",
        "O'Neil",
        "e\u0301mile",
    ),
    *("Nuria de la Vega", "Иван Петров", "x"),
]
#: Words of many scripts, composed and not, and what several code points make one sign of.
WORDS = [
    *(
        "bridge",
        "ferry",
        "straße",
        "naïve",
        "cafe\u0301",
        "A\u030angstro\u0308m",
        "🚢",
        "👩‍👩‍👧",
        "🇫🇷",
        "👍🏽",
    ),
    *("العبّارة", "שלום", "日本語", "मिलते", "Привет", "ﬁnger", "½", "2024", "it's", "won’t", "no.", "why?"),
]
#: What breaks careless writers and readers of tables, JSON, XML and Markdown.
HOSTILE = [
    *(
        '<b>bold</b> & "quoted" words',
        "=SUM(A1:A9)",
        "+1 from me",
        "-2",
        "@nobody said",
        "semi;colon, comma\ttab",
    ),
    *("line one\nline two", "para one\n\npara two", 'back\\slash "inside" end\\', "'single' ''twice''", '"'),
    *(
        "&amp; &lt;tag&gt; &#8211; &nbsp;",
        "1 < 2 > 0",
        "]]> out of it",
        "<!-- hidden --> shown",
        "<script>x()</script>",
    ),
    *(
        "> somebody else's words\n\nmy answer",
        "*stars* _under_ ~~gone~~",
        "[a link](https://example.org/a)",
        "# head",
    ),
    *(
        "NULL",
        "nan",
        "None",
        "1.0",
        "0",
        "true",
        '{"a": [1]}',
        "\u202eabc\u202c left",
        "zero\u200bwidth",
        "`code`",
    ),
    *(
        "http://example.org/?a=1&b=2",
        "t1_abc",
        "%20 %s {0}",
        "trailing   \n",
        "\\n is no line",
        "a|b|c",
        "<3 <3",
        "<",
    ),
]

names = st.sampled_from(NAMES)
plain_texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
hostile_texts = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map(" ".join)


@st.composite
def trees(draw: st.DrawFn, texts: st.SearchStrategy[str] = plain_texts, most: int = 9) -> Tree:
    """Draw a tree; every text starts with a word of its own, so that none is another once more."""
    out: Tree = []
    for place in range(draw(st.integers(1, most))):
        parent = draw(st.one_of(st.none(), st.integers(0, place - 1))) if place else None
        deleted = place > 0 and draw(st.integers(0, 6)) == 0
        number = str(1001 + place)
        if deleted:
            at = draw(st.integers(100_000_000, 2_000_000_000))
            out.append(Node(number, parent, None, at, "", None, True))
            continue
        out.append(
            Node(
                number,
                parent,
                draw(st.one_of(names, names, names, st.none())),
                draw(st.one_of(st.integers(100_000_000, 2_000_000_000), st.none())),
                f"word{place} {draw(texts)}",
                draw(st.one_of(st.none(), st.integers(0, 10**6))),
            )
        )
    return out


#: A tree with a bit of everything, of which the good example of each format is made.
EXAMPLE: Tree = [
    Node("1001", None, "Ada Low", 1_709_280_000, "The old bridge was never safe, and everybody knew it.", 12),
    Node("1002", 0, "Zoë Öst", 1_709_283_600, "Who is everybody? The café at the pier did not.", 3),
    Node("1003", 1, "Ben King", 1_709_287_199, "They did 🚢, and said so in March.", 0),
    Node("1004", None, "محمد علي", 1_709_290_800, "العبّارة قديمة ولا أحد يدفع.", 7),
    Node("1005", 3, "Ada Low", 1_709_294_400, "Then nobody should cross on it.", 1),
]
