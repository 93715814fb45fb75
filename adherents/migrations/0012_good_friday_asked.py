"""A company asks that one of its sites keeps Good Friday, or no longer does."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("adherents", "0011_public_holidays_of_the_law"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="changerequest",
            name="change_names_its_object",
        ),
        migrations.AlterField(
            model_name="changerequest",
            name="kind",
            field=models.CharField(
                choices=[
                    ("address", "Adresse"),
                    ("contact", "Contact"),
                    ("bank", "Compte bancaire"),
                    ("friday", "Vendredi saint"),
                ],
                max_length=10,
                verbose_name="demande",
            ),
        ),
        migrations.AddConstraint(
            model_name="changerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("contact_kind", ""), ("establishment__isnull", False), ("kind__in", ("address", "friday"))
                    ),
                    models.Q(("kind", "contact"), models.Q(("contact_kind", ""), _negated=True)),
                    models.Q(("contact_kind", ""), ("establishment__isnull", True), ("kind", "bank")),
                    _connector="OR",
                ),
                name="change_names_its_object",
            ),
        ),
    ]
