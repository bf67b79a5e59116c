# Makes the virtual environment, or says in a sentence what is missing.
set -eu
python=$1 venv=$2
command -v "$python" >/dev/null 2>&1 || {
  echo "Schoolgate needs Python 3.11 or newer, and '$python' was not found. On Debian: apt install python3 python3-venv" >&2
  exit 1
}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Schoolgate needs Python 3.11 or newer; $("$python" --version) was found. Name another one: make PYTHON=python3.11 ..." >&2
  exit 1
}
"$python" -m venv "$venv" 2>/dev/null || {
  rm -rf "$venv"
  echo "Python cannot make a virtual environment here. On Debian: apt install python3-venv" >&2
  exit 1
}
