#!/usr/bin/env bash
# Takes all figures anew: runs with 10,000, 100,000 and 1,000,000 records, writes their reports to results/, draws
# growth.svg, and puts the tables into README.md. Takes about an hour on two cores; DuckDB's part needs `pip install duckdb`, the databases'
# PostgreSQL's server (Debian: postgresql, libpq-dev).
#
#     ./publish.sh                    everything
#     ./publish.sh 100000             only that many records anew
#     ./publish.sh --databases [N…]   only SQLite and PostgreSQL, with so many records
#     ./publish.sh --engine           only the engine's works
#     ./publish.sh --tables           the chart and the tables from the reports that are there
set -euo pipefail
cd "$(dirname "$0")"

every=(10000 100000 1000000)
stores=() databases=() engine=false
case ${1-} in
  "") stores=("${every[@]}") databases=("${every[@]}") engine=true ;;
  --databases) databases=("${@:2}"); [[ ${#databases[@]} -gt 0 ]] || databases=("${every[@]}") ;;
  --engine) engine=true ;;
  --tables) ;;
  *) stores=("$@") ;;
esac
# This program was seen to be left as it was, and to crash, when a type's layout had changed in a module that it does not name.
rm -rf "$(swift build -c release --show-bin-path)/compare.build"
swift build -c release --product compare --disable-build-manifest-caching
program=$(swift build -c release --show-bin-path)/compare
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p results

for size in ${stores[@]+"${stores[@]}"}; do
  with=()
  if python3 -c 'import duckdb' 2>/dev/null; then
    "$program" export --records "$size" "$work"
    python3 measure_duckdb.py "$work" >"$work/duckdb.json"
    with=(--with "$work/duckdb.json")
  fi
  "$program" --records "$size" ${with[@]+"${with[@]}"} --json "results/$size.json"
done

# The databases' stores stand behind traits, which every module is built anew for: that build has a folder of its own.
if [[ ${#databases[@]} -gt 0 ]]; then
  traits=(-c release --traits SQLite,PostgreSQL --scratch-path .build-databases)
  swift build "${traits[@]}" --product compare
  with_traits=$(swift build "${traits[@]}" --show-bin-path)/compare
  for size in "${databases[@]}"; do
    ../Tests/postgres --durable "$with_traits" --records "$size" --subjects sqlite-store,sqlite,postgres-store,postgres \
      --json "results/databases-$size.json"
  done
fi

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

# Puts the tables of the reports whose names begin so into the README.
tables() { # PREFIX PLACE
  local size
  reports=()
  for size in "${every[@]}"; do
    if [[ -f results/$1$size.json ]]; then reports+=("results/$1$size.json"); fi
  done
  "$program" table "${reports[@]}" >"$work/table"
  put "$work/table" "$2"
}

tables databases- databases
tables "" tables
"$program" chart "${reports[@]}" --output growth.svg
