# Builds style sheets and scripts. Where Node is missing or too old, it comes as a Python wheel.
set -eu
bin=$1
usable() { command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && [ "$(node -p 'process.versions.node.split(".")[0] >= 20')" = true ]; }
if ! usable; then
  echo "Node 20 or newer was not found: installing it into the environment"
  "$bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements-node.lock
  PATH="$bin:$PATH"; export PATH
fi
npm ci --silent --no-audit --no-fund
npm run --silent build
