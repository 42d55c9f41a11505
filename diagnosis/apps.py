from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    name = "diagnosis"

    def ready(self) -> None:
        """Name the functions that do this app's jobs."""
        from diagnosis.jobs import score_job
        from diagnosis.selectors.diagnoses import REPORT_JOB, SCORE_JOB
        from diagnosis.services.benchmark_building import FINISH_JOB, PART_JOB, finish_job, part_job
        from diagnosis.services.receipts import RECEIPT_JOB, receipt_mail_send
        from diagnosis.services.reports import report_job
        from qmplatform.jobs import register_job_handler

        register_job_handler(SCORE_JOB, score_job, queue="scoring")
        register_job_handler(RECEIPT_JOB, receipt_mail_send, queue="reports")
        register_job_handler(REPORT_JOB, report_job, queue="reports")
        register_job_handler(PART_JOB, part_job, queue="benchmarks")
        register_job_handler(FINISH_JOB, finish_job, queue="benchmarks")
