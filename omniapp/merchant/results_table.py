"""Results as a table and its chart: a column for each campaign or variant, a row for each measure. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from omniapp.campaigns import seen
from omniapp.campaigns.models import Campaign
from omniapp.results import chart
from omniapp.results.compare import FEWEST_FOR_SHARES, compare, too_few_for_shares
from omniapp.results.numbers import Numbers, money, percent, share

MEASURES = (
    ("Sent to", "sent"),
    ("Opened", "opened"),
    ("Clicked", "clicked"),
    ("Orders", "orders"),
    ("Revenue", "revenue"),
    ("Not delivered", "failed"),
    ("Unsubscribed", "unsubscribed"),
    ("Marked as spam", "complained"),
)
CHARTED = MEASURES[:4]


@dataclass(frozen=True)
class Cell:
    """A count, and the share it is of those sent to: "31.2 % of 12,480". Empty when unknown."""

    text: str
    share: str = ""


@dataclass(frozen=True)
class Column:
    """``href`` leads to another campaign's page; the page's own column has none."""

    name: str
    href: str = ""


@dataclass(frozen=True)
class Table:
    """``notes`` are sentences about what the numbers can and cannot tell."""

    columns: tuple[Column, ...]
    lines: tuple[tuple[str, tuple[Cell, ...]], ...]
    chart: chart.Chart | None
    notes: tuple[str, ...]


def of_columns(campaign: Campaign, columns: Sequence[tuple[Campaign, Numbers]]) -> Table:
    """One column for the campaign, and one each for its parent or booster."""
    heads = []
    for member, _ in columns:
        what = "Booster" if member.type == Campaign.Type.BOOSTER else "Campaign"
        own = member.pk == campaign.pk
        heads.append(Column(what, "" if own else member.get_absolute_url()))
    notes = []
    if any(member.channel == Campaign.Channel.SMS for member, _ in columns):
        notes.append("Nobody can tell who opened a text message.")
    if len(columns) > 1:
        waits = "click" if _sent_to(columns) == "nonClickers" else "open"
        notes.append(
            f"The booster went to those who did not {waits} the campaign, so its shares are of them."
        )
    return _table(heads, [numbers for _, numbers in columns], campaign.store.currency, notes)


def in_short(numbers: Numbers | None) -> str:
    """ "3,719 of 12,480 opened" for a list; clicks where nobody can tell who opened. Empty when unknown."""
    if numbers is None or not numbers.sent:
        return ""
    did, count = ("opened", numbers.opened) if numbers.opened is not None else ("clicked", numbers.clicked)
    return "" if count is None else f"{count:,} of {numbers.sent:,} {did}"


def of_variants(campaign: Campaign, sides: dict[str, Numbers]) -> Table:
    """A beside B, both together, and whether one of them really is ahead."""
    a, b = sides.get("a", Numbers()), sides.get("b", Numbers())
    notes = [
        verdict.sentence
        for verdict in (
            compare((a.opened, a.sent), (b.opened, b.sent), names=("A", "B"), did="opened"),
            compare((a.clicked, a.sent), (b.clicked, b.sent), names=("A", "B"), did="clicked"),
        )
        if verdict is not None
    ]
    said = seen.last(campaign)
    test = said.ab_test if said is not None else None
    if test is not None and test.result is not None and test.variants.a is not None:
        winner = "A" if test.result.winner_variant_id == test.variants.a.id else "B"
        notes.append(f"{winner} won, and went to everybody else as well: they count in its column.")
    heads = [Column("A"), Column("B"), Column("Both")]
    return _table(heads, [a, b, a + b], campaign.store.currency, notes, charted=2)


def _sent_to(columns: Sequence[tuple[Campaign, Numbers]]) -> str:
    return next((one.send_to for one, _ in columns if one.type == Campaign.Type.BOOSTER), "")


def _table(
    heads: Sequence[Column], columns: Sequence[Numbers], currency: str, notes: list[str], charted: int = 3
) -> Table:
    lines = tuple(
        (label, tuple(_cell(numbers, name, currency) for numbers in columns))
        for label, name in MEASURES
        if any(getattr(numbers, name) is not None for numbers in columns)
    )
    if any(too_few_for_shares(numbers.sent) for numbers in columns):
        notes.append(f"Fewer than {FEWEST_FOR_SHARES} people got it: too few for percentages.")
    drawn = [(label, [getattr(one, name) for one in columns[:charted]]) for label, name in CHARTED]
    names = [head.name for head in heads[:charted]]
    return Table(tuple(heads), lines, chart.draw(drawn, names), tuple(notes))


def _cell(numbers: Numbers, name: str, currency: str) -> Cell:
    if name == "revenue":
        return Cell(money(numbers.revenue, currency))
    count = getattr(numbers, name)
    if count is None:
        return Cell("")
    if name == "sent" or too_few_for_shares(numbers.sent):
        return Cell(f"{count:,}")
    fraction = percent(share(count, numbers.sent))
    return Cell(f"{count:,}", f"{fraction} of {numbers.sent:,}" if fraction else "")
