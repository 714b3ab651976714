"""What Omnisend allows and refuses, and how a campaign lives: no HTTP in here."""
