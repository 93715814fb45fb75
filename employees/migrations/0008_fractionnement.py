"""The three conditions of the fractionnement, and rules of a caisse of its own (DOMAIN §2.3).

Fifteen days acquired, twelve in a row before 1 November (one or two public holidays among them do no harm), then three
of the main leave: the defaults say so, the source of the rule says where it is read.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

SOURCE = " ; fractionnement : https://www.cibtp-grandest.fr/entreprise/conges-payes/fractionnement"


def name_the_source(apps: Any, schema_editor: Any) -> None:
    """Of the rule shipped with the portal; the network names those of its own."""
    for rule in apps.get_model("employees", "LeaveRule").objects.filter(source__startswith="Code du travail L3141-3"):
        rule.source = f"{rule.source}{SOURCE}"[:300]
        rule.save(update_fields=["source"])


def forget_the_source(apps: Any, schema_editor: Any) -> None:
    for rule in apps.get_model("employees", "LeaveRule").objects.filter(source__endswith=SOURCE):
        rule.source = rule.source.removesuffix(SOURCE)
        rule.save(update_fields=["source"])


def _days(name: str, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(name, default=default)


class Migration(migrations.Migration):
    dependencies = [("adherents", "0009_means_of_payment"), ("employees", "0007_words")]

    operations = [
        migrations.AddField(
            model_name="leaverule",
            name="caisse",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leave_rules",
                to="adherents.caisse",
                verbose_name="caisse",
                help_text="Vide : la règle du réseau, pour toute caisse qui n’a pas la sienne.",
            ),
        ),
        migrations.AddField("leaverule", "split_first_acquired", _days("jours acquis pour le premier palier", 15)),
        migrations.AddField("leaverule", "split_second_acquired", _days("jours acquis pour le second palier", 15)),
        migrations.AddField("leaverule", "split_unbroken_days", _days("jours d’affilée", 12)),
        migrations.AddField("leaverule", "split_unbroken_holidays", _days("jours fériés admis parmi eux", 2)),
        migrations.AddField(
            "leaverule",
            "split_unbroken_anywhere",
            models.BooleanField("jours d’affilée à toute date, et non dans la période", default=False),
        ),
        migrations.AddField(
            "leaverule",
            "split_counts_days_due",
            models.BooleanField(
                "compter les jours encore dus à la fin de la période, et non les jours pris hors période", default=False
            ),
        ),
        migrations.RemoveConstraint("leaverule", "one_leave_rule_a_day"),
        migrations.AddConstraint(
            "leaverule",
            models.UniqueConstraint(fields=["caisse", "starts_on"], nulls_distinct=False, name="one_leave_rule_a_day"),
        ),
        migrations.RunPython(name_the_source, forget_the_source),
    ]
