#!/usr/bin/env bash
# Runs the parts of the test, all of them even when one fails, and sums up at the end.
# PARTS chooses: lint types contracts migrations sqlite postgres journey journey-postgres bench; or a piece of one
# (sqlite-day sqlite-pure sqlite-rest postgres-day postgres-rest journey-day journey-year journey-rest, …).
# LANES run side by side (default: one for every core): one lane takes the stories from the front of the queue, the
# others everything else from its end, until they meet. LANES=1 runs everything one after another.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
logs=var/test-logs
# No part may hold up the others for ever; what it printed until then is shown.
most=${MOST:-2300}
mkdir -p $logs
parts=${PARTS:-lint types contracts migrations sqlite postgres journey journey-postgres bench}
lanes=${LANES:-$(nproc 2>/dev/null || echo 1)}
# Dozens of processes are started below: without kept byte code each would compile the whole product anew.
unset PYTHONDONTWRITEBYTECODE

# The meeting day and what needs it; what is pure and knows no database; the two long stories.
day=(shuzhi/ballots shuzhi/exchange shuzhi/meetings shuzhi/project shuzhi/rectification shuzhi/results)
pure=(tests/scoring shuzhi/scoring shuzhi/similarity shuzhi/documents shuzhi/ballots/paper)
story_day=(tests/journeys/test_meeting_day.py tests/journeys/test_hall_live.py)
story_year=(tests/journeys/test_year.py tests/journeys/test_demo.py)

but() { printf -- '--ignore=%s\n' "$@"; }
tests() { timeout --kill-after=20 "$most" $bin/pytest -q "$@"; }

# The rest is always "all but what has a piece of its own", so that no new test is left out.
on() {
    case $2 in
    day) tests --db="$1" "${day[@]}" $(but "${pure[@]}") ;;
    pure) tests --db="$1" "${pure[@]}" ;;
    rest) tests --db="$1" $(but "${day[@]}" "${pure[@]}" tests/journeys) ;;
    story-day) tests --db="$1" "${story_day[@]}" ;;
    story-year) tests --db="$1" "${story_year[@]}" ;;
    story-rest) tests --db="$1" tests/journeys $(but "${story_day[@]}" "${story_year[@]}") ;;
    esac
}

run() {
    case $1 in
    lint) $bin/ruff check . && $bin/ruff format --check . ;;
    types) $bin/mypy ;;
    contracts) $bin/lint-imports ;;
    migrations) $bin/python manage.py makemigrations --check --dry-run && $bin/python manage.py check ;;
    sqlite-day | sqlite-pure | sqlite-rest) on sqlite "${1#sqlite-}" ;;
    postgres-day | postgres-rest) on postgres "${1#postgres-}" ;;
    journey-postgres-day | journey-postgres-year | journey-postgres-rest) on postgres "story-${1#journey-postgres-}" ;;
    journey-day | journey-year | journey-rest) on sqlite "story-${1#journey-}" ;;
    bench) $bin/python -m bench.small ;;
    *) echo "There is no part called $1"; return 2 ;;
    esac
}

pieces() {
    case $1 in
    sqlite) echo sqlite-pure sqlite-rest sqlite-day ;;
    # What is pure knows no database: running it a second time would prove nothing.
    postgres) echo postgres-rest postgres-day ;;
    journey | journey-postgres) echo "$1-day" "$1-year" "$1-rest" ;;
    *) echo "$1" ;;
    esac
}

# One part: what it prints goes to its log and, in one piece when it has ended, to the screen.
part() {
    local started=$SECONDS word=FAILED
    echo "── $1 begins"
    run "$1" >"$logs/$1.log" 2>&1 && word=passed
    printf '%-21s %-7s %4d s  %s\n' "$1" $word $((SECONDS - started)) "$(tail -n 1 "$logs/$1.log" | tr -d '=')" \
        >"$logs/$1.sum"
    printf '\n── %s\n%s\n' "$1" "$(cat "$logs/$1.log")"
}

# Takes the first (1) or the last ($) line out of the queue; nothing when it is empty.
next() {
    (
        flock 9
        sed -n "$1p" $logs/queue
        sed -i "$1d" $logs/queue
    ) 9>$logs/queue.lock
}

lane() { while one=$(next "$1") && [ -n "$one" ]; do part "$one"; done; }

$bin/python scripts/compile_messages.py
rm -f $logs/*.sum
stories=() units=() checks=() last=() all=()
for one in $parts; do
    for piece in $(pieces "$one"); do
        all+=("$piece")
        case $piece in
        journey*) stories+=("$piece") ;;
        sqlite* | postgres*) units+=("$piece") ;;
        bench) last+=("$piece") ;;
        *) checks=("$piece" ${checks[@]+"${checks[@]}"}) ;;
        esac
    done
done
printf '%s\n' ${stories[@]+"${stories[@]}"} ${units[@]+"${units[@]}"} ${checks[@]+"${checks[@]}"} |
    sed '/^$/d' >$logs/queue
[ "$lanes" -lt 2 ] || lane 1 &
for ((n = 1; n < (lanes < 2 ? 2 : lanes); n++)); do lane '$' & done
wait
for one in ${last[@]+"${last[@]}"}; do part "$one"; done # alone: it measures

printf '\n── summary\n'
for one in "${all[@]}"; do cat "$logs/$one.sum"; done
failed=$(for one in "${all[@]}"; do grep -q '^[^ ]* *passed' "$logs/$one.sum" || printf '%s ' "$one"; done)
[ -z "$failed" ] || { printf '\nFailed: %s(logs in %s)\n' "$failed" $logs; exit 1; }
