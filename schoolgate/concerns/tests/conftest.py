import hashlib

import pytest

from schoolgate.concerns.tests import story
from schoolgate.engines.evidence import sandbox, shapes
from tests.shared_rows import shared


@shared
def told(cast, kind):
    """Concerns of a kind, one about each of these."""
    from schoolgate.concerns.tests.test_matrix import tell_of_each

    return tell_of_each(cast, kind)


@pytest.fixture
def examined(monkeypatch):
    """The engine has tests of its own; here a file is good where it begins as a PNG does."""

    def examine(name, content, *, limits=None, stranger=False):
        if not content.startswith(b"\x89PNG"):
            raise shapes.Refused("This is not a picture, a PDF or a sound.")
        return story.Found(hashlib.sha256(content).hexdigest(), len(content))

    monkeypatch.setattr(sandbox, "examine_apart", examine)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What follows a transaction that came to its end, as files going from the disk do."""

    def run(do, *args, **said):
        with django_capture_on_commit_callbacks(execute=True):
            return do(*args, **said)

    return run
