"""What a document may cost, measured in one pass over it before anything else looks at it."""

from dataclasses import dataclass
from functools import cached_property

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from showcase.errors import ErrorCode
from showcase.services.pages import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE

MAX_DEPTH = 20
"""The introspection query of GraphiQL is 15 deep."""
MAX_COST = 20_000
MAX_ALIASES = 50
MAX_ROOT_FIELDS = 20
PAGED = frozenset({"jobs", "portfolios", "deployments", "revisions", "proposals"})
"""Fields that give pages; what they hold costs as often as the page is long."""


@dataclass(frozen=True)
class Measure:
    """How deep a selection is, how many points it costs, how many aliases it uses."""

    depth: int = 0
    cost: int = 0
    aliases: int = 0


class Scale:
    """Measures the operations of one document; each fragment is measured once."""

    def __init__(self, document: DocumentNode) -> None:
        self._document = document
        self._known: dict[str, Measure] = {}

    @cached_property
    def _fragments(self) -> dict[str, FragmentDefinitionNode]:
        definitions = self._document.definitions
        return {
            node.name.value: node
            for node in definitions
            if isinstance(node, FragmentDefinitionNode)
        }

    def find_excess(self) -> GraphQLError | None:
        """Return what is too much about the document, if anything is."""
        for node in self._document.definitions:
            if isinstance(node, OperationDefinitionNode):
                excess = self._name_excess(self.measure(node.selection_set), node)
                if excess is not None:
                    return refuse(excess)
        return None

    def measure(self, selection_set: SelectionSetNode | None) -> Measure:
        """Return what a selection costs, its fragments included."""
        depth = cost = aliases = 0
        for node in selection_set.selections if selection_set else ():
            part = self._measure_part(node)
            depth = max(depth, part.depth)
            cost += part.cost
            aliases += part.aliases
        return Measure(depth, cost, aliases)

    def _measure_part(self, node: object) -> Measure:
        if isinstance(node, FieldNode):
            inner = self.measure(node.selection_set)
            cost = 1 + inner.cost * _page_size(node)
            return Measure(inner.depth + 1, cost, inner.aliases + (node.alias is not None))
        if isinstance(node, FragmentSpreadNode):
            return self._measure_fragment(node.name.value)
        return (
            self.measure(node.selection_set) if isinstance(node, InlineFragmentNode) else Measure()
        )

    def _measure_fragment(self, name: str) -> Measure:
        """Measure a fragment once; one that spreads itself counts nothing, validation names it."""
        if name not in self._known:
            self._known[name] = Measure()
            fragment = self._fragments.get(name)
            self._known[name] = self.measure(fragment.selection_set if fragment else None)
        return self._known[name]

    def _name_excess(self, measure: Measure, node: OperationDefinitionNode) -> str | None:
        if len(node.selection_set.selections) > MAX_ROOT_FIELDS:
            return f"more than {MAX_ROOT_FIELDS} fields at the root"
        if measure.depth > MAX_DEPTH:
            return f"more than {MAX_DEPTH} levels"
        if measure.aliases > MAX_ALIASES:
            return f"more than {MAX_ALIASES} aliases"
        if measure.cost > MAX_COST:
            return f"{measure.cost:,} points where {MAX_COST:,} are allowed; ask for shorter pages"
        return None


def refuse(excess: str) -> GraphQLError:
    """Return the error for a document that is too much."""
    return GraphQLError(
        f"This operation costs too much: it has {excess}.",
        extensions={"code": ErrorCode.COST_LIMIT_EXCEEDED},
    )


def _page_size(node: FieldNode) -> int:
    """Return how often the selection of a field is resolved at most; a variable may be anything."""
    if node.name.value not in PAGED:
        return 1
    for argument in node.arguments or ():
        if argument.name.value in {"first", "last"}:
            value = argument.value
            return int(value.value) if isinstance(value, IntValueNode) else MAX_PAGE_SIZE
    return DEFAULT_PAGE_SIZE
