"""Omnisend's rate limits, shared by all of our processes: a slot is taken before each request is made."""

from omniapp.budgets.budget import note, settle_many, take, take_many
from omniapp.budgets.slots import Grant, How, Lane, Settled, Wish, how_it_went
from omniapp.budgets.transport import BudgetSpent, WithinBudget

__all__ = [
    "BudgetSpent",
    "Grant",
    "How",
    "Lane",
    "Settled",
    "Wish",
    "WithinBudget",
    "how_it_went",
    "note",
    "settle_many",
    "take",
    "take_many",
]
