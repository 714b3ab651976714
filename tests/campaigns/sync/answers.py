"""Hypothesis: campaigns as Omnisend may answer, sensible or not."""

import datetime as dt

from hypothesis import strategies as st

from omniapp import omnisend

texts = st.text(max_size=60)
keys = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
times = st.none() | st.datetimes(timezones=st.just(dt.UTC))
words = st.sampled_from(["draft", "scheduled", "started", "sent", "paused", "archived by a machine forever"])
waits = st.builds(omnisend.Wait, amount=st.integers(-5, 10**6), unit=st.sampled_from(["h", "d", "weeks"]))
emails = st.builds(
    omnisend.EmailContent,
    content_id=st.text(max_size=60),
    subject=texts,
    preheader=texts,
    sender_name=texts,
    sender_email=texts,
    reply_to_email=texts,
)
texting = st.builds(omnisend.SmsContent, message=texts, sender_name=texts, image_id=st.none() | texts)
variants = st.builds(omnisend.ABTestVariant, id=keys, content=st.builds(omnisend.Content, email=emails))
campaigns = st.builds(
    omnisend.Campaign,
    id=keys,
    status=words | texts.filter(bool),
    type=st.sampled_from(["regular", "booster", "abTest", "something new"]),
    channel=st.sampled_from(["email", "sms", "push", "carrier pigeon"]),
    name=texts,
    language=texts,
    audience=st.builds(
        omnisend.Audience,
        included_segment_ids=st.lists(keys, max_size=3).map(tuple),
        excluded_segment_ids=st.lists(keys, max_size=3).map(tuple),
    ),
    content=st.builds(omnisend.Content, email=st.none() | emails, sms=st.none() | texting),
    sending_settings=st.builds(
        omnisend.SendingSettings,
        strategy=st.sampled_from(["immediate", "scheduled", "personalized", "whenever", ""]),
        scheduled_at=times,
        optimize_for=st.none() | texts,
        is_tz_optimization_enabled=st.booleans(),
    ),
    booster_settings=st.none()
    | st.builds(omnisend.BoosterSettings, campaign_id=keys, send_to=texts, delay=st.none() | waits),
    ab_test=st.none()
    | st.builds(
        omnisend.ABTest,
        settings=st.builds(
            omnisend.ABTestSettings,
            test_size_percent=st.none() | st.integers(-5, 10**6),
            winning_metric=st.none() | texts,
            decision_time=st.none() | waits,
        ),
        variants=st.builds(omnisend.ABTestVariants, a=st.none() | variants, b=st.none() | variants),
    ),
    created_at=times,
    updated_at=times,
    started_at=times,
    ended_at=times,
)
