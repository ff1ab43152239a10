#!/bin/sh
# Tries the workbench as people and scripts use it:
#
#   sh smoke.sh [CRM [STORE]]
#
# CRM is the program; without it, the package is built and its own is taken. STORE is an empty database, such as
# sqlite:FILE, which must not be there yet; without it, a store in a folder is made. Prints what was tried, and ends with 1 at the first surprise.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
if [ $# -gt 0 ]; then
  program=$(CDPATH='' cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")
else
  swift build --package-path "$here"
  program=$(swift build --package-path "$here" --show-bin-path)/crm
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
store=${2:-$work/store}
tries=0

fail() {
  echo "smoke.sh: $1" >&2
  sed 's/^/  out: /' "$work/out" >&2
  sed 's/^/  err: /' "$work/err" >&2
  exit 1
}

# try STATUS ARGUMENT...: runs the program on the store and checks its exit code.
try() {
  expected=$1
  shift
  tries=$((tries + 1))
  status=0
  (cd "$work" && "$program" --store "$store" "$@") >"$work/out" 2>"$work/err" || status=$?
  [ "$status" -eq "$expected" ] || fail "exit code $status, not $expected: crm $*"
}

# says TEXT and complains TEXT: what the last run must have printed on standard output and error.
says() { grep -qF -- "$1" "$work/out" || fail "the output lacks: $1"; }
complains() { grep -qF -- "$1" "$work/err" || fail "standard error lacks: $1"; }
hides() { ! grep -qF -- "$1" "$work/out" || fail "the output has: $1"; }
# member NAME: the value of a member of the JSON that was printed last, when it is a text.
member() { sed -n 's/^ *"'"$1"'": "\([^"]*\)",*$/\1/p' "$work/out" | head -n 1; }

# Reading commands make no store.
try 1 list account
complains "there is no store"
[ ! -e "$store" ] || fail "a reading command made a store"
try 64 list
try 64 lsit account
try 64 list account --limit none
try 0 --help
says "SUBCOMMANDS"

# The demo, in a folder of its own.
"$program" demo --store "$work/demo" >"$work/out" 2>"$work/err" || fail "the demo failed"
says "Every figure is what it was before the store was closed."
says "1404-12"
"$program" --store "$work/demo" report opportunity --where 'state == "won"' --count --json >"$work/out" 2>"$work/err"
says '"rows": ['
says '"values": {"count": 336}'

# A record from its creation to its deletion and back.
try 0 create user name="Sara Ahmadi" email=sara@example.com --json
try 0 create user name="Bob"
try 0 create account name=Acme industry=Retail revenue="1,250,000 USD" owner=sara@example.com --json
id=$(member id)
says '"revenue": {"amount": "1250000.00", "currency": "USD"}'
try 0 list account --where 'industry == "retail" and owner.name == "Sara Ahmadi"' --columns name,owner.name
says "Acme  Sara Ahmadi"
try 0 update account acme employees=12 --as "sara ahmadi" --json
says '"revision": 2'
try 1 update account Acme employees=13 --revision 1
complains "employees"
try 1 update account Acme emploees=13
complains "did you mean employees?"
try 0 history account Acme
says "updated"
says "employees"
says "Sara Ahmadi"
try 0 delete account Acme
try 1 show account "$id"
try 0 history account "$id"
says "deleted"
try 0 restore account "$id"
try 0 show account Acme
says "retail"

# What somebody may not see is not there.
try 1 show account Acme --as Bob
complains "there is no account"
try 0 report account --count --json --as Bob
says '"count": 0'
try 0 export account --as Bob
hides "Acme"

# Roles and shares.
try 0 role add Clerk
try 0 role allow Clerk account read --within all --where 'name == "Acme"'
try 64 role allow Clerk account fly
try 1 role allow Clerk spaceship read
complains "there is no kind of record"
try 0 role limit Clerk account revenue hidden
try 1 role limit Clerk stage positon hidden
complains "did you mean position?"
try 0 role give Clerk Bob
try 0 show account Acme --as Bob
hides "1250000"
try 1 list account --where 'revenue.amount > 1' --as Bob
complains "you may not read revenue"
try 1 export account --as Bob
complains "you may not export"
try 1 update account Acme employees=1 --as Bob
complains "you may not change"
try 1 role allow Clerk account update --as Bob
try 0 share add account Acme --with Bob --allow update --as sara@example.com
try 0 update account Acme employees=14 --as Bob
try 0 share list account Acme
says "Bob"
try 1 share add account Acme --with sara@example.com --as Bob
try 0 share remove account Acme --with Bob
try 0 role refusals
says "export"
says "Bob"
try 0 role take Clerk Bob
try 0 role remove Clerk
try 0 role list --json
says '"roles": []'

# A report, to the letter.
try 0 report account --by industry --by createdAt:year --count --sum revenue --json
year=$(date -u +%Y)
says "{\"group\": {\"industry\": \"retail\", \"createdAt\": \"$year\"}, \"values\": {\"count\": 1, \"sum(revenue)\": {\"amount\": \"1250000.00\", \"currency\": \"USD\"}}}"
try 1 report account --sum name
try 1 list account --where 'name == "Acme" and ('
complains "^"
try 1 list account --where 'owner.nam == "Bob"'
complains "did you mean name?"

# A custom field.
try 0 field add account tier choice --choice gold --choice silver
try 0 update account Acme tier=gold
try 0 report account --by tier
says "gold"

# A workflow, what it leaves in the outbox, and a process.
cat >"$work/greet.json" <<'JSON'
{"name": "greet", "entity": "contact", "trigger": {"created": true}, "timing": "inTransaction",
 "actions": [{"post": {"channel": "email", "to": {"field": "email"}, "message": "{\"subject\": \"Welcome, {name}\"}"}}]}
JSON
cat >"$work/care.json" <<'JSON'
{"name": "care", "label": "", "entity": "account", "stages": [
  {"name": "new", "label": "", "isEnd": false, "exits": [{"stage": "known", "isFree": false}],
   "gates": [{"tasks": ["Call them"]}], "onEntry": [], "onExit": [], "onOverdue": []},
  {"name": "known", "label": "", "isEnd": true, "exits": [], "gates": [], "onEntry": [], "onExit": [], "onOverdue": []}]}
JSON
try 0 workflow add greet.json
try 0 create contact givenName=Omid email=omid@example.com
try 0 outbox list
says "omid@example.com"
try 0 workflow runs
says "greet"
try 0 agenda run
says "0 done, 0 skipped, 0 failed"
try 0 process add care.json
try 0 process start care account Acme
says "Call them"
try 1 process move care account Acme
try 0 process finish care account Acme "Call them"
try 0 process move care account Acme
says "completed, known"
try 0 process show care --svg
says "<svg"
try 0 inbox list --as sara@example.com
says "assignment"

# A live report beside commands that write.
"$program" --store "$store" report contact --count --live --every 0.1 --changes 1 >"$work/live" 2>"$work/err" &
live=$!
until [ -s "$work/live" ]; do kill -0 "$live" || fail "the live report ended"; sleep 0.1; done
try 0 create contact givenName=Roya email=roya@example.com
wait "$live" || fail "the live report failed"
[ "$(grep -c '^ *[12]$' "$work/live")" -eq 2 ] || fail "the live report did not change"

# A broken file: what can be taken is, the rest is said, written down, mended and taken.
printf '\357\273\277name;employees;country\r\nRoya;3;Iran\r\n"Oryx;x;Oman\r\n;5;Kenya\r\n' >"$work/accounts.csv"
try 1 import account accounts.csv
try 0 list account --where 'name == "Roya"'
[ -s "$work/accounts-failed.csv" ] || fail "the failed rows were not written down"
printf 'name;employees\nDune;x\nGulf;7\n' >"$work/more.csv"
try 1 import account more.csv --failures failed.csv
says "2 rows of account: 1 created, 0 updated, 0 skipped, 1 failed"
says "employees: “x”"
sed 's/Dune;x/Dune;8/' "$work/failed.csv" >"$work/mended.csv"
try 0 import account mended.csv --key name
says "1 rows of account: 1 created, 0 updated, 0 skipped, 0 failed"

# Out and in again changes nothing.
try 0 export account --output out.csv
try 0 import account out.csv --key id
says " 0 created, 0 updated, "

# A lead becomes a customer and a sale.
try 0 lead capture familyName=Ahmadi companyName="Roya Trading" email=sara@roya.example budget="5,000 USD"
try 0 lead advance Ahmadi
try 0 lead convert Ahmadi
says "created opportunity"
try 1 lead convert Ahmadi
try 64 lead convert Ahmadi --account Roya --no-account
try 0 opportunity advance "Roya Trading" --to Propose
try 0 opportunity stages "Roya Trading"
says "Propose"
try 0 opportunity forecast USD
says "3,000.00 USD"
try 0 opportunity close "Roya Trading" won --reason quality
try 0 timeline account "Roya Trading" --with-contacts
says "opportunityClose"

# A campaign, a case and the dashboard.
try 0 campaign plan name="Spring offers" code=SPRING budget="5,000 USD"
try 0 campaign choose Everybody contact --where 'familyName != ""'
try 0 campaign target SPRING Everybody
try 0 campaign figures SPRING
says "of 5,000.00 USD"
try 0 case open title="Paper jam" customer.account="Roya Trading"
try 0 case respond CAS-01001 "We are on it"
try 0 case resolve CAS-01001 "Roller cleaned" --spent PT30M
try 1 case resolve CAS-01001
try 0 dashboard USD --language persian --calendar persian --output dashboard.html
grep -q 'dir="rtl"' "$work/dashboard.html" || fail "the dashboard does not run from right to left"

# Everything goes to another store and is the same there.
try 0 store info
try 0 store copy "$store" "$work/copy"
says "records are the same in both stores."
try 0 export account --output here.csv
(cd "$work" && "$program" --store copy export account --output there.csv) 2>"$work/err" || fail "the copy can't be read"
cmp -s "$work/here.csv" "$work/there.csv" || fail "the copy is another"
try 0 store copy "$store" "$work/copy"
says "of them since before"
try 1 store copy "$work/demo" "$work/copy"
complains "copy to an empty store"
try 64 store copy "$store" "$store"

# Hostile text stays text.
try 0 create account name="$(printf '\033]0;owned\007')"
try 0 list account
if LC_ALL=C grep -q "$(printf '\033')" "$work/out"; then fail "an escape sequence came through"; fi

# Whoever stops reading hears no complaint.
{ "$program" --store "$store" list account 2>"$work/err" || true; } | head -n 1 >"$work/out"
[ ! -s "$work/err" ] || fail "a closed pipe was complained about"

# The files.
if [ -d "$store" ]; then
  try 0 store verify
  says "sound"
  try 0 store checkpoint
  try 0 list account
  says "Dune"
  # A damaged store is said to be damaged, and left as it is.
  for file in "$store"/checkpoint-*; do
    size=$(wc -c <"$file")
    printf 'XXXX' | dd of="$file" bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
  done
  try 1 store verify
  try 1 list account
  complains "amage"
else
  try 1 store verify
  complains "is a database"
fi

echo "smoke.sh: $tries commands did what they should"
