from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "dashboards"

    def ready(self) -> None:
        """Name the functions that do this app's jobs."""
        from dashboards.services.editions import EDITION_JOB, edition_ask, edition_job, edition_objects
        from dashboards.services.exports import EXPORT_JOB, export_job
        from dashboards.services.survey_quality import SURVEY_JOB, survey_job
        from diagnosis.followers import follower_register, objection_register
        from qmplatform.jobs import register_job_handler

        register_job_handler(EDITION_JOB, edition_job, queue="scoring")
        register_job_handler(EXPORT_JOB, export_job, queue="reports")
        register_job_handler(SURVEY_JOB, survey_job, queue="scoring")
        follower_register("dashboards_edition", edition_ask)
        objection_register("dashboards_edition", edition_objects)
