"""From tokens to a syntax tree: recursive descent, with precedence climbing for the operators.

One token of lookahead is enough: a statement that begins with an expression is an assignment if `=` follows.
Brackets may nest only so deep that the recursion, here and wherever the tree is walked, stays far from
Python's limit; chains of operators do not nest, so they may be of any length.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

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
from aw_query.errors import QueryException, QueryParseException
from aw_query.lexer import Kind, Token, tokenize, unquote
from aw_query.limits import MAX_DIGITS, MAX_NESTING

__all__ = ["parse"]

T = TypeVar("T")

_PRECEDENCE = {
    Kind.EQUAL: 1,
    Kind.PLUS: 2,
    Kind.MINUS: 2,
    Kind.TIMES: 3,
    Kind.DIVIDE: 3,
    Kind.MODULO: 3,
}
_NO_OPERATOR = 0
_SHOWN = 20


def parse(text: str) -> Query:
    """The syntax tree of a query.

    Raises:
        QueryParseException: the text is not in the language; says where.
    """
    try:
        return _Parser(text).query()
    except QueryException as error:
        error.locate(text)
        raise


class _Parser:
    """Reads tokens one by one; `token` is the one not yet taken."""

    def __init__(self, text: str) -> None:
        self._tokens = tokenize(text)
        self.token = next(self._tokens)
        self._depth = 0

    def query(self) -> Query:
        """The whole text."""
        statements = tuple(self._statements(Kind.END))
        return Query(statements, end=self.token.offset, offset=0)

    def _statements(self, closing: Kind) -> Iterator[Statement]:
        while self.token.kind not in (closing, Kind.END):
            if self._at(Kind.SEMICOLON):
                self._take()
            elif self._at(Kind.IF):
                yield self._condition()
            else:
                yield self._simple_statement()

    def _simple_statement(self) -> Statement:
        start = self.token
        if self._at(Kind.RETURN):
            self._take()
            statement: Statement = Return(self._value("Nothing to return"), offset=start.offset)
            self._end_statement("Invalid syntax for value to return")
            return statement
        expression = self._expression()
        if self._at(Kind.ASSIGN):
            return self._assignment(expression, start)
        self._end_statement("Syntax error")
        return expression

    def _assignment(self, target: Expression, start: Token) -> Assignment:
        # A name in parentheses is an expression that begins later than its statement.
        if not isinstance(target, Variable) or target.offset != start.offset:
            raise self._error("Cannot assign to a non-variable", start)
        self._take()
        value = self._value("Nothing to assign")
        self._end_statement("Invalid syntax for value to assign")
        return Assignment(target.name, value, offset=start.offset)

    def _end_statement(self, problem: str) -> None:
        if self._at(Kind.SEMICOLON):
            self._take()
        elif self.token.kind not in (Kind.END, Kind.CLOSE_BRACE):
            raise self._error(f"{problem}: expected `;`, got {_shown(self.token)}")

    def _condition(self) -> Condition:
        offset = self.token.offset
        branches = [self._branch()]
        while self._at(Kind.ELIF):
            branches.append(self._branch())
        otherwise: tuple[Statement, ...] = ()
        if self._at(Kind.ELSE):
            self._take()
            otherwise = self._block()
        return Condition(tuple(branches), otherwise, offset=offset)

    def _branch(self) -> tuple[Expression, tuple[Statement, ...]]:
        self._take()
        return self._expression(), self._block()

    def _block(self) -> tuple[Statement, ...]:
        opening = self._expect(Kind.OPEN_BRACE)
        with self._nested(opening):
            statements = tuple(self._statements(Kind.CLOSE_BRACE))
        self._close(opening, Kind.CLOSE_BRACE)
        return statements

    def _value(self, problem: str) -> Expression:
        """An expression that must be there; the problem is told if nothing is."""
        if self.token.kind in (Kind.SEMICOLON, Kind.END, Kind.CLOSE_BRACE):
            raise self._error(problem)
        return self._expression()

    def _expression(self, precedence: int = _NO_OPERATOR) -> Expression:
        """An expression whose operators all bind tighter than `precedence`."""
        left = self._operand()
        while _PRECEDENCE.get(self.token.kind, _NO_OPERATOR) > precedence:
            operator = self._take()
            right = self._expression(_PRECEDENCE[operator.kind])
            left = Operation(left, operator.kind, right, offset=operator.offset)
        return left

    def _operand(self) -> Expression:
        token = self._take()
        match token.kind:
            case Kind.NUMBER:
                return Number(_number(token), offset=token.offset)
            case Kind.TEXT:
                return Text(unquote(token.text), offset=token.offset)
            case Kind.NAME if self._at(Kind.OPEN_PAREN):
                return Call(token.text, self._arguments(), offset=token.offset)
            case Kind.NAME:
                return Variable(token.text, offset=token.offset)
            case Kind.MINUS | Kind.OPEN_PAREN | Kind.OPEN_BRACKET | Kind.OPEN_BRACE:
                with self._nested(token):
                    return self._compound(token)
        raise self._error(f"Syntax error: {_shown(token)}", token)

    def _compound(self, opening: Token) -> Expression:
        """The expression that begins with this symbol."""
        offset = opening.offset
        match opening.kind:
            case Kind.MINUS:
                return Negation(self._operand(), offset=offset)
            case Kind.OPEN_PAREN:
                inner = self._expression()
                self._close(opening, Kind.CLOSE_PAREN)
                return inner
            case Kind.OPEN_BRACKET:
                items = self._separated(
                    opening, Kind.CLOSE_BRACKET, self._expression, "List expected a value"
                )
                return Items(tuple(items), offset=offset)
            case _:
                entries = self._separated(opening, Kind.CLOSE_BRACE, self._entry, "Dict expected an entry")
                return Dictionary(tuple(entries), offset=offset)

    def _arguments(self) -> tuple[Expression, ...]:
        opening = self._take()
        with self._nested(opening):
            arguments = self._separated(
                opening, Kind.CLOSE_PAREN, self._expression, "Function call expected an argument"
            )
            return tuple(arguments)

    def _entry(self) -> tuple[str, Expression]:
        if not self._at(Kind.TEXT):
            raise self._error(f"Key in dict is not a str: {_shown(self.token)}")
        key = self._take()
        if not self._at(Kind.COLON):
            raise self._error(f"Key in dict is not followed by a `:` but by {_shown(self.token)}")
        self._take()
        return unquote(key.text), self._value("Dict expected a value, got nothing")

    def _separated(self, opening: Token, closing: Kind, item: Callable[[], T], problem: str) -> Iterator[T]:
        """Items with commas between them, up to and with the closing bracket."""
        if not self._at(closing):
            yield item()
        while self._at(Kind.COMMA):
            self._take()
            if self._at(closing):
                raise self._error(f"{problem}, got nothing")
            yield item()
        self._close(opening, closing, expected=f"`,` or `{closing}`")

    def _close(self, opening: Token, closing: Kind, expected: str = "") -> None:
        if self._at(Kind.END):
            raise self._error(f"`{opening.text}` is never closed", opening)
        self._expect(closing, expected)

    @contextmanager
    def _nested(self, opening: Token) -> Iterator[None]:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise self._error(f"Brackets nest at most {MAX_NESTING} deep", opening)
        yield
        self._depth -= 1

    def _at(self, kind: Kind) -> bool:
        return self.token.kind is kind

    def _take(self) -> Token:
        token = self.token
        if token.kind is not Kind.END:
            self.token = next(self._tokens)
        return token

    def _expect(self, kind: Kind, expected: str = "") -> Token:
        if not self._at(kind):
            raise self._error(f"Syntax error: expected {expected or f'`{kind}`'}, got {_shown(self.token)}")
        return self._take()

    def _error(self, message: str, token: Token | None = None) -> QueryParseException:
        return QueryParseException(message, (token or self.token).offset)


def _number(token: Token) -> int | float:
    if len(token.text) > MAX_DIGITS:
        raise QueryParseException(
            f"A number has at most {MAX_DIGITS} digits, this one {len(token.text)}", token.offset
        )
    if "." not in token.text:
        return int(token.text)
    number = float(token.text)
    if math.isinf(number):
        raise QueryParseException(f"The number {token.text} is out of range", token.offset)
    return number


def _shown(token: Token) -> str:
    """A token as a message names it."""
    first_line = token.text[:_SHOWN].partition("\n")[0]
    return str(token.kind) if token.kind is Kind.END else f"`{first_line}`"
