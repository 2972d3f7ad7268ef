"""A deterministic label placer: each label beside its node, on no other label and no node, inside the frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Distances between a node and its label in points; from the third on a line leads back to the node.
RINGS = (1.5, 4.0, 9.0, 15.0, 23.0, 33.0, 46.0, 62.0)
LEADER_FROM = 9.0
_ANGLES = np.deg2rad(
    [0, 180, 90, 270, 45, 315, 135, 225, 22.5, 337.5, 157.5, 202.5, 67.5, 292.5, 112.5, 247.5]
)
_WISH = np.array([0.0, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65] + [0.8] * 8)


@dataclass(frozen=True)
class Placed:
    """Where the labels stand.

    Attributes
    ----------
    corners : numpy.ndarray, shape (labels, 2)
        Lower left corner of each label; NaN where there was no room.
    leaders : numpy.ndarray of bool, shape (labels,)
        Whether a line must lead from the label to its node.
    """

    corners: np.ndarray
    leaders: np.ndarray


def place_labels(
    anchors: np.ndarray,
    radii: np.ndarray,
    sizes: np.ndarray,
    bounds: tuple[float, float, float, float],
    *,
    nodes: np.ndarray | None = None,
    node_radii: np.ndarray | None = None,
    segments: np.ndarray | None = None,
    sides: np.ndarray | None = None,
    pad: float = 1.0,
) -> Placed:
    """Place labels one after the other, the first given being the most important.

    For each label, 16 directions at growing distances are tried; those that leave the frame or touch a node or a
    label placed before are out, and of the others the one is taken that is near, in a customary direction (right,
    left, above, below) and crosses few lines.

    Parameters
    ----------
    anchors : numpy.ndarray, shape (labels, 2)
        Centres of the nodes to be labelled, in points.
    radii : numpy.ndarray, shape (labels,)
        How far these nodes reach.
    sizes : numpy.ndarray, shape (labels, 2)
        Width and height of each label.
    bounds : tuple of float
        x0, y0, x1, y1 of the frame.
    nodes, node_radii : numpy.ndarray, optional
        All nodes that no label may cover; by default the anchors.
    segments : numpy.ndarray, shape (lines, 4), optional
        Lines that labels should rather not cover: x0, y0, x1, y1.
    sides : numpy.ndarray of int, shape (labels,), optional
        −1 or +1 for labels that may only stand left or right of their node, 2 for those that should stand above it;
        0 for the others.
    pad : float
        Space kept around each label.

    Returns
    -------
    Placed

    Examples
    --------
    >>> two = np.array([[50.0, 50.0], [50.0, 50.0]])
    >>> found = place_labels(two, np.full(2, 3.0), np.full((2, 2), 10.0), (0, 0, 100, 100))
    >>> found.corners.tolist()
    [[54.5, 45.0], [35.5, 45.0]]
    """
    count = len(anchors)
    nodes = anchors if nodes is None else nodes
    node_radii = radii if node_radii is None else node_radii
    corners = np.full((count, 2), np.nan)
    leaders = np.zeros(count, dtype=bool)
    boxes = np.empty((count, 4))
    lines = np.empty((count, 4))
    taken = led = 0
    for i in range(count):
        size = sizes[i] + 2 * pad
        at, cost, gap = _candidates(anchors[i], radii[i], size, 0 if sides is None else int(sides[i]), pad)
        box = np.hstack([at, at + size])
        free: np.ndarray = (
            (box[:, 0] >= bounds[0])
            & (box[:, 1] >= bounds[1])
            & (box[:, 2] <= bounds[2])
            & (box[:, 3] <= bounds[3])
        )
        box, cost, gap = box[free], cost[free], gap[free]
        if len(box):
            hits = _touch_boxes(box, boxes[:taken]).any(axis=1) | _touch_circles(box, nodes, node_radii).any(
                axis=1
            )
            free = np.flatnonzero(~hits)
            box, cost, gap = box[free], cost[free], gap[free]
        if not len(box):
            continue
        if segments is not None and len(segments):
            cost = cost + 3.0 * (1 - np.exp(-crossings(box, segments).sum(axis=1) / 4.0))
        if led:
            cost = cost + 2.0 * crossings(box, lines[:led]).sum(axis=1)
        far = gap >= LEADER_FROM
        if taken and far.any():
            near = np.clip(anchors[i], box[:, :2], box[:, 2:])
            lead = np.hstack([np.broadcast_to(anchors[i], near.shape), near])
            passed = _near_lines(nodes, node_radii, lead).sum(axis=1) - 1
            cost = cost + np.where(far, 4.0 * crossings(boxes[:taken], lead).sum(axis=0) + 2.5 * passed, 0.0)
        best = int(np.argmin(cost))
        boxes[taken] = box[best]
        taken += 1
        corners[i] = box[best, :2] + pad
        leaders[i] = far[best]
        if far[best]:
            lines[led] = [*anchors[i], *np.clip(anchors[i], box[best, :2], box[best, 2:])]
            led += 1
    return Placed(corners, leaders)


def _candidates(
    centre: np.ndarray, radius: float, size: np.ndarray, side: int, pad: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return lower left corners, costs and distances of all places to try."""
    rings = np.array(RINGS)
    if side in (-1, 1):
        # Beside the node only: straight first, then up and down by parts of the label's height.
        lift = np.array([0.0, 0.25, -0.25, 0.5, -0.5, 0.8, -0.8, 1.2, -1.2, 1.7, -1.7]) * size[1]
        x = centre[0] + side * (radius + RINGS[0] + 2 - pad) - (size[0] if side < 0 else 0.0)
        at = np.column_stack([np.full(len(lift), x), centre[1] + lift - size[1] / 2])
        gap = np.where(np.abs(lift) > 0.6 * size[1], LEADER_FROM, 0.0)
        return at, np.abs(lift), gap
    dx, dy = np.cos(_ANGLES), np.sin(_ANGLES)
    reach = (radius + rings - pad)[:, None]
    middle_x = centre[0] + dx * reach + np.clip(dx * 1.5, -1, 1) * size[0] / 2
    middle_y = centre[1] + dy * reach + np.clip(dy * 1.5, -1, 1) * size[1] / 2
    at = np.column_stack([middle_x.ravel() - size[0] / 2, middle_y.ravel() - size[1] / 2])
    cost = (np.arange(len(rings)) * 1.3)[:, None] + (
        _WISH if side == 0 else np.where(np.arange(16) == 2, 0.0, 4.0 + _WISH)
    )
    return at, cost.ravel(), np.repeat(rings, len(_ANGLES))


def _touch_boxes(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return which of the boxes ``a`` touch which of ``b``."""
    return (
        (a[:, None, 0] < b[None, :, 2])
        & (b[None, :, 0] < a[:, None, 2])
        & (a[:, None, 1] < b[None, :, 3])
        & (b[None, :, 1] < a[:, None, 3])
    )


def _touch_circles(box: np.ndarray, centres: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Return which boxes touch which circles."""
    near = np.clip(centres[None, :, :], box[:, None, :2], box[:, None, 2:])
    return ((near - centres[None]) ** 2).sum(axis=2) < radii[None] ** 2


def _near_lines(centres: np.ndarray, radii: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Return which circles are touched by which line segments, shape (lines, circles)."""
    start, step = lines[:, None, :2], lines[:, None, 2:] - lines[:, None, :2]
    square = np.maximum((step**2).sum(axis=2), 1e-12)
    part = np.clip(((centres[None] - start) * step).sum(axis=2) / square, 0.0, 1.0)
    return ((start + part[..., None] * step - centres[None]) ** 2).sum(axis=2) < radii[None] ** 2


def crossings(box: np.ndarray, segments: np.ndarray) -> np.ndarray:
    """Return which boxes (b, 4) are crossed by which line segments (s, 4), shape (b, s).

    Examples
    --------
    >>> crossings(np.array([[0, 0, 1, 1.0]]), np.array([[-1, 0.5, 2, 0.5], [2, 2, 3, 3.0]])).tolist()
    [[True, False]]
    """
    start = segments[None, :, :2]
    step = segments[None, :, 2:] - start
    flat = np.abs(step) < 1e-12
    safe = np.where(flat, 1.0, step)
    low = (box[:, None, :2] - start) / safe
    high = (box[:, None, 2:] - start) / safe
    inside = (start >= box[:, None, :2]) & (start <= box[:, None, 2:])
    enter = np.where(flat, np.where(inside, -np.inf, np.inf), np.minimum(low, high))
    leave = np.where(flat, np.where(inside, np.inf, -np.inf), np.maximum(low, high))
    return np.maximum(enter.max(axis=2), 0.0) <= np.minimum(leave.min(axis=2), 1.0)


def spread(wanted: np.ndarray, heights: np.ndarray, low: float, high: float) -> np.ndarray:
    """Move labels in a column apart: as near to where they are wanted as they can be without touching.

    Parameters
    ----------
    wanted : numpy.ndarray, shape (labels,)
        Middles as wanted.
    heights : numpy.ndarray, shape (labels,)
        Of the labels.
    low, high : float
        The ends of the column; where the labels do not fit, they are packed evenly.

    Returns
    -------
    numpy.ndarray, shape (labels,)
        Middles, in the order given.

    Examples
    --------
    >>> spread(np.array([5.0, 5.0]), np.array([2.0, 2.0]), 0, 10).tolist()
    [4.0, 6.0]
    """
    order = np.argsort(wanted, kind="stable")
    height = heights[order]
    if height.sum() > high - low:
        height = height * (high - low) / height.sum()
    offset = np.concatenate([[0.0], np.cumsum((height[:-1] + height[1:]) / 2)])
    # Without the offsets the middles must not fall: an isotonic fit (pool adjacent violators) to what is wanted.
    level: list[list[float]] = []
    for value in wanted[order] - offset:
        level.append([float(value), 1.0])
        while len(level) > 1 and level[-2][0] > level[-1][0]:
            value2, n2 = level.pop()
            level[-1] = [(level[-1][0] * level[-1][1] + value2 * n2) / (level[-1][1] + n2), level[-1][1] + n2]
    fitted = np.repeat([v for v, _ in level], [int(n) for _, n in level])
    fitted = np.clip(fitted, low + height[0] / 2, high - height[-1] / 2 - offset[-1])
    out = np.empty(len(wanted))
    out[order] = fitted + offset
    return out
