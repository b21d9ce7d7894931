"""Syntax trees: what binds to what, and what is no query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aw_query.ast import (
    Assignment,
    Call,
    Condition,
    Dictionary,
    Expression,
    Items,
    Negation,
    Number,
    Operation,
    Query,
    Return,
    Statement,
    Text,
    Variable,
)
from aw_query.errors import QueryParseException
from aw_query.lexer import Kind, tokenize
from aw_query.limits import MAX_DIGITS, MAX_NESTING
from aw_query.parser import parse

AT = {"offset": 0}  # where a node stands does not count when nodes are compared

names = st.sampled_from(["a", "b2", "_c", "größe", "flood"])
texts = st.text(st.characters(exclude_characters='\\"', exclude_categories=["Cs"]), max_size=5)
numbers = st.integers(0, 10**30) | st.floats(0, 1e9, allow_nan=False).map(lambda number: round(number, 3))
operators = st.sampled_from([Kind.EQUAL, Kind.PLUS, Kind.MINUS, Kind.TIMES, Kind.DIVIDE, Kind.MODULO])


def _compounds(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(inner, max_size=3).map(tuple)
    entries = st.lists(st.tuples(texts, inner), max_size=3).map(tuple)
    return st.one_of(
        st.builds(Items, several, offset=st.just(0)),
        st.builds(Dictionary, entries, offset=st.just(0)),
        st.builds(Call, names, several, offset=st.just(0)),
        st.builds(Negation, inner, offset=st.just(0)),
        st.builds(Operation, inner, operators, inner, offset=st.just(0)),
    )


expressions = st.recursive(
    st.one_of(
        st.builds(Number, numbers, offset=st.just(0)),
        st.builds(Text, texts, offset=st.just(0)),
        st.builds(Variable, names, offset=st.just(0)),
    ),
    _compounds,
    max_leaves=8,
)
simple = st.one_of(
    st.builds(Assignment, names, expressions, offset=st.just(0)),
    st.builds(Return, expressions, offset=st.just(0)),
    expressions,
)


def _conditions(inner: st.SearchStrategy[Statement]) -> st.SearchStrategy[Statement]:
    block = st.lists(inner, max_size=2).map(tuple)
    branches = st.lists(st.tuples(expressions, block), min_size=1, max_size=2).map(tuple)
    return st.builds(Condition, branches, block, offset=st.just(0))


statements: st.SearchStrategy[Statement] = st.recursive(simple, _conditions, max_leaves=4)
queries = st.builds(Query, st.lists(statements, max_size=4).map(tuple), end=st.just(0), offset=st.just(0))


def printed(node: Any) -> str:  # noqa: PLR0911 - one line for each kind of node
    """The text of a tree, with parentheses wherever they are allowed."""
    match node:
        case Query():
            return "\n".join(map(_printed_statement, node.statements))
        case Number():
            return f"{node.value}"
        case Text():
            return f'"{node.value}"'
        case Variable():
            return node.name
        case Items():
            return f"[{', '.join(map(printed, node.items))}]"
        case Dictionary():
            return "{" + ", ".join(f'"{key}": {printed(value)}' for key, value in node.entries) + "}"
        case Call():
            return f"{node.name}({', '.join(map(printed, node.arguments))})"
        case Negation():
            return f"(-{printed(node.operand)})"
        case Operation():
            return f"({printed(node.left)} {node.operator} {printed(node.right)})"
    raise AssertionError(node)


def _printed_statement(statement: Statement) -> str:
    match statement:
        case Assignment():
            return f"{statement.name} = {printed(statement.value)};"
        case Return():
            return f"return {printed(statement.value)};"
        case Condition():
            branches = [f"if {printed(test)} {_block(block)}" for test, block in statement.branches]
            return " el".join(branches) + f" else {_block(statement.otherwise)}"
        case _:
            return f"{printed(statement)};"


def _block(block: tuple[Statement, ...]) -> str:
    return "{ " + " ".join(map(_printed_statement, block)) + " }"


def only(text: str) -> Any:
    (statement,) = parse(text).statements
    return statement


@given(queries)
def test_a_tree_printed_and_parsed_is_the_same_tree(query: Query) -> None:
    assert parse(printed(query)) == query


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("1 + 2 * 3 == 4", "((1 + (2 * 3)) == 4)"),
        ("1 - 2 - 3", "((1 - 2) - 3)"),
        ("1 * 2 / 3 % 4", "(((1 * 2) / 3) % 4)"),
        ("1 == 2 == 3", "((1 == 2) == 3)"),
        ("-1 * -2", "((-1) * (-2))"),
        ("2 - -3", "(2 - (-3))"),
        ("- -f(1)", "(-(-f(1)))"),
    ],
)
def test_operators_bind_as_everywhere(text: str, same_as: str) -> None:
    assert only(text) == only(same_as)
    assert printed(only(text)) == same_as


def test_a_node_stands_where_it_begins_an_operation_at_its_operator() -> None:
    assignment = only("a = [1] +\n f(2)")
    operation = assignment.value
    assert assignment.offset == 0
    assert (operation.left.offset, operation.offset, operation.right.offset) == (4, 8, 11)
    assert operation.right.arguments[0].offset == 13


def test_a_chain_of_operators_may_be_of_any_length() -> None:
    assert isinstance(only("+".join("1" * 20_000)), Operation)


@pytest.mark.parametrize("opening", ["[", "(", "f(", '{"a":', "-", "if a {"])
def test_brackets_nest_only_so_deep(opening: str) -> None:
    with pytest.raises(QueryParseException, match=f"at most {MAX_NESTING} deep"):
        parse(opening * 100_000)


@pytest.mark.parametrize(
    ("opening", "inner", "closing"),
    [
        ("[", "", "]"),
        ("(", "1", ")"),
        ("f(", "", ")"),
        ('{"a":', "1", "}"),
        ("-", "1", ""),
        ("if a {", "", "}"),
    ],
)
def test_brackets_may_nest_up_to_the_limit(opening: str, inner: str, closing: str) -> None:
    assert parse(opening * MAX_NESTING + inner + closing * MAX_NESTING).statements


def test_brackets_beside_each_other_do_not_nest() -> None:
    assert len(parse("[[], (1), f()];" * 1000).statements) == 1000


@pytest.mark.parametrize("digits", ["9" * MAX_DIGITS, "1." + "0" * (MAX_DIGITS - 2)])
def test_a_number_has_only_so_many_digits(digits: str) -> None:
    assert only(digits).value > 0
    with pytest.raises(QueryParseException, match=f"at most {MAX_DIGITS} digits"):
        parse(digits + "0")


def test_a_decimal_has_a_range() -> None:
    with pytest.raises(QueryParseException, match="out of range"):
        parse("9" * 400 + ".0")


VALID = 'events = flood(query_bucket("w"));\nif a == 1 { b = -2.5; } elif c { return [b, {"k": 1}]; } else {}\nRETURN = (1 + x) * 3;'


def error_of(text: str) -> QueryParseException | None:
    try:
        parse(text)
    except QueryParseException as error:
        return error
    return None


def parses_or_says_where(text: str) -> None:
    error = error_of(text)
    if error is not None:
        assert error.position is not None
        assert 0 <= error.position.offset <= len(text)
        assert str(error).count("\n") == 2


@given(st.text())
@example("{")
@example('"a\\\\"')
def test_any_text_is_a_query_or_an_error_within_it(text: str) -> None:
    parses_or_says_where(text)


@given(st.data())
def test_a_changed_query_is_a_query_or_an_error_within_it(data: st.DataObject) -> None:
    changed = data.draw(_one_of_many_changes(VALID))
    parses_or_says_where(changed)


@given(st.lists(st.sampled_from([token.text for token in tokenize(VALID)])))
def test_tokens_in_any_order_are_a_query_or_an_error_within_it(tokens: list[str]) -> None:
    parses_or_says_where(" ".join(tokens))


def _one_of_many_changes(text: str) -> st.SearchStrategy[str]:
    """The text with a few stretches cut out, doubled, moved or overwritten."""
    places = st.integers(0, len(text))
    change: st.SearchStrategy[Callable[[str], str]] = st.one_of(
        st.builds(lambda a, b: lambda s: s[: min(a, b)] + s[max(a, b) :], places, places),
        st.builds(lambda a, b: lambda s: s[:b] + s[a:], places, places),
        st.builds(
            lambda a, t: lambda s: s[:a] + t + s[a:],
            places,
            st.text("(){}[],;:=+-*/%\"'\\#.1a \n", max_size=3),
        ),
    )
    return st.lists(change, min_size=1, max_size=4).map(lambda changes: _changed(text, changes))


def _changed(text: str, changes: list[Callable[[str], str]]) -> str:
    for change in changes:
        text = change(text)
    return text
