"""Runs a syntax tree: statements one after another, until one returns or none is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

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
from aw_query.errors import QueryException, QueryInterpretException, QueryParseException
from aw_query.operators import negate, operate
from aw_query.registry import Context, Function
from aw_query.scope import RESULT
from aw_query.values import compacted, type_name

__all__ = ["Interpreter"]


class Interpreter:
    """Evaluates one query in a context; no value is ever changed, so names may share them."""

    def __init__(self, functions: Mapping[str, Function], context: Context) -> None:
        self._functions = functions
        self._scope = context.scope
        self._budget = context.budget
        self._context = context

    def run(self, query: Query) -> Any:
        """The query's result: what it returns, or what RETURN is at the end.

        Raises:
            QueryException: with the offset at which it happened.
        """
        self._run_block(query.statements)
        if RESULT not in self._scope:
            raise QueryParseException(
                "Query doesn't assign the RETURN variable, nothing to respond", query.end
            )
        return self._scope[RESULT]

    def _run_block(self, statements: Sequence[Statement]) -> bool:
        """Run statements in order; whether one of them ended the query."""
        return any(self._run(statement) for statement in statements)

    def _run(self, statement: Statement) -> bool:
        match statement:
            case Assignment(name=name):
                self._assign(name, statement)
            case Return():
                self._assign(RESULT, statement)
                return True
            case Condition():
                return self._run_block(self._chosen(statement))
            case _:
                self._evaluate(statement)
        return False

    def _assign(self, name: str, statement: Assignment | Return) -> None:
        value = self._evaluate(statement.value)
        with _blaming(statement):
            self._budget.hold(name, value)
            self._scope[name] = value

    def _chosen(self, condition: Condition) -> Sequence[Statement]:
        """The block to run: that of the first true test."""
        for test, block in condition.branches:
            if self._is_true(test):
                return block
        return condition.otherwise

    def _is_true(self, test: Expression) -> bool:
        value = self._evaluate(test)
        if not isinstance(value, bool):
            raise QueryInterpretException(
                f"A condition must be a boolean, not {type_name(value)}", test.offset
            )
        return value

    def _evaluate(self, expression: Expression) -> Any:
        match expression:
            case Number() | Text():
                return expression.value
            case Variable():
                return self._look_up(expression)
            case Operation():
                return self._operate(expression)
            case _:
                with _blaming(expression):
                    return self._make(expression)

    def _look_up(self, variable: Variable) -> Any:
        if variable.name not in self._scope:
            hint = f"; call the function as {variable.name}(…)" if variable.name in self._functions else ""
            raise QueryInterpretException(
                f"Tried to reference variable '{variable.name}' which is not defined{hint}", variable.offset
            )
        return self._scope[variable.name]

    def _make(self, expression: Call | Negation | Items | Dictionary) -> Any:
        """A new value, accounted for."""
        match expression:
            case Call():
                value = self._call(expression)
            case Negation(operand=operand):
                value = negate(self._evaluate(operand))
            case Items(items=items):
                value = [self._evaluate(item) for item in items]
            case Dictionary(entries=entries):
                value = {key: self._evaluate(item) for key, item in entries}
        self._budget.make(value)
        return value

    def _call(self, call: Call) -> Any:
        function = self._functions.get(call.name)
        if function is None:
            raise QueryInterpretException(f"Tried to call function '{call.name}' which doesn't exist")
        function.check_arity(len(call.arguments))
        values = [self._evaluate(argument) for argument in call.arguments]
        taken = []
        for index, (argument, value) in enumerate(zip(call.arguments, values, strict=True)):
            with _blaming(argument):
                taken.append(function.take(index, value))
        return compacted(function(self._context, *taken))

    def _operate(self, operation: Operation) -> Any:
        """A chain of operators, which grows to the left, without a recursion for each link."""
        links: list[Operation] = []
        first: Expression = operation
        while isinstance(first, Operation):
            links.append(first)
            first = first.left
        value = self._evaluate(first)
        for link in reversed(links):
            right = self._evaluate(link.right)
            with _blaming(link):
                value = operate(link.operator, value, right)
                self._budget.make(value)
        return value


@contextmanager
def _blaming(node: Statement) -> Iterator[None]:
    """Tell an error from inside where in the query it happened, if it does not know better."""
    try:
        yield
    except QueryException as error:
        error.blame(node.offset)
        raise
