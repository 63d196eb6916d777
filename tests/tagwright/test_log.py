"""What is written to the log as a fault, and what is only an answer."""

import logging
from typing import Any

import pytest

pytestmark = pytest.mark.django_db


def test_a_household_that_is_not_ready_yet_is_no_fault(
    client: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SERVING_INTERNAL_URL = "http://127.0.0.1:9"
    with caplog.at_level(logging.ERROR, "django.request"):
        assert client.get("/readyz").status_code == 503
    assert caplog.records == []
