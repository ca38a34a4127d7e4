"""What the documents say is true: commands, options, exit codes, rules, the worked example."""

import re
import shlex
import shutil
import sys
import types
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import cli
from constraints import GOALS, RULES
from matcher import family, match_week
from matcher.explain import REASONS
from matcher.load import speaks
from matcher.rule import Rule
from matcher.scenarios.costs import PER
from matcher.steps import KINDS
from matcher.workbook.planner_layout import SCENARIOS
from tests.quick_search import quick_search

ROOT = Path(cli.__file__).parent
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md")


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name, language=""):
    """The fenced blocks of a document in a language."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text(name), re.MULTILINE | re.DOTALL)
    return [block for kind, block in found if kind == language]


README = text("README.md")
TOLD = [line for block in blocks("README.md") for line in block.splitlines()]
INLINE = re.findall(r"`(match [^`]+\.xlsx)`", README)
COMMANDS = [line for line in TOLD if line.startswith("match ")]


def section(title):
    """The text of a section of README."""
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def table(title):
    """The rows of the table in a section, below its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize(("title", "catalogue"), [("The rules", RULES), ("The goals", GOALS)])
def test_every_rule_and_goal_stands_in_readme_in_its_own_words_and_order(title, catalogue):
    assert table(title) == [[str(one.number), one.name, one.sentence] for one in catalogue]


def run(line):
    """Run a ``match`` command as it stands in README."""
    return CliRunner().invoke(cli.main, shlex.split(line)[1:], prog_name="match")


def test_the_main_command_of_readme_plans_a_week_of_the_sample(tmp_path, monkeypatch):
    monkeypatch.setattr(match_week, "search", quick_search)
    (tmp_path / "sample_inputs").mkdir()
    shutil.copy(ROOT / "sample_inputs" / "pilot.xlsx", tmp_path / "sample_inputs")
    monkeypatch.chdir(tmp_path)
    (line,) = [line for line in COMMANDS if line.startswith("match --week")]
    said = run(line)
    assert said.exit_code == 0, said.output
    assert (tmp_path / "sample_inputs" / "pilot-2026-09-14.xlsx").exists()
    assert "`sample_inputs/pilot-2026-09-14.xlsx`" in README


def test_the_commands_for_a_program_of_ones_own_work_in_the_order_told(tmp_path, monkeypatch):
    monkeypatch.setattr(match_week, "search", quick_search)
    monkeypatch.chdir(tmp_path)
    told = ["template", "check", "--week", "verify", "substitute", "adjust", "ledger"]
    told += ["attendance", "coverage", "explain"]
    assert [line.split()[1] for line in INLINE] == told
    for line in INLINE:
        said = run(line)
        assert said.exit_code == 0, said.output
    assert (tmp_path / "my-program-2026-09-14.xlsx").exists()
    assert len(list(tmp_path.glob("my-program-ledger-*.xlsx"))) == 1


def test_every_reason_code_and_every_kind_of_change_is_in_readme_in_order():
    rows = table("How to read the plan")
    codes = [row[0] for row in rows if len(row) == 3 and row[0] in REASONS]
    assert codes == list(REASONS) == list(family.WORDS)
    assert [row[0] for row in rows if len(row) == 2 and row[0].isalpha()][1:] == [
        kind.__name__ for kind in KINDS
    ]


def test_every_command_is_in_readme_and_has_help():
    for name, command in cli.main.commands.items():
        assert command.help
        assert name == cli.MAIN or f"`match {name}" in README


def test_every_option_is_in_readme_and_every_option_told_exists():
    options = cli.main.commands[cli.MAIN].params
    long = {name for option in options for name in option.opts if name.startswith("--")}
    rows = [line for line in README.splitlines() if line.startswith(("| `--", "| `-o"))]
    assert {name for row in rows for name in re.findall(r"--[a-z-]+", row.split("|")[1])} == long
    assert all(option.help for option in options if isinstance(option, click.Option))


def test_what_readme_says_of_scenarios_and_capacity_can_be_typed():
    """Every option of both commands is told, every command as it stands is understood, every lever is named."""
    told = section("Pilot capacity")
    usual = {"--week", "--output", "--seed", "--skip-bad-rows", "--overwrite", "--quiet"}
    for name in ("scenarios", "capacity"):
        command = cli.main.commands[name]
        options = {name for option in command.params for name in option.opts if name[:2] == "--"}
        assert {option for option in options - usual if option not in told} == set()
        lines = [line for line in COMMANDS if line.startswith(f"match {name} ")]
        assert lines
        for line in lines:
            command.make_parser(click.Context(command)).parse_args(shlex.split(line)[2:])
    columns = set(SCENARIOS.columns) - {"scenario", "note"}
    assert {column for column in columns if f"`{column}`" not in told} == set()
    assert {per for per in PER if f"`{per}`" not in told} == set()


def test_every_exit_code_is_in_readme():
    codes = re.findall(
        r"^\| (\d) \|", section("Two commands") + section("Your own program"), re.MULTILINE
    )
    expected = (cli.WRITTEN, cli.INPUT_PROBLEMS, cli.WRONG_USAGE, cli.STOPPED, cli.BROKEN)
    assert codes == [str(code) for code in expected]


def test_the_test_command_of_readme_is_what_ci_runs():
    ci = text(".ci/run").splitlines()
    assert "python -m pytest" in TOLD
    assert "python -m pytest" in ci
    steps = [line.split(" && ") for line in blocks("CONTRIBUTING.md")[0].splitlines()[2:]]
    assert [step for line in steps for step in line if step not in ci] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_and_pictures_are_there(document):
    links = re.findall(r"\]\(([^)]+)\)", text(document))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_module_that_architecture_names_is_there():
    named = re.findall(r"[a-z_]+\.py", blocks("ARCHITECTURE.md")[0])
    files = {path.name for path in [ROOT / "cli.py", *(ROOT / "matcher").glob("*.py")]}
    assert set(named) - {"__init__.py"} - files == set()
    pictured = blocks("ARCHITECTURE.md")[0]
    families = re.findall(r"([a-z_]+_)\*\.py", pictured)
    untold = {
        name
        for name in files - set(named) - {"__init__.py", "version.py"}
        if not name.startswith(tuple(families))
    }
    assert untold == set()


def test_contributing_names_every_voice():
    voices = (
        "frames", "pairs", "admits", "fits", "links", "size", "meetings", "days", "claims", "shares",
        "capacity", "conflict",
    )  # fmt: skip
    methods = {name for name in vars(Rule) if not name.startswith("_")} - {"check"}
    assert {name for name in methods if callable(getattr(Rule, name))} == set(voices)
    assert [name for name in voices if f"`{name}`" not in text("CONTRIBUTING.md")] == []


def test_the_worked_example_of_contributing_works_as_it_stands(monkeypatch):
    rule_text, test_text = blocks("CONTRIBUTING.md", "python")
    module = types.ModuleType("constraints.rules.home_early")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(rule_text, "home_early.py", "exec"), module.__dict__)
    cases = types.ModuleType("test_home_early")
    exec(compile(test_text, "test_home_early.py", "exec"), cases.__dict__)
    assert speaks(module.HomeEarly(), Rule.admits)
    assert module.HomeEarly.number == len(RULES) + 1
    for case in cases.CASES:
        cases.test_table(case)


def test_documents_name_no_place_on_a_machine():
    for document in (*DOCUMENTS, ".ci/run"):
        assert not re.search(r"/(home|root|work|tmp|Users)/", text(document)), document
