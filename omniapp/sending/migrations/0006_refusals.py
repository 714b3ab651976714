from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0004_draft_events"),
        ("sending", "0005_due_of_store"),
        ("stores", "0007_token_given_at"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="deliveryevent",
            index=models.Index(
                condition=models.Q(("status__in", [402, 409, 429])),
                fields=["at"],
                include=("status", "slug"),
                name="events_refused",
            ),
        ),
    ]
