from django.db import migrations

from qmplatform.immutability import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("qmplatform", "0001_initial")]

    operations = [refuse_changes("qmplatform_auditentry")]
