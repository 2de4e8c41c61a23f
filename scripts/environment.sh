#!/usr/bin/env bash
# Makes the virtual environment and installs one locked requirements file into it. Adds, never removes.
set -euo pipefail
cd "$(dirname "$0")/.."
locked=$1
venv=.venv
python=${PYTHON:-python3}

fail() { printf '%s\n' "$@" >&2; exit 1; }

command -v "$python" >/dev/null || fail "Python is missing. Run: apt-get install python3 python3-venv"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "$($python --version) is too old; Shuzhi needs Python 3.11 or newer (make PYTHON=/path/to/python3.11 …)."

if [ ! -x $venv/bin/python ] || ! $venv/bin/python -m pip --version >/dev/null 2>&1; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python's venv module is missing. Run: apt-get install python3-venv"
    echo "Making the virtual environment in $venv"
    "$python" -m venv --clear $venv
fi

$venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/tools.txt
# Whoever pointed pip at a mirror means the faster installer too.
mirror=${PIP_INDEX_URL:-$($venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}
if [ -n "$mirror" ]; then export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$mirror}; fi
echo "Installing $locked"
$venv/bin/uv pip install --quiet --python $venv/bin/python --require-hashes --requirement "$locked"
# The project itself, in place, for the `shuzhi` command.
$venv/bin/uv pip install --quiet --python $venv/bin/python --no-deps --no-build-isolation --editable .
