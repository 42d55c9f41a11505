from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        """Name the functions that do this app's jobs."""
        from cases.services.embedding import VECTORS_JOB, vectors_job
        from qmplatform.jobs import register_job_handler

        register_job_handler(VECTORS_JOB, vectors_job, queue="benchmarks")
