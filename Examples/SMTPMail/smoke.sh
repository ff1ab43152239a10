#!/bin/sh
# Sends mail to a server on this machine, and looks at what became of it: sh smoke.sh [PROGRAM]
#
# PROGRAM is the built one; without it, the package is built. The server is the reference data's smtp_sink.py, which needs Python with
# aiosmtpd; where they are not here, nothing is tried, and said so. Ends with 1 at the first surprise.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
tools=${CRMKIT_REFERENCE_DATA:-$here/../../../shared/data}/tools
if [ ! -e "$tools/smtp_sink.py" ]; then echo "smoke.sh: left out: there is no $tools/smtp_sink.py"; exit 0; fi
if ! python3 -c 'import aiosmtpd' 2>/dev/null; then
  echo "smoke.sh: left out: python3 has no aiosmtpd (pip install aiosmtpd)"
  exit 0
fi

if [ $# -gt 0 ]; then
  program=$1
else
  swift build --package-path "$here"
  program=$(swift build --package-path "$here" --show-bin-path)/SMTPMail
fi

work=$(mktemp -d)
sink=
finish() {
  if [ -n "$sink" ]; then kill "$sink" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
: >"$work/sink"
python3 "$tools/smtp_sink.py" "$port" "$work/mail" 300 >"$work/sink" 2>&1 &
sink=$!
tries=0
until grep -q listening "$work/sink"; do
  tries=$((tries + 1))
  if [ $tries -gt 100 ] || ! kill -0 "$sink" 2>/dev/null; then cat "$work/sink"; echo "smoke.sh: the server did not start"; exit 1; fi
  sleep 0.1
done

# Sends to recipients; the program must end with a number, say something, and leave so many messages at the server.
expect() { # NUMBER TEXT MESSAGES SECURITY RECIPIENT...
  number=$1 text=$2 messages=$3 security=$4
  shift 4
  status=0
  "$program" 127.0.0.1 "$port" "$security" sales@example.org "$@" >"$work/out" 2>&1 || status=$?
  found=$(find "$work/mail" -name '*.eml' 2>/dev/null | wc -l)
  if [ "$status" -ne "$number" ] || ! grep -q -- "$text" "$work/out" || [ "$found" -ne "$messages" ]; then
    cat "$work/out"
    echo "smoke.sh: to $*: ended with $status, not $number; $found messages, not $messages; or it did not say “$text”"
    exit 1
  fi
}

expect 0 '^taken: 250 ' 1 offered sara@example.org reza@example.org
expect 69 '^final: refused reject1@example.org: 550 ' 1 offered reject1@example.org reject2@example.org
expect 75 '^passing: put off defer@example.org: 451 ' 1 offered defer@example.org
expect 75 '^passing: put off defer@example.org: 451 ' 1 offered sara@example.org defer@example.org
expect 0 '^taken: 250 .*; refused reject@example.org: 550 ' 2 offered sara@example.org reject@example.org
expect 75 '^passing: .*STARTTLS' 2 required sara@example.org
expect 69 '^final: .*is no address' 2 offered 'sara@example.org>'

for message in "$work"/mail/*.eml; do python3 "$tools/verify_outgoing_email.py" "$message" >"$work/verdict" || { cat "$work/verdict"; exit 1; }; done
grep -q '"sara@example.org", "reza@example.org"' "$work/mail/001.json" || { cat "$work/mail/001.json"; exit 1; }
python3 - "$work/mail/001.eml" <<'END'
import email, email.policy, sys
message = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
text = message.get_body(preferencelist=("plain",)).get_content()
assert "\n.\n" in text.replace("\r\n", "\n"), text
assert message["Subject"] == "پیش‌فاکتور شما برای سفارش بهار، همراه با شرایط پرداخت و زمان تحویل", message["Subject"]
END

kill "$sink"
wait "$sink" 2>/dev/null || true
sink=
expect 75 "^passing: 127.0.0.1 can't be reached" 2 offered sara@example.org
echo "smoke.sh: the program did what it should"
