import pytest
from django.core.cache import cache

from tests.shared_rows import shared


@pytest.fixture(autouse=True)
def nobody_counted():
    """Each test is the first of its hour."""
    cache.clear()


@shared
def told(cast, kind):
    """Concerns of a kind, one about each of these."""
    from schoolgate.concerns.tests.test_matrix import tell_of_each

    return tell_of_each(cast, kind)
