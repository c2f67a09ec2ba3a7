"""Documents that clients send: parsed and checked once, then remembered.

The checks of one schema are one function with one cache. Rules that are made anew for every request
would silently keep such a cache from ever hitting. What is remembered is found by a document's
text: to find it by the parsed document takes a walk through all of it.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    parse,
    specified_rules,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from showcase.api.cost import Scale, refuse
from showcase.api.effort import name_excess
from showcase.errors import ErrorCode

MAX_DOCUMENT_LENGTH = 32 * 1024
MAX_TOKENS = 1_000
"""Three times as many as the studio's largest document has; parsing takes 5 to 15 µs for each."""
MAX_VALUES = 2_000
"""In the variables: each is checked, and what it should have been is told."""
REMEMBERED = 512
MAX_ERRORS = 20
GAVE_UP = "Parsing aborted."
"""How graphql-core ends its words about a document that is too much for it."""
NOTHING = parse("{ __typename }")
"""Stands in for a document that is refused before it could be parsed."""

Check = Callable[[GraphQLSchema, str], tuple[GraphQLError, ...]]


class Documents(SchemaExtension):
    """Parses and validates an operation's document, or finds it already done."""

    def __init__(self, *, check: Check) -> None:
        super().__init__()
        self._check = check
        self._refusal: GraphQLError | None = None

    def on_parse(self) -> Iterator[None]:
        """Parse the document; what cannot be parsed is refused when it is validated."""
        operation = self.execution_context
        try:
            _check_variables(operation.variables)
            operation.graphql_document = read_document(operation.query or "")
        except GraphQLError as error:
            self._refusal = error
            operation.graphql_document = NOTHING
            operation._provided_operation_name = None  # noqa: SLF001 (it names nothing here)
        yield

    def on_validate(self) -> Iterator[None]:
        """Validate the document."""
        operation = self.execution_context
        if self._refusal is not None:
            operation.pre_execution_errors = [self._refusal]
        else:
            schema = operation.schema._schema  # noqa: SLF001 (Strawberry keeps it there)
            operation.pre_execution_errors = list(self._check(schema, operation.query or ""))
        yield


def make_check(*, explorable: bool) -> Check:
    """Return the check of documents, with its cache.

    Args:
        explorable: Whether introspection and suggestions of similar names are for everyone.
    """
    rules = [*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule]
    if not explorable:
        rules.append(NoSchemaIntrospectionCustomRule)

    @lru_cache(maxsize=REMEMBERED)
    def check(schema: GraphQLSchema, query: str) -> tuple[GraphQLError, ...]:
        document = read_document(query)
        excess = Scale(document).find_excess() or find_effort(document)
        if excess is not None:
            return (excess,)
        errors = validate(
            schema, document, rules, max_errors=MAX_ERRORS, hide_suggestions=not explorable
        )
        return tuple(_code(error, ErrorCode.GRAPHQL_VALIDATION_FAILED) for error in errors)

    return check


def find_effort(document: DocumentNode) -> GraphQLError | None:
    """Return why a document is not validated, if it would take too long."""
    excess = name_excess(document)
    return None if excess is None else refuse(excess)


def _check_variables(variables: dict[str, object] | None) -> None:
    """Return if there are not too many values in the variables.

    Raises:
        GraphQLError: There are.
    """
    waiting: list[object] = [variables]
    for _ in range(MAX_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    raise refuse(f"more than {MAX_VALUES:,} values in its variables")


@lru_cache(maxsize=REMEMBERED)
def read_document(query: str) -> DocumentNode:
    """Return a document.

    Raises:
        GraphQLError: A syntax error, or more than is allowed; with its code.
    """
    if len(query) > MAX_DOCUMENT_LENGTH:
        raise refuse(f"more than {MAX_DOCUMENT_LENGTH:,} characters")
    try:
        return parse(query, max_tokens=MAX_TOKENS)
    except RecursionError:
        raise refuse("too many levels") from None
    except GraphQLSyntaxError as error:
        if error.message.endswith(GAVE_UP):
            raise refuse(f"too many levels, or more than {MAX_TOKENS:,} tokens") from error
        raise _code(error, ErrorCode.GRAPHQL_PARSE_FAILED) from error


def _code(error: GraphQLError, code: ErrorCode) -> GraphQLError:
    error.extensions = {"code": code}
    return error
