"""What the first reading of a page missed or misread, looked at again from near by.

Light words on small labels and pale titles are mostly missed. A second look only adds words, or
replaces those of which it is surer.
"""

from collections.abc import Sequence
from statistics import fmean

from PIL import Image

from showcase.adapters.labels import find_labels
from showcase.adapters.patches import PixelBox
from showcase.adapters.shades import find_paper, find_tinted
from showcase.adapters.sheet import read_snippets
from showcase.adapters.tesseract import ReadWord
from showcase.adapters.unread import find_unread

SURE = 0.8
"""A label whose words were read with this confidence is not read again."""
MIN_CONFIDENCE = 0.6
"""Of words that only the second look sees."""
GAIN = 0.1
"""By so much must the second look be surer to replace what was read before."""


def read_passed_over(
    image: Image.Image, words: Sequence[ReadWord], *, language: str
) -> tuple[list[ReadWord], list[PixelBox]]:
    """Give the words with those on labels and in pale lines added; and the labels with words."""
    paper = find_paper(image)
    tinted = find_tinted(image, paper)
    labels = find_labels(image, tinted=tinted, paper=paper)
    inside = {label: [word for word in words if _holds(label, word)] for label in labels}
    unread = [label for label in labels if _confidence(inside[label]) < SURE]
    unread += find_unread(tinted, seen=[*labels, *(word[1:5] for word in words)])
    result = list(words)
    for box, again in zip(unread, read_snippets(image, unread, language=language), strict=True):
        before = inside.get(box, [])
        others = [word for word in result if word not in before]
        found = [word for word in again if _is_new(word, others)]
        if _confidence(found) >= max(MIN_CONFIDENCE, _confidence(before) + GAIN):
            inside[box] = found
            place = _find_place(others, box)
            result = [*others[:place], *found, *others[place:]]
    return result, [label for label in labels if inside[label]]


def _holds(label: PixelBox, word: ReadWord) -> bool:
    across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return label[0] <= across <= label[2] and label[1] <= down <= label[3]


def _is_new(word: ReadWord, others: Sequence[ReadWord]) -> bool:
    spelled = any(map(str.isalnum, word.text))
    return spelled and not any(_holds(other[1:5], word) for other in others)


def _confidence(words: Sequence[ReadWord]) -> float:
    return fmean(word.confidence for word in words) if words else 0.0


def _find_place(words: Sequence[ReadWord], box: PixelBox) -> int:
    """Give where a box comes in the order of the words: behind the nearest that precedes it."""

    def distance(index: int) -> int:
        word = words[index]
        return abs(word.right - box[0]) + 8 * abs(word.top - box[1])

    before = [
        index
        for index, word in enumerate(words)
        if word.bottom <= box[1] or (word.top < box[3] and word.right <= box[0])
    ]
    return min(before, key=distance, default=-1) + 1
