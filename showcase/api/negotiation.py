"""Which media type an answer has, after the GraphQL over HTTP specification."""

from showcase.api.refusals import Refused

RESPONSE_JSON = "application/graphql-response+json"
JSON = "application/json"
ACCEPTING = {
    RESPONSE_JSON: (RESPONSE_JSON, "application/*"),
    JSON: (JSON, "application/*", "*/*"),
}


def choose_media_type(accept: str | None) -> str:
    """Return the type that the client prefers; plain JSON when it does not care.

    Raises:
        Refused: It takes neither of the two.
    """
    if not accept:
        return JSON
    weights = {offered: find_weight(accept, *accepting) for offered, accepting in ACCEPTING.items()}
    best = max(weights.values())
    if best <= 0:
        raise Refused(406, f"Answers come as {RESPONSE_JSON} or {JSON}.")
    named = {name for name, _ in _read_ranges(accept)}
    preferred = [offered for offered, weight in weights.items() if weight == best]
    return next((offered for offered in preferred if offered in named), JSON)


def find_weight(accept: str | None, *accepting: str) -> float:
    """Return how much a client wants what any of these ranges names; 0 if not at all."""
    if not accept:
        return 1.0
    return max((weight for name, weight in _read_ranges(accept) if name in accepting), default=0.0)


def _read_ranges(accept: str) -> list[tuple[str, float]]:
    return [_read_range(part) for part in accept.split(",")]


def _read_range(part: str) -> tuple[str, float]:
    """Return a media range of an Accept header and its weight (RFC 9110, 12.5.1)."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                weight = 0.0
    return name, weight
