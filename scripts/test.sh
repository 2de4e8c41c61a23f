#!/usr/bin/env bash
# Runs the parts of the test, all of them even when one fails, and sums up at the end.
# PARTS chooses: lint types contracts migrations sqlite postgres journey journey-postgres bench.
# The two databases run side by side, each in a lane of its own; LANES=1 runs everything one after another.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
logs=var/test-logs
# No part may hold up the others for ever; what it printed until then is shown.
most=${MOST:-2300}
mkdir -p $logs
parts=${PARTS:-lint types contracts migrations sqlite postgres journey journey-postgres bench}
lanes=${LANES:-$(nproc 2>/dev/null || echo 1)}

limited() { timeout --kill-after=20 "$most" "$@"; }

run() {
    case $1 in
    lint) $bin/ruff check . && $bin/ruff format --check . ;;
    types) $bin/mypy ;;
    contracts) $bin/lint-imports ;;
    migrations) $bin/python manage.py makemigrations --check --dry-run && $bin/python manage.py check ;;
    sqlite) limited $bin/pytest -q --ignore=tests/journeys --db=sqlite ;;
    # What is pure knows no database: running it a second time would prove nothing.
    postgres) limited $bin/pytest -q --ignore=tests/journeys --ignore=tests/scoring --ignore=shuzhi/scoring \
        --ignore=shuzhi/similarity --ignore=shuzhi/documents --ignore=shuzhi/ballots/paper --db=postgres ;;
    journey) limited $bin/pytest -q tests/journeys --db=sqlite ;;
    journey-postgres) limited $bin/pytest -q tests/journeys --db=postgres ;;
    bench) $bin/python -m bench.small ;;
    *) echo "There is no part called $1"; return 2 ;;
    esac
}

# One part: what it prints goes to its log and, in one piece when it has ended, to the screen.
part() {
    local started=$SECONDS word=FAILED
    echo "── $1 begins"
    run "$1" >"$logs/$1.log" 2>&1 && word=passed
    printf '%-17s %-7s %4d s  %s\n' "$1" $word $((SECONDS - started)) "$(tail -n 1 "$logs/$1.log" | tr -d '=')" \
        >"$logs/$1.sum"
    printf '\n── %s\n%s\n' "$1" "$(cat "$logs/$1.log")"
}

lane() { for one in "$@"; do part "$one"; done; }

$bin/python scripts/compile_messages.py
rm -f $logs/*.sum
first=() sqlite=() postgres=() last=()
for one in $parts; do
    case $one in
    sqlite | journey) sqlite+=("$one") ;;
    postgres | journey-postgres) postgres+=("$one") ;;
    bench) last+=("$one") ;;
    *) first+=("$one") ;;
    esac
done
lane ${first[@]+"${first[@]}"}
if [ "$lanes" -gt 1 ]; then
    lane ${sqlite[@]+"${sqlite[@]}"} &
    lane ${postgres[@]+"${postgres[@]}"} &
    wait
else
    lane ${sqlite[@]+"${sqlite[@]}"} ${postgres[@]+"${postgres[@]}"}
fi
lane ${last[@]+"${last[@]}"} # alone: it measures

printf '\n── summary\n'
for one in $parts; do cat "$logs/$one.sum"; done
failed=$(for one in $parts; do grep -q '^[^ ]* *passed' "$logs/$one.sum" || printf '%s ' "$one"; done)
[ -z "$failed" ] || { printf '\nFailed: %s(logs in %s)\n' "$failed" $logs; exit 1; }
