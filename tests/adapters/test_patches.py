from PIL import Image, ImageDraw

from showcase.adapters.patches import Patch, find_patches


def draw(*boxes: tuple[int, int, int, int]) -> Image.Image:
    mask = Image.new("L", (40, 30))
    for box in boxes:
        ImageDraw.Draw(mask).rectangle(box, fill=255)
    return mask


def test_patches_apart_are_found_one_by_one() -> None:
    patches = list(find_patches(draw((2, 3, 8, 6), (12, 20, 39, 29))))

    assert patches == [Patch(2, 3, 9, 7), Patch(12, 20, 40, 30)]


def test_two_arms_that_meet_below_are_one_patch() -> None:
    patches = list(find_patches(draw((2, 2, 4, 20), (10, 5, 12, 20), (2, 18, 12, 20))))

    assert patches == [Patch(2, 2, 13, 21)]


def test_an_arm_that_leaves_further_down_belongs_to_the_patch() -> None:
    patches = list(find_patches(draw((2, 2, 12, 4), (2, 2, 4, 20), (10, 2, 12, 10))))

    assert patches == [Patch(2, 2, 13, 21)]


def test_an_empty_mask_has_no_patches() -> None:
    assert list(find_patches(draw())) == []
