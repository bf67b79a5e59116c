# Every test: first those without a browser, on all cores; then the journeys, where a Chromium is found.
unset SCHOOLGATE_DATA
python -m pytest -q -n auto || exit 1
if browser=$(python -m tests.journeys.browser); then
  SCHOOLGATE_BROWSER=$browser python -m pytest -q -m journey -n 2 tests/journeys || exit 1
elif [ "${CI:-}" = true ]; then
  echo "No Chromium was found and none could be installed: in CI the journeys must run." >&2
  exit 1
else
  echo "Journeys are skipped: no Chromium was found. Install one (Debian: apt install chromium) to run them."
fi
