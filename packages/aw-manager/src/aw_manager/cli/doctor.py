"""`aw-manager doctor`: says whether every source records right now."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence

import click
from rich.table import Table
from rich.text import Text

from aw_core.errors import ConfigError
from aw_manager.cli.options import address_meant, host_option, json_option, port_option, testing_option
from aw_manager.cli.tables import new_table, show
from aw_manager.discovery import ModuleFinder
from aw_manager.doctor import Facts, Finding, Verdict, diagnose, gather, judge_configs, judge_folders
from aw_manager.instance import find_running
from aw_manager.settings import PROGRAM, load_manager_settings

__all__ = ["command"]

_COLOURS = {Verdict.OK: "green", Verdict.NOTE: "yellow", Verdict.PROBLEM: "bold red"}


@click.command("doctor")
@testing_option
@host_option
@port_option
@json_option
def command(testing: bool, host: str | None, port: int | None, as_json: bool) -> None:
    """Say for each source whether it records right now, and if not, why and what to do.

    The exit code is 0 when there is no problem, else 1.
    """
    # What is wrong is a finding; a warning of the code that looks would say it twice.
    logging.getLogger("aw_core").addHandler(logging.NullHandler())
    findings = _examine(host, port, testing=testing)
    problems = sum(finding.verdict is Verdict.PROBLEM for finding in findings)
    if as_json:
        report = {"healthy": problems == 0, "findings": [finding.to_json_dict() for finding in findings]}
        click.echo(json.dumps(report, indent=2))
    else:
        show(_table(findings))
        click.echo(_summary(problems))
    raise SystemExit(1 if problems else 0)


def _examine(host: str | None, port: int | None, *, testing: bool) -> list[Finding]:
    """Everything that is found: without folders, or with settings nobody understands, that is all."""
    if unusable := list(judge_folders()):
        return unusable
    configs = list(judge_configs())
    try:
        return [*configs, *diagnose(_facts(host, port, testing=testing))]
    except ConfigError as error:
        if f"{PROGRAM}.toml" in {finding.subject for finding in configs}:
            return configs  # it is what the error tells of
        finding = Finding(subject="settings", verdict=Verdict.PROBLEM, text=str(error), advice="mend it")
        return [*configs, finding]


def _facts(host: str | None, port: int | None, *, testing: bool) -> Facts:
    manager = find_running(testing=testing)
    return gather(
        address_meant(host, port, manager, testing=testing),
        testing=testing,
        manager=manager,
        autostart=load_manager_settings(os.environ, testing=testing).autostart_modules,
        finder=ModuleFinder.of_this_interpreter(os.environ.get("PATH", "")),
        environ=os.environ,
    )


def _table(findings: Sequence[Finding]) -> Table:
    table = new_table()
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        verdict = Text(finding.verdict.value, style=_COLOURS[finding.verdict])
        table.add_row(verdict, finding.subject, Text(finding.text))
        if finding.advice:
            table.add_row("", "", Text(f"-> {finding.advice}", style="cyan"))
    return table


def _summary(problems: int) -> str:
    if not problems:
        return "\nNo problem found."
    return f"\n{problems} problem{'s' if problems > 1 else ''} found."
