from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command("createcachetable", "qmplatform_cache", database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE qmplatform_cache")


class Migration(migrations.Migration):
    dependencies = [("qmplatform", "0002_audit_frozen")]

    operations = [migrations.RunPython(make, drop)]
