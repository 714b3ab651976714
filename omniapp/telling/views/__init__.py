"""The pages about telling."""
