# Every test: first those without a browser, on all cores; then the journeys, where a Chromium is found.
# With arguments for pytest, only the tests that they name, and no journeys.
# What is compiled once is kept: each worker and each process that a test starts would compile everything anew.
unset SCHOOLGATE_DATA PYTHONDONTWRITEBYTECODE
python -m pytest -q -n auto --dist worksteal "$@" || exit 1
[ $# -eq 0 ] || exit 0
if browser=$(python -m tests.journeys.browser); then
  SCHOOLGATE_BROWSER=$browser python -m pytest -q -m journey -n 2 tests/journeys || exit 1
elif [ "${CI:-}" = true ]; then
  echo "No Chromium was found and none could be installed: in CI the journeys must run." >&2
  exit 1
else
  echo "Journeys are skipped: no Chromium was found. Install one (Debian: apt install chromium) to run them."
fi
