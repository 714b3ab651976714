"""What the embedded servers say when they cannot run."""


class NotAvailable(Exception):
    """A server cannot be had here. The message is one sentence for a person, with what to do."""
