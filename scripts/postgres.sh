# Tests on the server at 127.0.0.1:5432: those marked `postgres`, which ask what only a real server can show; with the
# argument `all`, every test that needs no browser.
set -eu
marked=postgres
[ "${1:-}" != all ] || marked="not journey"
for user in postgres root; do
  if .venv/bin/python -c "import psycopg; psycopg.connect('host=127.0.0.1 port=5432 dbname=postgres user=$user connect_timeout=3').close()" 2>/dev/null; then
    unset SCHOOLGATE_DATA
    DATABASE_URL="postgres://$user@127.0.0.1:5432/postgres" exec .venv/bin/python -m pytest -q -n 2 --dist worksteal --migrations -m "$marked"
  fi
done
if [ "${CI:-}" = true ]; then
  echo "PostgreSQL does not answer on 127.0.0.1:5432; in CI it must." >&2
  exit 1
fi
echo "PostgreSQL tests are skipped: no server answers on 127.0.0.1:5432."
