#!/usr/bin/env python3
"""The same job in Splink on DuckDB: the other side of the benchmark.

usage: splink_side.py TASK OUT FILE [FILE] [--threads 2]      links, writes OUT/pairs.csv and OUT/clusters.csv
       splink_side.py TASK OUT FILE [FILE] --count            only counts candidate pairs, into OUT/pairs_scored.json

Training as Splink's own examples do it: the prior from strict rules and a guessed recall, u from random pairs, m by
expectation maximisation over two rules. Made as fast as its manual says: no columns are kept that nothing reads, and the
name similarity is written so that DuckDB computes it once for all levels.
"""

import argparse
import json
import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

import duckdb
import splink.comparison_level_library as level
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

U_PAIRS = 1e7
CLUSTER_PROBABILITY = 0.95


@dataclass
class Task:
    """One input: how its columns are derived, which pairs are looked at, how they are compared and trained."""

    columns: str
    rules: list
    comparisons: Callable[[], list]
    strict_rules: list
    strict_recall: float
    training_rules: list
    # Pairs below are not kept: there are too many of them.
    floor_bits: float | None = None


def name(column: str) -> Any:
    """Equal (weighed by frequency), Jaro-Winkler at .92, .88 and .70, else."""
    similarity = f'jaro_winkler_similarity("{column}_l", "{column}_r")'
    # Similarity is never negative: the term only makes every level share one expression.
    is_missing = f'{similarity} < -1 OR "{column}_l" IS NULL OR "{column}_r" IS NULL'
    return compare.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            level.CustomLevel(is_missing, label_for_charts="missing").configure(is_null_level=True),
            level.ExactMatchLevel(column, term_frequency_adjustments=True),
            *[level.JaroWinklerLevel(column, threshold) for threshold in (0.92, 0.88, 0.70)],
            level.ElseLevel(),
        ],
    )


def exact(column: str) -> Any:
    """Equal (weighed by frequency), else."""
    return compare.ExactMatch(column).configure(term_frequency_adjustments=True)


def place() -> Any:
    """Same district, same province, else; missing without a province."""
    return compare.CustomComparison(
        output_column_name="place",
        comparison_levels=[
            level.NullLevel("province"),
            level.ExactMatchLevel("place", term_frequency_adjustments=True),
            level.ExactMatchLevel("province", term_frequency_adjustments=True),
            level.ElseLevel(),
        ],
    )


def event_date() -> Any:
    """Same day, at most 10 days apart, same month, at most a year apart, else; missing without a month."""

    def within(threshold: int, metric: str) -> Any:
        return level.AbsoluteDateDifferenceLevel(
            "event_date", input_is_string=True, threshold=threshold, metric=metric
        )

    return compare.CustomComparison(
        output_column_name="event_date",
        comparison_levels=[
            level.NullLevel("emonth"),
            level.ExactMatchLevel("event_date"),
            within(10, "day"),
            level.ExactMatchLevel("emonth"),
            within(1, "year"),
            level.ElseLevel(),
        ],
    )


PERSONS = Task(
    columns="""
        id, list,
        lower(strip_accents(given)) AS given,
        lower(strip_accents(split_part(given, ' ', 1))) AS g1,
        lower(strip_accents(surname1)) AS surname1,
        lower(strip_accents(surname2)) AS surname2,
        sex,
        CASE WHEN length(dob) = 10 THEN dob END AS dob,
        substr(dob, 1, 4) AS byear,
        place, province,
        CASE WHEN length(event_date) = 10 THEN event_date END AS event_date,
        substr(event_date, 1, 7) AS emonth""",
    rules=[
        block_on("surname1", "surname2", "substr(g1, 1, 3)"),
        block_on("g1", "dob"),
        block_on("surname1", "dob"),
        block_on("surname2", "dob"),
        block_on("g1", "surname1", "place"),
        block_on("g1", "surname2", "place"),
        block_on("g1", "surname1", "event_date"),
        "l.g1 = r.g1 AND l.surname1 = r.surname2 AND l.surname2 = r.surname1",
        block_on("substr(surname1, 1, 4)", "substr(surname2, 1, 4)", "substr(g1, 1, 4)", "emonth"),
        block_on("event_date", "place"),
        block_on("g1", "byear", "province", "emonth"),
        block_on("surname1", "province", "emonth"),
        block_on("surname1", "emonth"),
        block_on("dob"),
        block_on("province", "emonth"),
    ],
    comparisons=lambda: [
        name("given"),
        name("surname1"),
        name("surname2"),
        compare.DateOfBirthComparison("dob", input_is_string=True),
        place(),
        event_date(),
        compare.ExactMatch("sex"),
    ],
    strict_rules=[
        block_on("given", "surname1", "surname2", "dob"),
        block_on("given", "surname1", "surname2", "event_date"),
    ],
    strict_recall=0.5,
    training_rules=[block_on("dob", "place"), block_on("surname1", "surname2", "given")],
    floor_bits=-10,
)

HISTORICAL = Task(
    columns="*, first_name || ' ' || surname AS forename_surname",
    rules=[
        block_on("substr(first_name, 1, 3)", "substr(surname, 1, 4)"),
        block_on("surname", "dob"),
        block_on("first_name", "dob"),
        block_on("postcode_fake", "first_name"),
        block_on("postcode_fake", "surname"),
        block_on("dob", "birth_place"),
        block_on("substr(postcode_fake, 1, 3)", "dob"),
        block_on("substr(postcode_fake, 1, 3)", "first_name"),
        block_on("substr(postcode_fake, 1, 3)", "surname"),
        block_on("substr(first_name, 1, 2)", "substr(surname, 1, 2)", "substr(dob, 1, 4)"),
    ],
    comparisons=lambda: [
        compare.ForenameSurnameComparison(
            "first_name", "surname", forename_surname_concat_col_name="forename_surname"
        ),
        compare.DateOfBirthComparison("dob", input_is_string=True),
        compare.PostcodeComparison("postcode_fake"),
        exact("birth_place"),
        exact("occupation"),
    ],
    strict_rules=[
        block_on("first_name", "surname", "dob"),
        block_on("substr(first_name, 1, 2)", "surname", "substr(postcode_fake, 1, 2)"),
        block_on("dob", "postcode_fake"),
    ],
    strict_recall=0.6,
    training_rules=[block_on("first_name", "surname"), block_on("dob")],
)

FEBRL4 = Task(
    columns="*",
    rules=[
        block_on("given_name", "surname"),
        "l.given_name = r.surname AND l.surname = r.given_name",
        block_on("date_of_birth"),
        block_on("soc_sec_id"),
        block_on("state", "address_1"),
        block_on("street_number", "address_1"),
        block_on("postcode"),
    ],
    comparisons=lambda: [
        name("given_name"),
        name("surname"),
        compare.DateOfBirthComparison(
            "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
        ),
        compare.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        exact("street_number"),
        compare.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
    ],
    strict_rules=[block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
    strict_recall=0.8,
    training_rules=[block_on("date_of_birth"), block_on("postcode")],
)

RL10000 = Task(
    columns='id, fname_c1, lname_c1, "by" AS birth_year, bm AS birth_month, bd AS birth_day',
    rules=[
        block_on("fname_c1", "lname_c1"),
        block_on("lname_c1", "birth_year"),
        block_on("fname_c1", "birth_year"),
        block_on("birth_year", "birth_month", "birth_day"),
        block_on("substr(fname_c1, 1, 3)", "substr(lname_c1, 1, 3)"),
        block_on("lname_c1", "birth_month", "birth_day"),
        block_on("fname_c1", "birth_month", "birth_day"),
    ],
    comparisons=lambda: [
        name("fname_c1"),
        name("lname_c1"),
        compare.ExactMatch("birth_year"),
        compare.ExactMatch("birth_month"),
        compare.ExactMatch("birth_day"),
    ],
    strict_rules=[
        block_on("fname_c1", "lname_c1", "birth_year", "birth_month"),
        block_on("fname_c1", "lname_c1", "birth_month", "birth_day"),
        block_on("fname_c1", "birth_year", "birth_month", "birth_day"),
    ],
    strict_recall=0.8,
    training_rules=[block_on("birth_year", "birth_month", "birth_day"), block_on("fname_c1", "lname_c1")],
)

TASKS = {"persons": PERSONS, "h50k": HISTORICAL, "febrl4": FEBRL4, "rl10000": RL10000}


def linker_of(task: Task, files: list[Path], connection: duckdb.DuckDBPyConnection) -> Linker:
    """Loads the files, one table each, and joins them with the settings."""
    database = DuckDBAPI(connection=connection)
    frames = []
    for number, file in enumerate(files):
        source = f"read_csv('{str(file).replace(chr(39), chr(39) * 2)}', all_varchar = true, nullstr = '')"
        connection.execute(f"CREATE TABLE rows_{number} AS SELECT {task.columns} FROM {source}")
        frames.append(database.register(connection.table(f"rows_{number}"), dataset_display_name=f"list_{number}"))
    settings = SettingsCreator(
        link_type="dedupe_only" if len(files) == 1 else "link_only",
        unique_id_column_name="id",
        blocking_rules_to_generate_predictions=task.rules,
        comparisons=task.comparisons(),
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    return Linker(frames if len(frames) > 1 else frames[0], settings)


def train(linker: Linker, task: Task) -> None:
    linker.training.estimate_probability_two_random_records_match(task.strict_rules, recall=task.strict_recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=U_PAIRS)
    for rule in task.training_rules:
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True
        )


def write(linker: Linker, task: Task, files: list[Path], out: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Scores, clusters and writes both, with the columns that our side writes too."""
    pairs = linker.inference.predict(threshold_match_weight=task.floor_bits)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=CLUSTER_PROBABILITY
    )
    names = [file.stem.replace("'", "''") for file in files]

    def list_name(column: str) -> str:
        # Splink does not quote the names of lists, so it knows them by number.
        if len(names) == 1:
            return f"'{names[0]}'"
        return f"CASE {column} " + " ".join(f"WHEN 'list_{at}' THEN '{name}'" for at, name in enumerate(names)) + " END"

    left, right, one = list_name("source_dataset_l"), list_name("source_dataset_r"), list_name("source_dataset")
    connection.execute(
        f"""COPY (SELECT {left} AS left_list, id_l AS left_id, {right} AS right_list, id_r AS right_id,
                         match_weight AS match_weight_bits, match_probability FROM {pairs.physical_name})
            TO '{out / "pairs.csv"}' (HEADER)"""
    )
    connection.execute(
        f"""COPY (SELECT {one} AS list, id, cluster_id AS cluster FROM {clusters.physical_name})
            TO '{out / "clusters.csv"}' (HEADER)"""
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("out", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--count", action="store_true")
    options = parser.parse_args()
    logging.getLogger("splink").setLevel(logging.ERROR)
    options.out.mkdir(parents=True, exist_ok=True)
    task = TASKS[options.task]
    with tempfile.TemporaryDirectory() as spill:
        connection = duckdb.connect(config={"threads": options.threads, "temp_directory": spill})
        linker = linker_of(task, options.files, connection)
        if options.count:
            pairs = linker.inference.compute_blocked_pairs_for_predict().physical_name
            (count,) = connection.execute(f"SELECT count(*) FROM {pairs}").fetchone()
            (options.out / "pairs_scored.json").write_text(json.dumps({"pairs_scored": count}), encoding="utf-8")
        else:
            train(linker, task)
            write(linker, task, options.files, options.out, connection)
        connection.close()


if __name__ == "__main__":
    main()
