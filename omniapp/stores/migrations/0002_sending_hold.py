from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stores", "0001_initial")]

    operations = [
        migrations.RenameField(model_name="store", old_name="hold_seconds", new_name="sending_hold"),
        migrations.AlterField(
            model_name="store",
            name="sending_hold",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="seconds; empty: the default", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="store",
            constraint=models.CheckConstraint(
                condition=models.Q(("sending_hold", None), ("sending_hold__lte", 600), _connector="OR"),
                name="store_hold_is_short",
            ),
        ),
    ]
