import subprocess
import sys

import pytest

from schoolgate.broken import Broken
from schoolgate.cli import policy
from schoolgate.engines.documents import shapes
from schoolgate.policy.models import Version
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY


def test_a_document_as_json_has_the_shape_that_scripts_rely_on():
    found = policy.as_json(drafts.DOCUMENT.encode(), "policy.txt")
    assert set(found) == {"clauses", "set_aside"}
    clause = found["clauses"][1]
    assert set(clause) == {"place", "text", "section", "audience", "strength", "model", "similarity"}
    assert (clause["place"], clause["audience"], clause["strength"], clause["model"]) == (
        "2.a",
        ["pupil"],
        "must",
        "3.a.2",
    )
    assert all(0 <= item["similarity"] <= 1 for item in found["clauses"])
    assert {"text": "Contents", "why": "table of contents"} in found["set_aside"]


def test_an_unreadable_file_is_a_sentence():
    with pytest.raises(shapes.Unreadable, match="is empty"):
        policy.as_json(b"", "policy.txt")


def test_json_needs_no_django():
    code = (
        "import sys; from schoolgate.cli import policy as console;"
        "console.as_json(b'Pupils must be kind online.', 'p.txt');"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_command_line_starts_a_draft(cast):
    says = policy.import_draft(cast.school, drafts.DOCUMENT.encode(), "policy.txt", at=MONDAY)
    version = Version.objects.get()
    assert says.startswith("Version 1 of Larkhollow Primary School’s policy is a draft now. Clauses: 4.")
    assert (version.made_by, version.source_name) == (None, "policy.txt")
    assert drafts.events(cast) == ["import_document"]


def test_not_beside_another_draft(cast):
    drafts.imported(cast)
    with pytest.raises(Broken, match="already a draft"):
        policy.import_draft(cast.school, drafts.DOCUMENT.encode(), "policy.txt", at=MONDAY)
    assert Version.objects.count() == 1
