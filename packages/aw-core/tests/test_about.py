from __future__ import annotations

from importlib.metadata import version

import pytest

from aw_core import __about__


def test_version_is_that_of_the_installed_package() -> None:
    assert __about__.__version__ == version("aw-core")
    assert __about__.__title__ == "aw-core"


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        __about__.nothing  # noqa: B018 - what is tested
