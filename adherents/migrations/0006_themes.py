"""Themes leave the colours of states: brick read as danger, forest as done."""

from django.db import migrations, models

AFTER = {"brique": "prune", "foret": "petrole"}


def rename(pairs):
    def run(apps, schema_editor):
        caisses = apps.get_model("adherents", "Caisse").objects.using(schema_editor.connection.alias)
        for before, after in pairs.items():
            caisses.filter(theme=before).update(theme=after)

    return run


class Migration(migrations.Migration):
    dependencies = [("adherents", "0005_weather_campaigns")]

    operations = [
        migrations.RunPython(rename(AFTER), rename({after: before for before, after in AFTER.items()})),
        migrations.AlterField(
            model_name="caisse",
            name="theme",
            field=models.CharField(
                choices=[
                    ("bleu", "Bleu de travail"),
                    ("ardoise", "Ardoise"),
                    ("petrole", "Pétrole"),
                    ("prune", "Prune"),
                ],
                default="bleu",
                max_length=10,
                verbose_name="couleurs",
            ),
        ),
    ]
