from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    name = "diagnosis"

    def ready(self) -> None:
        """Name the functions that do this app's jobs."""
        from diagnosis.services.receipts import RECEIPT_JOB, receipt_mail_send
        from qmplatform.jobs import register_job_handler

        register_job_handler(RECEIPT_JOB, receipt_mail_send, queue="reports")
