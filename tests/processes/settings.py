"""The product's settings plus a job that takes its time, for tests that kill workers."""

from qmplatform.settings import *  # noqa: F403
from qmplatform.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.processes.slowjobs"]
