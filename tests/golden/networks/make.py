"""Courses of training by JAX and optax in float64: networks.json. Gradients are JAX's own, steps and rates optax's.

    python -m venv .venv && .venv/bin/pip install "jax[cpu]" optax scikit-learn
    .venv/bin/python make.py

Adam's small number, 1e-8, stands beside the root as it is in our kernels, as in scikit-learn, Keras and the paper's own
faster form (Kingma and Ba 2015, end of section 2), and beside the corrected root in optax. `losses` are with the former, of
`adam` below; `plain` are those of optax.adamw as it comes. They differ by up to 3e-5.
"""

import json
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax
import sklearn
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.preprocessing import StandardScaler

jax.config.update("jax_enable_x64", True)
HERE = Path(__file__).parent
SMALL, MOMENTUM = 1e-5, 0.1
ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh, "silu": jax.nn.silu, "identity": lambda v: v}


def rates(schedule, rate, steps):
    """A schedule of optax for each of ours; warm-up over a twentieth of the steps."""
    if schedule == "constant":
        return optax.constant_schedule(rate)
    if schedule == "cosine":
        warm = max(1, round(0.05 * steps))
        rise = optax.linear_schedule(rate / warm, rate, warm - 1) if warm > 1 else optax.constant_schedule(rate)
        return optax.join_schedules([rise, optax.cosine_decay_schedule(rate, steps - warm)], [warm])
    return optax.cosine_onecycle_schedule(steps, rate, pct_start=0.3, div_factor=25, final_div_factor=1e4)


def adam(b1=0.9, b2=0.999, small=1e-8):
    """optax.scale_by_adam with the small number beside the uncorrected root."""

    def init(p):
        return jnp.zeros([], jnp.int32), jax.tree.map(jnp.zeros_like, p), jax.tree.map(jnp.zeros_like, p)

    def update(gradient, state, p=None):
        t, m, v = state[0] + 1, state[1], state[2]
        m = jax.tree.map(lambda a, g: b1 * a + (1 - b1) * g, m, gradient)
        v = jax.tree.map(lambda a, g: b2 * a + (1 - b2) * g * g, v, gradient)
        factor = jnp.sqrt(1 - b2**t) / (1 - b1**t)
        return jax.tree.map(lambda a, b: factor * a / (jnp.sqrt(b) + small), m, v), (t, m, v)

    return optax.GradientTransformation(init, update)


def rule_of(plan, schedule, rate, steps, decay, clip, plain=False):
    """AdamW that shrinks weight matrices alone, after the gradient has been shortened."""
    decayed = {key: key.startswith("weights") for key, _ in parts(plan)}
    follow = rates(schedule, rate, steps)
    rule = optax.chain(adam(), optax.add_decayed_weights(decay, decayed), optax.scale_by_learning_rate(follow))
    if plain:
        rule = optax.adamw(follow, b1=0.9, b2=0.999, eps=1e-8, weight_decay=decay, mask=decayed)
    return optax.chain(optax.clip_by_global_norm(clip), rule) if clip else rule


def parts(plan):
    """Names and shapes of the parameters, in the order of the flat run."""
    out = [(f"embedding {e}", (levels, width)) for e, (levels, width) in enumerate(plan["embeddings"])]
    entering = plan["numbers"] + sum(width for _, width in plan["embeddings"])
    for l, layer in enumerate(plan["layers"]):
        out.append((f"weights {l}", (entering, layer["units"])))
        names = ["scales", "shifts"] if layer["normalise"] else ["biases"]
        out += [(f"{name} {l}", (layer["units"],)) for name in names]
        entering = layer["units"]
    return out


def start(plan):
    """sin(i + 1) / 2 all along the flat run, but scales 1 + that / 4."""
    at, out = 0, {}
    for name, shape in parts(plan):
        count = int(np.prod(shape))
        # Rounded to float32, which is what our kernels keep.
        values = (np.sin(np.arange(at, at + count) + 1) / 2).astype(np.float32).astype(float)
        out[name] = jnp.asarray((1 + values / 4 if name.startswith("scales") else values).astype(np.float32).astype(float).reshape(shape))
        at += count
    return out


def forward(plan, p, numbers, codes, running=None):
    x = jnp.concatenate([numbers, *[p[f"embedding {e}"][codes[:, e]] for e in range(len(plan["embeddings"]))]], axis=1)
    moments = []
    for l, layer in enumerate(plan["layers"]):
        z = x @ p[f"weights {l}"]
        if layer["normalise"]:
            mean, variance = z.mean(0), z.var(0)
            moments.append((mean, z.var(0, ddof=1)))
            if running is not None:
                mean, variance = running[len(moments) - 1]
            z = (z - mean) / jnp.sqrt(variance + SMALL) * p[f"scales {l}"] + p[f"shifts {l}"]
        else:
            z = z + p[f"biases {l}"]
        z = ACTIVATIONS[layer["activation"]](z)
        x = z + x if layer["residual"] else z
    return x, moments


def losses(plan, out, targets):
    if plan["loss"] == "squared":
        return ((out - targets) ** 2).sum(1)
    return -jnp.take_along_axis(jax.nn.log_softmax(out), targets[:, None], 1)[:, 0]


def layers(units, activation, normalise=False, residual=()):
    return [
        {
            "units": n,
            "activation": activation if l < len(units) - 1 else "identity",
            "normalise": normalise and l < len(units) - 1,
            "dropout": 0,
            "residual": l in residual,
        }
        for l, n in enumerate(units)
    ]


def follow(plan, numbers, codes, targets, weights, batch, epochs, rule):
    """The mean loss of every epoch, and parameters and running moments at the end."""
    n = len(numbers)
    p = start(plan)
    state = rule.init(p)
    running = [(jnp.zeros(layer["units"]), jnp.ones(layer["units"])) for layer in plan["layers"] if layer["normalise"]]

    @jax.jit
    def step(p, state, running, x, c, y, w):
        def mean_loss(q):
            out, moments = forward(plan, q, x, c)
            return (losses(plan, out, y) * w).sum() / w.sum(), moments

        (loss, moments), gradient = jax.value_and_grad(mean_loss, has_aux=True)(p)
        change, state = rule.update(gradient, state, p)
        running = [tuple((1 - MOMENTUM) * a + MOMENTUM * b for a, b in zip(old, new)) for old, new in zip(running, moments)]
        return optax.apply_updates(p, change), state, running, loss * w.sum()

    curve = []
    for _ in range(epochs):
        total = 0.0
        for at in range(0, n, batch):
            part = slice(at, at + batch)
            p, state, running, loss = step(p, state, running, numbers[part], codes[part], targets[part], weights[part])
            total += float(loss)
        curve.append(total / float(weights.sum()))
    return curve, p, running


def course(name, plan, numbers, codes, targets, weights, batch, epochs, schedule, rate, decay, clip):
    steps = epochs * -(-len(numbers) // batch)
    curve, p, running = follow(plan, numbers, codes, targets, weights, batch, epochs, rule_of(plan, schedule, rate, steps, decay, clip))
    plain, _, _ = follow(plan, numbers, codes, targets, weights, batch, epochs, rule_of(plan, schedule, rate, steps, decay, clip, True))
    out, _ = forward(plan, p, numbers, codes, running)
    measured = float((losses(plan, out, targets) * weights).sum() / weights.sum())
    course_of = rates(schedule, rate, steps)
    return {
        "name": name,
        "plan": {**plan, "embeddings": [{"levels": a, "width": b} for a, b in plan["embeddings"]]},
        "numbers": np.asarray(numbers).tolist(),
        "codes": np.asarray(codes).tolist(),
        "targets": np.asarray(targets).tolist(),
        "weights": np.asarray(weights).tolist(),
        "batch": batch,
        "decay": decay,
        "clip": clip,
        "rates": [float(course_of(s)) for s in range(steps)],
        "schedule": schedule,
        "rate": rate,
        "losses": curve,
        "plain": plain,
        "measured": measured,
    }


def standard(x):
    return np.round(StandardScaler().fit_transform(x), 3)


wine_x, wine_y = load_wine(return_X_y=True)
sugar_x, sugar_y = load_diabetes(return_X_y=True)
cancer_x, _ = load_breast_cancer(return_X_y=True)
random = np.random.default_rng(8)


def courses():
    x, y = standard(wine_x)[::2], wine_y[::2]
    none = np.zeros((len(x), 0), dtype=int)
    weights = random.integers(1, 5, len(x)) / 2
    plan = {"numbers": 13, "embeddings": [], "layers": layers([10, 3], "silu"), "loss": "cross-entropy"}
    yield course("wine, weights, one-cycle, decay", plan, x, none, y, weights, 32, 10, "one-cycle", 0.02, 0.1, 0)

    rows = slice(0, 120)
    sex = (sugar_x[rows, 1] > 0).astype(int)
    codes = np.column_stack([sex + 1, np.digitize(sugar_x[rows, 2], [-0.03, 0.0, 0.04])])
    numbers = standard(np.delete(sugar_x[rows], [1, 2], axis=1))
    y = standard(sugar_y[rows, None])
    plan = {"numbers": 8, "embeddings": [(3, 2), (4, 3)], "layers": layers([8, 8, 1], "tanh", True, (1,)), "loss": "squared"}
    yield course("diabetes, embeddings, normalised, residual, cosine, clipped", plan, numbers, codes, y, np.ones(120), 40, 14, "cosine", 0.02, 0.05, 0.5)

    x = standard(cancer_x[:120, :6])
    none = np.zeros((120, 0), dtype=int)
    plan = {"numbers": 6, "embeddings": [], "layers": layers([6, 2, 6, 6], "tanh"), "loss": "squared"}
    yield course("breast cancer, restored through two units", plan, x, none, x, np.ones(120), 30, 10, "constant", 0.01, 0, 0)


def autoencoders():
    """The whole of an autoencoder on raw columns: standardised, trained on all rows at once, and the score of each row."""
    tables = [
        ("wine", np.round(wine_x[:80, :5], 3), [4, 2, 4], "tanh", "cosine", 0.02, 0.01, 30),
        ("breast cancer", np.round(cancer_x[:90, :4], 3), [6, 1, 6], "silu", "one-cycle", 0.03, 0, 40),
        ("diabetes", np.round(sugar_x[:70, :6] * 1000), [3], "relu", "constant", 0.01, 0.1, 25),
    ]
    for name, x, hidden, activation, schedule, rate, decay, epochs in tables:
        z = jnp.asarray(StandardScaler().fit_transform(x))
        none = np.zeros((len(x), 0), dtype=int)
        plan = {"numbers": x.shape[1], "embeddings": [], "layers": layers([*hidden, x.shape[1]], activation), "loss": "squared"}
        curve, p, _ = follow(plan, z, none, z, np.ones(len(x)), len(x), epochs, rule_of(plan, schedule, rate, epochs, decay, 0))
        scores = ((forward(plan, p, z, none)[0] - z) ** 2).mean(1)
        yield {
            "name": name,
            "x": x.tolist(),
            "params": {"hidden": hidden, "activation": activation, "schedule": schedule, "learningRate": rate, "weightDecay": decay, "epochs": epochs, "batchSize": len(x), "patience": epochs},
            "losses": curve,
            "rates": [float(rates(schedule, rate, epochs)(s)) for s in range(epochs)],
            "scores": np.asarray(scores).tolist(),
        }


def plateaus():
    """Losses of epochs, and the rate that optax's reduce_on_plateau leaves after each."""
    for patience in [1, 2, 4]:
        losses = np.round(np.abs(np.sin(np.arange(40) * 0.9)) + np.linspace(2, 0, 40) * (patience != 2), 3)
        rule = optax.contrib.reduce_on_plateau(factor=0.3, patience=patience, rtol=0, atol=1e-12, cooldown=0)
        state = rule.init(jnp.zeros(1))
        out = []
        for loss in losses:
            _, state = rule.update(jnp.zeros(1), state, value=jnp.asarray(loss))
            out.append(float(state.scale))
        yield {"patience": patience, "losses": losses.tolist(), "scales": out}


written = {
    "versions": {"jax": jax.__version__, "optax": optax.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "courses": list(courses()),
    "autoencoders": list(autoencoders()),
    "plateaus": list(plateaus()),
    "schedules": [
        {"schedule": s, "rate": 0.01, "steps": n, "rates": [float(rates(s, 0.01, n)(i)) for i in range(n)]}
        for s in ["constant", "cosine", "one-cycle"]
        for n in [10, 40, 200]
    ],
}
(HERE / "networks.json").write_text(json.dumps(written, separators=(",", ":")) + "\n")
