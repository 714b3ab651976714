"""The OAuth 2 server: log in as a brand, consent, codes and tokens."""
