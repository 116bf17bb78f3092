#!/usr/bin/env python3
"""Writes conformance/disclosure/tauargus.json: small tables as tau-Argus protects them, at the least cost there is.

Only for those who renew the golden answers; nothing of the program needs it.

    python3 -m venv venv && venv/bin/pip install pytauargus==0.6.0 pandas
    venv/bin/python scripts/disclosure-oracle.py > conformance/disclosure/tauargus.json

Each table is drawn from a seed, protected by the rule FREQ(3, margin) and optimal suppression, and written with the status of
each cell (U below the threshold, M hidden for its sake, S shown, E empty) and the protection levels that were asked for.
"""

import json
import os
import random
import sys
import tempfile

import pandas
from pytauargus import protect

SHAPES = [  # rows (or regions with so many provinces), columns, third column, mean count
    (5, 3, 0, 5), (6, 4, 0, 6), (4, 4, 0, 4), (8, 3, 0, 7), (5, 5, 0, 6), (12, 2, 0, 8), (7, 4, 0, 5), (6, 6, 0, 7),
    (3, 3, 2, 6), (4, 3, 2, 7), ([3, 2, 3], 3, 0, 6), ([2, 2, 2], 4, 0, 5), ([3, 3], 3, 0, 7), ([2, 3, 2], 3, 0, 6),
]
MARGINS = [30, 100]


def persons(rng, shape):
    """Rows of a table, one for each person."""
    rows, columns, third, mean = shape
    tree = rows if isinstance(rows, list) else None
    places = [f"{r + 1}{p + 1}" for r, n in enumerate(tree) for p in range(n)] if tree else [f"R{r:02}" for r in range(rows)]
    found = []
    for place in places:
        density = rng.expovariate(1.0)
        for column in range(columns):
            for other in range(max(third, 1)):
                count = int(rng.expovariate(1.0 / (mean * max(density, 0.3))))
                found += [{"place": place, "act": f"A{column}", "sex": f"S{other}", "n": 1}] * count
    return tree, found


def answer(seed, shape, margin):
    """One table with what tau-Argus says of it; nothing where it has nothing to hide."""
    tree, rows = persons(random.Random(seed), shape)
    names = ["place", "act"] + (["sex"] if shape[2] else [])
    options = {"hrc": {"place": "1 1"}} if tree else {}
    with tempfile.TemporaryDirectory() as folder:
        table = protect(pandas.DataFrame(rows), names, "n", f"FREQ(3,{margin})", workdir=folder, **options).tables[0].dataframe()
    cells = []
    for row in table.to_dict("records"):
        key = ["" if row[name] == "Total" else str(row[name]) for name in names]
        levels = [int(row["lower"]), int(row["upper"])] if row["status"] == "U" else [0, 0]
        cells.append([key, int(row["n"]), row["status"], *levels])
    hidden = [cell for cell in cells if cell[2] in "UM"]
    return {"seed": seed, "margin": margin, "columns": names, "cells": cells} if hidden else None


def main():
    """All tables, to the standard output."""
    tables = []
    out = os.dup(1)
    os.dup2(2, 1)  # the engine writes to the standard output
    for number, shape in enumerate(SHAPES):
        for margin in MARGINS:
            for repeat in range(2):
                tables.append(answer(100 * number + repeat, shape, margin))
    lines = [json.dumps(table, separators=(",", ":")) for table in tables if table]
    os.write(out, ("[\n" + ",\n".join(lines) + "\n]\n").encode())
    print(f"{len(lines)} tables", file=sys.stderr)


main()
