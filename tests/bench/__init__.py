"""What sending costs and how fast it is, measured beside the plain way of doing it, in one run.

``python -m tests.bench [--quick] [PART …]`` (or ``make bench BENCH="throughput minute"``) runs the parts that
are named, else all of them, against private PostgreSQL and Redis servers that write durably, and puts the
figures into ``docs/bench.md`` and ``docs/bench.json``. Parts that were not run keep the figures they had.

A part is a module of this package, named in ``parts.PARTS``, with one function::

    def rows(bench: Bench) -> Iterator[Row]:
        '''The heading of its table.

        How it was measured, in a sentence or two; it stands above the table.
        '''
        bench.say("what is going on now")
        yield Row("grants of one process", "/s", rounds=[21500, 22100, 21900], goal=at_least(20_000))
        yield ratio("ours over theirs", ours, theirs, goal=at_least(10))  # round by round, then the median

It is called with Django set up and the database empty (``bench.emptied()`` makes it so again) and may start
processes with ``bench.running(…)``. ``bench.rounds`` says how often to repeat, ``bench.some(5000)`` how many
of something to take: both are small with ``--quick``. Within a round the sides of a comparison take turns, so
that a machine that slows down slows both.
"""
