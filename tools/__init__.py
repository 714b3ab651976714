"""What `make` runs for those who work on omniapp; nothing of it is needed to run omniapp."""
