"""The one or two letters that stand for a name."""


def initials_of(name: str) -> str:
    """Return the first letters of the first and last word; what follows a comma is a degree."""
    words = [word for word in name.partition(",")[0].split() if word[0].isalpha()]
    ends = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0].upper() for word in ends) or "•"
