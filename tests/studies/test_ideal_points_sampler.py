"""The sampler of ideal points: against an established one, against simulation, and piece by piece."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from discourse.model.statements import Statements
from discourse.studies.ideal_points.chains import Chains
from discourse.studies.ideal_points.convergence import ess
from discourse.studies.ideal_points.model import Model
from discourse.studies.ideal_points.normal import above_zero, between, log_below, log_between, normal_draw
from discourse.studies.ideal_points.sampler import sample
from discourse.studies.ideal_points.study import ideal_points

# Twelve actors by eight concepts; a dot is a missing response.
BINARY = "110.1001 00.00..0 1100..00 110.0011 1....001 1111.110 00100.0. 0010.010 .0100011 1111.001 1111011. 11.10010"
ORDINAL = "220.2002 00.00..1 2200..10 221.0122 2....102 2221.120 00210.1. 0021.120 .0210021 2222.012 2121011. 21.10121"
# Posterior means and standard deviations from NumPyro 0.22.0 (jax 0.10.2, double precision): NUTS, 4 chains, 2,000
# sweeps of warm-up, 20,000 draws each, target acceptance 0.95; largest R-hat 1.0002. The model in words: theta[12] ~
# Normal(0, 1), beta[8] ~ Normal(0, 2), alpha[8] ~ Normal(0, 2), gap[8] ~ HalfNormal(1); eta = theta beta − alpha; log
# likelihood of a response: log Phi(eta) or log Phi(−eta); ordinal, log Phi(eta − gap), log Phi(−eta − gap) or the log
# of what remains. Each draw was reflected so that theta[0] > 0. The Monte-Carlo errors are at most 0.010 (means) and
# 0.010 (standard deviations).
REFERENCE: dict[str, dict[str, tuple[list[float], list[float]]]] = {
    "binary": {
        "position": (
            [1.257, -1.137, 0.218, 0.558, 0.667, 0.284, -0.944, -1.085, -0.636, 0.549, 0.32, 0.284],
            [0.691, 0.805, 0.512, 0.591, 0.764, 0.701, 0.765, 0.766, 0.669, 0.592, 0.684, 0.543],
        ),
        "discrimination 1": (
            [2.422, 2.456, -1.231, 1.833, 1.448, 0.108, -0.424, 0.85],
            [1.6, 1.634, 1.151, 1.607, 1.178, 1.167, 0.762, 0.932],
        ),
        "difficulty": (
            [-1.203, -0.884, -0.735, -0.01, 1.716, 1.023, -0.166, 0.077],
            [0.971, 0.935, 0.699, 0.82, 0.996, 0.721, 0.448, 0.531],
        ),
    },
    "ordinal": {
        "position": (
            [1.812, -1.136, 0.595, 0.317, 1.073, -0.029, -0.887, -1.315, -0.806, 0.484, -0.125, -0.206],
            [0.634, 0.558, 0.572, 0.407, 0.718, 0.434, 0.487, 0.56, 0.544, 0.525, 0.364, 0.376],
        ),
        "discrimination 1": (
            [2.812, 2.87, -2.079, 0.318, 2.277, -0.386, -1.233, 0.868],
            [1.231, 1.218, 1.198, 0.736, 1.144, 0.578, 0.74, 0.677],
        ),
        "difficulty": (
            [-1.523, -0.695, -1.165, 0.143, 1.995, 0.948, -0.634, -0.195],
            [0.964, 0.873, 0.842, 0.494, 1.089, 0.577, 0.526, 0.467],
        ),
        "gap": (
            [0.273, 0.668, 0.469, 1.047, 0.445, 1.407, 0.821, 0.546],
            [0.256, 0.364, 0.315, 0.331, 0.38, 0.491, 0.352, 0.249],
        ),
    },
}
ERROR = 0.01


def statements(text: str, levels: int) -> Statements:
    """Return statements that give these responses; the middle is one for and one against."""
    said = {2: ((-1,), (1,)), 3: ((-1,), (-1, 1), (1,))}[levels]
    rows = [
        (f"a{i:02d}", f"c{j}", stance)
        for i, line in enumerate(text.split())
        for j, letter in enumerate(line)
        if letter != "."
        for stance in said[int(letter)]
    ]
    return Statements.from_rows(rows)


@pytest.mark.parametrize("model", ["binary", "ordinal"])
def test_posterior_is_that_of_an_established_sampler(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = statements(*{"binary": (BINARY, 2), "ordinal": (ORDINAL, 3)}[model])
    study = ideal_points(given, model=model, constraints={"a00": "+"}, draws=6000, seed=1)
    items = study["items"]
    compared, worst = 0, 0.0
    for name, (means, sds) in REFERENCE[model].items():
        if name == "gap":
            low, high = (items[items["parameter"] == f"cutpoint {k}"] for k in (1, 2))
            # What the two cut points are apart is twice the gap.
            found = (high["mean"].to_numpy() - low["mean"].to_numpy()) / 2
            error = np.array(sds) / np.sqrt(high["ess"].to_numpy() / 4)
        else:
            table = study["points"] if name == "position" else items[items["parameter"] == name]
            found, error = table["mean"].to_numpy(), (table["sd"] / np.sqrt(table["ess"])).to_numpy()
            np.testing.assert_allclose(table["sd"], sds, rtol=0.08, err_msg=name)
        off = np.abs(found - means) / np.hypot(error, ERROR)
        worst, compared = max(worst, float(off.max())), compared + len(off)
        assert off.max() < 4.5, name
    with capsys.disabled():
        print(
            f"\n{model}: {compared} posterior means equal NUTS, at most {worst:.1f} Monte-Carlo errors apart"
        )
    assert compared == {"binary": 28, "ordinal": 36}[model]


def test_posterior_is_that_of_quadrature() -> None:
    """Two actors, two concepts: the position of one given the rest fixed, integrated on a grid."""
    given = Statements.from_rows(
        [("a", "x", 1), ("a", "y", -1), ("b", "x", 1), ("b", "y", 1), ("c", "y", -1)]
    )
    study = ideal_points(
        given, constraints={"b": 1.0, "c": -1.0}, item_sd=1.0, draws=8000, seed=2, min_actors=1
    )
    position, weight = np.polynomial.hermite_e.hermegauss(40)
    weight = weight / weight.sum()
    t, slope, shift = np.meshgrid(position, position, position, indexing="ij")
    joint = weight[:, None, None] * weight[None, :, None] * weight[None, None, :]
    on_x = stats.norm.cdf(slope * t - shift) * stats.norm.cdf(slope - shift)
    on_y = (
        stats.norm.cdf(-(slope * t - shift)) * stats.norm.cdf(slope - shift) * stats.norm.cdf(slope + shift)
    )
    density = (joint * on_x).sum(axis=(1, 2)) * (joint * on_y).sum(axis=(1, 2)) / weight
    density /= density.sum()
    mean = float((density * position).sum())
    row = study["points"].set_index("node").loc["a"]
    assert row["mean"] == pytest.approx(mean, abs=4 * row["sd"] / np.sqrt(row["ess"]))
    sd = float(np.sqrt((density * (position - mean) ** 2).sum()))
    assert row["sd"] == pytest.approx(sd, rel=0.05)


def plain_model(matrix: np.ndarray, levels: int, **more: Any) -> Model:
    row, col = np.nonzero(matrix >= 0)
    d = more.get("dimensions", 1)
    return Model(
        row, col, matrix[row, col], matrix.shape, levels, d, more.get("item_sd", 1.0), 0.7,
        more.get("fixed", np.full((len(matrix), d), np.nan)), more.get("signs", np.zeros(len(matrix), dtype=int)),
    )  # fmt: skip


def responses(state: Any, levels: int, random: np.random.Generator) -> np.ndarray:
    """Draw all responses from the model, one chain's."""
    latent = state.position[0] @ state.discrimination[0].T - state.difficulty[0]
    latent = latent + random.standard_normal(latent.shape)
    if levels == 2:
        return (latent > 0).astype(int)
    return 1 + (latent > state.gap[0]).astype(int) - (latent < -state.gap[0])


@pytest.mark.parametrize(("levels", "dimensions"), [(2, 1), (2, 2), (3, 1)])
def test_prior_is_kept_when_responses_are_drawn_in_turn(levels: int, dimensions: int) -> None:
    """Geweke (2004), doi 10.1198/016214504000001132: parameters and responses drawn in turn have the prior."""
    random, n, m = np.random.default_rng(levels + dimensions), 4, 3
    state = Chains(plain_model(np.ones((n, m), dtype=int), levels, dimensions=dimensions), 1, random)
    state.position = random.standard_normal(state.position.shape)
    state.discrimination = random.standard_normal(state.discrimination.shape)
    state.difficulty = random.standard_normal(state.difficulty.shape)
    state.gap = 0.7 * np.abs(random.standard_normal(state.gap.shape))
    seen = random.random((n, m)) < 0.8
    kept = []
    for _ in range(6000):
        matrix = np.where(seen, responses(state, levels, random), -1)
        fresh = Chains(plain_model(matrix, levels, dimensions=dimensions), 1, random)
        for name in ("position", "discrimination", "difficulty", "gap"):
            setattr(fresh, name, getattr(state, name))
        fresh.sweep()
        state = fresh
        t, b = state.position[0], state.discrimination[0]
        kept.append([
            *t[0], *t[0] ** 2, *(t**2).mean(axis=0), b[0, 0], *(b**2).mean(axis=0), state.difficulty[0, 0],
            (state.difficulty[0] ** 2).mean(), (t[:, 0] * t[:, -1])[0], (t @ b.T).mean(), ((t @ b.T) ** 2).mean(),
            *(state.gap[0, :1] / 0.7) ** 2,
        ])  # fmt: skip
    got = np.array(kept)
    d = dimensions
    wanted = np.array(
        [*[0] * d, *[1] * d, *[1] * d, 0, *[1] * d, 0, 1, 1 if d == 1 else 0, 0, d, *[1] * (levels - 2)]
    )
    bulk, _ = ess(got[None])
    error = got.std(axis=0) / np.sqrt(bulk)
    assert (bulk > 100).all()
    assert (np.abs(got.mean(axis=0) - wanted) < 4.5 * error + 0.01).all(), (got.mean(axis=0), wanted, error)


def simulated(random: np.random.Generator, n: int, m: int, levels: int) -> tuple[np.ndarray, np.ndarray]:
    """Return positions drawn from the prior, the first above 0, and responses, a fifth of them missing."""
    t, b, a = random.standard_normal(n), random.standard_normal(m), random.standard_normal(m)
    t, b = (t, b) if t[0] > 0 else (-t, -b)
    latent = np.outer(t, b) - a + random.standard_normal((n, m))
    gap = 0.7 * np.abs(random.standard_normal(m))
    found = (latent > 0).astype(int) if levels == 2 else 1 + (latent > gap).astype(int) - (latent < -gap)
    return t, np.where(random.random((n, m)) < 0.2, -1, found)


@pytest.mark.parametrize("levels", [2, 3])
def test_intervals_hold_the_truth_as_often_as_they_say(
    levels: int, capsys: pytest.CaptureFixture[str]
) -> None:
    from discourse.studies.ideal_points.convergence import hpd

    random, held = np.random.default_rng(levels), []
    for k in range(30):
        truth, matrix = simulated(random, 12, 8, levels)
        drawn = sample(plain_model(matrix, levels), draws=500, burn_in=300, chains=2, thin=1, seed=k).position
        drawn = drawn[..., 0] * np.sign(drawn[:, :, :1, 0])
        low, high = hpd(drawn)
        held.append((low <= truth) & (truth <= high))
    share = float(np.mean(held))
    with capsys.disabled():
        print(f"\n{levels} levels: 95 % intervals hold {share:.1%} of {np.size(held)} true positions")
    assert 0.90 <= share <= 0.98


@pytest.mark.parametrize(("model", "levels"), [("binary", 2), ("ordinal", 3)])
def test_positions_are_recovered(model: str, levels: int) -> None:
    random = np.random.default_rng(5)
    truth, matrix = simulated(random, 40, 40, levels)
    text = " ".join("".join("." if v < 0 else str(v) for v in line) for line in matrix)
    study = ideal_points(
        statements(text, levels), model=model, draws=500, burn_in=300, constraints={"a00": "+"}, item_sd=1.0
    )
    assert np.corrcoef(study["points"]["mean"], truth)[0, 1] > 0.9


@pytest.mark.parametrize("mean", [-300.0, -40.0, -36.0, -5.0, 0.0, 3.0, 50.0])
def test_cut_normal_draws_have_the_right_distribution(mean: float) -> None:
    chance = (np.arange(2000) + 0.5) / 2000
    found = above_zero(np.full(2000, mean), chance)
    assert (np.diff(found) >= 0).all()
    assert (found >= 0).all()
    reached = np.exp(stats.norm.logsf(found - mean) - stats.norm.logsf(-mean))
    np.testing.assert_allclose(1 - reached, chance, atol=1e-4 if mean < -100 else 1e-8)


@pytest.mark.parametrize(
    ("low", "high"), [(-1.0, 2.0), (-80.0, -79.0), (60.0, 60.5), (-0.001, 0.0), (5.0, 9.0), (-9, 9)]
)
def test_draws_between_bounds_have_the_right_distribution(low: float, high: float) -> None:
    chance = (np.arange(200) + 0.5) / 200
    found = between(np.full(200, low), np.full(200, high), chance)
    assert ((found >= low) & (found <= high)).all()
    reach = max(low, -high, 0.0)  # how far the nearer end is from 0

    def density(x: float) -> float:
        return float(np.exp(-(x * x - reach * reach) / 2))

    whole = integrate.quad(density, low, high)[0]
    for at in (10, 100, 190):
        part = integrate.quad(density, low, float(found[at]))[0]
        assert part / whole == pytest.approx(chance[at], abs=2e-3 if reach > 36 else 1e-7)
    assert log_between(np.array([low]), np.array([high]))[0] == pytest.approx(
        np.log(whole) - reach**2 / 2 - np.log(2 * np.pi) / 2, abs=1e-6
    )


def test_log_below_is_that_of_scipy_near_and_far() -> None:
    near, far = np.linspace(-30, 30, 61), np.array([-300.0, -37.0, 0.0])
    np.testing.assert_allclose(log_below(near), stats.norm.logcdf(near), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(log_below(far), stats.norm.logcdf(far), rtol=1e-12)


@pytest.mark.parametrize("p", [1, 2, 3])
def test_joint_normal_draws_have_mean_and_covariance(p: int) -> None:
    random = np.random.default_rng(p)
    root = random.standard_normal((p, p + 2))
    precision, linear = root @ root.T, random.standard_normal(p)
    noise = random.standard_normal((40_000, p))
    mean, deviation, explained = normal_draw(
        np.broadcast_to(precision, (40_000, p, p)), np.broadcast_to(linear, (40_000, p)), noise
    )
    inverse = np.linalg.inv(precision)
    np.testing.assert_allclose(mean[0], inverse @ linear, rtol=1e-10)
    np.testing.assert_allclose(explained[0], linear @ inverse @ linear, rtol=1e-10)
    np.testing.assert_allclose(
        np.cov(deviation.T).reshape(p, p), inverse, atol=0.05 * float(np.abs(inverse).max())
    )


def test_sides_and_given_positions_are_kept() -> None:
    random = np.random.default_rng(3)
    _, matrix = simulated(random, 8, 6, 2)
    signs = np.array([1, -1, 0, 0, 0, 0, 0, 1])
    drawn = sample(
        plain_model(matrix, 2, signs=signs), draws=400, burn_in=50, chains=3, thin=1, seed=0
    ).position
    assert (drawn[:, :, signs != 0, 0] * signs[signs != 0] > 0).all()
    fixed = np.full((8, 1), np.nan)
    fixed[2] = -1.25
    drawn = sample(
        plain_model(matrix, 2, fixed=fixed), draws=100, burn_in=10, chains=2, thin=2, seed=0
    ).position
    assert (drawn[:, :, 2, 0] == -1.25).all()
    assert (drawn[:, :, [0, 1, 3], 0].std(axis=(0, 1)) > 0.1).all()


def test_sides_given_to_two_actors_are_the_prior_cut_off() -> None:
    """With responses that tell nothing (one concept each, priors of concepts near 0) positions are half-normal."""
    matrix = np.eye(6, dtype=int) * 2 - 1  # one response each
    model = plain_model(matrix, 2, signs=np.array([1, -1, 0, 0, 0, 0]), item_sd=0.011)
    drawn = sample(model, draws=8000, burn_in=200, chains=4, thin=1, seed=4).position[..., 0]
    half = np.sqrt(2 / np.pi)
    np.testing.assert_allclose(drawn.mean(axis=(0, 1)), [half, -half, 0, 0, 0, 0], atol=0.05)
    np.testing.assert_allclose((drawn**2).mean(axis=(0, 1)), 1, atol=0.08)
