"""What holds for every test: nothing is skipped where everything must run."""

import os
from collections.abc import Generator

import hypothesis
import pytest
from django.conf import settings
from django.utils import translation

from lanyan.kernel import testing

# No test fails because a machine is slow.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")

NO_SKIP = os.environ.get("LANYAN_NO_SKIP") == "1"


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure that tells its reason; an expected failure is not a skip."""
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} may not be skipped here (LANYAN_NO_SKIP=1): {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Hold the rule for single tests."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Hold the rule for whole files."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Copy every worker's database from one that was migrated once."""
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = testing.migrated_database()


@pytest.fixture(autouse=True)
def counted_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep no answer of a figure because a machine is slow."""
    monkeypatch.setattr("lanyan.reports.keeping.HEAVY_MS", 1_000_000)


@pytest.fixture(autouse=True)
def house_language() -> Generator[None]:
    """Give the language back that a request or a person's choice left active in this process."""
    yield
    translation.deactivate()
