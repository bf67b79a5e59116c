# Every check that is not a test. All of them run; the exit status says whether any failed.
# `quick` runs only those that need neither types nor a database: before each commit.
failed=0
step() { printf '%s ... ' "$1"; shift; if out=$("$@" 2>&1); then echo ok; else echo FAILED; printf '%s\n' "$out"; failed=1; fi; }
step "lint" ruff check .
step "format" ruff format --check .
step "templates" djangofmt --check schoolgate
step "contracts" lint-imports --no-cache
[ "${1:-}" = quick ] && exit $failed
step "types" mypy schoolgate
SCHOOLGATE_DATA=$(mktemp -d); export SCHOOLGATE_DATA
DJANGO_SETTINGS_MODULE=schoolgate.config.settings; export DJANGO_SETTINGS_MODULE
step "migrations" python -m django makemigrations --check --dry-run
step "deployment settings" env SCHOOLGATE_ADDRESS=https://policy.larkhollow.example python -m django check --deploy --fail-level WARNING
step "generated reference" python -m schoolgate.cli.reference
step "lock files without addresses" sh -c '! grep -nE "https?://" requirements*.lock && ! grep -nE "\"resolved\"|https?://(registry|npm)" package-lock.json'
rm -rf "$SCHOOLGATE_DATA"
exit $failed
