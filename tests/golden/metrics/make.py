"""Expected values of metrics and statistics from scikit-learn, scipy, statsmodels and pandas.

Run: python tests/golden/metrics/make.py
Writes metrics.json and stats.json beside this file. null stands for NaN.
"""

import json
import math
import warnings
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import stats
from sklearn import metrics as m
from sklearn.calibration import calibration_curve
from sklearn.datasets import make_blobs
from sklearn.isotonic import IsotonicRegression
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent
VERSIONS = {
    "sklearn": sklearn.__version__,
    "scipy": scipy.__version__,
    "statsmodels": statsmodels.__version__,
    "numpy": np.__version__,
    "pandas": pd.__version__,
}


def plain(x):
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    if isinstance(x, (list, tuple, np.ndarray)):
        return [plain(v) for v in x]
    if isinstance(x, (bool, np.bool_)):
        return bool(x)
    if isinstance(x, (int, np.integer)):
        return int(x)
    if isinstance(x, (float, np.floating)):
        return None if math.isnan(x) else "inf" if math.isinf(x) else float(x)
    return x


def write(name, data):
    (HERE / name).write_text(json.dumps({"_versions": VERSIONS, **plain(data)}, indent=1) + "\n")


def labels(y, p, k):
    lab = list(range(k))
    prf = lambda avg: m.precision_recall_fscore_support(y, p, labels=lab, average=avg, zero_division=np.nan)[:3]
    return {
        "confusion": m.confusion_matrix(y, p, labels=lab),
        "accuracy": m.accuracy_score(y, p),
        "balanced": m.balanced_accuracy_score(y, p),
        "mcc": m.matthews_corrcoef(y, p),
        "kappa": m.cohen_kappa_score(y, p, labels=lab),
        "kappa_linear": m.cohen_kappa_score(y, p, labels=lab, weights="linear"),
        "kappa_quadratic": m.cohen_kappa_score(y, p, labels=lab, weights="quadratic"),
        "per_class": prf(None),
        "macro": prf("macro"),
        "weighted": prf("weighted"),
        "f2": m.fbeta_score(y, p, labels=lab, beta=2, average=None, zero_division=np.nan),
        "jaccard": m.jaccard_score(y, p, labels=lab, average=None, zero_division=0),
    }


def binary_case(seed, n, decimals):
    r = np.random.default_rng(seed)
    y = (r.random(n) < 0.3).astype(int)
    score = 1 / (1 + np.exp(-(1.4 * y - 0.7 + r.normal(size=n))))
    score = np.clip(np.round(score, decimals), 0.001, 0.999)
    pred = (score >= 0.5).astype(int)
    fpr, tpr, thr = m.roc_curve(y, score)
    fprf, tprf, thrf = m.roc_curve(y, score, drop_intermediate=False)
    pr, rc, pt = m.precision_recall_curve(y, score)
    proba = np.c_[1 - score, score]
    logit = np.log(score / (1 - score))
    fit = sm.Logit(y, sm.add_constant(logit)).fit(disp=0, tol=1e-14, maxiter=200)
    return {
        "y": y,
        "score": score,
        "pred": pred,
        "labels": labels(y, pred, 2),
        "precision": m.precision_score(y, pred),
        "recall": m.recall_score(y, pred),
        "f1": m.f1_score(y, pred),
        "roc_auc": m.roc_auc_score(y, score),
        "partial_auc": {str(f): m.roc_auc_score(y, score, max_fpr=f) for f in (0.05, 0.2, 0.5)},
        "average_precision": m.average_precision_score(y, score),
        "log_loss": m.log_loss(y, proba),
        "brier": m.brier_score_loss(y, score),
        "d2_log_loss": m.d2_log_loss_score(y, proba),
        "d2_brier": m.d2_brier_score(y, score),
        "roc_drop": [fpr, tpr, thr],
        "roc_full": [fprf, tprf, thrf],
        "pr_curve": [pr, rc, pt],
        "calibration_uniform": calibration_curve(y, score, n_bins=10),
        "calibration_quantile": calibration_curve(y, score, n_bins=10, strategy="quantile"),
        "recalibration": fit.params,
    }


def multiclass_case(seed, n, k, absent=None):
    r = np.random.default_rng(seed)
    y = r.integers(0, k, n)
    if absent is not None:
        y[y == absent] = 0
    z = r.normal(size=(n, k)) + 1.2 * np.eye(k)[y]
    proba = np.exp(z) / np.exp(z).sum(1, keepdims=True)
    pred = proba.argmax(1)
    lab = list(range(k))
    auc = [m.roc_auc_score(y == c, proba[:, c]) if 0 < (y == c).sum() < n else np.nan for c in lab]
    ap = [m.average_precision_score(y == c, proba[:, c]) if (y == c).any() else np.nan for c in lab]
    return {
        "y": y,
        "proba": proba,
        "pred": pred,
        "labels": labels(y, pred, k),
        "auc_per_class": auc,
        "auc_macro": np.nanmean(auc),
        "ap_macro": np.nanmean(ap),
        "log_loss": m.log_loss(y, proba, labels=lab),
        "brier": m.brier_score_loss(y, proba, labels=lab),
        "d2_log_loss": m.d2_log_loss_score(y, proba, labels=lab),
        "d2_brier": m.d2_brier_score(y, proba, labels=lab),
        "top_2": m.top_k_accuracy_score(y, proba, k=2, labels=lab),
    }


def regression_case(seed, n):
    r = np.random.default_rng(seed)
    y = np.round(np.exp(r.normal(1, 0.8, n)), 2) + 0.01
    f = np.round(y * np.exp(r.normal(0.05, 0.3, n)), 2) + 0.01
    return {
        "y": y,
        "f": f,
        "mae": m.mean_absolute_error(y, f),
        "mse": m.mean_squared_error(y, f),
        "rmse": m.root_mean_squared_error(y, f),
        "medae": m.median_absolute_error(y, f),
        "max_error": m.max_error(y, f),
        "mape": m.mean_absolute_percentage_error(y, f),
        "wape": np.abs(y - f).sum() / np.abs(y).sum(),
        "smape": np.mean(2 * np.abs(y - f) / (np.abs(y) + np.abs(f))),
        "r2": m.r2_score(y, f),
        "explained_variance": m.explained_variance_score(y, f),
        "bias": np.mean(f - y),
        "pinball": {str(a): m.mean_pinball_loss(y, f, alpha=a) for a in (0.1, 0.5, 0.9)},
        "d2_pinball": {str(a): m.d2_pinball_score(y, f, alpha=a) for a in (0.1, 0.5, 0.9)},
        "d2_abs": m.d2_absolute_error_score(y, f),
        "msle": m.mean_squared_log_error(y, f),
        "rmsle": m.root_mean_squared_log_error(y, f),
        "poisson": m.mean_poisson_deviance(y, f),
        "gamma": m.mean_gamma_deviance(y, f),
        "d2_poisson": m.d2_tweedie_score(y, f, power=1),
    }


def clustering_case(seed, n, k):
    X, truth = make_blobs(n, n_features=3, centers=k, cluster_std=2.5, random_state=seed)
    X = np.round(X, 3)
    r = np.random.default_rng(seed)
    a = np.where(r.random(n) < 0.2, r.integers(0, k, n), truth)
    return {
        "X": X,
        "labels": a,
        "truth": truth,
        "silhouette": m.silhouette_score(X, a),
        "silhouette_samples": m.silhouette_samples(X, a),
        "davies_bouldin": m.davies_bouldin_score(X, a),
        "calinski_harabasz": m.calinski_harabasz_score(X, a),
        "ari": m.adjusted_rand_score(truth, a),
        "ami": m.adjusted_mutual_info_score(truth, a),
        "nmi": m.normalized_mutual_info_score(truth, a),
        "mi": m.mutual_info_score(truth, a),
        "hcv": m.homogeneity_completeness_v_measure(truth, a),
        "fmi": m.fowlkes_mallows_score(truth, a),
    }


def distributions():
    zs = [-37.0, -10.0, -3.2, -0.5, 0.0, 0.7, 2.5, 8.0]
    return {
        "normal_cdf": [[z, stats.norm.cdf(z)] for z in zs],
        "normal_quantile": [[p, stats.norm.ppf(p)] for p in (1e-12, 0.001, 0.2, 0.5, 0.9, 0.9999)],
        "t_cdf": [[x, d, stats.t.cdf(x, d)] for x, d in product([-30.0, -2.25, 0.0, 1.3], [1, 4, 9, 100])],
        "t_quantile": [[p, d, stats.t.ppf(p, d)] for p, d in product([0.005, 0.6, 0.975], [1, 4, 9, 100])],
        "chi2_sf": [[x, d, stats.chi2.sf(x, d)] for x, d in product([0.01, 1.0, 8.25, 60.0, 700.0], [1, 2, 3, 4, 9, 40, 151])],
        "chi2_quantile": [[p, d, stats.chi2.ppf(p, d)] for p, d in product([0.05, 0.95, 0.999], [1, 3, 9, 40])],
        "f_sf": [[x, a, b, stats.f.sf(x, a, b)] for x, (a, b) in product([0.2, 2.478, 50.0, 4000.0], [(10, 5), (1, 30), (7, 7)])],
        "binomial_cdf": [[k, n, p, stats.binom.cdf(k, n, p)] for k, n, p in [(6, 7, 0.5), (59, 180, 0.5), (3, 40, 0.2), (0, 9, 0.01)]],
        "beta_quantile": [[p, a, b, stats.beta.ppf(p, a, b)] for p, a, b in [(0.025, 8, 3), (0.975, 9, 2), (0.5, 1, 1), (0.01, 120, 4)]],
        "nct_cdf": [[x, d, nc, stats.nct.cdf(x, d, nc)] for x, d, nc in [(2.0, 20, 1.0), (1.972, 197, 2.8), (2.3, 8, 0.4), (2.06, 25, 6.0)]],
    }


def wilcoxon_enumerated(d):
    """Exact two-sided p-value by listing all sign patterns of the mid-ranks; zeros dropped."""
    d = np.asarray([v for v in d if v != 0])
    r = stats.rankdata(np.abs(d))
    t = min(r[d > 0].sum(), r[d < 0].sum())
    sums = [np.dot(s, r) for s in product([0, 1], repeat=len(d))]
    return t, min(1.0, 2 * np.mean(np.asarray(sums) <= t + 1e-9))


def newcombe(x1, n1, x2, n2):
    return confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff")


def delong_brute(y, a, b):
    """DeLong by the full kernel matrix."""
    pos, neg = np.where(y == 1)[0], np.where(y == 0)[0]
    v10, v01, auc = [], [], []
    for s in (a, b):
        k = (s[pos][:, None] > s[neg][None, :]) + 0.5 * (s[pos][:, None] == s[neg][None, :])
        v10.append(k.mean(1))
        v01.append(k.mean(0))
        auc.append(k.mean())
    S = np.cov(v10) / len(pos) + np.cov(v01) / len(neg)
    z = (auc[0] - auc[1]) / np.sqrt(S[0, 0] + S[1, 1] - 2 * S[0, 1])
    return {"auc": auc, "cov": S, "z": z, "p": 2 * stats.norm.sf(abs(z))}


def statistics():
    r = np.random.default_rng(7)
    x = np.round(r.gamma(2, 3, 101), 2)
    out = {"distributions": distributions()}
    s = pd.Series(x)
    out["describe"] = {
        "x": x, "mean": s.mean(), "sd": s.std(), "skewness": s.skew(), "variance": s.var(),
        "quantiles": {str(q): np.quantile(x, q) for q in (0, 0.01, 0.25, 0.5, 0.75, 0.99, 1)},
        "shifted": {"x": x + 1e9, "sd": s.std(), "skewness": s.skew()},
    }
    ks = []
    for n1, n2, shift in [(5, 7, 0.0), (30, 30, 0.4), (60, 200, 0.3), (200, 60, 3.0), (101, 97, 0.0), (900, 1000, 0.5)]:
        a, b = r.normal(size=n1), r.normal(shift, 1, n2)
        res = stats.ks_2samp(a, b, method="exact")
        ks.append({"a": a, "b": b, "d": res.statistic, "p": res.pvalue, "w": stats.wasserstein_distance(a, b)})
    out["ks"] = ks
    a, b = r.normal(size=1500), r.normal(0.05, 1, 1200)
    res = stats.ks_2samp(a, b, method="exact")
    out["ks_large"] = {"a": a, "b": b, "d": res.statistic, "p": res.pvalue}
    out["kolmogorov"] = [[v, stats.kstwobign.sf(v)] for v in (0.2, 0.5, 0.8, 0.99, 1.01, 1.36, 2.5, 5.0)]
    out["chi2"] = []
    for f, g in [([50, 30, 20], [80, 80, 40]), ([120, 30, 45, 9], [60, 20, 44, 30]), ([500, 3, 90], [480, 14, 120])]:
        t = stats.chi2_contingency([f, g], correction=False)
        out["chi2"].append({"first": f, "second": g, "chi2": t.statistic, "p": t.pvalue, "df": t.dof})
    p, q = np.array([0.5, 0.3, 0.2, 0.0]), np.array([0.4, 0.4, 0.15, 0.05])
    out["divergence"] = {"p": p, "q": q, "js2": scipy.spatial.distance.jensenshannon(p, q, base=2), "kl": stats.entropy(p, q)}
    d = r.normal(0.2, 1, 30)
    w = stats.wilcoxon(d, method="exact")
    out["wilcoxon_exact"] = {"d": d, "t": w.statistic, "p": w.pvalue}
    d = [0.02, 0.01, -0.005, 0.03, 0, 0.015, 0.01, 0.02, -0.02, -0.01, 0.04, -0.04]
    t, pv = wilcoxon_enumerated(d)
    out["wilcoxon_ties"] = {"d": d, "t": t, "p": pv}
    d = np.round(r.normal(0.2, 1, 150), 1)
    w = stats.wilcoxon(d, method="asymptotic", correction=True)
    out["wilcoxon_normal"] = {"d": d, "t": w.statistic, "p": w.pvalue}
    d = r.normal(0.3, 1, 25)
    w = stats.ttest_1samp(d, 0)
    out["paired_t"] = {"d": d, "t": w.statistic, "p": w.pvalue, "ci": w.confidence_interval(0.95)}
    out["mcnemar"] = []
    for b, c in [(3, 14), (0, 5), (40, 41), (1, 0)]:
        out["mcnemar"].append({"b": b, "c": c, "exact": mcnemar([[0, b], [c, 0]], exact=True).pvalue,
                               "chi2": mcnemar([[0, b], [c, 0]], exact=False).statistic,
                               "chi2_p": mcnemar([[0, b], [c, 0]], exact=False).pvalue})
    out["wilson"] = [[k, n, *proportion_confint(k, n, 0.1, "wilson")] for k, n in [(3, 20), (0, 7), (7, 7), (190, 400)]]
    out["clopper"] = [[k, n, *proportion_confint(k, n, 0.05, "beta")] for k, n in [(3, 20), (0, 7), (7, 7), (190, 400)]]
    out["newcombe"] = [[*v, *newcombe(*v)] for v in [(5, 50, 12, 60), (0, 20, 3, 30), (90, 100, 70, 100)]]
    out["prop_z"] = [[*v, *proportions_ztest([v[0], v[2]], [v[1], v[3]])] for v in [(5, 50, 12, 60), (90, 100, 70, 100)]]
    ps = [0.001, 0.2, 0.03, 0.03, 0.9, 0.012, 0.5]
    out["multiplicity"] = {"p": ps, **{k: multipletests(ps, method=k)[1] for k in ("bonferroni", "holm", "fdr_bh", "fdr_by")}}
    out["paired_t_rows"] = [[e, pw, TTestPower().solve_power(e, None, 0.05, pw)] for e, pw in [(0.2, 0.8), (0.5, 0.9), (1.1, 0.8)]]
    x = np.round(r.random(80), 2)
    y = (r.random(80) < x).astype(int)
    iso = IsotonicRegression(out_of_bounds="clip").fit(x, y)
    grid = np.linspace(-0.1, 1.1, 25)
    out["isotonic"] = {"x": x, "y": y, "at": grid, "fitted": iso.predict(grid)}
    y = (r.random(90) < 0.4).astype(int)
    a = np.round(y + r.normal(size=90), 1)
    b = np.round(0.5 * y + r.normal(size=90), 1)
    out["delong_ties"] = {"y": y, "a": a, "b": b, **delong_brute(y, a, b)}
    boot = stats.bootstrap((np.arange(10.0),), np.mean, n_resamples=200000, rng=np.random.default_rng(1))
    v = np.round(r.exponential(2, 40), 2)
    skew = stats.bootstrap((v,), lambda t, axis: np.std(t, axis=axis), n_resamples=200000, rng=np.random.default_rng(1), vectorized=True)
    out["bca"] = {"mean_0_9": [boot.confidence_interval.low, boot.confidence_interval.high],
                  "x": v, "sd": [skew.confidence_interval.low, skew.confidence_interval.high]}
    return out


write("metrics.json", {
    "binary": [binary_case(1, 120, 2), binary_case(2, 60, 6)],
    "multiclass": [multiclass_case(3, 150, 4), multiclass_case(4, 60, 3, absent=2)],
    "regression": [regression_case(5, 90), regression_case(6, 31)],
    "clustering": [clustering_case(8, 120, 4), clustering_case(9, 60, 2)],
})
write("stats.json", statistics())
