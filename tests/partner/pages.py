"""Reading the pages over all stores."""

import re


def group(page: str, fix: str) -> str:
    """The markup of one group of attention; empty when it is not there."""
    return next((part for part in page.split("<form")[1:] if f'value="{fix}"' in part), "")


def text(markup: str) -> str:
    """What a reader sees of it."""
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def groups(page: str) -> list[str]:
    """Which groups stand there, in their order."""
    return re.findall(r'id="fix-([a-z-]+)"', page)


def editions(page: str) -> list[str]:
    """What can be chosen."""
    return re.findall(r'name="delivery" value="([0-9.]+)"', page)


def poll(page: str) -> str:
    """The address that the page's live piece asks."""
    found = re.search(r'hx-get="([^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")
