"""What a query says, as a tree: each node knows the offset of its first token."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from aw_query.lexer import Kind

__all__ = [
    "Assignment",
    "Call",
    "Condition",
    "Dictionary",
    "Expression",
    "Items",
    "Negation",
    "Number",
    "Operation",
    "Query",
    "Return",
    "Statement",
    "Text",
    "Variable",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of a query; two parts that say the same are equal wherever they stand."""

    offset: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """`12` or `1.5`."""

    value: int | float


@dataclass(frozen=True, slots=True)
class Text(Node):
    """`"…"` or `'…'`."""

    value: str


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """A name that stands for its value."""

    name: str


@dataclass(frozen=True, slots=True)
class Items(Node):
    """`[a, b]`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Dictionary(Node):
    """`{"key": a}`; of two entries with the same key the later one counts."""

    entries: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`name(a, b)`."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`-a`."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Operation(Node):
    """`a + b`; its offset is the operator's. A chain `a + b + c` grows to the left: `(a + b) + c`."""

    left: Expression
    operator: Kind
    right: Expression


Expression: TypeAlias = Number | Text | Variable | Items | Dictionary | Call | Negation | Operation


@dataclass(frozen=True, slots=True)
class Assignment(Node):
    """`name = a;`."""

    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Return(Node):
    """`return a;`: the query ends with this result."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Condition(Node):
    """`if a { … } elif b { … } else { … }`: the first branch whose test is true runs, or else `otherwise`."""

    branches: tuple[tuple[Expression, tuple[Statement, ...]], ...]
    otherwise: tuple[Statement, ...]


Statement: TypeAlias = Assignment | Return | Condition | Expression


@dataclass(frozen=True, slots=True)
class Query(Node):
    """A whole query; `end` is the number of its characters."""

    statements: tuple[Statement, ...]
    end: int = field(compare=False)
