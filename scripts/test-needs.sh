#!/usr/bin/env bash
# What the tests need beside Python: installs it as root on Debian, else says exactly what to run and stops.
set -euo pipefail

missing=()
need() { missing+=("$@"); }

compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || [ -x "${PG_BIN:-/nowhere}/initdb" ] || need postgresql
[ -x /usr/bin/chromium ] || need chromium
command -v xgettext >/dev/null || need gettext
command -v fc-list >/dev/null && [ -n "$(fc-list ':lang=zh-cn' family 2>/dev/null)" ] || need fonts-noto-cjk fontconfig
command -v soffice >/dev/null || need libreoffice-calc-nogui
compgen -G '/usr/lib*/libreoffice/program/libswlo.so' >/dev/null || need libreoffice-writer-nogui
[ -n "$(fc-list 'AR PL UKai CN' family 2>/dev/null)" ] || need fonts-arphic-ukai
command -v pdftoppm >/dev/null || need poppler-utils
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing what the tests need: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # PostgreSQL is wanted for its programs only; the tests start a throw-away server themselves.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
    exit 0
fi
printf '%s\n' "The tests need packages that are not installed. Run this, then make test again:" \
    "    sudo apt-get install --no-install-recommends ${missing[*]}" >&2
exit 1
