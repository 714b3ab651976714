"""Omnisend's HTTP API, version 2026-03-15, on top of the rules."""
