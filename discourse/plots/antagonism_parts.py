"""Arranges marks in four quarters that are named in words, and puts names beside the marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.transforms import Bbox, IdentityTransform

from discourse.plots import style
from discourse.plots.antagonism import CUT
from discourse.plots.arrange import Below
from discourse.plots.labels import Placed, crossings, place_labels
from discourse.plots.ticks import few_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

    from discourse.plots.legend import Key

#: By whether they are at the right and at the top.
_QUARTERS = {
    (True, True): "wedge issues:\nmuch dispute, along the line",
    (False, True): "little dispute,\nalong the line",
    (True, False): "cross-cutting issues:\nmuch dispute, not along the line",
    (False, False): "little dispute,\nnot along the line",
}
#: Names stand at most so many points from their marks, and are placed anew at most so often.
_FAR, _ROUNDS = 40.0, 4


class Quarters(Below):
    """Arranges the scatter.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    xy : numpy.ndarray, shape (marks, 2)
        Antagonism and alignment.
    areas : numpy.ndarray, shape (marks,)
        In square points.
    names : list of str
    wedge : numpy.ndarray of bool
        Whose names are bold; the others' come after them.
    reach : numpy.ndarray
        Where intervals of antagonism end at the right; NaN where none is drawn.
    caption : str
    key : Key
    most : int
        How many are named at most.
    """

    def __init__(
        self,
        ax: Axes,
        xy: np.ndarray,
        areas: np.ndarray,
        names: list[str],
        wedge: np.ndarray,
        reach: np.ndarray,
        caption: str,
        key: Key,
        most: int,
    ) -> None:
        super().__init__(ax, caption or " ", key)
        self.said, self.xy, self.areas, self.names = caption, xy, areas, names
        self.low = min(-0.3, float(xy[:, 1].min()))
        self.end = max(0.5, float(xy[:, 0].max()), float(np.nanmax(reach, initial=0.0)))
        self._placed: tuple[tuple[object, ...], Placed] | None = None
        self._limits: tuple[tuple[float, float], tuple[float, float]] | None = None
        order = np.lexsort((-areas, ~wedge))
        # Where not all can be named, some of the others are, of whom there may be few.
        first, others = order[wedge[order]], order[~wedge[order]]
        first = first[: max(most - len(others), (most + 1) // 2)]
        self.order = np.concatenate([first, others[: most - len(first)]])
        paper = {"facecolor": "white", "linewidth": 0, "boxstyle": "square,pad=0.04"}
        loose: dict[str, Any] = {"clip_on": False, "ha": "left", "va": "bottom", "bbox": paper}
        self.texts = [
            ax.text(0, 0, "", zorder=2.8, **loose, **style.text(style.LABEL, fontweight="bold" if w else "normal"))
            for w in wedge
        ]  # fmt: skip
        for text, name in zip(self.texts, names, strict=True):
            text.set_text(name)
            text.set_visible(False)
            text.set(
                transform=IdentityTransform(), in_layout=False, linespacing=style.LINESPACING, label="_name"
            )
        self.leads = LineCollection([], colors=style.MUTED, linewidths=0.5, zorder=2.5, clip_on=False)
        self.leads.set(transform=IdentityTransform(), in_layout=False, label="_leaders")
        ax.add_collection(self.leads, autolim=False)
        self.quarters = {}
        for (right, up), words in _QUARTERS.items():
            text = ax.text(
                float(right), float(up), words, transform=ax.transAxes, ha="right" if right else "left",
                va="top" if up else "bottom", zorder=2, label="_quarter",
                **style.text(style.NOTE, color=style.MUTED, fontstyle="italic"),
            )  # fmt: skip
            text.set(
                in_layout=False, linespacing=style.LINESPACING, multialignment="right" if right else "left"
            )
            self.quarters[right, up] = text
        dotted: dict[str, Any] = {
            "color": style.RULE,
            "linewidth": 0.8,
            "linestyle": (0, (1, 1.5)),
            "zorder": 0.5,
        }
        ax.axhline(0.0, label="_chance", **dotted)
        ax.axvline(CUT, label="_cut", **dotted)
        ax.set_xlabel(
            "antagonism: share of pairs of speakers who disagree", labelpad=3, **style.text(style.LABEL)
        )
        ax.set_ylabel(
            "alignment with the fault line (0: chance, 1: most)", labelpad=3, **style.text(style.LABEL)
        )
        self._limit(ax)

    def reset(self) -> None:
        """Choose limits anew."""
        self._limits = None

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._limit(ax)
        hidden = self._name(ax)
        many = "1 name is" if hidden == 1 else f"{hidden} names are"
        more = f"{many} not shown for want of room." if hidden else ""
        self.words = f"{self.said} {more}".strip()
        return super()._stack(ax, renderer)

    def _limit(self, ax: Axes) -> None:
        """Leave room for marks at the sides and for the words above and below, unless a reader has zoomed."""
        width, height, _ = self.frame(ax)
        size = float(ax.xaxis.get_major_ticks(1)[0].label1.get_fontsize())
        if self._limits in (None, (ax.get_xlim(), ax.get_ylim())):
            strip = 2.6 * size + 0.5 * self._across().max()
            side = 0.5 * self._across().max() + 2.0
            # Most marks are at the right, and intervals at their left: names have room at the right of all.
            names = self._break(width)
            right = side + min(float(names[:, 0].max()) + 6.0, 0.34 * width)
            unit = self.end / max(width - side - right, 1.0)
            ax.set_xlim(-side * unit, self.end + right * unit)
            unit = (1.0 - self.low) / max(height - 2 * strip, 1.0)
            ax.set_ylim(self.low - strip * unit, 1.0 + strip * unit)
            self._limits = (ax.get_xlim(), ax.get_ylim())
        few_ticks(ax.xaxis, 0.0, self.end, int(np.clip(width / (4.5 * size), 2, 7)))
        few_ticks(ax.yaxis, self.low, 1.0, int(np.clip(height / (3.0 * size), 2, 7)))
        ax.spines["left"].set_bounds(self.low, 1.0)
        ax.spines["bottom"].set_bounds(0.0, self.end)

    def _across(self) -> np.ndarray:
        """Return the diameters of the marks on the page as it is."""
        return np.sqrt(self.areas) * self.scale

    def _break(self, width: float) -> np.ndarray:
        """Break the names into lines; return their sizes, in the order of their importance."""
        size = float(self.texts[0].get_fontsize())
        letters = int(np.clip(0.3 * width / (0.57 * size), 10, 24))
        for text, name in zip(self.texts, self.names, strict=True):
            text.set_text(style.wrapped(name, letters, 3))
        texts = [self.texts[row] for row in self.order]
        return np.array([style.measure(t.get_text(), size, str(t.get_fontweight())) for t in texts])

    def _name(self, ax: Axes) -> int:
        """Put the names beside their marks; return how many have no room."""
        width, height, pixel = self.frame(ax)
        corner = np.array([ax.bbox.x0, ax.bbox.y0])
        at = (ax.transData.transform(self.xy) - corner) / pixel
        reach = self._across() / 2 + 0.8
        rows, boxes = self.order, self._break(width)
        # In points all is the same at every resolution: what was found once is found again.
        state = (
            round(width, 2),
            round(height, 2),
            at.round(2).tobytes(),
            boxes.round(2).tobytes(),
            self.scale,
        )
        if self._placed is None or self._placed[0] != state:
            circles, radii = self._corners(width, height)
            found = _place(
                at, reach, rows, boxes, (width, height), (circles, radii), self._lines(ax, corner, pixel)
            )
            self._placed = state, found
        leads = []
        for row, (x, y), box, led in zip(
            rows, self._placed[1].corners, boxes, self._placed[1].leaders, strict=True
        ):
            text = self.texts[row]
            text.set_visible(bool(np.isfinite(x)))
            if not np.isfinite(x):
                continue
            text.set_position(tuple((np.array([x, y]) * pixel + corner).tolist()))
            text.set_multialignment("right" if x + box[0] < at[row, 0] else "left")
            if led:
                leads.append(_lead(at[row], reach[row], np.array([x, y]), box) * pixel + corner)
        self.leads.set_segments(leads)
        return sum(not t.get_visible() for t in self.texts)

    def _corners(self, width: float, height: float) -> tuple[np.ndarray, np.ndarray]:
        """Return chains of circles that stand for the words in the corners, so that no name covers them."""
        chains, radii = [np.zeros((0, 2))], [np.zeros(0)]
        for (right, up), text in self.quarters.items():
            size = float(text.get_fontsize())
            for line, words in enumerate(text.get_text().split("\n")):
                w, h = style.measure(words, size)
                x = np.linspace(h / 2, max(w - h / 2, h / 2), max(int(np.ceil(w / (0.6 * h))), 2))
                # The upper line is the first of two at the top, and the last but one at the bottom.
                y = (line + 0.5) * h if up else (1.5 - line) * h
                chains.append(
                    np.column_stack([width - x if right else x, np.full(len(x), height - y if up else y)])
                )
                radii.append(np.full(len(x), 0.55 * h))
        return np.vstack(chains), np.concatenate(radii)

    @staticmethod
    def _lines(ax: Axes, corner: np.ndarray, pixel: float) -> np.ndarray | None:
        """Return the intervals as segments in points."""
        found = [c for c in ax.collections if c.get_label() == "_intervals"]
        if not found:
            return None
        ends = np.array([p.vertices for p in found[0].get_paths()])
        flat = (ax.transData.transform(ends.reshape(-1, 2)) - corner) / pixel
        # Each as often as it takes for a name to go elsewhere rather than upon it.
        return np.asarray(flat.reshape(-1, 4)).repeat(8, axis=0)


def _lead(centre: np.ndarray, reach: float, corner: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Return the line from the edge of a mark to its name, shape (2, 2)."""
    end = np.clip(centre, corner, corner + box)
    away = max(float(np.hypot(*(end - centre))), 1e-9)
    return np.array([centre + (end - centre) / away * min(reach, away), end])


def _place(
    at: np.ndarray,
    reach: np.ndarray,
    rows: np.ndarray,
    boxes: np.ndarray,
    room: tuple[float, float],
    corners: tuple[np.ndarray, np.ndarray],
    lines: np.ndarray | None,
) -> Placed:
    """Place names so that no line from a mark to its name crosses a name or another mark; some are left out.

    Those that were left out are tried again before all others, as long as more find a place by that.
    """
    best = Placed(np.full((len(rows), 2), np.nan), np.zeros(len(rows), dtype=bool))
    turn = np.arange(len(rows))
    for _ in range(_ROUNDS):
        placed = place_labels(
            at[rows[turn]], reach[rows[turn]], boxes[turn], (0.0, 0.0, *room), nodes=np.vstack([at, corners[0]]),
            node_radii=np.append(reach, corners[1]), segments=lines,
        )  # fmt: skip
        found = Placed(np.full((len(rows), 2), np.nan), np.zeros(len(rows), dtype=bool))
        found.corners[turn], found.leaders[turn] = placed.corners, placed.leaders
        for k in turn[::-1]:
            if found.leaders[k] and _astray(k, found, at, reach, rows, boxes):
                found.corners[k], found.leaders[k] = np.nan, False
        missing = np.isnan(found.corners[:, 0])
        if missing.sum() < np.isnan(best.corners[:, 0]).sum():
            best = found
        if not missing.any():
            break
        turn = np.concatenate([turn[missing[turn]], turn[~missing[turn]]])
    return best


def _astray(
    k: int, found: Placed, at: np.ndarray, reach: np.ndarray, rows: np.ndarray, boxes: np.ndarray
) -> bool:
    """Return whether the line to a name is too long, or crosses another name or a mark beside its own."""
    start, end = _lead(at[rows[k]], reach[rows[k]], found.corners[k], boxes[k])
    step = end - start
    length = float(np.hypot(*step))
    others = np.isfinite(found.corners[:, 0])
    others[k] = False
    named = np.hstack([found.corners[others], found.corners[others] + boxes[others]])
    part = np.clip((at - start) @ step / max(length**2, 1e-9), 0.0, 1.0)
    passed = np.hypot(*(start + part[:, None] * step - at).T) < 0.8 * reach
    passed &= np.hypot(*(at - at[rows[k]]).T) > 1.0
    return bool(length > _FAR or passed.any() or crossings(named, np.array([[*start, *end]])).any())
