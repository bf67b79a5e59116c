# Writes the `schoolgate` command of this checkout into its environment. Nothing is built, so nothing has to be fetched.
set -eu
venv=$1 checkout=$2
cat > "$venv/bin/schoolgate" <<EOF
#!/bin/sh
'''exec' "$checkout/$venv/bin/python" "\$0" "\$@"
' '''
import sys

sys.path.insert(0, "$checkout")
from schoolgate.cli.main import main

sys.exit(main(prog_name="schoolgate"))
EOF
chmod +x "$venv/bin/schoolgate"
