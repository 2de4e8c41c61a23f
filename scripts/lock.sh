#!/usr/bin/env bash
# Resolves requirements/*.in into locked files with hashes; UPGRADE=1 takes the newest versions that fit.
set -euo pipefail
cd "$(dirname "$0")/.."
upgrade=${UPGRADE:+--upgrade}
for name in tools base dev; do
    .venv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate $upgrade \
        --python-version 3.11 "requirements/$name.in" --output-file "requirements/$name.txt"
done
