"""Every registered figure takes ``ax=``, returns it, and touches nothing else."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "plots"))
import plot_examples as make
import sure_examples as sure

from discourse.errors import DiscourseError
from discourse.model.network import Network
from discourse.model.results import Scores
from discourse.model.study import Study
from discourse.plots import TABLE


def _network():
    net = make.discourse_network()
    return (net, make.circle(net)), {"sizes": make.degree(net)}


def _coalitions():
    net, partition = make.camps()
    return (net, make.circle(net)), {"partition": partition}


def _heatmap():
    net, partition = make.camps()
    return (net, make.circle(net)), {"partition": partition}


#: Example arguments of every figure: a figure without one fails here.
EXAMPLES = {
    "network": _network,
    "coalitions": _coalitions,
    "agreement": lambda: ((make.agreement(),), {}),
    "heatmap": _heatmap,
    "frequency": lambda: ((make.frequency(),), {}),
    **{name: lambda name=name: ((make.study(name),), {}) for name in make.QUICK},
    "chance": lambda: ((sure.compared(),), {}),
    "sensitivity": lambda: ((sure.sensitivity(),), {}),
    "robustness": lambda: ((sure.robustness(),), {}),
}


def tables(args, options):
    found = []
    for value in [*args, *options.values()]:
        if isinstance(value, Network):
            found += [value.nodes, value.edges]
        else:
            found += list(value.tables.values()) if isinstance(value, Study) else [value.table]
    return [t.copy() for t in found]


def empty(args, options):
    """The same objects without a row; the options that belong to the old ones fall away where they may."""
    out = []
    for value in args:
        if isinstance(value, Network):
            ends = value.edges.head(0).astype({"source": str, "target": str})
            out.append(Network(value.nodes.head(0), ends))
        elif isinstance(value, Study):
            out.append(Study({name: table.head(0) for name, table in value.tables.items()}, value.made))
        elif isinstance(value, Scores) and value.level == "graph":
            out.append(Scores(value.table, "graph"))  # it keeps its row, and loses the random networks
        elif isinstance(value, Scores):
            out.append(Scores(value.table.head(0), value.level))
        else:
            out.append(type(value)(value.table.head(0)))
    return out, {k: type(v)(v.table.head(0)) for k, v in options.items()}


def test_every_figure_has_an_example():
    assert set(EXAMPLES) == set(TABLE)


@pytest.mark.parametrize("name", list(TABLE))
def test_signature_and_docstring(name):
    function = TABLE.load(name)
    parameters = inspect.signature(function).parameters
    for option in ("ax", "title", "caption"):
        assert parameters[option].kind is inspect.Parameter.KEYWORD_ONLY
        assert parameters[option].default is None
    assert function.__name__ == f"plot_{name}"
    text = inspect.getdoc(function)
    for heading in ("Parameters", "Returns", "Raises", "Examples"):
        assert re.search(rf"^{heading}\n-+$", text, re.MULTILINE)


@pytest.mark.parametrize("name", list(TABLE))
def test_draws_on_the_axes_it_is_given(name):
    args, options = EXAMPLES[name]()
    figure = Figure(figsize=(7, 5), layout="constrained")
    left, right = figure.subplots(1, 2)
    assert TABLE.load(name)(*args, **options, ax=left) is left
    figure.draw_without_rendering()
    assert not right.texts
    assert not right.lines
    assert right.get_legend() is None


@pytest.mark.parametrize("name", list(TABLE))
def test_makes_an_axes_if_given_none_and_changes_nothing(name):
    args, options = EXAMPLES[name]()
    before, settings = tables(args, options), dict(mpl.rcParams)
    ax = TABLE.load(name)(*args, **options, title="A title")
    ax.figure.draw_without_rendering()
    assert isinstance(ax, Axes)
    assert ax.get_title(loc="left") == "A title"
    assert dict(mpl.rcParams) == settings
    for old, new in zip(before, tables(args, options), strict=True):
        pd.testing.assert_frame_equal(old, new)
    tight, page = ax.figure.get_tightbbox(), ax.figure.bbox_inches
    assert tight.x0 >= -0.01
    assert tight.y0 >= -0.01
    assert tight.x1 <= page.x1 + 0.01
    assert tight.y1 <= page.y1 + 0.01


@pytest.mark.parametrize("name", list(TABLE))
def test_looks_the_same_whatever_the_settings_say(name, tmp_path):
    from discourse.plots.save import save_figure

    args, options = EXAMPLES[name]()
    (plain,) = save_figure(TABLE.load(name)(*args, **options).figure, tmp_path / "a.png", dpi=60)
    loud = {
        "font.family": "serif", "font.size": 20, "axes.grid": True, "axes.facecolor": "black", "lines.linewidth": 9,
        "axes.spines.top": True, "xtick.direction": "in", "legend.frameon": True, "axes.labelcolor": "red",
        "axes.titlesize": 30, "text.color": "red", "axes.linewidth": 5, "patch.linewidth": 4, "image.cmap": "jet",
        "xtick.major.size": 12, "axes.titlelocation": "right", "legend.fontsize": 30, "xtick.labelsize": 22,
    }  # fmt: skip
    with mpl.rc_context(loud):
        ax = TABLE.load(name)(*args, **options)
        (other,) = save_figure(ax.figure, tmp_path / "b.png", dpi=60)
    assert plain.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("name", list(TABLE))
def test_an_empty_input_gets_a_sentence(name):
    args, options = empty(*EXAMPLES[name]())
    with pytest.raises(DiscourseError, match=r"nothing to draw|no matrix to draw|no window has a value"):
        TABLE.load(name)(*args, **options)


@pytest.mark.parametrize("name", list(TABLE))
def test_no_pyplot(name):
    source = Path(inspect.getfile(TABLE.load(name))).parent
    users = [p.name for p in source.glob("*.py") if "pyplot" in p.read_text(encoding="utf-8")]
    assert set(users) <= {"canvas.py", "__init__.py"}
