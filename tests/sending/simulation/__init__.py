"""The engine itself, with a PostgreSQL, over a clock that is ours and a local Omnisend in this process.

Everything that happens is drawn from one seed: broken answers, requests applied late, processes that stop or
die at the engine's named moments, people and a merchant. A seed that fails can be repeated exactly:
``python -m tests.sending.simulation --from SEED --seeds 1``.
"""
