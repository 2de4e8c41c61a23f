#!/usr/bin/env bash
# Collects the texts of every step into its own catalogue and lists what has no Chinese yet.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v xgettext >/dev/null || { echo "gettext is missing. Run: apt-get install gettext" >&2; exit 1; }
top=$PWD
for app in shuzhi/*/apps.py; do
    folder=$(dirname "$app")
    grep -rqlE 'gettext|translate|_\(' --include='*.py' --include='*.html' "$folder" || continue
    mkdir -p "$folder/locale/zh_Hans/LC_MESSAGES"
    (cd "$folder" && "$top/.venv/bin/django-admin" makemessages --locale zh_Hans --no-wrap --add-location file \
        --no-obsolete --ignore 'tests/*' --ignore 'static/*' --verbosity 0)
    msgattrib --untranslated --no-wrap "$folder/locale/zh_Hans/LC_MESSAGES/django.po" | grep '^msgid ".' | sed "s|^|$folder: |" || true
    msgattrib --only-fuzzy --no-wrap "$folder/locale/zh_Hans/LC_MESSAGES/django.po" | grep '^msgid ".' | sed "s|^|$folder: fuzzy |" || true
done
