"""Artists that arrange others when the figure is drawn, so that labels fit at every size and in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from matplotlib.artist import Artist
from matplotlib.text import Text
from matplotlib.transforms import Bbox, IdentityTransform

from discourse.plots import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

    from discourse.plots.legend import Key


class Arranger(Artist):
    """Draws nothing; it is drawn before all else in its Axes, and then puts the other artists in their places.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        To which it is added.
    """

    def __init__(self, ax: Axes) -> None:
        super().__init__()
        self.key: Key | None = None
        self.scale = 1.0
        self._slot: tuple[float, float] | None = None
        self.set_zorder(-1e6)
        self.set_clip_on(False)
        ax.add_artist(self)
        self.set_clip_path(None)

    def draw(self, renderer: RendererBase) -> None:
        """Arrange."""
        if self.get_visible() and self.axes is not None:
            self.place(cast("Axes", self.axes), renderer)
        self.stale = False

    def place(self, ax: Axes, renderer: RendererBase) -> None:
        """Put the artists in their places; subclasses say how."""
        raise NotImplementedError

    def suit(self, ax: Axes, size: float = style.LABEL) -> None:
        """Make the legend for the room that the Axes has, in a size of text; subclasses with a legend say how."""

    def get_tightbbox(self, renderer: RendererBase | None = None) -> Bbox | None:
        """Return no box of its own, but make the legend again if the page has been resized.

        Layout engines ask before anything is drawn, which is the only time when a legend may be exchanged.
        """
        ax = cast("Axes", self.axes)
        if self._slot not in (None, slot(ax)):
            self.refit(ax)
        return None

    def refit(self, ax: Axes) -> None:
        """Make the legend again, in the size of text that it has."""
        legend = ax.get_legend() if self.key is not None else None
        if legend is not None:
            sizes = [float(t.get_fontsize()) for t in legend.get_texts()]
            self.suit(ax, max(sizes, default=style.LABEL))

    def reset(self) -> None:
        """Forget what was arranged before."""

    @staticmethod
    def frame(ax: Axes) -> tuple[float, float, float]:
        """Return width and height of the Axes in points, and pixels per point."""
        pixel = ax.get_figure(root=True).dpi / 72.0  # type: ignore[union-attr]
        return ax.bbox.width / pixel, ax.bbox.height / pixel, pixel


def slot(ax: Axes) -> tuple[float, float]:
    """Return about the width and height in points that an Axes has with all its labels.

    They follow from the page and the grid alone, not from what was drawn before.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    spec = ax.get_subplotspec()
    width, height = figure.get_size_inches() * 72.0
    if spec is None:
        box = ax.get_position(original=True)
        return float(width) * min(box.width * 1.15, 1.0), float(height) * min(box.height * 1.15, 1.0)
    rows, cols, first, last = spec.get_geometry()
    wide = (last % cols - first % cols + 1) / cols
    high = (last // cols - first // cols + 1) / rows
    return float(width) * wide, float(height) * high


def arrangers(ax: Axes) -> list[Arranger]:
    """Return the arrangers of an Axes."""
    return [a for a in ax.get_children() if isinstance(a, Arranger)]


def break_lines(words: str, size: float, width: float) -> str:
    r"""Break a paragraph into lines no wider than ``width`` points, with 3 % to spare for hinting.

    Examples
    --------
    >>> break_lines("one two three", 8.0, 40.0).split("\n")
    ['one two', 'three']
    """
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and style.measure(longer, size)[0] * 1.03 <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


class Below(Arranger):
    """Stacks a legend and a caption below the Axes' ticks and label.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    caption : str
        May be empty.
    key : Key, optional
        The legend.
    """

    def __init__(self, ax: Axes, caption: str, key: Key | None = None) -> None:
        super().__init__(ax)
        self.words, self.key = caption, key
        self.text: Text | None = None
        if caption:
            self.text = ax.text(
                0, 0, caption, va="top", ha="left", clip_on=False, **style.text(style.NOTE, color=style.MUTED)
            )
            self.text.set(transform=IdentityTransform(), in_layout=False, linespacing=1.15, label="_caption")

        self.suit(ax)

    def suit(self, ax: Axes, size: float = style.LABEL) -> None:
        """Make the legend in as many columns as have room."""
        self._slot = slot(ax)
        if self.key is not None:
            legend = self.key.fit(ax, size, self.scale, slot(ax)[0] - 8.0, (4, 2, 1))
            if legend is not None:
                # From the first measurement on: a legend not yet in its place would decide the layout.
                legend.set_in_layout(False)

    def place(self, ax: Axes, renderer: RendererBase) -> None:
        """Put legend and caption below the axis."""
        self._stack(ax, renderer)

    def get_tightbbox(self, renderer: RendererBase | None = None) -> Bbox | None:
        """Return the box of what is stacked, so that the layout leaves room."""
        if self.axes is None or renderer is None:
            return None
        super().get_tightbbox(renderer)
        return self._stack(cast("Axes", self.axes), renderer)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        _, _, pixel = self.frame(ax)
        axis = ax.xaxis.get_tightbbox(renderer)
        low = min(ax.bbox.y0, axis.y0 if axis is not None else ax.bbox.y0)
        for child in ax.child_axes:
            box = child.get_tightbbox(renderer)
            low = min(low, box.y0 if box is not None else low)
        left = min([ax.bbox.x0, *(b.x0 for b in [ax.yaxis.get_tightbbox(renderer)] if b is not None)])
        boxes = []
        legend = ax.get_legend() if self.key is not None else None
        if legend is not None:
            legend.set_bbox_to_anchor((left, low - 4 * pixel), transform=IdentityTransform())
            boxes.append(legend.get_window_extent(renderer))
            low = boxes[-1].y0
        if self.text is not None:
            size = float(self.text.get_fontsize())
            # As wide as the page, not as the Axes, which shrinks as the caption grows.
            self.text.set_text(break_lines(self.words, size, slot(ax)[0] - 8.0))
            self.text.set_position((left, low - 5 * pixel))
            boxes.append(self.text.get_window_extent(renderer))
        return Bbox.union(boxes) if boxes else None

    def contains(self, mouseevent: Any) -> tuple[bool, dict[str, Any]]:
        """Nothing of it can be clicked."""
        return False, {}
