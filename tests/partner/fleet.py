"""Stores by the dozen, for tests that count."""

from omniapp.stores.models import Store
from tests.merchant import scenes
from tests.merchant.scenes import scene


def fleet(many: int, *shows: str, first: int = 0) -> list[Store]:
    """``many`` connected stores, each with one campaign of every kind in ``shows``."""
    stores = Store.objects.bulk_create(
        Store(
            brand_id=f"f{number:023x}",
            name=f"Store {number:03}",
            website=f"https://store{number}.example",
            timezone="Europe/Vilnius" if number % 2 else "America/New_York",
            state_since=scenes.NOW,
            connected_at=scenes.NOW,
        )
        for number in range(first, first + many)
    )
    for store in stores:
        for shown in shows:
            scene(store, shown)
    return stores
