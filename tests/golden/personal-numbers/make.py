"""Which numbers are valid, from python-stdnum and the standard library. Run: python tests/golden/personal-numbers/make.py"""

import ipaddress
import json
import string
from pathlib import Path

import numpy as np
import stdnum
from stdnum import iban, luhn
from stdnum.br import cpf
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.se import personnummer

rng = np.random.default_rng(41)
digits = lambda n: "".join(rng.choice(list("0123456789"), n))
pick = lambda options: options[rng.integers(len(options))]


def date(days=(1, 28)):
    return f"{rng.integers(40, 100):02}{rng.integers(1, 13):02}{rng.integers(*days):02}"


def cases(valid, base, endings, most=40):
    """As many valid numbers as invalid ones: every base with all its endings, of which the reference takes one."""
    good, bad = [], []
    while len(good) < most:
        stem = base()
        for ending in endings:
            (good if valid(stem + ending) else bad).append(stem + ending)
    keep = rng.permutation(len(bad))[:most]
    return {"valid": good[:most], "invalid": [bad[i] for i in keep]}


one = list("0123456789")
two = [f"{i:02}" for i in range(100)]
letters = list(string.ascii_uppercase)
months = "ABCDEHLMPRST"


def code():
    return (
        "".join(rng.choice([c for c in letters if c not in "AEIOU"], 6))
        + f"{rng.integers(40, 99):02}{pick(months)}{rng.integers(1, 29):02}{pick('ABCDEFGHILM')}{rng.integers(100, 1000)}"
    )


def bban():
    country, length, alpha = pick([("DE", 18, 0), ("GB", 14, 4), ("NL", 10, 4), ("FR", 23, 0), ("ES", 20, 0), ("PL", 24, 0)])
    bank = "".join(rng.choice(letters, alpha))
    return country, bank + digits(length - alpha)


def ibans(most=40):
    good, bad = [], []
    while len(good) < most:
        country, account = bban()
        for check in two:
            text = country + check + account
            # The reference also checks national rules that the standard does not have.
            (good if iban.is_valid(text, check_country=False) else bad).append(text)
    good = [g for g in good if 2 <= int(g[2:4]) <= 98]
    return {"valid": good[:most], "invalid": [b for b in [bad[i] for i in rng.permutation(len(bad))[:most]]]}


def address(text):
    try:
        ipaddress.ip_address(text)
        return True
    except ValueError:
        return False


addresses = (
    [str(ipaddress.ip_address(int(rng.integers(0, 2**32)))) for _ in range(30)]
    + [str(ipaddress.ip_address(int(rng.integers(0, 2**62)) << int(rng.integers(0, 66)))) for _ in range(30)]
    + ["::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7", "1::2::3", "12345::", "1.2.3", "256.1.1.1", "1.2.3.4.", "g::1"]
    + ["01.2.3.4x", "1:2:3:4:5:6:7:8:9", ":1", "1:", "1.2.3.4.5", "fe80::1%eth0x".replace("%eth0x", ""), ":::"]
)

Path(__file__).with_name("personal-numbers.json").write_text(
    json.dumps(
        {
            "versions": {"python-stdnum": stdnum.__version__},
            "luhn": cases(luhn.is_valid, lambda: digits(15), one),
            "iban": ibans(),
            "bsn": cases(bsn.is_valid, lambda: digits(8), one),
            "dni": cases(dni.is_valid, lambda: digits(8), letters),
            "nie": cases(nie.is_valid, lambda: pick("XYZ") + digits(7), letters),
            "pesel": cases(pesel.is_valid, lambda: date() + digits(4), one),
            "personnummer": cases(personnummer.is_valid, lambda: date() + "-" + digits(3), one),
            "nir": cases(nir.is_valid, lambda: pick("12") + date()[:4] + pick(["2A", "2B", "75", "13"]) + digits(6), two),
            "codiceFiscale": cases(codicefiscale.is_valid, code, letters),
            "nhs": cases(nhs.is_valid, lambda: digits(9), one),
            "cpf": cases(cpf.is_valid, lambda: digits(9), two),
            "steuerId": cases(idnr.is_valid, lambda: "".join(rng.permutation(list("123456789"))) + pick(one[1:]), one),
            "address": {
                "valid": [a for a in addresses if address(a)],
                "invalid": [a for a in addresses if not address(a)],
            },
        }
    )
    + "\n"
)
