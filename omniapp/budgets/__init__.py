"""Omnisend's rate limits, shared by all of our processes: a slot is taken before each request is made."""

from omniapp.budgets.budget import settle_many, take, take_many
from omniapp.budgets.slots import Grant, How, Lane, Settled, Wish, how_it_went

__all__ = ["Grant", "How", "Lane", "Settled", "Wish", "how_it_went", "settle_many", "take", "take_many"]
