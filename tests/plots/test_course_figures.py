"""Salience, lead and lag, characters: what is drawn where, what is emphasised, and that it fits."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import plot_examples as make
import pytest

from discourse.errors import DataError, NotComputable, OptionError
from discourse.model.results import Made
from discourse.model.study import Study
from discourse.plots import style
from discourse.plots.characters import plot_characters
from discourse.plots.lead_lag import plot_lead_lag
from discourse.plots.salience import LANE, plot_salience
from discourse.plots.save import save_figure


def salience(names, windows=10, *, skip=(), width="30 days") -> Study:
    """Shares that fall from the first name to the last; windows left out are in ``skip``."""
    kept = np.setdiff1d(np.arange(windows), skip)
    middle = pd.Timestamp("2024-01-01") + pd.to_timedelta(kept * 10, "D")
    day = pd.Timedelta(15, "D")
    base = {"start": middle - day, "middle": middle, "stop": middle + day, "comments": 20 + kept}
    parts = []
    for i, name in enumerate(names):
        share = np.clip(0.5 / (i + 1) + 0.02 * np.sin(kept), 0, 1)
        held = (share * base["comments"]).astype(int)
        ends = {"low": np.clip(share - 0.1, 0, 1), "high": np.clip(share + 0.1, 0, 1)}
        parts.append(pd.DataFrame({"narrative": name, **base, "held": held, "share": share, **ends}))
    return Study({"salience": pd.concat(parts, ignore_index=True)}, Made("salience", {"width": width}))


def pairs_of(*rows, corrected=True) -> Study:
    """Pairs of (one, other, lag, r, p, p among all), each with lags of its own."""
    pairs = pd.DataFrame(rows, columns=["one", "other", "lag", "r", "p", "p_all"])
    pairs = pairs.assign(chance=0.05, days=40 - pairs["lag"].abs())
    if not corrected:
        pairs = pairs.drop(columns="p_all")
    lag = np.arange(-3, 4)
    parts = []
    for pair in pairs.itertuples():
        r = np.where(lag == pair.lag, pair.r, 0.01 * lag)
        ends = {"chance": 0.05, "low": -0.2, "high": 0.3, "p": 0.5, "days": 40}
        parts.append(pd.DataFrame({"one": pair.one, "other": pair.other, "lag": lag, "r": r, **ends}))
    made = Made("lead_lag", {"every": "1D", "lags": 3, "draws": 99})
    return Study({"pairs": pairs, "lags": pd.concat(parts, ignore_index=True)}, made)


def many_pairs(names) -> Study:
    rng = np.random.default_rng(len(names))
    rows = [
        (
            a,
            b,
            int(rng.integers(-3, 4)),
            rng.uniform(-0.9, 0.9),
            p := rng.integers(1, 100) / 100,
            min(3 * p, 1.0),
        )
        for a, b in combinations(names, 2)
    ]
    return pairs_of(*rows)


def characters(names, camps=("left", "right"), seed=0) -> Study:
    rng = np.random.default_rng(seed)
    rows = [
        (camp, name, camps[i % len(camps)], part, int(rng.integers(0, 30)))
        for camp in camps
        for i, name in enumerate(names)
        for part in ("hero", "villain", "victim")
    ]
    matrix = pd.DataFrame(rows, columns=["camp", "actor", "side", "part", "n"]).assign(speakers=2)
    shift = pd.DataFrame({"camp": list(camps), "heroes": 30, "villains": 10, "tone": 0.5, "tone_low": 0.2})
    shift = shift.assign(tone_high=0.7, own_heroes=5, other_villains=15, shift=-0.5, low=-0.8, high=0.1)
    return Study({"matrix": matrix, "shift": shift}, Made("characters", {"camps": "given"}))


def drawn(ax):
    ax.figure.draw_without_rendering()
    return ax


def lines(ax, name):
    return [line for line in ax.lines if line.get_label() == f"_{name}"]


def texts(ax, name):
    return [t for t in ax.texts if t.get_label() == f"_{name}"]


def collections(ax, name):
    return [c for c in ax.collections if c.get_label() == f"_{name}"]


def caption(ax):
    return " ".join(" ".join(t.get_text() for t in texts(ax, "caption")).split())


def names(ax):
    return [" ".join(t.get_text().split()) for t in ax.get_yticklabels()]


# --- salience --------------------------------------------------------------------------------------------------------


def test_each_narrative_has_a_lane_on_one_scale_the_most_prevalent_on_top():
    study = salience(["tax", "ban", "war"])
    ax = drawn(plot_salience(study))
    assert names(ax) == ["war", "ban", "tax"]  # from below
    limit = study.table["high"].max()
    for lane, name in enumerate(["war", "ban", "tax"]):
        table = study.table[study.table["narrative"] == name]
        shown = (lines(ax, "share")[lane].get_ydata() - lane + LANE / 2) / LANE * limit
        np.testing.assert_allclose(shown, table["share"])
        band = collections(ax, "interval")[lane].get_paths()[0].vertices[:, 1]
        ends = (np.array([band.min(), band.max()]) - lane + LANE / 2) / LANE * limit
        np.testing.assert_allclose(ends, [table["low"].min(), table["high"].max()])
        assert band.max() <= lane + LANE / 2 + 1e-9  # no band reaches the lane above
    assert ax.get_xlabel() == "middle of a window of 30 days"


def test_the_strip_shows_the_comments_and_windows_left_out_are_gaps():
    study = salience(["tax", "ban"], 12, skip=(4, 5, 7))
    ax = drawn(plot_salience(study))
    (strip,) = ax.child_axes
    counts = np.concatenate([patch.get_data().values for patch in strip.patches])
    np.testing.assert_array_equal(counts, study.table.drop_duplicates("middle")["comments"])
    assert len(strip.patches) == 3
    line = lines(ax, "share")[0].get_ydata()
    assert np.isnan(line).tolist() == [False] * 4 + [True, False, True] + [False] * 4
    assert len(collections(ax, "interval_alone")[0].get_segments()) == 1
    events = drawn(plot_salience(salience(["tax"], 12, skip=(4, 5), width="50 events")))
    assert not np.isnan(lines(events, "share")[0].get_ydata()).any()


def test_only_the_most_prevalent_are_shown_and_the_caption_says_so():
    ax = drawn(plot_salience(salience([f"n{i:03d}" for i in range(200)], 4)))
    assert names(ax) == [f"n{i:03d}" for i in range(9, -1, -1)]
    assert "Not shown: 190 narratives" in caption(ax)
    assert caption(drawn(plot_salience(salience(["tax"]), caption=""))) == ""


def test_one_window_is_a_row_of_points_with_what_they_are_of():
    study = salience(["tax", "ban"], 1)
    ax = drawn(plot_salience(study))
    (points,) = lines(ax, "share")
    np.testing.assert_allclose(points.get_xdata(), study.table["share"][::-1])
    assert [t.get_text() for t in texts(ax, "n")] == ["5 of 20", "10 of 20"]
    assert not ax.child_axes


def test_salience_says_what_is_wrong():
    good = salience(["tax"])
    for top in (0, 1.5, True):
        with pytest.raises(OptionError, match="top must be"):
            plot_salience(good, top=top)
    with pytest.raises(NotComputable, match="nothing to draw"):
        plot_salience(Study({"salience": good.table.assign(share=np.nan)}))
    with pytest.raises(DataError, match="no column 'held'"):
        plot_salience(Study({"salience": good.table.drop(columns="held")}))


# --- lead and lag ----------------------------------------------------------------------------------------------------


def cells(ax, name):
    """Row (counted from the top) and column of every mark."""
    count = len(ax.get_yticklabels())
    return sorted(
        (count - 1 - round(y), round(x + 0.1))
        for line in lines(ax, name)
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    )


def test_the_row_comes_first_and_only_what_stands_out_has_a_triangle():
    study = pairs_of(
        ("a", "b", 2, 0.6, 0.01, 0.01), ("a", "c", -1, -0.5, 0.04, 0.3), ("b", "c", 0, 0.2, 0.5, 1.0)
    )
    ax = drawn(plot_lead_lag(study))
    # a and c each come first once, b never.
    assert names(ax)[::-1] == ["1 c", "2 a", "3 b"]
    assert cells(ax, "strong") == [(1, 2)]
    assert cells(ax, "alone") == [(0, 1)]
    assert cells(ax, "quiet") == [(0, 2), (2, 0)]  # at the same time: in both cells
    (strong,), (alone,) = lines(ax, "strong"), lines(ax, "alone")
    assert (strong.get_marker(), alone.get_marker()) == ("^", "v")
    assert alone.get_markerfacecolor() == "white" != strong.get_markerfacecolor()
    assert sorted(t.get_text() for t in texts(ax, "lag")) == ["1", "2"]
    assert "By chance 0.15 of the pairs (3)" in caption(ax)
    assert "Compared: 38 to 40 days; chance: 99 exchanges" in caption(ax)


def test_without_correction_nothing_is_filled():
    ax = drawn(plot_lead_lag(pairs_of(("a", "b", 1, 0.9, 0.01, 0.01), corrected=False)))
    assert not lines(ax, "strong")
    assert cells(ax, "alone") == [(0, 1)]


def test_lags_are_turned_so_that_the_first_named_comes_first():
    study = pairs_of(("a", "b", -2, 0.6, 0.01, 0.02), ("a", "c", 0, 0.2, 0.5, 1.0))
    ax = drawn(plot_lead_lag(study, view="lags"))
    assert names(ax) == ["a = c", "b → a"]
    assert [line.get_xdata()[0] for line in lines(ax, "best")] == [0, 2]
    shown = lines(ax, "r")[1]
    at = dict(zip(shown.get_xdata(), (shown.get_ydata() - 1) * 2 * 0.6 / LANE, strict=True))
    assert at[2] == pytest.approx(0.6)
    assert at[-3] == pytest.approx(0.03)  # the lag of 3 days of the table
    assert [t.get_text() for t in texts(ax, "n")] == ["p = 0.5 (1)\n40 days", "p = 0.01 (0.02)\n38 days"]
    band = collections(ax, "null")[1].get_paths()[0].vertices[:, 1]
    np.testing.assert_allclose((np.array([band.min(), band.max()]) - 1) * 1.2 / LANE, [-0.2, 0.3])
    assert "Not shown: 1 pairs" in caption(drawn(plot_lead_lag(study, view="lags", top=1)))


def test_lags_that_could_not_be_compared_are_gaps():
    study = pairs_of(("a", "b", 0, 0.6, 0.01, 0.01))
    study["lags"].loc[study["lags"]["lag"] != 0, ["r", "chance", "low", "high"]] = np.nan
    ax = drawn(plot_lead_lag(study, view="lags"))
    assert len(collections(ax, "null_alone")[0].get_segments()) == 1


def test_lead_lag_says_what_is_wrong():
    good = many_pairs("abc")
    with pytest.raises(OptionError, match="Did you mean 'lags'"):
        plot_lead_lag(good, view="lag")
    for view, top in (("matrix", 1), ("lags", 0), ("lags", True)):
        with pytest.raises(OptionError, match="top must be"):
            plot_lead_lag(good, view=view, top=top)
    with pytest.raises(NotComputable, match="nothing to draw"):
        plot_lead_lag(Study({"pairs": good["pairs"].assign(r=np.nan)}))
    with pytest.raises(OptionError, match="no table 'lags'"):
        plot_lead_lag(Study({"pairs": good["pairs"]}), view="lags")


# --- characters ------------------------------------------------------------------------------------------------------


def test_every_cell_has_its_dot_and_its_n():
    study = characters(["Ministry", "Fishers", "League"])
    ax = drawn(plot_characters(study))
    rows = names(ax)
    heads = [t.get_text().split("\n") for t in texts(ax, "camp")]
    columns = [(c, t.get_text()) for c in ("left", "right") for t in ax.get_xticklabels()[:3]]
    shown = {
        (rows[round(y)], *columns[round(x)]): int(t.get_text())
        for t in texts(ax, "n")
        for x, y in [t.get_position()]
    }
    table = study.table[study.table["n"] > 0]
    wanted = {(r.actor, r.camp, r.part): r.n for r in table.itertuples()}
    assert shown == wanted
    of_camp = study.table.groupby("camp")["n"].sum()
    assert heads == [["left", f"n = {of_camp['left']}"], ["right", f"n = {of_camp['right']}"]]
    (dots,) = collections(ax, "dots")
    order = np.argsort(table["n"].to_numpy(), kind="stable")
    assert (np.diff(dots.get_sizes()[order]) >= -1e-9).all()
    assert len({(p.get_x(), p.get_y()) for p in ax.patches if p.get_label() == "_own"}) == 3
    for text, area in zip(texts(ax, "n"), dots.get_sizes(), strict=True):
        assert text.get_window_extent().width * 72 / ax.figure.dpi <= area**0.5


def test_parts_that_nobody_has_and_camps_beyond_four_are_left_out_and_said():
    study = characters(["Ministry"], [f"camp {i}" for i in range(6)])
    study["matrix"].loc[study["matrix"]["part"] == "victim", "n"] = 0
    ax = drawn(plot_characters(study))
    assert [t.get_text() for t in ax.get_xticklabels()] == ["hero", "villain"] * 4
    assert "Nobody is cast as victim. Not shown: 2 camps." in caption(ax)
    many = drawn(plot_characters(characters([f"a{i}" for i in range(200)])))
    assert len(many.get_yticklabels()) == 24
    assert "Not shown: 176 cast in fewer statements." in caption(many)


def test_the_shift_has_its_interval_and_its_numbers():
    ax = drawn(plot_characters(characters(["x"]), view="shift"))
    assert names(ax) == ["right", "left"]
    for name, value, ends in (("shift", -0.5, (-0.8, 0.1)), ("tone", 0.5, (0.2, 0.7))):
        (points,) = lines(ax, name)
        assert points.get_xdata().tolist() == [value] * 2
        (bars,) = collections(ax, f"{name}_interval")
        assert [tuple(s[:, 0]) for s in bars.get_segments()] == [ends] * 2
    assert {t.get_text() for t in texts(ax, "n")} == {"5 : 15", "30 : 10"}


def test_without_a_shift_the_tone_stands_alone():
    study = characters(["x"])
    study["shift"].loc[:, ["shift", "low", "high"]] = np.nan
    ax = drawn(plot_characters(study, view="shift"))
    assert not lines(ax, "shift")
    assert len(lines(ax, "tone")) == 1
    assert "No shift: nobody who is cast has a camp." in caption(ax)
    study["shift"]["tone"] = np.nan
    with pytest.raises(NotComputable, match="nothing to draw"):
        plot_characters(study, view="shift")


def test_characters_says_what_is_wrong():
    good = characters(["x"])
    with pytest.raises(OptionError, match="Did you mean 'shift'"):
        plot_characters(good, view="shfit")
    with pytest.raises(OptionError, match="top must be"):
        plot_characters(good, top=0)
    with pytest.raises(NotComputable, match="nothing to draw"):
        plot_characters(Study({"matrix": good.table.assign(n=0)}))
    with pytest.raises(DataError, match="no column 'part'"):
        plot_characters(Study({"matrix": good.table.drop(columns="part")}))


# --- all -------------------------------------------------------------------------------------------------------------

FIGURES = {
    "salience": lambda names: plot_salience(salience(names, 9)),
    "one window": lambda names: plot_salience(salience(names, 1)),
    "matrix": lambda names: plot_lead_lag(many_pairs([*names, "and one more"])),
    "lags": lambda names: plot_lead_lag(many_pairs([*names, "and one more"]), view="lags"),
    "dots": lambda names: plot_characters(characters(names)),
    "shift": lambda names: plot_characters(characters(["x"], names), view="shift"),
}  # fmt: skip
MANY = [make.long_name("Name", i) for i in range(20)]


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("given", [MANY[:1], MANY, list(make.HOSTILE)], ids=["one", "many", "hostile"])
def test_it_fits_and_names_do_not_touch(figure, given):
    ax = FIGURES[figure](given)
    ax.figure.set_size_inches(3.5, ax.figure.get_figheight())
    for _ in range(2):  # names are broken for the room that they leave
        drawn(ax)
    tight, page = ax.figure.get_tightbbox(), ax.figure.bbox_inches
    assert min(tight.x0, tight.y0, page.x1 - tight.x1, page.y1 - tight.y1) >= -0.02
    for labels in (ax.get_yticklabels(), ax.get_xticklabels(), texts(ax, "n")):
        boxes = [t.get_window_extent() for t in labels if t.get_text() and t.get_visible()]
        for a, b in combinations(boxes, 2):
            over = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
            assert min(over) <= 1.5
    assert not any(t.get_parse_math() for t in [*ax.get_yticklabels(), *ax.texts])
    named = {style.drawable(name, 8).rstrip("…") for name in given}
    said = " ".join(t.get_text().replace("\n", " ") for t in [*ax.get_yticklabels(), *texts(ax, "camp")])
    assert any(name in said for name in named)


@pytest.mark.parametrize("figure", ["one window", "lags", "shift"])
def test_the_same_bytes_twice(figure, tmp_path):
    saved = [
        save_figure(FIGURES[figure](["a", "$b$", "c"]).figure, tmp_path / f"{i}.svg", preset="nature")[
            0
        ].read_bytes()
        for i in range(2)
    ]
    assert saved[0] == saved[1]
