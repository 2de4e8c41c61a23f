#!/usr/bin/env bash
# Runs the parts of the test one after another, all of them even when one fails, and sums up at the end.
# PARTS chooses: lint types contracts migrations sqlite postgres journey journey-postgres bench.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
logs=var/test-logs
mkdir -p $logs
parts=${PARTS:-lint types contracts migrations sqlite postgres journey journey-postgres bench}
failed=()
summary=()

run() {
    case $1 in
    lint) $bin/ruff check . && $bin/ruff format --check . ;;
    types) $bin/mypy ;;
    contracts) $bin/lint-imports ;;
    migrations) $bin/python manage.py makemigrations --check --dry-run && $bin/python manage.py check ;;
    sqlite) $bin/pytest -q --ignore=tests/journeys --db=sqlite ;;
    # What is pure knows no database: running it a second time would prove nothing.
    postgres) $bin/pytest -q --ignore=tests/journeys --ignore=tests/scoring --ignore=shuzhi/scoring \
        --ignore=shuzhi/similarity --ignore=shuzhi/documents --db=postgres ;;
    journey) $bin/pytest -q tests/journeys --db=sqlite ;;
    journey-postgres) $bin/pytest -q tests/journeys --db=postgres ;;
    bench) $bin/python -m bench.small ;;
    *) echo "There is no part called $1"; return 2 ;;
    esac
}

$bin/python scripts/compile_messages.py
for part in $parts; do
    printf '\n── %s\n' "$part"
    started=$SECONDS
    run "$part" 2>&1 | tee "$logs/$part.log"
    if [ "${PIPESTATUS[0]}" -eq 0 ]; then word=passed; else word=FAILED; failed+=("$part"); fi
    summary+=("$(printf '%-17s %-7s %4d s  %s' "$part" $word $((SECONDS - started)) "$(tail -n 1 "$logs/$part.log" | tr -d '=')")")
done

printf '\n── summary\n'
printf '%s\n' "${summary[@]}"
[ ${#failed[@]} -eq 0 ] || { printf '\nFailed: %s (logs in %s)\n' "${failed[*]}" $logs; exit 1; }
