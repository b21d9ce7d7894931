"""How Python functions become functions of the language: name, arity and types are read off their signature.

A function declares everything in one place, its `def`: an annotation says what a parameter takes, a default
makes it optional, `*args` takes any number, and a first parameter annotated `Context` is filled in with where
the query runs. Calls are checked here, once for all functions.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_type_hints

from aw_datastore import EventTable
from aw_query.borders import Bins
from aw_query.engine.pool import Pool
from aw_query.errors import QueryFunctionException, QueryInterpretException
from aw_query.limits import Budget
from aw_query.scope import Scope
from aw_query.source import EventSource
from aw_query.values import ListValue, describe, is_list, is_number

__all__ = ["Context", "Function", "Registry"]


@dataclass(frozen=True)
class Context:
    """Where a query runs: the source of events, the names defined so far, what may still be made, what is known."""

    source: EventSource
    scope: Scope
    budget: Budget
    pool: Pool = field(default_factory=Pool)

    @cached_property
    def buckets(self) -> Mapping[str, Mapping[str, Any]]:
        """What is known of each bucket by id, as it was when the query first asked."""
        return self.source.buckets()


class Function:
    """A function of the language, and itself callable from Python with a context first."""

    def __init__(self, name: str, body: Callable[..., Any]) -> None:
        self.name = name
        self.__name__ = name
        self.__doc__ = inspect.cleandoc(body.__doc__ or "")
        self._body = body
        hints = get_type_hints(body)
        parameters = list(inspect.signature(body).parameters.values())
        self._wants_context = bool(parameters) and hints[parameters[0].name] is Context
        self._parameters = parameters[self._wants_context :]
        self._types = [_TYPES[hints[parameter.name]] for parameter in self._parameters]
        # What `inspect.signature` shows: the parameters as a query writes them.
        self.__signature__ = inspect.Signature(
            [parameter.replace(annotation=parameter.empty) for parameter in self._parameters]
        )

    def __call__(self, context: Context, *arguments: Any) -> Any:
        """The function's value for arguments that `check_arity` and `take` have let pass."""
        return self._body(context, *arguments) if self._wants_context else self._body(*arguments)

    def check_arity(self, count: int) -> None:
        """Raise a QueryInterpretException unless the function takes so many arguments."""
        required, most = self._arity()
        if not required <= count <= most:
            expected = f"{required}" if required == most else f"{required} or {most}"
            raise QueryInterpretException(
                f"Tried to call function {self.name} with invalid amount of arguments: "
                f"expected {expected}, got {count}"
            )

    def take(self, index: int, value: Any) -> Any:
        """The argument at this index as the function's body wants it.

        Raises:
            QueryFunctionException: it is of the wrong type.
        """
        index = min(index, len(self._parameters) - 1)  # any number of arguments go to `*args`, the last
        kind = self._types[index]
        if not kind.fits(value):
            given = list if is_list(value) else type(value)
            raise QueryFunctionException(
                f"Variable '{describe(value)}' passed to function call is of invalid type. "
                f"Expected {kind.expected} but was {given} (`{self._parameters[index].name}` of `{self.name}`)"
            )
        return kind.convert(value)

    def _arity(self) -> tuple[int, float]:
        """The least and the greatest number of arguments."""
        named = [
            parameter for parameter in self._parameters if parameter.kind is not parameter.VAR_POSITIONAL
        ]
        required = sum(parameter.default is parameter.empty for parameter in named)
        return required, len(named) if named == self._parameters else math.inf


class Registry(dict[str, Function]):
    """The functions of the language by name."""

    def register(self, body: Callable[..., Any]) -> Callable[..., Any]:
        """Decorate a function: the language then has it, under its name without a trailing underscore."""
        name = body.__name__.rstrip("_")
        self[name] = Function(name, body)
        return body


@dataclass(frozen=True)
class _Type:
    """What an annotation lets pass: how messages name it, a test, and what the value is converted with."""

    expected: str
    fits: Callable[[Any], bool]
    convert: Callable[[Any], Any] = lambda value: value


def _is_list_of(*types: type) -> Callable[[Any], bool]:
    return lambda value: is_list(value) and all(isinstance(item, types) for item in _plain(value))


def _is_whole(value: Any) -> bool:
    return is_number(value) and value % 1 == 0


def _plain(value: ListValue) -> list[Any]:
    """A list as a Python list; one of events, which are no values by themselves, as a list of one table."""
    return value if isinstance(value, list) else [value] if len(value) else []


def _table(value: ListValue) -> EventTable:
    return value if isinstance(value, EventTable) else EventTable.empty()


_JSON_TYPES = (type(None), bool, int, float, str, list, dict)
_TYPES: dict[Any, _Type] = {
    Any: _Type("a value", lambda _: True),
    str: _Type("<class 'str'>", lambda value: isinstance(value, str)),
    str | None: _Type("<class 'str'>", lambda value: isinstance(value, str | None)),
    int: _Type("<class 'int'>", _is_whole, int),
    int | None: _Type(
        "<class 'int'>",
        lambda value: value is None or _is_whole(value),
        lambda value: value if value is None else int(value),
    ),
    Bins: _Type(
        "<class 'list'> of timestamps or a number of seconds",
        lambda value: is_number(value) or _is_list_of(str)(value),
        lambda value: _plain(value) if is_list(value) else value,
    ),
    ListValue: _Type("<class 'list'>", is_list),
    list[Any]: _Type("<class 'list'> of values", _is_list_of(*_JSON_TYPES), _plain),
    list[str]: _Type("<class 'list'> of texts", _is_list_of(str), _plain),
    EventTable: _Type(
        "<class 'list'> of events", lambda value: isinstance(value, EventTable) or value == [], _table
    ),
}
