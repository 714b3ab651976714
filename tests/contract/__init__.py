"""What Omnisend publishes, as a table of our own, and both sides held against it."""
