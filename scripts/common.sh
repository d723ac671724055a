# What the scripts share. Sourced from the root of the repository.
# shellcheck shell=bash

readonly python_wanted='>=3.14.2,<3.15'

# Make `uv` callable. One that is not there yet goes into .tools, so that nothing outside of this folder changes.
find_uv() {
    local candidate packaged="" log
    packaged=$(python3 -c 'import uv; print(uv.find_uv_bin())' 2>/dev/null) || true
    for candidate in "$(command -v uv || true)" "$PWD/.tools/bin/uv" "$packaged" \
        "${HOME:-}/.local/bin/uv" "${HOME:-}/.cargo/bin/uv"; do
        # A shim of pyenv is on PATH without working for each of its Pythons: only an answer counts.
        if [ -n "$candidate" ] && "$candidate" --version >/dev/null 2>&1; then
            PATH=$(dirname "$candidate"):$PATH
            export PATH
            return
        fi
    done
    echo "setup: installing uv into .tools" >&2
    log=$(mktemp)
    # pip's --target works without a virtual environment, and where the system's own environment is locked (PEP 668).
    if ! PIP_USER=0 python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
        --upgrade --target .tools uv >"$log" 2>&1; then
        if ! { command -v curl >/dev/null &&
               curl --proto '=https' --tlsv1.2 -fsSL https://astral.sh/uv/install.sh 2>>"$log" |
               UV_UNMANAGED_INSTALL="$PWD/.tools/bin" sh >>"$log" 2>&1; }; then
            cat "$log" >&2
            rm -f "$log"
            echo "setup: cannot install uv; install it by hand (https://docs.astral.sh/uv/) and run this again" >&2
            exit 1
        fi
    fi
    rm -f "$log"
    PATH=$PWD/.tools/bin:$PATH
    export PATH
    uv --version >/dev/null
}

# shellcheck disable=SC2034 # $python is for the script that sources this
# Set $python to a Python that the project runs on: one that is there, else uv's download, else Debian's packages.
find_python() {
    if python=$(uv python find --no-python-downloads "$python_wanted" 2>/dev/null); then return; fi
    echo "setup: getting Python 3.14" >&2
    if ! uv python install --quiet 3.14 2>/dev/null; then
        echo "setup: uv cannot download one, trying the Debian packages" >&2
        if ! scripts/python314 >/dev/null; then
            echo "setup: found no Python 3.14.2 or later; install one and run this again" >&2
            exit 1
        fi
    fi
    python=$(uv python find --no-python-downloads "$python_wanted" 2>/dev/null)
}
