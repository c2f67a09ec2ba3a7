"""Turns a wish in plain words, such as 'shorter about, projects first', into operations.

There is a closed list of them (`operations`): theme, accent colour, tone, order, visibility,
rewriting. By rules (`rules`, with its words in `words.toml`) or by a model (`model`), which may
only choose from the list and quote the person: no word of its own gets any further.
"""
