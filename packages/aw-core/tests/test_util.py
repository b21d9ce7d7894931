from __future__ import annotations

import sys

import pytest

from aw_core.util import VersionException, assert_version


@pytest.mark.parametrize("required", [(3,), (3, 5), tuple(sys.version_info[:2]), tuple(sys.version_info[:3])])
def test_this_python_is_new_enough(required: tuple[int, ...]) -> None:
    assert_version(required)


@pytest.mark.parametrize("required", [(4,), (3, 99), (3, 99, 1)])
def test_older_python_is_refused(required: tuple[int, ...]) -> None:
    with pytest.raises(VersionException, match=".".join(map(str, required))):
        assert_version(required)


def test_what_this_project_needs_is_there() -> None:
    assert_version()
