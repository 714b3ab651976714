"""Names of the mistakes that can be put into the engine; what each does is in ``mistaken``."""

MISTAKES = (
    "no quiet time",
    "no look at the clock before the bytes leave",
    "more than one live delivery",
    "an unknown send is repeated",
    "a lost lease is taken as due",
    "a leased delivery is claimed",
    "lost leases are kept",
    "a server's error is taken as a no",
    "an unknown send is taken as a yes",
    "a conflict is taken as sent",
    "a late yes is dropped",
    "a refused payment is repeated by a timer",
    "a draft is adopted by its name alone",
    "a draft is sent as it is",
    "the hold is ignored",
    "undo whatever it is",
    "an unknown test mail is repeated",
)
