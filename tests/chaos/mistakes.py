"""The mistakes that can be put into the engine, by name; what each does is in ``mistaken``.

Beside each stand words of what it leads to. Only such a finding counts: one that shows in another way may
have been noticed for a reason that has nothing to do with it.
"""

_TWICE = "sends of ours were accepted"
_MAIL_TWICE = "the test mail to"
_OTHER_WORDS = "which was not what was reviewed"
_CALLED_OUT = "when nothing had been sent"
_DENIED = "it is out, and delivery"

MISTAKES: dict[str, tuple[str, ...]] = {
    "no quiet time": (_DENIED, _TWICE),
    "no look at the clock before the bytes leave": ("not written down before it left", _TWICE, _DENIED),
    "more than one live delivery": (_TWICE,),
    "an unknown send is repeated": (_TWICE,),
    "a lost lease is taken as due": (_TWICE,),
    "a leased delivery is claimed": (_TWICE, _MAIL_TWICE),
    "lost leases are kept": ("is still",),
    "a server's error is taken as a no": (_DENIED, _TWICE),
    "an unknown send is taken as a yes": (_CALLED_OUT,),
    "a conflict is taken as sent": (_CALLED_OUT,),
    "a late yes is dropped": ("a yes was thrown away",),
    "a refused payment is repeated by a timer": ("after a refused payment, on nobody's word",),
    "a draft is adopted by its name alone": (_OTHER_WORDS,),
    "a draft is sent as it is": (_OTHER_WORDS,),
    "the hold is ignored": ("before its hold was over",),
    "undo whatever it is": ("although it was undone", "says undone"),
    "an unknown test mail is repeated": (_MAIL_TWICE,),
}
