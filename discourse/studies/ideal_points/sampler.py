"""A Gibbs sampler of probit ideal-point models, all chains, actors and concepts at once.

The model: actor i has the position θ_i, concept j the discrimination β_j and the difficulty α_j. Behind each response
stands a latent y*_ij = β_j'θ_i − α_j + ε_ij with standard normal ε. A binary response is a support where y* > 0. An
ordinal one is a rejection where y* < −γ_j, a support where y* > γ_j, and in the middle between them, so that the two
cut points on the scale of β_j'θ_i are α_j − γ_j and α_j + γ_j. Priors: θ_i ~ N(0, I), β_j and α_j ~ N(0, item_sd²),
γ_j ~ half-normal with the scale gap_sd. What was not said is left out.

One sweep, each step leaving the posterior as it is:

1. θ_i, then (α_j, β_j), then γ_j by a step of Metropolis each, with y* integrated out, then y* given all of them:
   together one draw of both (Cowles 1996). Some steps try the other sign. Lengths are tuned while burning in only.
2. The scale of (y*_j, α_j, β_j, γ_j) of each concept, α_j and β_j integrated out: the parameter expansion of Liu and
   Wu (1999), without which probit samplers creep.
3. α_j and β_j, jointly normal (Albert and Chib 1993).
4. θ_i, normal.
5. A shift θ + c, α + β'c and, by dimension, a stretch sθ, β / s: neither changes the likelihood, only the prior, and
   these are the directions in which plain Gibbs steps are slowest.
"""

from __future__ import annotations

import numpy as np

from discourse.studies.ideal_points.chains import Chains
from discourse.studies.ideal_points.model import Draws, Model


def sample(model: Model, *, draws: int, burn_in: int, chains: int, thin: int, seed: int) -> Draws:
    """Run the chains.

    Parameters
    ----------
    model : Model
    draws : int
        Kept per chain.
    burn_in : int
        Sweeps before the first one that is kept.
    chains : int
    thin : int
        Of so many sweeps one is kept.
    seed : int

    Returns
    -------
    Draws

    References
    ----------
    Albert, J. H., & Chib, S. (1993). Bayesian analysis of binary and polychotomous response data. Journal of the
    American Statistical Association, 88(422). https://doi.org/10.1080/01621459.1993.10476321

    Cowles, M. K. (1996). Accelerating Monte Carlo Markov chain convergence for cumulative-link generalized linear
    models. Statistics and Computing, 6(2). https://doi.org/10.1007/BF00162520

    Liu, J. S., & Wu, Y. N. (1999). Parameter expansion for data augmentation. Journal of the American Statistical
    Association, 94(448). https://doi.org/10.1080/01621459.1999.10473879
    """
    state = Chains(model, chains, np.random.default_rng(seed))
    for k in range(burn_in):
        state.sweep(tuning=(k + 1.0) ** -0.5)
    (n, m), d = model.shape, model.dimensions
    position, discrimination = np.empty((chains, draws, n, d)), np.empty((chains, draws, m, d))
    difficulty, gap = np.empty((chains, draws, m)), np.empty((chains, draws, state.gap.shape[1]))
    for k in range(draws):
        for _ in range(thin):
            state.sweep()
        position[:, k], discrimination[:, k] = state.position, state.discrimination
        difficulty[:, k], gap[:, k] = state.difficulty, state.gap
    return Draws(position, discrimination, difficulty, gap)
