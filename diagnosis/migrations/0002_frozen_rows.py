from django.db import migrations

from qmplatform.immutability import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("diagnosis", "0001_initial")]

    operations = [
        refuse_changes("diagnosis_modelversion", when="OLD.status = 'published'"),
        refuse_changes("diagnosis_submission"),
        refuse_changes("diagnosis_benchmarksnapshot"),
        refuse_changes("diagnosis_result"),
        refuse_changes("diagnosis_report"),
    ]
