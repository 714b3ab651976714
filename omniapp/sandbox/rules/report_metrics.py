"""The metrics of reports by their names. null means that there is nothing to tell, which is not 0."""

from omniapp.sandbox.rules.reactions import Reactions
from omniapp.sandbox.switches import Switches

SMS_COST = 0.015
ALL_ORDERS = 1.6  # for each order that a message brought, this many are made in the shop
RATES = {
    "failRate": ("failed", "sent"),
    "markedAsSpamRate": ("markedAsSpamUnique", "sent"),
    "unsubscribeRate": ("unsubscribedUnique", "sent"),
    "openRate": ("openedUnique", "sent"),
    "clickRate": ("clickedUnique", "sent"),
    "attributedOrderRate": ("attributedOrders", "sent"),
}
PER = {
    "attributedRevenuePerOrder": ("attributedRevenue", "attributedOrders"),
    "attributedRevenuePerSent": ("attributedRevenue", "sent"),
}


def value(name: str, seen: Reactions, switches: Switches, *, sms: bool) -> int | float | None:
    counts = _counts(seen, sms=sms)
    if name in counts:
        return counts[name]
    above, below = (counts[part] for part in (RATES | PER)[name])
    if above is None or not below:
        return None
    percent = 100 if name in RATES and switches.rates == "percent" else 1
    return round(above / below * percent, 6)


def _counts(seen: Reactions, *, sms: bool) -> dict[str, int | float | None]:
    return {
        "sent": seen.sent,
        "failed": seen.failed,
        "sentCost": round(seen.sent * SMS_COST, 2) if sms else 0,
        "markedAsSpamUnique": seen.complained,
        "unsubscribedUnique": seen.left,
        "opened": seen.opens,
        "openedUnique": seen.opened,
        "clicked": seen.clicks,
        "clickedUnique": seen.clicked,
        "attributedOrders": seen.orders,
        "attributedOrdersUnique": seen.buyers,
        "attributedRevenue": round(seen.revenue, 2),
        "totalOrders": int(seen.orders * ALL_ORDERS),
        "totalRevenue": round(seen.revenue * ALL_ORDERS, 2),
    }
