"""Start-up of the ground floor."""

from django.apps import AppConfig


class QMPlatformConfig(AppConfig):
    name = "qmplatform"

    def ready(self) -> None:
        import qmplatform.celery  # noqa: F401  shared tasks need the application to exist
