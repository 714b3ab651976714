"""Where a webhook may point: the public internet, by https, and nowhere near us."""

import ipaddress
import urllib.parse

from django.conf import settings

# What Python calls global, or calls so in one version and not in another, and still is not somebody's server:
# addresses that carry another address inside, and the metadata service of a cloud.
_REFUSED = [
    ipaddress.ip_network(network)
    for network in (
        "::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/23", "fec0::/10",
        "3fff::/20", "100::/64", "2001:db8::/32", "192.88.99.0/24", "192.0.0.0/24", "168.63.129.16/32",
    )
]  # fmt: skip


class NotAllowed(ValueError):
    """This address is not one we deliver to; why, as a sentence."""


def check_url(url: str) -> None:
    """Raises NotAllowed for what can be told without asking anybody; names are looked up at each delivery."""
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAllowed("This is no web address.") from None
    if not (url.isascii() and url.isprintable() and " " not in url and parts.hostname and port != 0):
        raise NotAllowed("This is no web address.")
    if parts.scheme != "https" and not (settings.WEBHOOK_LOOPBACK and parts.scheme == "http"):
        raise NotAllowed("It has to begin with https://.")
    if parts.username is not None or parts.password is not None:
        raise NotAllowed("It must hold no name and no password. The signature says who we are.")
    if parts.fragment:
        raise NotAllowed("Leave out what comes after the #. A server never sees it.")
    try:
        literal = str(ipaddress.ip_address(parts.hostname))
    except ValueError:
        return
    check_address(literal)


def check_address(address: str) -> None:
    """Raises NotAllowed for an address inside a network, ours or anybody's."""
    if not is_public(address) and not (
        settings.WEBHOOK_LOOPBACK and ipaddress.ip_address(address).is_loopback
    ):
        raise NotAllowed(f"{address} is not a public address.")


def is_public(address: str) -> bool:
    """Neither private, loopback, link-local, multicast nor reserved, and not another one in disguise."""
    ip = ipaddress.ip_address(address)
    inside = any(ip.version == network.version and ip in network for network in _REFUSED)
    special = ip.is_private or ip.is_multicast or ip.is_reserved or ip.is_link_local or ip.is_loopback
    return ip.is_global and not (inside or special or ip.is_unspecified)
