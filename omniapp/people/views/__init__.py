"""The pages of partners: how they sign in, their account, and their team."""
