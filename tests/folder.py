"""Gives a test run a data folder of its own, before the settings are read (loaded with `-p tests.folder`)."""

import os
import pathlib
import tempfile

OURS = {
    "SCHOOLGATE_WRITE_PAGES",
    "SCHOOLGATE_SHOTS",
    "SCHOOLGATE_PAPERS",
    "SCHOOLGATE_WRITE_BUILD",
    "SCHOOLGATE_BROWSER",
}

for name in [name for name in os.environ if name.startswith("SCHOOLGATE_") and name not in OURS]:
    del os.environ[name]
os.environ["SCHOOLGATE_DATA"] = tempfile.mkdtemp(prefix="schoolgate-test-")
pathlib.Path(os.environ["SCHOOLGATE_DATA"], "static").mkdir()
