#!/usr/bin/env python3
"""An attacker of another make: HiGHS, in whole counts, on what the test of linked tables published.

    DISCLOSE_SETS=500 DISCLOSE_DUMP=/tmp/attacks.jsonl cargo test -p disclose --test published
    venv/bin/pip install highspy==1.16.0 && venv/bin/python scripts/disclosure-attack.py /tmp/attacks.jsonl

Each line holds what a stranger sees of one publication: ranges, sums that are nought, and which counts must stay in doubt. The
program looks for the least and the most of each such count and says how many are recovered exactly or more closely than is
allowed. It ends with 1 where any is.
"""

import json
import sys

import highspy
import numpy

UNBOUNDED = 1e7


def bounds(attack):
    """Least and most of each wanted count."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    seen = attack["seen"]
    for cell in seen:
        solver.addVar(cell["least"], UNBOUNDED if cell["most"] is None else cell["most"])
    for at in range(len(seen)):
        solver.changeColIntegrality(at, highspy.HighsVarType.kInteger)
    for terms in attack["relations"]:
        places = numpy.array([at for at, _ in terms], dtype=numpy.int32)
        times = numpy.array([times for _, times in terms], dtype=numpy.float64)
        solver.addRow(0.0, 0.0, len(terms), places, times)
    for wanted in attack["wanted"]:
        ends = []
        for sign in (1.0, -1.0):
            solver.changeColCost(wanted["place"], sign)
            solver.run()
            assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, solver.getModelStatus()
            ends.append(round(solver.getSolution().col_value[wanted["place"]]))
            solver.changeColCost(wanted["place"], 0.0)
        yield wanted, ends


def main(path):
    """Attacks every line of a file."""
    tried = exact = closer = 0
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            for wanted, (least, most) in bounds(json.loads(line)):
                tried += 1
                exact += least == most
                is_low = wanted["slides"] or least <= wanted["least"]
                if most - least < wanted["most"] - wanted["least"] or most < wanted["most"] or not is_low:
                    closer += 1
                    print(f"line {number}: {wanted} is within {least} to {most}")
    print(f"{tried} counts attacked, {exact} recovered exactly, {closer} more closely than is allowed")
    return 1 if exact or closer else 0


sys.exit(main(sys.argv[1]))
