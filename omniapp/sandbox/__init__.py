"""A local Omnisend for demos, tests and development: its own process and state, nothing shared with the app.

Layout: `rules` (the state machine and the validation, no HTTP), `api` (the HTTP surface), `oauth`, `control`
(the JSON API for tests), `pages` (the control page for people); around them `world` (all state), `clock`,
`faults`, `limits`, `switches` and `problems` (error bodies as Omnisend writes them).
"""
