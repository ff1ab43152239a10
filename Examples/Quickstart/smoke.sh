#!/bin/sh
# Runs the week in a folder of its own and looks at what it leaves: sh smoke.sh [PROGRAM]
#
# PROGRAM is the built one; without it, the package is built. Ends with 1 at the first surprise.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
if [ $# -gt 0 ]; then
  program=$1
else
  swift build --package-path "$here"
  program=$(swift build --package-path "$here" --show-bin-path)/Quickstart
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

"$program" "$work/week" >"$work/out"
grep -q "^Reopened " "$work/out" || { cat "$work/out"; echo "smoke.sh: the store was not opened again"; exit 1; }
grep -q 'dir="rtl"' "$work/week/dashboard-fa.html" || { echo "smoke.sh: the Persian dashboard does not run from right to left"; exit 1; }
# A second week in the same folder is a mistake that is said, and nothing is lost by it.
if "$program" "$work/week" >"$work/out" 2>"$work/err"; then echo "smoke.sh: a second week went over the first"; exit 1; fi
grep -q "^Quickstart: " "$work/err" || { cat "$work/err"; exit 1; }
echo "smoke.sh: the program did what it should"
