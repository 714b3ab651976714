"""/campaigns: list, get, create, update, delete, send, cancel, copy, test email, UTM."""

from omniapp.sandbox.api.call import Answer, Call
from omniapp.sandbox.api.query import Query
from omniapp.sandbox.api.show import campaign as show
from omniapp.sandbox.models import Campaign
from omniapp.sandbox.moments import write_exactly
from omniapp.sandbox.rules import changes, sendoff, utm, winning
from omniapp.sandbox.rules.document import CHANNELS, TYPES
from omniapp.sandbox.rules.paging import page

STATUSES = (
    "draft",
    "scheduled",
    "started",
    "sent",
    "error",
    "canceled",
    "paused",
    "onHold",
    "expired",
    "stopped",
)
SORTS = ("createdAt", "updatedAt", "name")


def list_campaigns(call: Call) -> Answer:
    query = Query(call)
    paging = query.paging(most=250, default=100)
    sort, direction = query.sorting(SORTS, direction_alone=False)
    name = query.text("nameContains", longest=200).lower()
    statuses, channels = query.choices("status", STATUSES), query.choices("channel", CHANNELS)
    kind, parent = query.choice("type", TYPES), query.text("parentCampaignID")
    created = query.moment("createdAtFrom"), query.moment("createdAtTo")
    updated = query.moment("updatedAtFrom"), query.moment("updatedAtTo")
    if parent and kind not in ("", "booster"):
        query.error("parentCampaignID", "invalid_value", "Only for boosters")
    query.done()

    def wanted(one: Campaign) -> bool:
        return (
            name in one.name.lower()
            and (not statuses or one.status in statuses)
            and (not channels or one.channel in channels)
            and (not kind or one.type == kind)
            and (not parent or (one.booster is not None and one.booster.parent_id == parent))
            and (created[0] is None or one.created_at >= created[0])
            and (created[1] is None or one.created_at <= created[1])
            and (updated[0] is None or one.updated_at >= updated[0])
            and (updated[1] is None or one.updated_at <= updated[1])
        )

    def key(one: Campaign) -> tuple[str, str]:
        values = {"name": one.name, "updatedAt": write_exactly(one.updated_at)}
        return values.get(sort, write_exactly(one.created_at)), one.id

    asked = sorted(item for item in call.query if item[0] not in ("limit", "after", "before"))
    chosen, about = page(
        [one for one in call.brand.campaigns.values() if wanted(one)],
        key=key,
        descending=direction == "desc",
        limit=paging.limit,
        question={"asked": [list(item) for item in asked]},
        after=paging.after,
        before=paging.before,
    )
    return Answer(200, {"campaigns": [show(one) for one in chosen], "paging": about})


def get_campaign(call: Call) -> Answer:
    return Answer(200, show(changes.find(call.brand, call.id())))


def create_campaign(call: Call) -> Answer:
    return Answer(201, show(changes.create(call.world, call.brand, call.body())))


def update_campaign(call: Call) -> Answer:
    body = call.body()
    campaign = changes.find(call.brand, call.id())
    return Answer(200, show(changes.update(call.world, call.brand, campaign, body)))


def delete_campaign(call: Call) -> Answer:
    changes.delete(call.world, call.brand, call.id())
    return Answer(204)


def send_campaign(call: Call) -> Answer:
    sendoff.send(call.world, call.brand, changes.find(call.brand, call.id()))
    return Answer(204)


def cancel_campaign(call: Call) -> Answer:
    sendoff.cancel(call.world, call.brand, changes.find(call.brand, call.id()))
    return Answer(204)


def copy_campaign(call: Call) -> Answer:
    return Answer(201, show(changes.duplicate(call.world, call.brand, changes.find(call.brand, call.id()))))


def send_test_email(call: Call) -> Answer:
    body = call.body()
    sendoff.send_test(call.world, call.brand, changes.find(call.brand, call.id()), body)
    return Answer(204)


def get_utm(call: Call) -> Answer:
    return Answer(200, utm.show(changes.find(call.brand, call.id())))


def replace_utm(call: Call) -> Answer:
    body = call.body()
    return Answer(200, utm.replace(call.world, call.brand, changes.find(call.brand, call.id()), body))


def stop_ab_test(call: Call) -> Answer:
    winning.stop(call.world, changes.find(call.brand, call.id()))
    return Answer(204)


def resume_ab_test(call: Call) -> Answer:
    winning.resume(call.world, call.brand, changes.find(call.brand, call.id()))
    return Answer(204)


def select_winner(call: Call) -> Answer:
    body = call.body()
    winning.select(call.world, call.brand, changes.find(call.brand, call.id()), body)
    return Answer(204)
