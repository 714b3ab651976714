"""The pages of the OAuth journey, one module for each part of it."""
