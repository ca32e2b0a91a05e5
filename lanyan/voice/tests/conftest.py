"""Actions speak English in these tests; pages speak the language of their request."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield
