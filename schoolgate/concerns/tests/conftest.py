import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nobody_counted():
    """Each test is the first of its hour."""
    cache.clear()
