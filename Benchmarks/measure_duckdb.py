#!/usr/bin/env python3
"""Measures group-by in DuckDB on the same people, and prints rows like those of `compare --json`.

    pip install duckdb
    swift run -c release --package-path Benchmarks compare export --records 100000 FOLDER
    python3 Benchmarks/measure_duckdb.py FOLDER > duckdb.json
    swift run -c release --package-path Benchmarks compare --records 100000 --with duckdb.json

DuckDB is as it comes: an in-memory database, as many threads as the machine has, the statement executed anew each time.
"""

import json
import statistics
import sys
import time

import duckdb

SQL = "SELECT status, COUNT(*), SUM(revenue)::BIGINT FROM person GROUP BY status ORDER BY status"


def main(folder: str, samples: int = 21, seconds: float = 0.05) -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE person AS SELECT * FROM read_csv(?)", [f"{folder}/people.csv"])
    with open(f"{folder}/groups.json", encoding="utf-8") as file:
        wanted = [(group["status"], group["count"], group["revenue"]) for group in json.load(file)]
    found = connection.execute(SQL).fetchall()
    if found != wanted:
        sys.exit(f"DuckDB's answer differs: {found} instead of {wanted}")

    def run(operations: int) -> float:
        start = time.perf_counter_ns()
        for _ in range(operations):
            connection.execute(SQL).fetchall()
        return (time.perf_counter_ns() - start) / operations

    operations = max(1, round(seconds * 1e9 / run(5)))
    times = [run(operations) for _ in range(samples)]
    median = statistics.median(times)
    lower, _, upper = statistics.quantiles(times, n=4, method="inclusive")
    row = {
        "work": "group-by",
        "records": sum(count for _, count, _ in wanted),
        "subject": "duckdb",
        "median_ns": median,
        "spread": (upper - lower) / median,
        "ratio": {},
    }
    machine = f"DuckDB {duckdb.__version__}, {connection.execute('SELECT current_setting(?)', ['threads']).fetchone()[0]} threads"
    print(json.dumps({"machine": machine, "rows": [row]}, indent=2))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: measure_duckdb.py FOLDER (where `compare export` wrote to)")
    main(sys.argv[1])
