"""The client of Omnisend's API."""
