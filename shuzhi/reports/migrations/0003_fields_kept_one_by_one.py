from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def join_texts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was set aside as a whole stays readable as one text."""
    for kept in apps.get_model("reports", "SetAside").objects.all():
        parts = [f"# {one.get('title', '')}\n{one.get('text', '')}" for one in kept.sections]
        parts += [text for text in kept.answers.values() if text]
        kept.text, kept.base = "\n\n".join(parts), kept.version
        kept.save(update_fields=["text", "base"])


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_vetting"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "report", "marks", models.JSONField(default=dict, verbose_name="versions of the fields")
        ),
        migrations.AddField(
            "edition", "facts", models.JSONField(default=list, verbose_name="figures quoted")
        ),
        migrations.AddField(
            "edition", "evidence", models.JSONField(default=list, verbose_name="evidence named")
        ),
        migrations.AddField(
            "setaside",
            "field",
            models.CharField(blank=True, default="", max_length=60, verbose_name="field"),
            preserve_default=False,
        ),
        migrations.AddField(
            "setaside", "base", models.PositiveIntegerField(default=0, verbose_name="written upon version")
        ),
        migrations.AddField(
            "setaside",
            "window",
            models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            "setaside",
            "text",
            models.TextField(blank=True, default="", verbose_name="text"),
            preserve_default=False,
        ),
        migrations.RunPython(join_texts, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("setaside", "version"),
        migrations.RemoveField("setaside", "sections"),
        migrations.RemoveField("setaside", "answers"),
        migrations.AddIndex("setaside", models.Index(fields=["report", "field"], name="set_aside_of_field")),
    ]
