"""Scores beside random networks and studies of how sure results are, made by hand; what is read off their figures."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from discourse.model.chance import Chance
from discourse.model.results import Made, Scores
from discourse.model.study import Study

LEVELS = {"modularity": 0.42, "ei": -0.6, "density": 0.31, "rwc": 0.2, "components": 3.0, "groups": 4.0}


def compared(
    observed: float = 0.5,
    nulls: int = 99,
    *,
    null: str = "1K",
    name: str = "rwc",
    values: Any = None,
    seed: int = 0,
) -> Scores:
    """A score of a whole network and the same on random networks."""
    if values is None:
        values = np.random.default_rng(seed).normal(0.1, 0.08, nulls)
    table = pd.DataFrame({"node": ["graph"], "value": [observed]})
    chance = Chance(observed, np.asarray(values, dtype=float), null, seed, "bisection")
    return Scores(table, "graph", Made(name, {"nulls": len(chance.values)}), chance)


def many(count: int = 6, names: list[str] | None = None) -> dict[str, Scores]:
    """Scores on several scales, from below chance to far above it."""
    return {
        (names[i] if names else f"score {i}"): compared(0.1 + 0.08 * (i % 7 - 2), 50 + i % 2, seed=i)
        for i in range(count)
    }


def strips(
    names: dict[str, list[str]] | None = None, scores: tuple[str, ...] = ("modularity",)
) -> pd.DataFrame:
    """What a score is with other options; the first value of each is the usual one, the last gives none."""
    names = names or {
        "threshold": ["0", "1", "2", "3"],
        "normalization": ["average", "none", "cosine"],
        "seed": [str(i) for i in range(9)],
    }
    random = np.random.default_rng(5)
    rows = []
    for option, values in names.items():
        for i, value in enumerate(values):
            for score in scores:
                lost = len(values) > 1 and i == len(values) - 1
                rows.append(
                    {
                        "option": option, "value": value, "usual": i == 0, "score": score,
                        "found": np.nan if lost else 0.4 if i == 0 else round(0.4 + random.normal(0, 0.05), 3),
                        "groups": np.nan if lost else 3 + i % 2, "ari": 1.0 if i == 0 else np.nan if lost else 0.7,
                        "nodes": 30, "ties": 100 - 10 * (i % 10), "reason": "there is no tie left" if lost else "",
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def ranges(table: pd.DataFrame) -> pd.DataFrame:
    """The lowest and highest values of strips."""
    found = table.groupby(["option", "score"], sort=False)["found"].agg(["min", "max", "count"]).reset_index()
    return found.rename(columns={"min": "low", "max": "high", "count": "n"}).assign(usual=0.4)


def sensitivity(**how: Any) -> Study:
    """A study of options."""
    table = strips(**how)
    made = Made(
        "sensitivity", {"project": {"method": "congruence"}, "cluster": {"method": "leiden"}, "seed": 0}
    )
    return Study({"strips": table, "ranges": ranges(table)}, made)


def robustness(
    networks: tuple[str, ...] = ("congruence", "replies"), *, nodes: int = 14, labels: list[str] | None = None,
    scores: list[str] | None = None, bare: bool = False,
) -> Study:  # fmt: skip
    """A study of how sure results are, with every table; ``bare`` knows of samples alone."""
    random = np.random.default_rng(2)
    rows, groups, ranks = [], [], []
    labels = labels or [f"commenter {i}" for i in range(nodes)]
    for network in networks:
        for i, score in enumerate(scores or list(LEVELS)):
            value = LEVELS.get(score, 0.1 * (i % 8))
            unit = abs(value) / 4 + 0.05
            low, high = value - unit, value + 1.2 * unit
            p = 0.02 if i % 2 == 0 else 0.3
            rows.append(
                {
                    "network": network, "score": score, "value": value, "nodes": nodes, "ties": 4 * nodes,
                    "sample_low": low, "sample_high": high, "sample_n": 200, "coding_low": low + unit / 3,
                    "coding_high": high - unit / 2, "options_low": value - unit / 2, "options_high": value,
                    "null": "1K", "null_mean": value / 2, "null_low": value / 2 - unit, "null_high": value / 2 + unit,
                    "nulls": 99, "z": 1.5, "p": p, "sentence": f"{score} is {value}.",
                }
            )  # fmt: skip
        for i, label in enumerate(labels):
            sure = round(float(random.beta(5, 2)), 3)
            other = round(float(min(1 - sure, 0.6)), 3)
            about = {"network": network, "node": f"commenter:{i}", "label": label}
            unstable = sure < 0.75 or sure <= other
            groups.append(
                {
                    **about,
                    "group": 1 + i % 3,
                    "certainty": sure,
                    "elsewhere": other,
                    "unstable": unstable,
                    "n": 130 + i,
                }
            )
            more = {"value": float(nodes - i), "low": nodes - i - 2.0, "high": nodes - i + 1.5}
            place = {
                "rank": i + 1.0,
                "rank_low": max(i - 2.0, 1.0),
                "rank_high": min(i + 5.5, nodes),
                "n": 130 + i,
            }
            ranks.append({**about, "score": "degree", **more, **place})
    table = pd.DataFrame(rows)
    if bare:
        table = table[["network", "score", "value", "sample_low", "sample_high", "sample_n"]]
    options = strips()
    tables = {
        "scores": table, "coalitions": pd.DataFrame(groups), "strips": options, "ranges": ranges(options),
        "nodes": pd.DataFrame(ranks),
    }  # fmt: skip
    made = Made("robustness", {"by": "commenter", "times": 200, "seed": 0, "level": 0.95})
    return Study(tables, made)


def long_named(name: str, names: list[str]) -> Any:
    """What the figure of that name draws, with these names."""
    if name == "chance":
        return many(len(names), names)
    if name == "sensitivity":
        return sensitivity(names={n: ["first value", "a value with a long name", "3"] for n in names})
    return robustness((names[0],), nodes=len(names), labels=names, scores=names)


def drawn(ax: Any) -> Any:
    ax.figure.draw_without_rendering()
    return ax


def words(ax: Any, label: str) -> list[str]:
    return [" ".join(t.get_text().split()) for t in ax.texts if t.get_label() == f"_{label}"]


def caption(ax: Any) -> str:
    return " ".join(words(ax, "caption"))


def lines(ax: Any, label: str) -> list[Any]:
    return [x for x in ax.lines if x.get_label() == f"_{label}"]


def legend(ax: Any) -> list[str]:
    return [t.get_text() for t in ax.get_legend().get_texts()]


def named(ax: Any) -> list[str]:
    return [" ".join(t.get_text().split()) for t in ax.get_yticklabels()]


def columns(ax: Any) -> dict[str, list[str]]:
    """The columns of numbers that are shown, by heading, in the order of the rows."""
    texts = [t for t in ax.texts if t.get_label() in ("_heading", "_n")]
    starts = [i for i, t in enumerate(texts) if t.get_label() == "_heading"] + [len(texts)]
    return {
        texts[a].get_text(): [t.get_text() for t in texts[a + 1 : b]]
        for a, b in pairwise(starts)
        if texts[a].get_visible()
    }


def apart(ax: Any) -> None:
    """No two names, and no two numbers of columns, lie on each other; all is on the page."""
    boxes = [t.get_window_extent() for t in ax.get_yticklabels() if t.get_text()]
    boxes.sort(key=lambda b: b.y0)
    for a, b in pairwise(boxes):
        assert min(a.y1, b.y1) - max(a.y0, b.y0) <= 0.5
    numbers = [
        t for t in ax.texts if t.get_label() in ("_heading", "_n") and t.get_visible() and t.get_text()
    ]
    found = np.array([t.get_window_extent().extents for t in numbers]).reshape(-1, 4)
    low, high = (
        np.maximum(found[:, None, :2], found[None, :, :2]),
        np.minimum(found[:, None, 2:], found[None, :, 2:]),
    )
    touching = (high - low > 0.5).all(axis=2)
    assert touching.sum() == len(found)  # each with itself
    tight, page = ax.figure.get_tightbbox(), ax.figure.bbox_inches
    assert min(tight.x0, tight.y0) >= -0.02
    assert tight.x1 <= page.x1 + 0.02
    assert tight.y1 <= page.y1 + 0.02
