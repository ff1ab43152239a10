#!/usr/bin/env bash
# Takes all figures anew: runs with 10,000, 100,000 and 1,000,000 records, writes their reports to results/, draws
# growth.svg, and puts the tables into README.md. Takes about an hour on two cores; DuckDB's part needs `pip install duckdb`.
#
#     ./publish.sh            everything
#     ./publish.sh 100000     only that many records anew
#     ./publish.sh --engine   only the engine's works
#     ./publish.sh --tables   the chart and the tables from the reports that are there
set -euo pipefail
cd "$(dirname "$0")"

sizes=("$@")
[[ ${#sizes[@]} -gt 0 ]] || sizes=(10000 100000 1000000)
engine=false
[[ $# -gt 0 ]] || engine=true
case ${sizes[0]} in
  --tables) sizes=() ;;
  --engine) sizes=() engine=true ;;
esac
swift build -c release --product compare --disable-build-manifest-caching
program=$(swift build -c release --show-bin-path)/compare
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p results

for size in ${sizes[@]+"${sizes[@]}"}; do
  with=()
  if python3 -c 'import duckdb' 2>/dev/null; then
    "$program" export --records "$size" "$work"
    python3 measure_duckdb.py "$work" >"$work/duckdb.json"
    with=(--with "$work/duckdb.json")
  fi
  "$program" --records "$size" ${with[@]+"${with[@]}"} --json "results/$size.json"
done

# Puts a file between the lines of the README that name a place.
put() { # FILE PLACE
  awk -v table="$1" -v place="$2" '
    $0 == "<!-- " place " end -->" { inside = 0 }
    !inside { print }
    $0 == "<!-- " place " begin -->" { inside = 1; while ((getline line < table) > 0) print line }
  ' README.md >"$work/README.md"
  cp "$work/README.md" README.md
}

if $engine; then
  "$program" engine --records 10000 --records 100000 --records 1000000 --json results/engine.json >"$work/engine"
  put "$work/engine" engine
fi

reports=()
for size in 10000 100000 1000000; do
  if [[ -f results/$size.json ]]; then reports+=("results/$size.json"); fi
done
"$program" chart "${reports[@]}" --output growth.svg
"$program" table "${reports[@]}" >"$work/table"
put "$work/table" tables
