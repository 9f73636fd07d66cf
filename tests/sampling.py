"""What `make test` takes of much that is alike; `make test-all`, and whoever runs a file alone, takes all of it.

A test that goes through everything by its construction is marked `exhaustive` and left out by `make test`, which says
``not exhaustive``; by the same word the fixture `in_full` tells a walk to take some of its steps, and the properties
are tried on fewer examples.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import hypothesis
import pytest
from django.db import connection

Each = TypeVar("Each")
ALL, FEW = "all examples", "few examples"
EXAMPLES, SHARE = 100, 4  # of a property that costs little, and one of so many


def exhaustive_on(vendor: str) -> pytest.MarkDecorator:
    """For what this database takes long to answer, and the other one is asked by `make test`."""
    return pytest.mark.exhaustive if connection.vendor == vendor else pytest.mark.database


def is_in_full(config: pytest.Config) -> bool:
    return "not exhaustive" not in config.option.markexpr


def register_profiles(**options: Any) -> None:
    hypothesis.settings.register_profile(ALL, max_examples=EXAMPLES, **options)
    hypothesis.settings.register_profile(FEW, max_examples=EXAMPLES // SHARE, **options)


def examples(count: int) -> hypothesis.settings:
    """For properties whose examples cost much: so many in full, and a share of them in a sample."""
    return hypothesis.settings(max_examples=max(count * hypothesis.settings().max_examples // EXAMPLES, 1))


def first_of_each(things: Iterable[Each], kind: Callable[[Each], Any], in_full: bool, count: int = 1) -> Iterator[Each]:
    """The first thing of each kind, or so many of them, or every thing."""
    seen = Counter[Any]()
    for thing in things:
        seen[kind(thing)] += 1
        if in_full or seen[kind(thing)] <= count:
            yield thing
