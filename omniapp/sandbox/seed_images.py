"""The pictures in the demo stores' libraries."""

from datetime import datetime, timedelta

from omniapp.sandbox.models import Brand, Image
from omniapp.sandbox.rules import pictures

PICTURES: dict[str, tuple[str, ...]] = {
    "Winter socks": ("2f5d50", "dfe8e2", "7fa08f"),
    "Sale banner": ("b3261e", "fbe9e7"),
    "Store front": ("274b7a", "e8edf4", "274b7a", "8aa4c8"),
    "Thank-you card": ("8a6a1f", "f4ecd8"),
}
TOO_LARGE = "Poster, full size"  # more than 500 KB


def hang(brand: Brand, number: int, now: datetime) -> None:
    """Puts the pictures into a library. Ids tell the brand's and the picture's number: 1a…."""
    contents = [(name, pictures.striped(colours)) for name, colours in PICTURES.items()]
    contents.append((TOO_LARGE, pictures.noisy()))
    for place, (name, content) in enumerate(contents, 1):
        picture = pictures.read(content)
        if picture is not None:
            identifier = f"1a{number:02d}{place:020d}"
            made = now - timedelta(days=90 - place)
            brand.images[identifier] = Image(identifier, name, picture, content, made)
