# The tests that need the big database, on the server at 127.0.0.1:5432. Pages that only ask what other tests ask there stay out.
set -eu
for user in postgres root; do
  if .venv/bin/python -c "import psycopg; psycopg.connect('host=127.0.0.1 port=5432 dbname=postgres user=$user connect_timeout=3').close()" 2>/dev/null; then
    unset SCHOOLGATE_DATA
    DATABASE_URL="postgres://$user@127.0.0.1:5432/postgres" exec .venv/bin/python -m pytest -q -n 2 --migrations tests/house/test_urls.py tests/house/test_trail.py tests/house/test_privacy.py schoolgate/community schoolgate/policy/tests schoolgate/post schoolgate/concerns/tests schoolgate/cases/tests \
      --ignore=schoolgate/concerns/tests/test_matrix_pages.py --ignore=schoolgate/cases/tests/test_page_matrix.py --ignore=schoolgate/cases/tests/test_walk.py
  fi
done
if [ "${CI:-}" = true ]; then
  echo "PostgreSQL does not answer on 127.0.0.1:5432; in CI it must." >&2
  exit 1
fi
echo "PostgreSQL tests are skipped: no server answers on 127.0.0.1:5432."
