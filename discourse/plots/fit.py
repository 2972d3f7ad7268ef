"""Fits a drawn network into its Axes: legend at the right, caption below, labels where there is room."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Polygon
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from discourse.plots import style
from discourse.plots.arrange import Arranger, break_lines, slot
from discourse.plots.hulls import rounded_hull
from discourse.plots.labels import place_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

    from discourse.plots.graph import Drawn
    from discourse.plots.legend import Key

_GAP = 8.0
#: Axes narrower than this (points) have the legend below.
_NARROW = 300.0


@dataclass
class Hull:
    """A group's hull: its members, its shape and its name."""

    members: np.ndarray
    patch: Polygon
    text: Text


@dataclass
class Parts:
    """What is to be fitted."""

    drawn: Drawn
    labels: list[tuple[int, Text, str]]
    caption: str
    hulls: list[Hull] = field(default_factory=list)
    arrows: bool = False


class Fit(Arranger):
    """Arranges one network.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    parts : Parts
    key : Key
        The legend.
    """

    def __init__(self, ax: Axes, parts: Parts, key: Key) -> None:
        super().__init__(ax)
        self.parts, self.key = parts, key
        self.missing = 0
        self._limits: tuple[tuple[float, float], tuple[float, float]] | None = None
        self._columns = _column_sides(parts.drawn.xy)
        self.below = False
        self.suit(ax)
        self.leaders = LineCollection(
            [], colors=style.INK, linewidths=0.7, linestyles=[(0, (1, 1.6))], zorder=2.8, clip_on=False
        )
        self.leaders.set(transform=IdentityTransform(), in_layout=False, label="_leaders")
        ax.add_collection(self.leaders, autolim=False)
        self.heads = PolyCollection([], facecolors="#3A3A3A", edgecolors="none", zorder=2.5, clip_on=False)
        self.heads.set(transform=IdentityTransform(), in_layout=False, label="_arrowheads")
        ax.add_collection(self.heads, autolim=False)
        self.caption = ax.text(
            0, 0, "", va="bottom", ha="left", clip_on=False, **style.text(style.NOTE, color=style.MUTED)
        )
        self.caption.set(transform=IdentityTransform(), in_layout=False, linespacing=1.15, label="_caption")
        ax.set_axis_off()
        xy = parts.drawn.xy
        pad = np.maximum(np.ptp(xy, axis=0) * 0.1, 0.1)
        ax.set_xlim(xy[:, 0].min() - pad[0], xy[:, 0].max() + pad[0])
        ax.set_ylim(xy[:, 1].min() - pad[1], xy[:, 1].max() + pad[1])

    def suit(self, ax: Axes, size: float = style.LABEL) -> None:
        """Make the legend: at the right where there is room, else below in columns."""
        self._slot = width, height = slot(ax)
        assert self.key is not None
        self.below = width < _NARROW or height < 0.5 * width
        if self.below:
            self.key.options = {"loc": "lower left", "bbox_to_anchor": (0.0, 0.0)}
            legend = self.key.fit(ax, size, self.scale, width - 6.0, (4, 3, 2, 1))
        else:
            self.key.options = {"loc": "upper right", "bbox_to_anchor": (1.0, 1.0)}
            legend = self.key.build(ax, size, self.scale)
            _, _, pixel = self.frame(ax)
            if legend is not None and legend.get_window_extent().height / pixel > 0.9 * height:
                legend = self.key.build(ax, size, self.scale, 2)
        if legend is not None:
            legend.set_in_layout(False)

    def place(self, ax: Axes, renderer: RendererBase) -> None:
        """Fit everything; sizes are in points, so that all formats come out alike."""
        width, height, pixel = self.frame(ax)
        corner = np.array([ax.bbox.x0, ax.bbox.y0])
        legend = ax.get_legend()
        wide, low = 0.0, self._caption_height(width)
        if legend is not None and self.below:
            legend.set_bbox_to_anchor((corner[0], corner[1] + low * pixel), transform=IdentityTransform())
            low += 4.0 * np.ceil(legend.get_window_extent(renderer).height / pixel / 4.0) + _GAP
        elif legend is not None:
            wide = 4.0 * np.ceil(legend.get_window_extent(renderer).width / pixel / 4.0) + _GAP
        area = (0.0, low, max(width - wide, 0.4 * width), height)
        reach = self._reach()
        texts = self._texts(area)
        self._limit(ax, area, width, height, reach, texts)
        at = (ax.transData.transform(self.parts.drawn.xy) - corner) / pixel
        hulls = self._hulls(at, reach, corner, pixel)
        self._heads(at, reach, corner, pixel)
        self._labels(ax, at, reach, texts, hulls, area, corner, pixel)
        self._say(width, corner, pixel)

    def _caption_height(self, width: float) -> float:
        """Leave room for the longest caption there may be."""
        size = float(self.caption.get_fontsize())
        note = (
            f" {len(self.parts.labels)} labels are not shown for want of room." if self.parts.labels else ""
        )
        words = (self.parts.caption + note).strip() if self.parts.caption else note.strip()
        if not words:
            return 0.0
        return style.measure(break_lines(words, size, width), size)[1] * 1.1 + 4.0

    def _say(self, width: float, corner: np.ndarray, pixel: float) -> None:
        words = self.parts.caption
        if self.missing:
            many = "1 label is" if self.missing == 1 else f"{self.missing} labels are"
            words = f"{words} {many} not shown for want of room.".strip()
        self.caption.set_text(break_lines(words, float(self.caption.get_fontsize()), width))
        self.caption.set_position((corner[0], corner[1] + 1.5 * pixel))

    def _reach(self) -> np.ndarray:
        """Return how far each node reaches; nodes that carry a number are large enough for it."""
        drawn = self.parts.drawn
        badge = max((float(t.get_fontsize()) for _, t in drawn.badges), default=0.0)
        across = style.with_room(drawn.diameters, self.scale, badge)
        for pick, dots in drawn.nodes:
            dots.set_sizes(across[pick] ** 2)
        return drawn.reach / drawn.diameters * across + 0.5

    def _texts(self, area: tuple[float, float, float, float]) -> np.ndarray:
        """Break the labels into lines that suit the room; return their sizes."""
        sizes = np.zeros((len(self.parts.labels), 2))
        room = 0.30 * (area[2] - area[0])
        for row, (node, text, words) in enumerate(self.parts.labels):
            size = float(text.get_fontsize())
            if self._columns is None:
                said = style.wrapped(words, 20, 3)
            else:
                # In columns labels stand under each other: as many lines as the rows are apart.
                lines = 1 if self._columns.spacing[node] * (area[3] - area[1]) < 2.4 * size else 2
                said = style.wrapped(words, max(int(room / (0.56 * size)), 8), lines)
            text.set(text=said)
            sizes[row] = style.measure(said, size, str(text.get_fontweight()))
        return sizes

    def _limit(
        self,
        ax: Axes,
        area: tuple[float, float, float, float],
        width: float,
        height: float,
        reach: np.ndarray,
        texts: np.ndarray,
    ) -> None:
        """Set the limits so that the nodes fill the area, unless a reader has zoomed."""
        if self._limits is not None and (ax.get_xlim(), ax.get_ylim()) != self._limits:
            return
        xy = self.parts.drawn.xy
        most = float(reach.max()) + 2.0 + (7.0 * self.scale if self.parts.hulls else 0.0)
        left = right = most
        up = down = most + (style.LABEL if self.parts.labels and self._columns is None else 0.0)
        if self._columns is not None:
            sides = self._columns.sides[[n for n, _, _ in self.parts.labels]] if len(texts) else np.zeros(0)
            left += float(texts[sides < 0, 0].max(initial=0.0)) + 5.0
            right += float(texts[sides == 1, 0].max(initial=0.0)) + 5.0
        elif len(texts):
            left = right = most + min(float(texts[:, 0].max()) * 0.5, 0.1 * (area[2] - area[0]))
        x = _stretch(xy[:, 0], area[0] + left, area[2] - right)
        y = _stretch(xy[:, 1], area[1] + down, area[3] - up)
        if self._columns is None:
            # One scale for both directions, in the middle of the area.
            unit = max(x[1], y[1])
            x, y = (
                _centred(xy[:, 0], area[0] + left, area[2] - right, unit),
                _centred(xy[:, 1], area[1] + down, area[3] - up, unit),
            )
        ax.set_xlim(x[0], x[0] + x[1] * width)
        ax.set_ylim(y[0], y[0] + y[1] * height)
        self._limits = (ax.get_xlim(), ax.get_ylim())

    def _hulls(self, at: np.ndarray, reach: np.ndarray, corner: np.ndarray, pixel: float) -> list[np.ndarray]:
        outlines = []
        for hull in self.parts.hulls:
            outline = rounded_hull(at[hull.members], reach[hull.members] + 5.0 * self.scale)
            hull.patch.set_xy(outline * pixel + corner)
            outlines.append(outline)
        return outlines

    def _heads(self, at: np.ndarray, reach: np.ndarray, corner: np.ndarray, pixel: float) -> None:
        if not self.parts.arrows:
            return
        ends = self.parts.drawn.ends[self.parts.drawn.shown]
        step = at[ends[:, 1]] - at[ends[:, 0]]
        length = np.hypot(*step.T)
        ends, step, length = ends[length > 1e-9], step[length > 1e-9], length[length > 1e-9]
        along = step / length[:, None]
        across = along[:, ::-1] * [-1, 1]
        tip = at[ends[:, 1]] - along * reach[ends[:, 1], None]
        size = 5.0 * max(self.scale, 0.6)
        corners = np.stack(
            [tip, tip - along * size + across * size * 0.4, tip - along * size - across * size * 0.4], axis=1
        )
        self.heads.set_verts(list(corners * pixel + corner))

    def _labels(
        self,
        ax: Axes,
        at: np.ndarray,
        reach: np.ndarray,
        texts: np.ndarray,
        hulls: list[np.ndarray],
        area: tuple[float, float, float, float],
        corner: np.ndarray,
        pixel: float,
    ) -> None:
        rows = [n for n, _, _ in self.parts.labels]
        middles = np.array([(h.min(axis=0) + h.max(axis=0)) / 2 for h in hulls]).reshape(-1, 2)
        named = np.array(
            [style.measure(h.text.get_text(), float(h.text.get_fontsize()), "bold") for h in self.parts.hulls]
        )
        obstacles, extra = at, reach
        heads: list[np.ndarray] = []
        for i, outline in enumerate(hulls):
            heads.append(_beside(outline, middles, i, named[i], at, reach, area, heads))
            self.parts.hulls[i].text.set(
                x=heads[-1][0] * pixel + corner[0], y=heads[-1][1] * pixel + corner[1]
            )
        if heads:
            # Names of groups are in the way of labels: a chain of circles stands for each.
            for (x, y), (w, h) in zip(heads, named, strict=True):
                count = max(int(np.ceil(w / (0.6 * h))), 2)
                chain = np.column_stack(
                    [np.linspace(x + h / 3, x + w - h / 3, count), np.full(count, y + h / 2)]
                )
                obstacles, extra = np.vstack([obstacles, chain]), np.append(extra, np.full(count, 0.62 * h))
        shown = self.parts.drawn.ends[self.parts.drawn.shown]
        placed = place_labels(
            at[rows], reach[rows], texts, area, nodes=obstacles, node_radii=extra,
            segments=np.hstack([at[shown[:, 0]], at[shown[:, 1]]])[:4000],
            sides=None if self._columns is None else self._columns.sides[rows],
        )  # fmt: skip
        lines = []
        for (node, text, _), (x, y), size, led in zip(
            self.parts.labels, placed.corners, texts, placed.leaders, strict=True
        ):
            text.set_visible(bool(np.isfinite(x)))
            if not np.isfinite(x):
                continue
            left = self._columns is not None and self._columns.sides[node] == -1
            text.set(ha="right" if left else "left", multialignment="right" if left else "left")
            text.set_position(((x + (size[0] if left else 0.0)) * pixel + corner[0], y * pixel + corner[1]))
            if led:
                end = np.clip(at[node], [x, y], [x + size[0], y + size[1]])
                along = (end - at[node]) / max(float(np.hypot(*(end - at[node]))), 1e-9)
                lines.append(np.array([at[node] + along * reach[node], end]) * pixel + corner)
        self.missing = len(rows) - int(np.isfinite(placed.corners[:, 0]).sum())
        self.leaders.set_segments(lines)


@dataclass
class _Columns:
    sides: np.ndarray
    spacing: np.ndarray


def _column_sides(xy: np.ndarray) -> _Columns | None:
    """Return where labels stand if nodes are in columns: left of the first, right of the last, above others."""
    x, column = np.unique(np.round(xy[:, 0], 6), return_inverse=True)
    if not 2 <= len(x) <= 5 or len(xy) < 2 * len(x):
        return None
    height = float(np.ptp(xy[:, 1])) or 1.0
    sides = np.where(column == 0, -1, np.where(column == len(x) - 1, 1, 2))
    counts = np.bincount(column)
    return _Columns(sides, np.maximum(1.0 / counts[column], 0.9 / height / np.maximum(counts[column], 1)))


def _stretch(values: np.ndarray, low: float, high: float) -> tuple[float, float]:
    """Return origin and data units per point so that the values span from low to high."""
    room = max(high - low, 1.0)
    span = float(np.ptp(values))
    unit = span / room if span > 0 else 1e-9
    return _centred(values, low, high, unit)


def _centred(values: np.ndarray, low: float, high: float, unit: float) -> tuple[float, float]:
    middle = (float(values.min()) + float(values.max())) / 2
    return middle - unit * (low + high) / 2, unit


def _beside(
    outline: np.ndarray,
    middles: np.ndarray,
    index: int,
    size: np.ndarray,
    at: np.ndarray,
    reach: np.ndarray,
    area: tuple[float, float, float, float],
    taken: list[np.ndarray],
) -> np.ndarray:
    """Return the lower left corner of a group's name: outside its hull, where it covers least."""
    low, high = outline.min(axis=0), outline.max(axis=0)
    middle = middles[index]
    tries = []
    for x in (middle[0], (low[0] + middle[0]) / 2, (high[0] + middle[0]) / 2, low[0], high[0]):
        near = outline[np.abs(outline[:, 0] - x) <= max(size[0] / 2, 6.0)]
        near = near if len(near) else outline
        tries += [
            (x - size[0] / 2, near[:, 1].max() + 2.0),
            (x - size[0] / 2, near[:, 1].min() - size[1] - 2.0),
        ]
    tries += [(low[0] - size[0] - 2.0, middle[1] - size[1] / 2), (high[0] + 2.0, middle[1] - size[1] / 2)]
    best, least = np.array(tries[0]), np.inf
    for rank, (x, y) in enumerate(tries):
        x = float(np.clip(x, area[0], max(area[2] - size[0], area[0])))
        y = float(np.clip(y, area[1], max(area[3] - size[1], area[1])))
        near = np.clip(at, [x, y], [x + size[0], y + size[1]])
        cost = 10.0 * (((near - at) ** 2).sum(axis=1) < reach**2).sum() + 0.1 * rank
        for other in taken:
            apart = np.abs(np.array([x, y]) - other)
            cost += 40.0 * bool(apart[0] < size[0] + 2 and apart[1] < size[1] + 1)
        if cost < least:
            best, least = np.array([x, y]), cost
    return best
