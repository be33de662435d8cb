"""Steps on texts, against scikit-learn: text.json."""

import json
import unicodedata
from pathlib import Path

import numpy as np
import sklearn
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.utils import murmurhash3_32

HERE = Path(__file__).parent
cases = []


def plain(text):
    return unicodedata.normalize("NFKC", text).lower()


TEXTS = {
    "reviews": [
        "The soup was good, and the bread was good too.",
        "Not good: cold soup, no bread!",
        "Good value. Good service. Good soup.",
        "",
        "the waiter forgot the bread, the soup and us",
        "Good value. Good service. Good soup.",
        "Bread & butter 2.50€ (not 3,50€) x_1",
    ],
    "umlauts": [
        "Größe und Gewicht der Äpfel: 12 kg",
        "GRÖSSE ÜBER ALLES, der Straße nach",
        "Die Äpfel der Straße – ein Gewicht",
        "ﬁne ﬂour, ① ½ Ⅷ naïve café",
        "Cafe\u0301 naïve Größe größe",
    ],
    "codes and other scripts": [
        "AB-12 AB-13 cd-12",
        "ab12 ab13 cd\t12\n\nAB-12",
        "Привет мир, привет!",
        "ΟΔΟΣ οδός και ΜΕΓΑΣ",
        "東京都 大阪 東京都 a b",
        "emoji 👍👍 ok 👍",
    ],
}
ASKED = ["good bread and Good SOUP never seen", "", "Größe äpfel café", "AB-12 привет 東京都 οδός 👍", "a", "the the the the"]


def case(name, step, params, train, matrix, names=None, tolerance=1e-12):
    dense = matrix.toarray() if hasattr(matrix, "toarray") else matrix
    cases.append(
        {
            "name": name,
            "step": step,
            "params": params,
            "train": [train],
            "test": [[*train, *ASKED]],
            "expected": [[float(v) for v in column] for column in dense.T],
            "tolerance": tolerance,
            **({} if names is None else {"names": [f"a: {n}" for n in names]}),
        }
    )


def shape(unit, low, high):
    return {"analyzer": "word" if unit == "words" else "char_wb", "ngram_range": (low, high), "preprocessor": plain}


for name, train in TEXTS.items():
    asked = [*train, *ASKED]
    for unit, low, high in [("words", 1, 1), ("words", 1, 2), ("words", 2, 3), ("characters", 2, 3), ("characters", 4, 5)]:
        own = {"unit": unit, "from": low, "to": high, "rows": 1}
        peer = CountVectorizer(**shape(unit, low, high)).fit(train)
        many = len(peer.get_feature_names_out())
        keep = {**own, "most": 5000}
        if many < 40:
            case(name, "text-terms", {**keep, "weigh": "count", "norm": "none"}, train, peer.transform(asked), peer.get_feature_names_out())
        peer = TfidfVectorizer(min_df=2, **shape(unit, low, high)).fit(train)
        case(name, "text-terms", {**keep, "rows": 2}, train, peer.transform(asked), peer.get_feature_names_out())
    peer = TfidfVectorizer(sublinear_tf=True, norm="l1", max_df=0.5, **shape("words", 1, 1)).fit(train)
    case(name, "text-terms", {"rows": 1, "share": 0.5, "sublinear": True, "norm": "l1"}, train, peer.transform(asked), peer.get_feature_names_out())
    peer = CountVectorizer(binary=True, min_df=2, **shape("words", 1, 1)).fit(train)
    case(name, "text-terms", {"weigh": "present", "norm": "none"}, train, peer.transform(asked), peer.get_feature_names_out())
    for unit, low, high, columns in [("words", 1, 2, 16), ("characters", 3, 4, 7)]:
        own = {"unit": unit, "from": low, "to": high, "columns": columns}
        for signed, norm in [(True, "l2"), (False, "l1"), (True, None)]:
            peer = HashingVectorizer(n_features=columns, alternate_sign=signed, norm=norm, **shape(unit, low, high))
            case(name, "text-hash", {**own, "signed": signed, "norm": norm or "none"}, train, peer.transform(asked))

# Fewer columns than terms, where no two are equally frequent at the cut; and words left out.
train = TEXTS["reviews"]
counts = np.sort(np.asarray(CountVectorizer(**shape("words", 1, 1)).fit_transform(train).sum(axis=0)).ravel())[::-1]
for most in [n for n in range(1, len(counts)) if counts[n - 1] > counts[n]]:
    peer = CountVectorizer(max_features=most, **shape("words", 1, 1)).fit(train)
    case("reviews", "text-terms", {"weigh": "count", "norm": "none", "most": most, "rows": 1}, train, peer.transform([*train, *ASKED]), peer.get_feature_names_out())
peer = CountVectorizer(stop_words=["the", "was", "and", "too", "not", "no"], ngram_range=(1, 2), min_df=2, preprocessor=plain).fit(train)
case("reviews", "text-terms", {"weigh": "count", "norm": "none", "to": 2, "stop": "english"}, train, peer.transform([*train, *ASKED]), peer.get_feature_names_out())

# Every length of the last block, more than one byte a letter, and long ones.
hashed = ["", "a", "ab", "abc", "abcd", "abcde", "ü", "東京", "👍", "hello world", "x" * 1000, "The quick brown fox"]
hashes = [[text, int(murmurhash3_32(text.encode("utf-8"), seed=0))] for text in hashed]

versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
(HERE / "text.json").write_text(json.dumps({"versions": versions, "cases": cases, "hashes": hashes}, ensure_ascii=False) + "\n")
