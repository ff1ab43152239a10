#!/bin/sh
# Runs the program on a folder of its own and looks at what it leaves: sh smoke.sh [PROGRAM]
#
# PROGRAM is the built one; without it, the package is built. Ends with 1 at the first surprise.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
if [ $# -gt 0 ]; then
  program=$1
else
  swift build --package-path "$here"
  program=$(swift build --package-path "$here" --show-bin-path)/SealedStore
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

"$program" "$work/store" >"$work/out"
grep -q "Bluebird. It closes in March." "$work/out" || { cat "$work/out"; echo "smoke.sh: the note was not read"; exit 1; }
if grep -rqa -e Bluebird -e note -e text "$work/store" "$work/store-backup" "$work/store-restored"; then
  echo "smoke.sh: something can be read without the key"
  exit 1
fi
# A folder that holds another program's store is refused.
if "$program" "$work/store" >"$work/out" 2>"$work/err"; then echo "smoke.sh: another key opened the store"; exit 1; fi
grep -q "which the sealer does not have" "$work/err" || { cat "$work/err"; exit 1; }
echo "smoke.sh: the program did what it should"
