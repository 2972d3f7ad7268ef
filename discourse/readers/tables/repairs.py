"""Making ids unique and reply trees sound, with every repair counted."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from discourse.readers.tally import Tally


def unique_ids(
    ids: Sequence[str],
    owners: Sequence[str],
    contents: Sequence[Hashable],
    lines: Sequence[int],
    tally: Tally,
) -> list[str | None]:
    """Return ids of which none comes twice, making those that are missing.

    Parameters
    ----------
    ids : sequence of str
        As found; empty where there is none.
    owners : sequence of str
        The documents.
    contents : sequence of hashable
        What must be equal for a row to be a mere repetition.
    lines : sequence of int
    tally : Tally

    Returns
    -------
    list of str or None
        None for a row that repeats an earlier one with the same id. Another row with an id that is taken is
        called ``id~2``; a row without id gets the next free ``document:n``.
    """
    taken = {i for i in ids if i}
    first: dict[str, Hashable] = {}
    counts: dict[str, int] = {}
    out: list[str | None] = []
    for name, owner, content, line in zip(ids, owners, contents, lines, strict=True):
        counts[owner] = counts.get(owner, 0) + 1
        if not name:
            while f"{owner}:{counts[owner]}" in taken:
                counts[owner] += 1
            name = f"{owner}:{counts[owner]}"
            taken.add(name)
        elif name in first:
            if first[name] == content:
                tally.add("dropped", "the same row once more", line, name)
                counts[owner] -= 1
                out.append(None)
                continue
            base, number = name, 2
            while (name := f"{base}~{number}") in taken:
                number += 1
            taken.add(name)
            tally.add(
                "repaired", "an id that comes twice; the later row got another", line, f"{base} is now {name}"
            )
        first[name] = content
        out.append(name)
    return out


def sound_parents(
    ids: Sequence[str],
    parents: Sequence[str | None],
    lines: Sequence[int],
    tally: Tally,
) -> tuple[list[str | None], list[str | None]]:
    """Return the parents that are there, cycles cut, and for each row the parent that was taken away.

    Parameters
    ----------
    ids : sequence of str
        All comments.
    parents : sequence of str or None
    lines : sequence of int
    tally : Tally

    Returns
    -------
    parents, lost : list of str or None
    """
    known = {name: i for i, name in enumerate(ids)}
    out: list[str | None] = []
    lost: list[str | None] = [None] * len(ids)
    for i, parent in enumerate(parents):
        if parent is not None and parent not in known:
            tally.add("repaired", "answers a comment that is not there; taken as top-level", lines[i], parent)
            lost[i], parent = parent, None
        out.append(parent)
    state = [0] * len(ids)  # 0 unseen, 1 on the way, 2 done
    for start in range(len(ids)):
        way = []
        at: int | None = start
        while at is not None and state[at] == 0:
            state[at] = 1
            way.append(at)
            above = out[at]
            at = known[above] if above is not None else None
        if at is not None and state[at] == 1:
            cut = min(way[way.index(at) :])
            reason = "answers itself, or one of its own answers; taken as top-level"
            tally.add("repaired", reason, lines[cut], f"{ids[cut]} answers {out[cut]}")
            lost[cut], out[cut] = out[cut], None
        for node in way:
            state[node] = 2
    return out, lost
