"""How the dates of a week bend its standing plan: who is away, covered, moved or cancelled."""

from __future__ import annotations

import importlib
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from matcher.bend_claims import Uses, weigh
from matcher.bend_greedy import possible
from matcher.bend_items import Item, list_items
from matcher.bend_menu import Menu, write_menu
from matcher.bend_options import Choices, Dated, Option
from matcher.domain import Request, Session, Status
from matcher.problem import Problem
from matcher.rule import Rule
from matcher.schedule import Schedule

WORK = 10.0
"""How much work a week's choices are worth: about the seconds of one processor."""


class Chooser(Protocol):
    """Something that chooses one option of each item of a menu, as well as its work allows."""

    def __call__(self, menu: Menu, *, work: float) -> tuple[int, ...]:
        """The number of the option chosen of each item."""


def bend(
    problem: Problem,
    schedule: Schedule,
    rules: Sequence[Rule],
    *,
    before: Iterable[Session] = (),
    work: float = WORK,
    chooser: Chooser | None = None,
) -> tuple[Session, ...]:
    """The dated week of a valid standing plan: one session for each meeting and member.

    Only meetings that their date makes impossible change. Of all ways to cover, move or cancel
    these, the week saves the most student sessions, then moves the fewest meetings, then has the
    most students who already know their cover; ties go to moves near the planned time and to
    tutors early in the Tutors sheet. The rules numbered as the contract numbers them say what is
    allowed. Covers and moves of an earlier week, ``before``, stay as they are wherever they still
    may, before anything else is looked at. ``work`` bounds the search, in units that are the same on every machine; should it
    run out, the best week found is taken, which breaks no rule either.

    The sessions are sorted by time, site, tutor, group and student.
    """
    return bent(problem, schedule, rules, before=before, work=work, chooser=chooser).sessions()


@dataclass(frozen=True)
class Bent:
    """A week bent: every meeting with what can become of it, and what was chosen.

    ``items`` are all meetings; ``open`` those with a choice, of which ``picks`` are, item by item,
    the numbers of the chosen options in ``menu``.
    """

    choices: Choices
    items: tuple[Item, ...]
    open: tuple[Item, ...]
    menu: Menu
    picks: tuple[int, ...]

    def sessions(self) -> tuple[Session, ...]:
        """The dated week, sorted by time, site, tutor, group and student."""
        chosen = {_key(item.dated): self.chosen(number) for number, item in enumerate(self.open)}
        found = (
            session
            for item in self.items
            for session in _sessions(
                self.choices, item.dated, chosen.get(_key(item.dated), item.options[0])
            )
        )
        return tuple(sorted(found, key=_order))

    def chosen(self, number: int) -> Option:
        """What was chosen of an open item."""
        return self._option(number, self.picks[number])

    def _option(self, number: int, pick: int) -> Option:
        return self.open[number].options[self.menu.items[number].index(pick)]

    def instead(self, number: int) -> tuple[Option, ...]:
        """The options of an open item that are possible with all others left as chosen."""
        return tuple(self._option(number, pick) for pick in possible(self.menu, self.picks, number))


Liking = Callable[[Option], tuple[int, ...]]
"""What covers are preferred by, the smallest first."""


def bent(
    problem: Problem,
    schedule: Schedule,
    rules: Sequence[Rule],
    *,
    before: Iterable[Session] = (),
    liking: Liking | None = None,
    work: float = WORK,
    chooser: Chooser | None = None,
) -> Bent:
    """Bend a week as :func:`bend` does, and keep what else could be.

    With ``liking``, that decides among covers instead of who knows them.
    """
    choices = Choices(problem, schedule, rules)
    past = problem.past.sessions if problem.past else ()
    items = tuple(_left(item) for item in _told(list_items(choices), (*before, *past)))
    if liking is not None:
        items = tuple(_liked(item, liking) for item in items)
    uses = Uses(problem, rules)
    counter = weigh(uses, items)
    menu = write_menu(uses, counter, acquainted=liking is None)
    picks = (chooser or _default_chooser())(menu, work=work) if menu.items else ()
    return Bent(choices, items, counter.items, menu, picks)


def _left(item: Item) -> Item:
    """The item without other moves from a day that is over than the one that was told."""
    if not item.dated.over:
        return item
    still = tuple(o for o in item.options if o.told or o.what == "cancelled")
    return replace(item, options=still)


def _liked(item: Item, liking: Liking) -> Item:
    """The covers in the order in which they are liked, between what stands before and after."""
    covers = [option for option in item.options if option.what == "covered"]
    ranked = iter(sorted(covers, key=liking))
    return replace(
        item,
        options=tuple(next(ranked) if o.what == "covered" else o for o in item.options),
    )


def owed(sessions: Iterable[Session]) -> dict[tuple[str, str], int]:
    """How many sessions of the week each request did not get, by request key.

    Requests that got all of theirs are there with 0.
    """
    count: Tally[tuple[str, str]] = Tally()
    for session in sessions:
        count[session.member.key] += session.status in ("away", "cancelled")
    return dict(count)


def _default_chooser() -> Chooser:
    # Loaded only now: whoever reads or checks a week does not need the search.
    chooser: Chooser = importlib.import_module("matcher.search.choose").choose
    return chooser


def _told(items: Sequence[Item], before: Iterable[Session]) -> tuple[Item, ...]:
    """The items with those options marked that people have been told of."""
    known = {
        (line.member.key, line.planned.day): (line.status, line.meeting.place, line.tutor.id)
        for line in before
        if line.status in ("covered", "moved")
    }

    def marked(item: Item, option: Option) -> Option:
        told = (option.what, option.meeting.place, option.tutor.id)
        day = item.dated.planned.day
        if any(known.get((member.key, day)) == told for member in item.dated.group.members):
            return replace(option, told=True)
        return option

    if not known:
        return tuple(items)
    return tuple(
        replace(item, options=tuple(marked(item, option) for option in item.options))
        for item in items
    )


_Key = tuple[tuple[str, str], int]


def _key(dated: Dated) -> _Key:
    """What tells a meeting from all others: one member's group, which meets once a weekday."""
    return (dated.group.members[0].key, dated.planned.day)


def _sessions(choices: Choices, dated: Dated, option: Option) -> Iterator[Session]:
    for member in choices.due(dated.group, dated.planned):
        status = _status(choices, dated, option, member)
        moved = option.what == "moved"
        yield Session(
            group=dated.group,
            member=member,
            planned=dated.planned,
            meeting=option.meeting if moved else dated.planned,
            tutor=option.tutor if status == "covered" else dated.group.tutor,
            status=status,
        )


def _status(choices: Choices, dated: Dated, option: Option, member: Request) -> Status:
    """What the sheet says of one member.

    In a cancelled meeting, who would have missed it anyway is away; who is kept from it only by
    the Calendar, as everybody on a holiday, reads cancelled.
    """
    if option.what == "cancelled":
        missing = choices.dates.bar_person(member.student, dated.planned)
        return "away" if missing else "cancelled"
    return option.what if member in option.present else "away"


def _order(session: Session) -> tuple[int, str, str, str, int, int, tuple[str, str]]:
    at, group = session.meeting, session.group
    site = at.slot.site or ""
    times = (at.end, session.planned.start)
    return (at.start, site, session.tutor.id, group.id, *times, session.member.key)
