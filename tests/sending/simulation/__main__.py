"""More seeds than the tests run: ``python -m tests.sending.simulation --seeds 500 --from 1000``.

Needs PostgreSQL and Redis, as all tests do; ``python -m omniapp.embedded --`` in front brings both.
"""

import argparse
import os
import sys
import time

import django


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.sending.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first one")
    parser.add_argument("--mistake", default="", help="let the engine make this mistake (see mistakes.py)")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    return _run(options.first, options.seeds, options.mistake)


def _run(first: int, seeds: int, mistake: str) -> int:
    """The first seed that fails is told in full; repeating it brings exactly the same."""
    from django.test.runner import DiscoverRunner

    from tests.sending.simulation.mistakes import MISTAKES
    from tests.sending.simulation.remote import InProcess
    from tests.sending.simulation.story import Story

    runner, remote, began = DiscoverRunner(verbosity=0, interactive=False), InProcess(), time.monotonic()
    databases = runner.setup_databases()
    try:
        for seed in range(first, first + seeds):
            story = Story(seed, remote, MISTAKES[mistake]) if mistake else Story(seed, remote)
            if wrong := story.tell():
                print(story.account(), f"\nSeed {seed} fails:", *wrong, sep="\n  ")
                return 1
            print(f"\r{seed - first + 1} of {seeds} seeds", end="", file=sys.stderr, flush=True)
    finally:
        runner.teardown_databases(databases)
    print(f"\nAll promises were kept from seed {first} on, in {time.monotonic() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
