from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stoppages", "0006_listed"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="stoppagecase",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ("draft", "provisional", "question")), ("to_amend", True), _connector="OR"
                ),
                fields=["adherent"],
                name="case_to_complete",
            ),
        ),
    ]
