"""What the command says, in words that a program manager knows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from matcher.attendance_sheets import SheetsWritten
from matcher.closed import Closed
from matcher.collect_attendance import Collected
from matcher.count_sessions import Counted
from matcher.domain import Student, Tutor
from matcher.handouts.cover import HandedOut
from matcher.input_problems import InputProblemsError
from matcher.interrupt import SAID
from matcher.notices import LOUD
from matcher.plan import Plan
from matcher.report.attendance_words import collected_lines, sheet_lines
from matcher.report.capacity_words import capacity_lines
from matcher.report.continuity import against_lines, seats_line
from matcher.report.figures import figures
from matcher.report.moved import moved_lines
from matcher.report.relief import relief_lines
from matcher.report.scenario_words import MOST_TOLD, headline
from matcher.report.taking_part import count_hidden, not_known
from matcher.report.term import target_lines
from matcher.report.week import OWED
from matcher.report.words import (
    count_words,
    date_words,
    day_words,
    listed,
    number_words,
    share_words,
)
from matcher.revise import PlanOutdatedError
from matcher.rule import Goal, Rule
from matcher.scenarios.capacity_result import CapacityWritten
from matcher.scenarios.outcome import StudyWritten
from matcher.stand_in import SteppedIn
from matcher.taking_part import CoverageWritten
from matcher.target import Dose
from matcher.term import Term, WrittenTerm
from matcher.verify_file import Verified
from matcher.workbook.findings import Finding

AT_MOST = 20
"""How many findings are printed before only their number is."""

STOPPED = (SAID,)

NOT_HANDED_OUT = "Nothing was made. Where the program has changed since, match adjust makes the plan fit it again."

_ENDED = {
    "proof": "The search is finished: no plan is better.",
    "work": "The search ended after its share of work.",
    "clock": "The search ended at its time limit; more time may find a better plan.",
    "user": "The search ended when you asked; more time may find a better plan.",
}


def written(
    plan: Plan,
    path: Path,
    previous: Path | None,
    findings: Sequence[Finding],
    rows_left_out: int,
) -> list[str]:
    """What the plan gives to whom, where it stands, and what to look at."""
    told = figures(plan)
    lines = [
        (
            f"Students with a seat: {told.students_seated} of {told.students},"
            f" {told.students_first_language} of them in their first language."
            f" Requests placed: {told.placed} of {told.requests}."
        ),
        (
            f"{count_words(told.groups, 'group')} with {told.tutors_used} of"
            f" {count_words(told.tutors, 'tutor')}, {count_words(told.meetings, 'meeting')} a week."
        ),
    ]
    if previous:
        kept = f"{told.seats_kept} of {count_words(told.seats_before, 'seat')}"
        lines.append(f"It goes on from {previous} and keeps {kept}.")
        lines += [seats_line(plan), *against_lines(plan)]
    else:
        lines.append("It starts without a previous plan.")
    if plan.owed is not None:
        owed = count_words(sum(plan.owed.values()), "session")
        lines.append(f"Made up: {len(plan.make_ups)} of {owed} owed from earlier weeks.")
    lines.append(_ENDED[plan.ended_by])
    lines.append(f"Verified: {count_words(len(plan.verdict.checks), 'rule')} checked, none broken.")
    if rows_left_out:
        lines.append(
            f"{count_words(rows_left_out, 'row')} left out because of errors: see Problems."
        )
    notices = sum(finding.level == "notice" for finding in findings) + len(plan.notices)
    if notices:
        lines.append(f"{count_words(notices, 'notice')}: see the sheet Problems.")
    return [f"Wrote {path}", *(f"  {line}" for line in lines), *loud(plan.notices)]


def studied(written: StudyWritten) -> list[str]:
    """What the scenarios came to, and where that stands."""
    lines = [f"  {line}" for line in headline(written.study)]
    more = len(written.study.outcomes) - MOST_TOLD
    if more > 0:
        lines.append(f"  Every scenario stands on the sheet Board: {len(written.study.outcomes)}.")
    if written.charts:
        count = count_words(len(written.charts), "picture")
        lines.append(f"  Drew {count} in {written.charts[0].parent}.")
    if written.memo:
        lines.append(f"  Wrote the memo {written.memo}.")
    return [f"Wrote {written.path}", *lines]


def to_buy(written: CapacityWritten) -> list[str]:
    """What to buy, and where that stands."""
    return [f"Wrote {written.path}", *(f"  {line}" for line in capacity_lines(written.found))]


def handed_out(made: HandedOut) -> list[str]:
    """What was made for whom, and what could not be."""
    kinds = Counter(one.what for one in made.stack.made)
    told = ", ".join(f"{what.casefold()} {number:,}" for what, number in kinds.items())
    lines = [
        f"{count_words(made.stack.files, 'file')} from {made.plan.name}: {told or 'for nobody'}."
    ]
    if made.previous is not None:
        lines.append(f"What is otherwise than in {made.previous.name} is marked.")
    lines += [one.headline for one in made.stack.lacking]
    lines.append("The cover sheet, cover.pdf, lists everything. It is yours alone.")
    if made.messages is not None:
        count = count_words(made.number_of_messages, "message")
        lines.append(f"Wrote {count} to {made.messages}.")
    return [f"Wrote {made.folder}", *(f"  {line}" for line in lines)]


def term_written(said: WrittenTerm, *, quiet: bool) -> list[str]:
    """What a term gives to whom, and where it stands; ``quiet``, only what went wrong."""
    term, notices = said.term, loud(dict.fromkeys(said.notices))
    unmet = target_lines(term) if any(total.met is False for total in term.aimed) else []
    missing = [
        (
            f"ATTENTION: {len(term.weeks)} of {count_words(len(term.mondays), 'week')} are planned."
            f" Plan the others with: {said.rest}"
        )
    ]
    if quiet:
        return [*(missing if said.rest else []), *unmet, *notices]
    lines = [*_weeks_of(term), *_since(said)]
    lines += [line for line in target_lines(term) if term.aimed]
    if said.rows_left_out:
        lines.append(f"{count_words(said.rows_left_out, 'row')} left out because of errors.")
    return [
        f"Wrote {said.path} and {_span(said.plans)}",
        *(f"  {line}" for line in lines),
        *(missing if said.rest else []),
        *notices,
    ]


def _span(plans: Sequence[Path]) -> str:
    """Which plans were written: one, or from the first to the last."""
    if len(plans) == 1:
        return str(plans[0])
    return f"{count_words(len(plans), 'plan')}, {plans[0]} to {plans[-1]}"


def _weeks_of(term: Term) -> list[str]:
    """How many weeks, how short, and what takes place in them."""
    short = [week for week in term.weeks if week.dates.short == "yes"]
    held = sum((week.held for week in term.weeks), start=Dose())
    lost = sum(week.statuses[status] for week in term.weeks for status in OWED)
    lines = [
        (
            f"{count_words(len(term.weeks), 'week')}: {count_words(held.sessions, 'student session')},"
            f" {number_words(round(held.hours))} hours; {lost:,} owed."
        )
    ]
    if short:
        days = ", ".join(date_words(week.monday) for week in short)
        lines.append(f"Short: the {'week' if len(short) == 1 else 'weeks'} of {days}.")
    return lines


def _since(said: WrittenTerm) -> list[str]:
    """What the standing plan goes on from, and when it changes."""
    before = f"It goes on from {said.previous}." if said.previous else "It starts afresh."
    changed = [week for week in said.term.weeks[1:] if week.standing == "changed"]
    if not changed:
        return [f"{before} The standing plan stays the same in every week."]
    days = ", ".join(date_words(week.monday) for week in changed)
    weeks = "week" if len(changed) == 1 else "weeks"
    return [f"{before} The standing plan changes in the {weeks} of {days}."]


def stands(paths: Sequence[Path]) -> list[str]:
    """What was written before something went wrong; it stays."""
    return [f"Written before that, and good: {', '.join(map(str, paths))}"] if paths else []


def adjusted(
    plan: Plan, path: Path, previous: Path, findings: Sequence[Finding], rows_left_out: int
) -> list[str]:
    """What had to move, and the rest as for a whole week."""
    lines = written(plan, path, previous, findings, rows_left_out)
    return [lines[0], *(f"  {line}" for line in moved_lines(plan)), *lines[1:]]


def loud(notices: Iterable[str]) -> list[str]:
    """The notices that nobody should miss."""
    return [notice for notice in notices if notice.startswith(LOUD)]


def problems(error: InputProblemsError) -> list[str]:
    """The first errors, how many more, and where the marked copy is."""
    lines = [f"{error.path} has {count_words(len(error.errors), 'problem')}:"]
    lines += _first([str(finding) for finding in error.errors])
    if error.marked:
        marks = any(finding.cell for finding in error.findings)
        lines.append(f"{'The cells are marked' if marks else 'The list is'} in {error.marked}")
    if error.instead:
        lines.append(error.instead)
    return lines


def sound(program: Path, findings: Sequence[Finding]) -> list[str]:
    """That a program has no errors, and what else there is to say of it."""
    if not findings:
        return [f"{program} has no problems."]
    return [
        f"{program} has no problems, and {count_words(len(findings), 'notice')}:",
        *_first([str(finding) for finding in findings]),
    ]


def verified(plan: Path, said: Verified) -> list[str]:
    """Every broken rule with its witnesses, and what could not be read; or that all hold."""
    head = f"{plan}, week of {said.monday}, {count_words(said.groups, 'group')}"
    if not said.broken and not said.errors:
        notices = loud(finding.message for finding in said.findings)
        return [f"{head}: every rule holds ({said.cases} cases checked).", *notices]
    broken = [*said.violations, *said.week]
    lines = [f"{head}: {count_words(len(broken), 'case')} of rules broken."]
    if not broken:
        lines = [f"{head}: no rule is broken by what could be read."]
    lines += [f"  {violation.rule}: {violation.message}" for violation in broken]
    if not said.week_looked_at:
        lines.append("The dates of the week are looked at once the standing plan holds.")
    if said.errors:
        lines.append(f"{count_words(len(said.errors), 'problem')} in the sheets of the plan:")
        lines += _first([str(finding) for finding in said.errors])
    return lines


def counted(said: Counted) -> list[str]:
    """What came of the sessions so far, and where the ledger stands."""
    ledger, whole = said.ledger, said.ledger.whole
    if ledger.first is None:
        return [f"Wrote {said.path}", f"  No plan has a session until {ledger.until}."]
    owed = sum(account.owed for account in ledger.requests().values())
    silent = whole.counts["not_recorded"]
    lines = [
        (
            f"From {ledger.first} to {ledger.until}, {count_words(said.weeks, 'plan')}:"
            f" {count_words(whole.scheduled, 'session')} scheduled, {whole.delivered:,} delivered,"
            f" {owed:,} owed."
        )
    ]
    if silent:
        lines.append(f"Of {count_words(silent, 'session')} the Attendance sheet says nothing.")
    if whole.present_rate is not None:
        present = share_words(whole.present_rate.numerator, whole.present_rate.denominator)
        lines.append(f"Students were present in {present} of the sessions that their tutor held.")
    if whole.counts["tutor_absent"]:
        missed = count_words(whole.counts["tutor_absent"], "session")
        lines.append(f"The tutor did not come to {missed}: see Providers and Tutors.")
    if said.missed:
        who = count_words(len(said.missed), "request keeps", "requests keep")
        lines.append(f"{who} missing one time: see Missed times.")
    if ledger.left:
        lines.append(f"{count_words(len(ledger.left), 'request')} lost their sessions: see Left.")
    return [f"Wrote {said.path}", *(f"  {line}" for line in lines)]


def sheets(said: SheetsWritten) -> list[str]:
    """Which attendance sheets were written, and what there is to say of the plan."""
    return [*sheet_lines(said), *_first([str(finding) for finding in said.findings])]


def collected(said: Collected) -> list[str]:
    """What was read from which attendance sheet, and what nobody should miss of it."""
    notices = [str(finding) for finding in said.notices]
    notices += [f"{file.path}: {told}" for file in said.files for told in file.notices]
    return [*collected_lines(said), *_first(notices)]


def not_collected(said: Collected) -> list[str]:
    """The problems of each file, and that the rest is safe."""
    lines = [line for file in said.files if file.problems for line in problems(file.problems)]
    return [*lines, "Rows with problems were left out. Correct them and read the files again."]


def taking_part(said: CoverageWritten) -> list[str]:
    """Who is taking part in the end, and where that stands."""
    last = said.told.points[-1]
    line = (
        f"On {last.date}: {count_words(len(last.eligible), 'eligible student')},"
        f" asked {len(last.asked):,}, placed {len(last.placed):,}"
    )
    lines = [f"{line}.", *not_known([last])]
    if last.attending is not None and last.missing is not None:
        lines = [f"{line}, attending {len(last.attending):,}, missing {len(last.missing):,}."]
    earlier = [f"{point.name} ({point.date})" for point in said.told.points[:-1]]
    if earlier:
        lines.append(f"It tells the same of {listed(earlier)}.")
    lines += [finding.message for finding in said.findings if finding.sheet == "Seats"]
    lines = [f"Wrote {said.path}, for you alone", *(f"  {line}" for line in lines)]
    if said.public:
        hidden, numbers = count_hidden(said.open_rows)
        lines.append(f"Wrote {said.public}, for the public")
        lines.append(f"  {hidden:,} of {count_words(numbers, 'number')} are hidden.")
    return lines


def stepped_in(said: SteppedIn) -> list[str]:
    """Who steps in for whom, what else could be, and what was written."""
    relief = said.relief
    who = [_who(one) for one in said.people] + [f"{one.words} (closed)" for one in said.closed]
    lines = [f"{said.date}, without {', '.join(who)}, after {said.plan}:"]
    lines += [f"  {_idle(one, said.date)}" for one in said.idle]
    saved = sum(orphan.chosen.what != "cancelled" for orphan in relief.orphans)
    if relief.orphans:
        lines.append(
            f"  {count_words(len(relief.orphans), 'meeting')} can't be as planned;"
            f" {saved} of them take place after all."
        )
        lines += [f"  {line}" for line in relief_lines(relief)]
    else:
        lines.append("  No meeting needs anybody else: all go on as planned, or without them.")
    if said.written:
        return [*lines, *(f"Wrote {path}" for path in said.written)]
    if said.known:
        return [*lines, "The plan tells of all this already, so there is nothing to write."]
    return [*lines, "Nothing was written. Give --apply to write the week's next revision."]


def _who(person: Student | Tutor) -> str:
    return f"{person.name} ({person.id})" if person.name else person.id


def _idle(one: Student | Tutor | Closed, date: dt.date) -> str:
    if isinstance(one, Closed):
        return f"{one.words} has no meeting on {day_words(date)} that takes place."
    return f"{_who(one)} has no meeting on {day_words(date)} at that time, so nobody is missed."


def outdated(error: PlanOutdatedError) -> list[str]:
    """That a plan no longer suits its program, with the rules that it breaks."""
    return [
        f"{error.path} no longer holds every rule of the program:",
        *_first([f"{one.rule}: {one.message}" for one in error.violations]),
        "Plan the week again, or undo what was changed in the program.",
    ]


def broken(report: str) -> list[str]:
    """That a plan failed its verification, with the report to send."""
    return [
        "The plan failed its own verification, so nothing was written. This is a defect of the",
        "program, not of your workbook. Please send this report; it names nobody:",
        *(f"  {line}" for line in report.splitlines()),
    ]


def catalogue(rules: Sequence[Rule], goals: Sequence[Goal]) -> list[str]:
    """Every rule and goal with its sentence."""
    lines = ["Rules: a plan holds every one of them."]
    lines += [f"  {rule.number:2} {rule.name}: {rule.sentence}" for rule in rules]
    lines += ["", "Goals: the first counts before the second, and so on."]
    return lines + [f"  {goal.number:2} {goal.name}: {goal.sentence}" for goal in goals]


def _first(lines: list[str]) -> list[str]:
    more = len(lines) - AT_MOST
    return [f"  {line}" for line in lines[:AT_MOST]] + ([f"  ... and {more} more"] * (more > 0))
