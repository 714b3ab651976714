"""The upper and lower parts of the control page: clock, orders for the next answers, switches."""

from dataclasses import fields

from omniapp.sandbox.faults import Fault
from omniapp.sandbox.pages.html import Html, h
from omniapp.sandbox.pages.presets import GROUPS, LABELS, OPERATIONS, PRESETS
from omniapp.sandbox.switches import Switches
from omniapp.sandbox.world import World

STEPS = (("10 s", 10), ("1 min", 60), ("10 min", 600), ("1 h", 3600), ("1 day", 86_400))
SPEEDS = (("Real time", 1), ("60 ×", 60), ("Stopped", 0))


def header(world: World, *, live: bool) -> Html:
    now = world.now()
    steps = [
        h('<button name="advance" value="{seconds}">+{label}</button>', label=label, seconds=seconds)
        for label, seconds in STEPS
    ]
    speeds = [
        h(
            '<button name="speed" value="{value}" class="{kind}">{label}</button>',
            label=label,
            value=value,
            kind="on" if world.clock.speed == value else "",
        )
        for label, value in SPEEDS
    ]
    return h(
        '<header><div><p class="mark"><span class="dot"></span>Omnisend <small>local sandbox</small></p>'
        "<p>What your app sees of Omnisend, and the levers behind it. Nothing leaves this machine.</p></div>"
        '<div class="clock"><p><time>{time}</time><span>{date} · UTC</span></p>'
        '<form method="post" action="/_page/clock" class="row">{steps}</form>'
        '<form method="post" action="/_page/clock" class="row tabs">{speeds}</form></div>'
        '<nav><a class="button" href="/outbox">Outbox</a><a class="button {on}" href="{href}">{label}</a>'
        '<form method="post" action="/_page/reset"><button>Start afresh</button></form></nav></header>',
        time=f"{now:%H:%M:%S}",
        date=f"{now:%a %d %b %Y}",
        steps=steps,
        speeds=speeds,
        on="on" if live else "",
        href="/" if live else "/?live=1",
        label="Stop refreshing" if live else "Refresh every 3 s",
    )


def orders(world: World) -> Html:
    operations = [
        h('<option value="{name}">{label}</option>', name=name, label=label)
        for name, label in OPERATIONS.items()
    ]
    groups = [
        h(
            "<fieldset><legend>{heading}</legend><p>{hint}</p><div>{buttons}</div></fieldset>",
            heading=heading,
            hint=hint,
            buttons=[
                h('<button name="preset" value="{key}">{label}</button>', key=key, label=label)
                for key, label, _ in presets
            ],
        )
        for heading, hint, presets in GROUPS
    ]
    return h(
        '<section><h2>The next answer</h2><form method="post" action="/_page/fault" class="orders">'
        '<p>The next <label class="inline"><select name="operation" aria-label="Which request">'
        "{operations}</select></label> request gets this answer, once:</p>{waiting}{groups}</form>"
        "{removers}</section>",
        operations=operations,
        waiting=_waiting(world),
        groups=groups,
        removers=[
            h(
                '<form class="bare" id="forget-{n}" method="post" action="/_page/forget-fault">'
                '<input type="hidden" name="number" value="{n}"></form>',
                n=fault.number,
            )
            for fault in world.faults.orders
        ],
    )


def _waiting(world: World) -> Html:
    if not world.faults.orders:
        return Html("")
    rows = [
        h(
            '<li><b>{operation}</b> {what}<button class="link" form="forget-{n}">forget</button></li>',
            operation=OPERATIONS.get(fault.operation, fault.operation),
            what=_words(fault),
            n=fault.number,
        )
        for fault in world.faults.orders
    ]
    return h('<ul class="waiting" aria-label="Ordered">{rows}</ul>', rows=rows)


def _words(fault: Fault) -> str:
    for key, wanted in PRESETS.items():
        same = all(
            getattr(fault, {"retryAfter": "retry_after"}.get(name, name)) == value
            for name, value in wanted.items()
        )
        if (
            same
            and wanted.get("effect", fault.effect) == fault.effect
            and wanted.get("kind", "problem") == fault.kind
        ):
            return LABELS[key]
    return f"{fault.kind} {fault.status or ''} {fault.slug}".strip()


def switches(world: World) -> Html:
    rows = []
    for one in fields(Switches):
        value = getattr(world.switches, one.name)
        rows.append(
            h(
                '<form method="post" action="/_page/switch" class="switch {changed}"><label>'
                "<span>{help}</span><code>{name}</code>{control}</label>"
                '<input type="hidden" name="name" value="{name}">'
                "<button>Set</button></form>",
                changed="changed" if value != one.default else "",
                help=one.metadata["help"],
                name=one.name,
                control=_control(value, one.metadata["choices"]),
            )
        )
    return h(
        "<section><details><summary><h2>Switches</h2> <span>what Omnisend does not publish, both ways</span>"
        '</summary><div class="switches">{rows}</div></details></section>',
        rows=rows,
    )


def _control(value: object, choices: tuple[str, ...]) -> Html:
    if isinstance(value, bool):
        value, choices = ("on" if value else "off"), ("on", "off")
    if not choices:
        return h('<input name="value" value="{value}" size="10">', value=value)
    options = [
        h("<option{on}>{choice}</option>", choice=choice, on=Html(" selected") if choice == value else "")
        for choice in choices
    ]
    return h('<select name="value">{options}</select>', options=options)
