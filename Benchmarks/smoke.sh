#!/usr/bin/env bash
# Runs every work on every subject, and every work of the engine, with few records, and checks the reports and the chart. Says nothing of speed: what it
# runs is the debug build.
set -euo pipefail
cd "$(dirname "$0")"

program=$(swift build --show-bin-path)/compare
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "smoke.sh: $1" >&2; cat "$work/err" >&2; exit 1; }

"$program" --records 1000 --repeat 1 --sample 1 --folder "$work" --json "$work/report.json" >"$work/out" 2>"$work/err" ||
  fail "compare failed"

python3 - "$work/report.json" <<'CHECK' || fail "the report is not as the README says"
import json, sys

report = json.load(open(sys.argv[1]))
rows = {(row["work"], row["subject"]): row for row in report["rows"]}
works = """bulk-load commit commit-synced commit-synced-64 get-by-id get-by-unique filter-1pct page-50 group-by open
    disk-bytes memory-bytes""".split()
subjects = "memory file file-no-history grdb-tuned grdb-plain sqlite limit".split()
unsaid = {("memory", work) for work in ("commit-synced", "commit-synced-64", "open", "disk-bytes")}
unsaid.add(("limit", "memory-bytes"))
for work in works:
    for subject in subjects:
        row = rows.pop((work, subject), None)
        assert (row is None) == ((subject, work) in unsaid), (subject, work, row)
        if row is None:
            continue
        assert row["records"] == 1000
        assert row["median_bytes" if work.endswith("-bytes") else "median_ns"] >= 0, row
        assert row["spread"] >= 0
        others = {other for other in subjects if other != subject and (other, work) not in unsaid}
        assert set(row["ratio"]) == others, (row, others)
assert not rows, rows
assert report["machine"]
CHECK

grep -q '^| get-by-id ' "$work/out" || fail "there is no table"
"$program" chart "$work/report.json" --output "$work/growth.svg" 2>"$work/err" || fail "no chart was drawn"
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$work/growth.svg" || fail "the chart is no XML"
"$program" export --records 100 "$work" 2>"$work/err" || fail "nothing was exported"
[ "$(wc -l <"$work/people.csv")" -eq 101 ] || fail "people.csv has not a line a person"
if "$program" --records 100 --works nonsense >/dev/null 2>&1; then fail "an unknown work was accepted"; fi

"$program" engine --records 1000 --operations 20 --repeat 1 --folder "$work" --json "$work/engine.json" >"$work/out" 2>"$work/err" ||
  fail "compare engine failed"

python3 - "$work/engine.json" <<'CHECK' || fail "the engine's report is not as the README says"
import json, sys

report = json.load(open(sys.argv[1]))
rows = {(row["work"], row["store"], row.get("records")): row for row in report["rows"]}
sized = """live-own live-columns live-reference rights-get rights-filter rights-report rights-commit rights-fresh
    outbox-post outbox-deliver""".split()
expected = {(work, "memory", 1000) for work in sized}
for store in ("memory", "file", "file-synced"):
    expected |= {(work, store, None) for work in ("agenda-schedule", "agenda-run")}
    expected |= {(work, store, 0) for work in ("outbox-post", "outbox-deliver")}
assert set(rows) == expected, set(rows) ^ expected
for row in rows.values():
    assert row["median_ns"] > 0 and row["yardstick_ns"] > 0 and row["ratio"] > 0 and row["spread"] == 0, row
assert report["machine"] and report["load_before"] >= 0 and report["load_after"] >= 0
CHECK
grep -q '^| agenda-run ' "$work/out" || fail "there is no table of the engine"

echo "smoke.sh: all works ran on all subjects"
