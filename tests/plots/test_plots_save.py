"""Saving: the same bytes, publishers' sizes, nothing cut, nothing left behind, and the figure as it was."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import plot_examples as make
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from discourse.errors import OptionError, OutputError
from discourse.plots.agreement import plot_agreement
from discourse.plots.coalitions import plot_coalitions
from discourse.plots.frequency import plot_frequency
from discourse.plots.heatmap import plot_heatmap
from discourse.plots.network import plot_network
from discourse.plots.presets import PRESETS
from discourse.plots.rescale import resized
from discourse.plots.save import save_figure


def network():
    net, partition = make.camps()
    return plot_network(net, make.circle(net), partition=partition, sizes=make.degree(net), title="A title")


def coalitions():
    net, partition = make.camps(signed=True)
    return plot_coalitions(net, make.circle(net), partition=partition)


def heatmap():
    net, partition = make.camps()
    return plot_heatmap(net, partition=partition, title="A title")


FIGURES = {
    "network": network,
    "coalitions": coalitions,
    "agreement": lambda: plot_agreement(make.agreement()),
    "heatmap": heatmap,
    "frequency": lambda: plot_frequency(make.frequency()),
}


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("preset", [None, "nature"])
def test_the_same_bytes_twice_and_from_a_fresh_figure(name, preset, tmp_path):
    formats = ("pdf", "svg", "png", "tiff")
    ax = FIGURES[name]()
    first = [
        p.read_bytes() for p in save_figure(ax.figure, tmp_path / "a", formats=formats, preset=preset, dpi=80)
    ]
    again = [
        p.read_bytes() for p in save_figure(ax.figure, tmp_path / "b", formats=formats, preset=preset, dpi=80)
    ]
    fresh = save_figure(
        FIGURES[name]().figure, tmp_path / "c", formats=reversed(formats), preset=preset, dpi=80
    )
    assert first == again
    assert first == [p.read_bytes() for p in reversed(fresh)]
    with Image.open(tmp_path / "a.png") as image:
        grey = np.asarray(image.convert("L"))
    assert (grey < 128).mean() > 0.003
    assert (grey > 250).mean() > 0.1


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("width", ["single", "double"])
def test_sizes_are_the_publishers_and_nothing_is_cut(name, preset, width):
    rules = PRESETS[preset]
    figure = FIGURES[name]().figure
    wide = getattr(rules, width) / 25.4
    high = min(wide * figure.get_figheight() / figure.get_figwidth() * 1.3, rules.tallest / 25.4)
    with resized(figure, wide, high, rules):
        figure.draw_without_rendering()
        box, page = figure.get_tightbbox(), figure.bbox_inches
        for text in figure.findobj(Text):
            if text.get_visible() and text.get_text().strip():
                size = text.get_fontsize()
                assert rules.text[0] - 1e-9 <= size <= rules.text[1] + 1e-9, text
        assert box.x0 >= -0.01
        assert box.y0 >= -0.01
        assert box.x1 <= page.x1 + 0.01
        assert box.y1 <= page.y1 + 0.01
        for ax in figure.axes:
            for text in [*ax.texts, *(ax.get_legend().get_texts() if ax.get_legend() else [])]:
                if text.get_visible() and text.get_text():
                    found = text.get_window_extent()
                    assert found.x0 >= -1, text
                    assert found.y0 >= -1, text
                    assert found.x1 <= figure.bbox.x1 + 1, text
                    assert found.y1 <= figure.bbox.y1 + 1, text


@pytest.mark.parametrize("name", FIGURES)
def test_the_figure_is_left_as_it_was(name, tmp_path):
    figure = FIGURES[name]().figure

    def state():
        figure.draw_without_rendering()
        figure.draw_without_rendering()
        found = [
            (type(t).__name__, t.get_text(), t.get_fontsize(), t.get_visible()) for t in figure.findobj(Text)
        ]
        lines = [c.get_linewidth() for c in figure.findobj(mpl.lines.Line2D)]
        areas = [c.get_sizes().round(6).tolist() for c in figure.findobj(mpl.collections.PathCollection)]
        return figure.get_size_inches().tolist(), figure.dpi, sorted(map(str, found)), sorted(lines), areas

    save_figure(figure, tmp_path / "before.png", dpi=50)
    before, settings = state(), dict(mpl.rcParams)
    save_figure(figure, tmp_path / "x.png", preset="springer", width="single", dpi=60)
    assert state() == before
    assert dict(mpl.rcParams) == settings


def test_widths_in_pixels_and_millimetres(tmp_path):
    ax = FIGURES["coalitions"]()
    save_figure(ax.figure, tmp_path / "n.tiff", preset="nature", width="double", height=120)
    with Image.open(tmp_path / "n.tiff") as image:
        assert image.mode == "RGB"
        assert image.info["compression"] == "tiff_lzw"
        assert image.info["dpi"] == (600, 600)
        assert image.size[0] == pytest.approx(183 / 25.4 * 600, abs=1)
        assert image.size[1] == pytest.approx(120 / 25.4 * 600, abs=1)
    save_figure(ax.figure, tmp_path / "n.png", preset="nature", width=100, dpi=100)
    with Image.open(tmp_path / "n.png") as image:
        assert image.size[0] == pytest.approx(100 / 25.4 * 100, abs=1)


def test_text_stays_text(tmp_path):
    ax = FIGURES["coalitions"]()
    svg, pdf = save_figure(ax.figure, tmp_path / "f.svg", formats=("svg", "pdf"))
    words = svg.read_text(encoding="utf-8")
    assert "Peter Silie</text>" in words
    assert "<dc:date>" not in words
    ids = [part.split('"')[0] for part in words.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    data = pdf.read_bytes()
    assert b"/CreationDate" not in data
    assert b"/CIDFontType2" in data or b"/TrueType" in data
    assert b"/Type3" not in data


def test_names_of_files(tmp_path):
    ax = FIGURES["agreement"]()
    made = save_figure(ax, tmp_path / "fig.one", formats=("png", "svg"), dpi=40)
    assert [p.name for p in made] == ["fig.one.png", "fig.one.svg"]
    assert [p.name for p in save_figure(ax, tmp_path / "x.pdf", formats="png", dpi=40)] == ["x.png"]
    assert [p.name for p in save_figure(ax, tmp_path / "x.TIF", dpi=40)] == ["x.TIF"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"preset": "natur"}, "Did you mean 'nature'"),
        ({"formats": "pgf"}, "not one of the formats"),
        ({"formats": ()}, "formats is empty"),
        ({"preset": "nature", "width": "singel"}, "Did you mean 'single'"),
        ({"preset": "nature", "height": 171}, "heights up to 170 mm"),
        ({"preset": "plos", "width": 50}, "widths from 66.8 to 190.5"),
        ({"width": -3}, "millimetres"),
        ({"width": True}, "millimetres"),
        ({"dpi": 5}, "dpi must be"),
        ({"preset": "springer", "width": "single", "height": 12}, "no room"),
    ],
)
def test_what_is_not_taken(options, message, tmp_path):
    with pytest.raises(OptionError, match=message):
        save_figure(FIGURES["agreement"]().figure, tmp_path / "x.png", **options)
    assert list(tmp_path.iterdir()) == []


def test_a_tall_figure_is_refused_by_a_preset(tmp_path):
    ax = plot_agreement(make.agreement(60), top=60)
    with pytest.raises(OptionError, match=r"222\.3 mm"):
        save_figure(ax.figure, tmp_path / "x.png", preset="plos", width="double")


def test_where_it_cannot_be_written_nothing_is_left(tmp_path):
    ax = FIGURES["agreement"]()
    with pytest.raises(OutputError, match="folder does not exist"):
        save_figure(ax.figure, tmp_path / "no" / "x.png")
    (tmp_path / "x.png").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        save_figure(ax.figure, tmp_path / "x.png")
    assert [p.name for p in tmp_path.rglob("*")] == ["x.png"]
    with pytest.raises(OptionError, match="does not say which format"):
        save_figure(ax.figure, tmp_path / "x")
    with pytest.raises(OptionError, match="takes a matplotlib Figure"):
        save_figure("figure", tmp_path / "x.pdf")


def test_any_figure_can_be_saved_and_is_pulled_onto_the_page(tmp_path):
    figure = Figure(figsize=(6, 4))
    ax = figure.subplots()
    ax.plot([1, 2], [3, 4], label="a line")
    ax.set_yticks([3, 4], ["a very long name of a row that runs off the page", "another one"])
    ax.legend()
    figure.draw_without_rendering()
    place = ax.get_position(original=True).bounds
    with resized(figure, 89 / 25.4, 60 / 25.4, PRESETS["nature"]):
        box = figure.get_tightbbox()
        assert box.x0 >= -0.01
        assert box.x1 <= figure.bbox_inches.x1 + 0.01
    assert ax.get_position(original=True).bounds == place
    save_figure(figure, tmp_path / "x.pdf", preset="nature")
