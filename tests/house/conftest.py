"""Files that last as long as the scene they belong to."""

import pytest


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def files_of_the_scene(request, plain_settings, settings):
    if "visits" in request.fixturenames:
        settings.MEDIA_ROOT = request.getfixturevalue("files")
