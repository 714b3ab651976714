"""The whole of omniapp and a local Omnisend on one machine, by ``make demo``."""
