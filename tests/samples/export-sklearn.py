"""Writes the real sample files from the copies that scikit-learn's package carries.

    python tests/samples/export-sklearn.py

Only column names and target labels are changed: names become lower case with underscores, class numbers become the
words of the data set's own documentation. Needs scikit-learn (made with 1.9.1) and pandas.
"""

from pathlib import Path

from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine

OUT = Path(__file__).resolve().parents[2] / "public" / "samples"
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
DIABETES = {
    "bp": "blood_pressure",
    "s1": "total_cholesterol",
    "s2": "ldl",
    "s3": "hdl",
    "s4": "cholesterol_to_hdl",
    "s5": "log_triglycerides",
    "s6": "glucose",
}


def column(name: str) -> str:
    for old, new in ((" ", "_"), ("/", "_"), ("(", ""), (")", "")):
        name = name.replace(old, new)
    return name.lower()


def write(name: str, frame) -> None:
    frame.to_csv(OUT / f"{name}.csv", index=False, lineterminator="\n")
    print(name, frame.shape)


wine = load_wine(as_frame=True).frame.rename(columns=column)
wine = wine.rename(columns={"od280_od315_of_diluted_wines": "od280_od315", "target": "cultivar"})
wine["cultivar"] = wine["cultivar"].map({0: "first", 1: "second", 2: "third"})
write("wine", wine)

bunch = load_breast_cancer(as_frame=True)
cancer = bunch.frame.rename(columns=column).rename(columns={"target": "diagnosis"})
cancer["diagnosis"] = cancer["diagnosis"].map(dict(enumerate(bunch.target_names)))
write("breast-cancer", cancer)

diabetes = load_diabetes(as_frame=True, scaled=False).frame.rename(columns=DIABETES)
diabetes = diabetes.rename(columns={"target": "progression"})
for whole in ("age", "sex", "progression"):
    diabetes[whole] = diabetes[whole].astype(int)
write("diabetes", diabetes)

digits = load_digits(as_frame=True).frame.rename(columns={"target": "digit"}).astype(int)
digits["digit"] = digits["digit"].map(dict(enumerate(DIGITS)))
write("digits", digits)
