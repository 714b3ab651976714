"""Noting what Omnisend has: campaigns made there appear here, and what became of those made here.

Nothing that is being done here is disturbed. Of a campaign whose content is ours only what Omnisend alone
knows is written, and never by a reading older than the last one. No function here makes a request.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from omniapp import omnisend
from omniapp.campaigns import mapped
from omniapp.campaigns.models import Campaign
from omniapp.stores.models import Store

#: A draft so young that carries the name of one of ours may be ours, its answer still on the way.
_MAY_BE_OURS = dt.timedelta(minutes=10)


def note(store: Store, remote: omnisend.Campaign, *, now: dt.datetime) -> Campaign:
    """The row of this campaign, made or brought up to date. ``now``: when Omnisend was asked.

    Raises Campaign.DoesNotExist for one that has no place here (an id too long to be one of Omnisend's).
    """
    _note([remote], store, {}, now, everything=True)
    return Campaign.objects.get(store=store, omnisend_id=remote.id)


def note_all(
    store: Store, remotes: Sequence[omnisend.Campaign], *, now: dt.datetime, names: Mapping[str, str]
) -> int:
    """The same for one page of a list; how many rows are new or say something else than before.

    ``names``: of segments. A draft that may just be being made by us is left for the next reading.
    """
    return _note(remotes, store, names, now, everything=False)


def keep_here(campaign: Campaign) -> None:
    """From now on its content is ours to edit: for the copy of a mirror, whose design Omnisend keeps."""
    Campaign.objects.filter(pk=campaign.pk, mirrored=True).update(
        mirrored=False, locked_reason="", locked_at=None
    )


def give_way(campaign: Campaign, remote_id: str, *, now: dt.datetime) -> None:
    """Takes the mirror of this remote campaign away, because it turns out to be ``campaign``'s own."""
    if not remote_id:
        return
    twins = Campaign.objects.filter(store_id=campaign.store_id, omnisend_id=remote_id, mirrored=True)
    for twin in twins.exclude(pk=campaign.pk):
        Campaign.objects.filter(parent=twin).update(parent=campaign)
        Campaign.objects.filter(replaces=twin).update(replaces=campaign)
        Campaign.objects.filter(pk=twin.pk).update(omnisend_id="", deleted_at=now)


def mark_gone(store: Store, *, since: dt.datetime, now: dt.datetime, ids: Iterable[str] | None = None) -> int:
    """Marks what no reading after ``since`` has shown, of ``ids`` or of all. What is ours stays complete."""
    unseen = Campaign.objects.live().filter(store=store, gone_at=None).exclude(omnisend_id="")
    unseen = unseen.filter(Q(listed_at=None) | Q(listed_at__lt=since))
    unseen = unseen.filter(Q(omnisend_read_at=None) | Q(omnisend_read_at__lt=since))
    if ids is not None:
        unseen = unseen.filter(omnisend_id__in=list(ids))
    return unseen.update(gone_at=now)


def _note(
    remotes: Sequence[omnisend.Campaign],
    store: Store,
    names: Mapping[str, str],
    now: dt.datetime,
    *,
    everything: bool,
) -> int:
    told = {remote.id: remote for remote in remotes if len(remote.id) <= mapped.LONGEST_ID}
    mine = Campaign.objects.filter(store=store)
    rows = {row.omnisend_id: row for row in mine.filter(omnisend_id__in=told)}
    unknown = [remote for key, remote in told.items() if key not in rows]
    new = unknown if everything else [r for r in unknown if not _may_be_ours(store, r, now)]
    changed = sum(_bring_up_to_date(store, row, told[key], names, now) for key, row in rows.items())
    Campaign.objects.bulk_create(
        (_mirror(store, remote, names, now) for remote in new), ignore_conflicts=True
    )
    mine.filter(omnisend_id__in=told).filter(_not_read_after(now)).update(listed_at=now, omnisend_read_at=now)
    if new:
        _find_parents(store)
    return changed + len(new)


def _mirror(store: Store, remote: omnisend.Campaign, names: Mapping[str, str], now: dt.datetime) -> Campaign:
    columns = {"created_at": now, "updated_at": now} | mapped.content(remote, store.tz, names)
    return Campaign(
        store=store,
        origin=Campaign.Origin.OMNISEND,
        mirrored=True,
        omnisend_id=remote.id,
        **columns,
        **mapped.seen(remote),
    )


def _bring_up_to_date(
    store: Store, row: Campaign, remote: omnisend.Campaign, names: Mapping[str, str], now: dt.datetime
) -> bool:
    columns: dict[str, Any] = mapped.seen(remote) | {"gone_at": None}
    if row.mirrored:
        known = {chosen["id"]: chosen["name"] for chosen in (*row.included, *row.excluded)}
        columns |= mapped.content(remote, store.tz, known | dict(names))
    fresh = {name: value for name, value in columns.items() if getattr(row, name) != value}
    if not fresh:
        return False
    same = Campaign.objects.filter(pk=row.pk, mirrored=row.mirrored).filter(_not_read_after(now))
    return bool(same.update(**fresh))


def _not_read_after(now: dt.datetime) -> Q:
    return Q(omnisend_read_at=None) | Q(omnisend_read_at__lte=now)


def _may_be_ours(store: Store, remote: omnisend.Campaign, now: dt.datetime) -> bool:
    """Whether it can be the draft of one of ours that does not know its remote id yet."""
    if remote.status != "draft" or remote.created_at is None or remote.created_at < now - _MAY_BE_OURS:
        return False
    unborn = Campaign.objects.live().filter(store=store, omnisend_id="", origin=Campaign.Origin.HERE)
    parent = remote.booster_settings.campaign_id if remote.booster_settings else None
    following = Q(parent__omnisend_id=parent) if parent else Q(pk=None)
    return unborn.filter(Q(name=mapped.answer(remote).get("name", "")) | following).exists()


def _find_parents(store: Store) -> None:
    """A booster may be listed before the campaign it follows."""
    orphans = Campaign.objects.filter(store=store, mirrored=True, type=Campaign.Type.BOOSTER, parent=None)
    wanted = {
        orphan.pk: str(orphan.omnisend_data.get("boosterSettings", {}).get("campaignID", ""))
        for orphan in orphans.only("omnisend_data")
    }
    parents = dict(
        Campaign.objects.filter(store=store, omnisend_id__in=set(wanted.values()) - {""}).values_list(
            "omnisend_id", "pk"
        )
    )
    for pk, remote_id in wanted.items():
        if remote_id in parents and parents[remote_id] != pk:
            Campaign.objects.filter(pk=pk).update(parent_id=parents[remote_id])
