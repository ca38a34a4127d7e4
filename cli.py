"""The command ``match``: what can be asked for, and what is said in answer. No logic lives here."""

from __future__ import annotations

from matcher.interrupt import Interrupt, Loading

with Loading():
    import datetime as dt
    import math
    import os
    import re
    import sys
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import contextmanager
    from importlib import import_module
    from pathlib import Path
    from typing import Any, NoReturn

    import click
    from rich.console import Console

    from constraints import GOALS, RULES
    from matcher import answers, weeks
    from matcher.attendance_sheets import SheetsWanted, write_sheets
    from matcher.closed import ClosedError
    from matcher.collect_attendance import collect
    from matcher.count_sessions import NoPlansError, count_sessions
    from matcher.crew import WorkersLostError
    from matcher.display import HANDOUTS_HINT, SCENARIOS_HINT, TERM_HINT, Display
    from matcher.input_problems import InputProblemsError, WrongUsageError, read_all
    from matcher.people import WhoError
    from matcher.planning import NoPlanError, PlanBrokenError
    from matcher.report.profile import profile
    from matcher.report.term import limit_lines
    from matcher.revise import PlanOutdatedError
    from matcher.stand_in import Call, CallError, stand_in
    from matcher.term_limits import Limit
    from matcher.timing import Stage, Timing
    from matcher.verify_file import verify_file
    from matcher.version import version
    from matcher.workbook import times
    from matcher.workbook.cells import CellError
    from matcher.workbook.template import write_template
    from matcher.workbook.write import WriteError, whole_file

WRITTEN, INPUT_PROBLEMS, WRONG_USAGE, STOPPED, BROKEN = range(5)
"""The exit codes."""

MAIN = ""
"""The name of the command that runs where no other is named."""


class Match(click.Group):
    """A group whose first command needs no name: ``match PROGRAM`` plans a week."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the main command's name in front unless another command is named first."""
        named = args and (args[0] in self.commands or args[0] in ("--help", "--version"))
        return super().parse_args(ctx, args if named else [MAIN, *args])

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Take the words that were typed."""
        with stoppable():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with stoppable():
            return super().invoke(ctx)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Both ways to call it."""
        main = " ".join(self.commands[MAIN].collect_usage_pieces(ctx))
        formatter.write_usage("match", main)
        formatter.write_usage("match", "COMMAND [ARGS]...", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The main command's options, then the other commands."""
        self.commands[MAIN].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


class MainContext(click.Context):
    """The context of the command that has no name."""

    @property
    def command_path(self) -> str:
        """The program's name alone."""
        return super().command_path.rstrip()


class MainCommand(click.Command):
    """The command that runs where no other is named."""

    context_class = MainContext


def as_monday(text: str) -> dt.date:
    """The Monday of the week that any of its days, or its number, tells; or a usage error."""
    try:
        return weeks.monday_of(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def as_mondays(text: str) -> tuple[dt.date, ...]:
    """The Mondays of a range of weeks, or a usage error."""
    try:
        return weeks.mondays_of(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def as_date(text: str) -> dt.date:
    """The date, or a usage error."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no date. Write one such as 2026-09-14.") from error


def as_time(_context: click.Context, _option: click.Parameter, text: str | None) -> int | None:
    """The time in minutes since midnight, or a usage error."""
    try:
        return None if text is None else times.time(text)
    except CellError as error:
        raise click.BadParameter(f"{text!r} is no time. Write one such as 10:15.") from error


def as_day_and_time(
    _context: click.Context, _option: click.Parameter, text: str | None
) -> tuple[int, int] | None:
    """The weekday, 0 for Monday, and the time in minutes since midnight; or a usage error."""
    if text is None:
        return None
    day, _, start = text.strip().partition(" ")
    try:
        (weekday,) = times.days(day)
        return weekday, times.time(start)
    except (CellError, ValueError) as error:
        message = f"{text!r} is no weekday with a time. Write one such as 'Tue 10:15'."
        raise click.BadParameter(message) from error


def as_share(text: str) -> tuple[str, str]:
    """Of what, and which percentage of it: ``90% of need``; or a usage error."""
    match = re.fullmatch(
        r"\s*(\d{1,3}(?:\.\d+)?)\s*%\s*(?:of\s+)?(?:the\s+)?(need|students|children|requests)?\s*",
        text,
        re.IGNORECASE,
    )
    if match is None or not 0 < float(match[1]) <= 100:
        raise click.BadParameter(
            f"{text!r} is no share. Write such as '90% of need' or '95% of students'."
        )
    unit = (match[2] or "need").lower()
    return ("students" if unit == "children" else unit), match[1]


def today() -> dt.date:
    """Today, where the computer stands."""
    return dt.datetime.now().astimezone().date()


def yesterday() -> dt.date:
    """The day before today."""
    return today() - dt.timedelta(days=1)


def as_seconds(number: float | None) -> float | None:
    """The number, or a usage error where it is none: ``nan`` lies in every range."""
    if number is not None and math.isnan(number):
        raise click.BadParameter("nan is no number of seconds.")
    return number


def as_dollars(number: float | None) -> float | None:
    """The number, or a usage error where it is none."""
    if number is not None and not math.isfinite(number):
        raise click.BadParameter(f"{number} is no number of dollars.")
    return number


# Whether a file can be read is found when it is: what is locked is a problem of the input.
FILE = click.Path(exists=True, dir_okay=False, readable=False, path_type=Path)
PROGRAM = click.Path(exists=True, readable=False, path_type=Path)
TARGET = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
WEEK = click.option(
    "--week",
    metavar="DATE",
    required=True,
    callback=lambda _context, _option, text: as_monday(text),
    help="Any day of the week, or its number: 2026-W38.",
)


def study_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of what solves many programs."""
    options = (
        click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, help="As for a week."),
        click.option("--workers", type=click.IntRange(1), help="Processes to use."),
        click.option(
            "--cluster", metavar="ADDRESS", help="A Dask scheduler whose workers do the work."
        ),
        click.option(
            "--skip-bad-rows", is_flag=True, help="Leave rows with errors out, and say so."
        ),
        click.option("--overwrite", is_flag=True, help="Replace files that are there."),
        click.option("--quiet", is_flag=True, help="Say nothing but what went wrong."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def as_program(answer: str | Path) -> Path:
    """The path that was typed or dragged into the window, which puts quotation marks around it."""
    return Path(PROGRAM.convert(str(answer).strip().strip("\"'"), None, None))


@click.group(cls=Match, no_args_is_help=False)
@click.version_option(version(), prog_name="match", message="%(prog)s %(version)s")
def main() -> None:
    """Plan one week of tutoring: PROGRAM is a workbook or a folder of CSV files.

    Writes PROGRAM-DATE.xlsx beside it. Example: match --week 2026-09-14 program.xlsx
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # names in any script, also where the console's own code page lacks them
            reconfigure(encoding="utf-8", errors="replace")


@main.command(MAIN, cls=MainCommand, hidden=True)
@click.option(
    "--week",
    metavar="DATE",
    callback=lambda _context, _option, text: as_monday(text) if text else None,
    help="Any day of the week, or its number: 2026-W38.",
)
@click.option(
    "--weeks",
    "mondays",
    metavar="FROM..TO",
    callback=lambda _context, _option, text: as_mondays(text) if text else None,
    help="A term at once, from one week to another: 2026-09-14..2026-12-18.",
)
@click.argument("program", type=PROGRAM, required=False)
@click.option("-o", "--output", type=TARGET, help="Another name for the plan.")
@click.option("--previous", type=FILE, help="The plan to go on from, instead of the newest one.")
@click.option("--fresh", is_flag=True, help="Start over, without a previous plan.")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    callback=lambda _context, _option, number: as_seconds(number),
    help="The most seconds that the search may take.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=0,
    help="Another number may find another plan that is as good.",
)
@click.option("--workers", type=click.IntRange(1), help="Processor cores to use.")
@click.option("--cluster", metavar="ADDRESS", help="A Dask scheduler that helps with many sites.")
@click.option("--skip-bad-rows", is_flag=True, help="Leave rows with errors out, and say so.")
@click.option("--make-up", is_flag=True, help="Give owed sessions what room there is.")
@click.option("--overwrite", is_flag=True, help="Plan a week again that has its plan already.")
@click.option("--quiet", is_flag=True, help="Say nothing but what went wrong.")
@click.option("--profile", "profiled", is_flag=True, help="Show where the time went.")
def plan_week(
    week: dt.date | None,
    mondays: tuple[dt.date, ...] | None,
    program: Path | None,
    quiet: bool,
    profiled: bool,
    workers: int | None,
    **wishes: Any,
) -> None:
    """Plan a week: match [--week DATE] [PROGRAM], or a term."""
    if mondays is not None:
        if week is not None:
            raise click.UsageError("Give either --week DATE or --weeks FROM..TO, not both.")
        if wishes.pop("cluster"):
            raise click.UsageError("--cluster is for one week: give --week.")
        if wishes.pop("make_up"):
            raise click.UsageError("--make-up is for one week, whose past is known: give --week.")
        wishes |= {"mondays": mondays, "program": program, "workers": workers}
        plan_term(wishes, quiet=quiet, profiled=profiled)
        return
    # The search takes a second to load, which the other commands need not wait for.
    timing = Timing()
    with timing(Stage.LOADING), Loading():
        job = import_module("matcher.match_week")

    def carry_out(**means: Any) -> Any:
        order = job.Order(program=program, monday=week, workers=workers, **wishes)
        return job.match_week(order, RULES, GOALS, **means)

    try:
        program, week = program or ask_program(), week or ask_week()
    except (KeyboardInterrupt, click.Abort):
        leave(Interrupt())
    written = planned(carry_out, quiet=quiet, timing=timing)
    if quiet:
        say(answers.loud(written.plan.notices), err=True)
    else:
        say(answers.written(*told(written)))
    if profiled:
        say(profile(timing, written.plan.reached), err=True)


def told(written: Any) -> tuple[Any, ...]:
    """What there is to say of a plan that is written."""
    named = (written.plan, written.path, written.previous, written.findings)
    return (*named, written.rows_left_out)


def planned(
    carry_out: Callable[..., Any],
    *,
    quiet: bool,
    timing: Timing,
    shown: Display | None = None,
    there: Sequence[Path] = (),
) -> Any:
    """Carry out a job that searches: with what it shows, and with Ctrl-C heard.

    ``shown`` is another display than that of a week; ``there`` is looked at where something goes
    wrong, and names what the job has written by then.
    """
    interrupt = Interrupt()
    display = shown or Display(GOALS, Console(stderr=True), shown=not quiet)
    try:
        with interrupt, display:
            return carry_out(
                tell=display.tell,
                background=lambda work: interrupt.run(work, display.ending),
                stop=interrupt.asked,
                timing=timing,
            )
    except WrongUsageError as error:
        raise click.UsageError(str(error)) from error
    except InputProblemsError as error:
        fail(INPUT_PROBLEMS, [*answers.problems(error), "No plan was made."])
    except (WriteError, WorkersLostError) as error:
        fail(WRONG_USAGE, [f"Error: {error}", *answers.stands(there)])
    except PlanBrokenError as error:
        fail(BROKEN, [*answers.broken(error.report), *answers.stands(there)])
    except (NoPlanError, KeyboardInterrupt, click.Abort):
        leave(interrupt, there)


def plan_term(wishes: dict[str, Any], *, quiet: bool, profiled: bool) -> None:
    """Plan a term: match --weeks FROM..TO [PROGRAM]."""
    timing = Timing()
    with timing(Stage.LOADING), Loading():
        job = import_module("matcher.plan_term")
    try:
        order = job.TermOrder(**{**wishes, "program": wishes["program"] or ask_program()})
    except (KeyboardInterrupt, click.Abort):
        leave(Interrupt())
    display = Display(GOALS, Console(stderr=True), shown=not quiet, hint=TERM_HINT)
    there: list[Path] = []

    def carry_out(**means: Any) -> Any:
        def warn(limits: Sequence[Limit]) -> None:
            display.say(limit_lines(limits, len(order.mondays)))

        return job.plan_term(order, RULES, GOALS, warn=warn, wrote=there.append, **means)

    written = planned(carry_out, quiet=quiet, timing=timing, shown=display, there=there)
    say(answers.term_written(written, quiet=quiet), err=quiet)
    if profiled:
        say(profile(timing, written.last.reached), err=True)


@main.command()
@click.argument("program", type=PROGRAM)
def check(program: Path) -> None:
    """Look for problems in PROGRAM; plan nothing."""
    try:
        reading = read_all(program)
    except InputProblemsError as error:
        fail(INPUT_PROBLEMS, answers.problems(error))
    say(answers.sound(program, reading.findings))


@main.command()
@click.argument("program", type=PROGRAM)
@click.argument("plan", type=FILE)
def verify(program: Path, plan: Path) -> None:
    """Check the workbook PLAN, edited or not, against every rule."""
    try:
        verified = verify_file(program, plan, RULES)
    except InputProblemsError as error:
        fail(INPUT_PROBLEMS, answers.problems(error))
    say(answers.verified(plan, verified))
    if verified.broken:
        sys.exit(BROKEN)
    sys.exit(INPUT_PROBLEMS if verified.errors else WRITTEN)


@main.command()
@click.argument("program", type=PROGRAM)
@click.option("--plan", type=FILE, help="The plan; the week's newest beside PROGRAM if not given.")
@click.option("--absent", multiple=True, metavar="WHO", help="An ID or a name; repeatable.")
@click.option("--closed", multiple=True, metavar="WHAT", help="A site, or a slot: 'Lincoln 10:15'.")
@click.option(
    "--date",
    metavar="DATE",
    callback=lambda _context, _option, text: as_date(text) if text else today(),
    help="The day; today if not given.",
)
@click.option("--from", "start", metavar="TIME", callback=as_time, help="From then on: 10:00.")
@click.option("--to", "end", metavar="TIME", callback=as_time, help="Until then: 12:00.")
@click.option("--apply", is_flag=True, help="Write the week's next revision and a cover sheet.")
@click.option("-o", "--output", type=TARGET, help="Another name for the revision.")
def substitute(program: Path, **wishes: Any) -> None:
    """Find who steps in when someone is missing or a site is closed."""
    if not wishes["absent"] and not wishes["closed"]:
        raise click.UsageError("Say who is missing with --absent, or what is closed with --closed.")
    start, end = wishes["start"], wishes["end"]
    if start is not None and end is not None and start >= end:
        raise click.UsageError("--from must come before --to.")
    try:
        done = stand_in(Call(program=program, **wishes), RULES, GOALS)
    except (CallError, ClosedError, WhoError) as error:
        fail(INPUT_PROBLEMS, [f"Error: {error}"])
    except InputProblemsError as error:
        fail(INPUT_PROBLEMS, [*answers.problems(error), "Nothing was changed."])
    except PlanOutdatedError as error:
        fail(INPUT_PROBLEMS, answers.outdated(error))
    except PlanBrokenError as error:
        fail(BROKEN, answers.broken(error.report))
    except WriteError as error:
        fail(WRONG_USAGE, [f"Error: {error}"])
    say(answers.stepped_in(done))


@main.command()
@click.argument("program", type=PROGRAM)
@click.option("--plan", type=FILE, help="The plan; the week's newest beside PROGRAM if not given.")
@click.option(
    "--from",
    "since",
    metavar="DATE",
    callback=lambda _context, _option, text: as_date(text) if text else today(),
    help="The first day that may change; today if not given.",
)
@click.option("-o", "--output", type=TARGET, help="Another name for the revision.")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    callback=lambda _context, _option, number: as_seconds(number),
    help="The most seconds that the search may take.",
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, help="As for a whole week.")
@click.option("--workers", type=click.IntRange(1), help="Processor cores to use.")
@click.option("--quiet", is_flag=True, help="Say nothing but what went wrong.")
@click.option("--profile", "profiled", is_flag=True, help="Show where the time went.")
def adjust(program: Path, quiet: bool, profiled: bool, **wishes: Any) -> None:
    """Plan what is left of a week anew after PROGRAM has changed."""
    timing = Timing()
    with timing(Stage.LOADING), Loading():
        job = import_module("matcher.adjust")

    def carry_out(**means: Any) -> Any:
        return job.adjust(job.Adjusting(program=program, **wishes), RULES, GOALS, **means)

    written = planned(carry_out, quiet=quiet, timing=timing)
    if quiet:
        say(answers.loud(written.plan.notices), err=True)
    else:
        say(answers.adjusted(*told(written)))
    if profiled:
        say(profile(timing, written.plan.reached), err=True)


@main.command()
@click.argument("program", type=PROGRAM)
@click.option("--plan", type=FILE, help="The plan; the newest one beside PROGRAM if not given.")
@click.option("--student", metavar="WHO", help="Why this student has no seat: an ID or a name.")
@click.option("--tutor", metavar="WHO", help="Why this tutor has free hours.")
@click.option(
    "--why-not",
    nargs=2,
    metavar="STUDENT TUTOR",
    help="What forbids the two, or whom it would displace.",
)
@click.option("--at", metavar="TIME", callback=as_day_and_time, help="With --why-not: 'Tue 10:15'.")
@click.option(
    "--for",
    "audience",
    type=click.Choice(["manager", "family"]),
    default="manager",
    help="In words that a family or a tutor may be given.",
)
def explain(program: Path, **wishes: Any) -> None:
    """Say why a student has no seat or a tutor has free hours, and what would change it."""
    asked = [name for name in ("student", "tutor", "why_not") if wishes[name] is not None]
    if len(asked) != 1:
        raise click.UsageError("Ask one thing: --student, --tutor or --why-not.")
    if wishes["at"] is not None and asked != ["why_not"]:
        raise click.UsageError("--at goes with --why-not.")
    with Loading():
        job = import_module("matcher.explain_plan")
        replan = import_module("matcher.search.corner").replanning(RULES)
    try:
        lines = job.explain_plan(job.Question(program=program, **wishes), RULES, GOALS, replan)
    except (WhoError, job.ExplainError) as error:
        fail(INPUT_PROBLEMS, [f"Error: {error}"])
    except InputProblemsError as error:
        fail(INPUT_PROBLEMS, [*answers.problems(error), "Nothing was explained."])
    except PlanOutdatedError as error:
        fail(INPUT_PROBLEMS, answers.outdated(error))
    say(lines)


@main.command()
@click.argument("program", type=PROGRAM)
@WEEK
@click.option("-o", "--output", type=TARGET, help="Another name for the workbook.")
@click.option(
    "--scenarios",
    type=click.Path(exists=True, readable=False, path_type=Path),
    help="A workbook or CSV file with the Scenarios sheet, if it is not in PROGRAM.",
)
@click.option("--charts", type=FOLDER, help="A folder for the pictures, as PNG and SVG.")
@click.option("--memo", type=TARGET, help="A one-page memo for the board, as a .docx file.")
@click.option("--yes", is_flag=True, help="Solve more than 1,000 scenarios too.")
@study_options
def scenarios(program: Path, week: dt.date, quiet: bool, **wishes: Any) -> None:
    """Solve what-ifs: how many students, with which tutors, rooms, buses and dollars."""
    timing = Timing()
    with timing(Stage.LOADING), Loading():
        job = import_module("matcher.scenarios.job")
    display = Display(GOALS, Console(stderr=True), shown=not quiet, hint=SCENARIOS_HINT)

    def carry_out(**means: Any) -> Any:
        order = job.ScenarioOrder(program=program, monday=week, **wishes)
        return job.scenarios(order, RULES, GOALS, **means)

    written = planned(carry_out, quiet=quiet, timing=timing, shown=display)
    if not quiet:
        say(answers.studied(written))
    elif written.study.partial:
        say(answers.studied(written)[1:2], err=True)


@main.command()
@click.argument("program", type=PROGRAM)
@WEEK
@click.option(
    "--target",
    metavar="SHARE",
    callback=lambda _context, _option, text: None if text is None else as_share(text),
    help="So much of all: '90% of need', '95% of students'.",
)
@click.option("--served", type=click.IntRange(1), help="So many students.")
@click.option(
    "--total-budget",
    type=click.FloatRange(min=0, min_open=True),
    callback=lambda _context, _option, number: as_dollars(number),
    help="The most need that so many dollars a year serve, everything included.",
)
@click.option("-o", "--output", type=TARGET, help="Another name for the workbook.")
@study_options
def capacity(
    program: Path,
    week: dt.date,
    target: tuple[str, str] | None,
    served: int | None,
    total_budget: float | None,
    quiet: bool,
    **wishes: Any,
) -> None:
    """Look for what to buy: the cheapest tutors, rooms and bus days that reach a target."""
    if sum(given is not None for given in (target, served, total_budget)) != 1:
        raise click.UsageError("Give one target: --target, --served or --total-budget.")
    timing = Timing()
    with timing(Stage.LOADING), Loading():
        job = import_module("matcher.scenarios.job")
    display = Display(GOALS, Console(stderr=True), shown=not quiet, hint=SCENARIOS_HINT)

    def carry_out(**means: Any) -> Any:
        aim = job.target_of(target, served, total_budget)
        order = job.CapacityOrder(program=program, monday=week, target=aim, **wishes)
        return job.capacity(order, RULES, GOALS, **means)

    written = planned(carry_out, quiet=quiet, timing=timing, shown=display)
    if not quiet:
        say(answers.to_buy(written))


@main.command()
@click.argument("program", type=PROGRAM)
@click.option("--plan", type=FILE, help="The plan; the newest one beside PROGRAM if not given.")
@click.option(
    "--week",
    "monday",
    metavar="DATE",
    callback=lambda _context, _option, text: None if text is None else as_monday(text),
    help="The week, if not the newest that has a plan.",
)
@click.option("-d", "--folder", type=FOLDER, required=True, help="The folder for all files.")
@click.option(
    "--for",
    "audience",
    type=click.Choice(["tutors", "sites", "families", "teachers", "all"]),
    default="all",
    help="For whom; for everybody if not given.",
)
@click.option("--previous", type=FILE, help="The plan that changes are marked against.")
@click.option(
    "--language",
    default="English",
    help="The language of what tutors, sites and teachers get; families get their own.",
)
@click.option(
    "--catalogues",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with message catalogues for further languages.",
)
@click.option("--messages", type=TARGET, help="A CSV file for reminder texts to families.")
@click.option("--overwrite", is_flag=True, help="Replace hand-outs that are there.")
@click.option("--quiet", is_flag=True, help="Say nothing but what went wrong.")
def handouts(program: Path, audience: str, quiet: bool, **wishes: Any) -> None:
    """Make what each tutor, site, teacher and family is handed of a plan."""
    with Loading():
        job = import_module("matcher.handouts.job")
    audiences = job.AUDIENCES if audience == "all" else (audience,)
    order = job.HandoutOrder(program=program, audiences=audiences, **wishes)
    display = Display(GOALS, Console(stderr=True), shown=not quiet, hint=HANDOUTS_HINT)
    try:
        with display:
            made = job.hand_out(order, RULES, display.tell, now)
    except WrongUsageError as error:
        raise click.UsageError(str(error)) from error
    except InputProblemsError as error:
        fail(INPUT_PROBLEMS, [*answers.problems(error), answers.NOT_HANDED_OUT])
    except PlanOutdatedError as error:
        fail(INPUT_PROBLEMS, answers.outdated(error))
    except WriteError as error:
        fail(WRONG_USAGE, [f"Error: {error}"])
    if not quiet:
        say(answers.handed_out(made))


@main.command()
@click.argument("program", type=PROGRAM)
@click.argument("plans", metavar="[PLAN]...", nargs=-1, type=FILE)
@click.option(
    "--until",
    metavar="DATE",
    callback=lambda _context, _option, text: as_date(text) if text else yesterday(),
    help="The last day that counts; yesterday if not given.",
)
@click.option("-o", "--output", type=TARGET, help="Another name for the ledger.")
@click.option("--overwrite", is_flag=True, help="Replace a ledger that is there.")
def ledger(
    program: Path, plans: tuple[Path, ...], until: dt.date, output: Path | None, overwrite: bool
) -> None:
    """Count what was scheduled, delivered and owed: PROGRAM and its PLANs."""
    target = output or weeks.ledger_path(program, until)
    if target.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{target} does not end in .xlsx, so Excel would not open it.")
    if target.exists() and not overwrite:
        raise click.UsageError(f"{target} is there already. Give --overwrite to replace it.")
    try:
        counted = count_sessions(program, plans, until, target, RULES)
    except InputProblemsError as error:
        fail(INPUT_PROBLEMS, [*answers.problems(error), "Nothing was counted."])
    except NoPlansError as error:
        raise click.UsageError(str(error)) from error
    except WriteError as error:
        fail(WRONG_USAGE, [f"Error: {error}"])
    say(answers.counted(counted))


@main.command()
@click.argument("program", type=PROGRAM)
@click.option("--plan", type=FILE, help="The plan; the newest one beside PROGRAM if not given.")
@click.option(
    "--site", metavar="SITE", help="Only this site's sessions; online: those without one."
)
@click.option("--each-site", is_flag=True, help="A file for each site that has a session.")
@click.option(
    "--collect",
    "filled",
    type=PROGRAM,
    multiple=True,
    help="Read a filled sheet, or all in a folder; repeatable.",
)
@click.option("-o", "--output", type=TARGET, help="Another name for the sheet.")
@click.option("--overwrite", is_flag=True, help="Replace sheets that are there.")
def attendance(program: Path, filled: tuple[Path, ...], **wishes: Any) -> None:
    """Write a week's attendance sheet to be filled in, or read filled ones."""
    if filled:
        if any(wishes.values()):
            raise click.UsageError("--collect reads filled sheets; it goes with no other option.")
        collect_attendance(program, filled)
        return
    if wishes["each_site"] and (wishes["site"] is not None or wishes["output"]):
        raise click.UsageError("--each-site names its files itself: give no --site and no -o.")
    there: list[Path] = []
    try:
        written = write_sheets(SheetsWanted(program=program, **wishes), wrote=there.append)
    except WrongUsageError as error:
        raise click.UsageError(str(error)) from error
    except InputProblemsError as error:
        fail(INPUT_PROBLEMS, [*answers.problems(error), "Nothing was written."])
    except WriteError as error:
        fail(WRONG_USAGE, [f"Error: {error}", *answers.stands(there)])
    say(answers.sheets(written))


def collect_attendance(program: Path, filled: Sequence[Path]) -> None:
    """Read filled attendance sheets: match attendance PROGRAM --collect FILE."""
    try:
        collected = collect(program, filled)
    except WrongUsageError as error:
        raise click.UsageError(str(error)) from error
    except InputProblemsError as error:
        fail(INPUT_PROBLEMS, [*answers.problems(error), "Nothing was collected."])
    except WriteError as error:
        fail(WRONG_USAGE, [f"Error: {error}"])
    say(answers.collected(collected))
    if collected.has_problems:
        fail(INPUT_PROBLEMS, answers.not_collected(collected))


@main.command()
@click.argument("program", type=PROGRAM)
@click.argument("plans", metavar="[PLAN]...", nargs=-1, type=FILE)
@click.option("--public", metavar="OUT", type=TARGET, help="Also a workbook for the public.")
@click.option("-o", "--output", type=TARGET, help="Another name for your own workbook.")
@click.option(
    "--until",
    metavar="DATE",
    callback=lambda _context, _option, text: as_date(text) if text else None,
    help="The last day that counts; yesterday if not given.",
)
@click.option("--overwrite", is_flag=True, help="Replace files that are there.")
def coverage(**wishes: Any) -> None:
    """Count who is taking part: PROGRAM and its PLANs, by category, site, grade and language."""
    with Loading():
        job = import_module("matcher.count_students")
    there: list[Path] = []
    try:
        done = job.count_students(job.Coverage(yesterday=yesterday(), **wishes), there.append)
    except InputProblemsError as error:
        fail(INPUT_PROBLEMS, [*answers.problems(error), "Nothing was counted."])
    except WrongUsageError as error:
        raise click.UsageError(str(error)) from error
    except WriteError as error:
        fail(WRONG_USAGE, [f"Error: {error}", *answers.stands(there)])
    say(answers.taking_part(done))


@main.command()
def rules() -> None:
    """Print every rule and goal with its sentence."""
    say(answers.catalogue(RULES, GOALS))


@main.command()
@click.argument("output", metavar="OUT.xlsx", type=TARGET)
@click.option("--overwrite", is_flag=True, help="Replace a file that is there.")
def template(output: Path, overwrite: bool) -> None:
    """Write an empty program workbook with headers, notes and examples."""
    if output.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{output} does not end in .xlsx, so Excel would not open it.")
    if output.exists() and not overwrite:
        raise click.UsageError(f"{output} is there already. Give --overwrite to replace it.")
    try:
        write_template(output)
    except OSError as error:
        fail(WRONG_USAGE, [f"Error: {output} can't be written: {error.strerror or error}."])
    say([f"Wrote {output}."])


def now() -> dt.datetime:
    """The present moment, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


@main.command()
@click.argument("language")
@click.argument("output", metavar="OUT.po", type=TARGET)
@click.option("--overwrite", is_flag=True, help="Replace a file that is there.")
def catalogue(language: str, output: Path, overwrite: bool) -> None:
    """Write the texts of hand-outs, to be translated into LANGUAGE."""
    with Loading():
        words = import_module("matcher.handouts.words")
    if output.exists() and not overwrite:
        raise click.UsageError(f"{output} is there already. Give --overwrite to replace it.")
    try:
        empty = words.empty_catalogue(language)
        with whole_file(output) as stream:
            stream.write(empty)
    except words.CatalogueError as error:
        raise click.UsageError(str(error)) from error
    except WriteError as error:
        fail(WRONG_USAGE, [f"Error: {error}"])
    say([f"Wrote {output}.", "Have each msgstr filled in, and give its folder with --catalogues."])


def at_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


def ask_program() -> Path:
    """Ask for the program at a terminal; the newest workbook here is offered."""
    if not at_terminal():
        raise click.UsageError("Give the PROGRAM: a workbook or a folder of CSV files.")
    offered = weeks.newest_program(Path())
    answer: Path = click.prompt("Program", default=offered, value_proc=as_program, err=True)
    return answer


def ask_week() -> dt.date:
    """Ask for the week at a terminal; next Monday is offered."""
    if not at_terminal():
        raise click.UsageError("Give the week: --week DATE, any day of it, or 2026-W38.")
    offered = weeks.next_monday(today()).isoformat()
    answer: dt.date = click.prompt("Week of", default=offered, value_proc=as_monday, err=True)
    return answer


def say(lines: Iterable[str], *, err: bool = False) -> None:
    """Print the lines."""
    for line in lines:
        click.echo(line, err=err)


def fail(code: int, lines: Sequence[str]) -> NoReturn:
    """Print the lines as an error and exit."""
    say(lines, err=True)
    sys.exit(code)


@contextmanager
def stoppable() -> Iterator[None]:
    """Ctrl-C ends whatever is under way with the exit code for being stopped."""
    try:
        yield
    except (KeyboardInterrupt, click.Abort):
        fail(STOPPED, answers.STOPPED)


def leave(interrupt: Interrupt, there: Sequence[Path] = ()) -> NoReturn:
    """Exit because the user stopped everything; nothing was written but what is ``there``."""
    say(["Stopped.", *answers.stands(there)] if there else answers.STOPPED, err=True)
    if interrupt.running:
        # The search sits in a thread that can't be ended from outside; it holds no open file.
        sys.stderr.flush()
        os._exit(STOPPED)
    sys.exit(STOPPED)


if __name__ == "__main__":
    main()
