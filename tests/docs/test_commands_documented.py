"""Every command and option of the command lines is in the docs."""

from __future__ import annotations

import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).parents[2]
UNDERSTOOD = {"--help", "--version"}


def commands() -> dict[str, click.Command]:
    """The commands the packages install, by name; a second name of one is left out."""
    found: dict[str, click.Command] = {}
    for project in sorted(ROOT.glob("packages/*/pyproject.toml")):
        scripts = tomllib.loads(project.read_text(encoding="utf-8"))["project"].get("scripts", {})
        for name, target in scripts.items():
            command = click_command(target)
            if command not in found.values():
                found[name] = command
    return found


def click_command(target: str) -> click.Command:
    """What an entry point `module:name` runs: the click command itself, or the group beside its function."""
    module, _, name = target.partition(":")
    entry = getattr(importlib.import_module(module), name)
    if isinstance(entry, click.Command):
        return entry
    beside = vars(importlib.import_module(entry.__module__)).values()
    [group] = [value for value in beside if isinstance(value, click.Group)]
    return group


def walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """The command and those below it, each by its full name."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for below in command.list_commands(context):
            subcommand = command.get_command(context, below)
            assert subcommand is not None
            yield from walk(f"{name} {below}", subcommand)


def documented_code() -> str:
    """All that stands in the docs as code, inline or in blocks."""
    pages = "\n".join(page.read_text(encoding="utf-8") for page in sorted(ROOT.glob("docs/*.md")))
    blocks = re.findall(r"```.*?\n(.*?)```", pages, re.DOTALL)
    without_blocks = re.sub(r"```.*?```", "", pages, flags=re.DOTALL)
    return "\n".join(blocks + re.findall(r"`([^`\n]+)`", without_blocks))


def is_shown(words: str) -> bool:
    """Whether the docs have the words as code, not as a part of longer ones."""
    return re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", CODE) is not None


EVERYTHING = [found for name, command in commands().items() for found in walk(name, command)]
CODE = documented_code()


@pytest.mark.parametrize("name", [name for name, _ in EVERYTHING])
def test_a_command_is_documented(name: str) -> None:
    assert is_shown(name), f"docs/ never shows `{name}`"


@pytest.mark.parametrize(
    ("name", "option"),
    [
        (name, option)
        for name, command in EVERYTHING
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for option in [max(parameter.opts, key=len)]
        if option not in UNDERSTOOD
    ],
)
def test_an_option_is_documented(name: str, option: str) -> None:
    assert is_shown(option), f"docs/ never shows `{option}` of `{name}`"


@pytest.mark.parametrize(("name", "command"), EVERYTHING)
def test_a_command_and_its_options_say_what_they_are_for(name: str, command: click.Command) -> None:
    assert command.help, f"{name} has no help"
    without = [
        parameter.name
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert not without, f"{name}: no help for {without}"
