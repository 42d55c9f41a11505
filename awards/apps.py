from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "awards"

    def ready(self) -> None:
        """Name the functions that do this app's jobs."""
        from awards.selectors.feedback import FEEDBACK_JOB
        from awards.selectors.winners import winner_hold
        from awards.services.fairness import FAIRNESS_JOB, fairness_job
        from awards.services.feedback import feedback_job
        from awards.services.notices import NOTICE_JOB, notice_send
        from awards.services.receipts import RECEIPT_JOB, receipt_mail_send
        from cases.holds import hold_register
        from qmplatform.jobs import register_job_handler

        register_job_handler(FAIRNESS_JOB, fairness_job, queue="scoring")
        register_job_handler(FEEDBACK_JOB, feedback_job, queue="reports")
        register_job_handler(NOTICE_JOB, notice_send, queue="reports")
        register_job_handler(RECEIPT_JOB, receipt_mail_send, queue="reports")
        # A winner reads the text of its case before anybody else does.
        hold_register("award_winner", winner_hold)
