#!/bin/sh
# Makes .venv and installs into it exactly what requirements.lock names. Usage: tools/setup.sh [PYTHON]
set -eu
cd "$(dirname "$0")/.."

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; }

python=
for candidate in ${1:-python3.11 python3.12 python3 python}; do
    if fits "$candidate"; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
    echo "omniapp needs Python 3.11 or 3.12${1:+, and $1 is neither}: install one, or name it with make PYTHON=/path/to/python3.11" >&2
    exit 1
fi

if ! fits .venv/bin/python; then
    echo "Making .venv with $("$python" --version) …"
    rm -rf .venv
    if ! "$python" -m venv .venv; then
        echo "Python could not make .venv: install its venv module (Debian: apt-get install python3-venv)." >&2
        rm -rf .venv
        exit 1
    fi
fi

# The installation runs beside this script, which tells how far it is.
total=$(grep -c '^[a-z0-9].*==' requirements.lock)
log=.venv/install.log
echo "Installing $total packages …"
.venv/bin/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock >$log 2>&1 &
installing=$!
trap 'kill $installing 2>/dev/null; exit 130' INT TERM HUP
while kill -0 $installing 2>/dev/null; do
    sleep 3
    done=$(grep -c '^Collecting\|^Requirement already' $log || true)
    if grep -q '^Installing collected' $log; then echo "  putting them in place"; else echo "  $done of $total fetched"; fi
done
if ! wait $installing; then
    echo "The installation failed; $log ends with:" >&2
    tail -n 15 $log >&2
    exit 1
fi
touch .venv/installed
