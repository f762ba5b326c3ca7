import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganstudio.jobs.names import clean, number_words, padded, picture_name

WINDOWS_REFUSES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def test_a_name_says_what_varied_and_ends_in_its_number():
    assert picture_name(("mouth_open-2", "hair-0"), 7, 120) == "mouth_open-2_hair-0__sample_007.png"


def test_a_picture_in_which_nothing_varied_is_a_sample():
    assert picture_name((), 3, 10) == "sample_03.png"


def test_steps_are_padded_so_that_they_sort():
    names = [picture_name((f"smile-{padded(step, 12)}",), step + 1, 12) for step in range(12)]
    assert names == sorted(names)


def test_a_slider_half_way_between_minus_and_plus_is_at_zero_without_a_sign():
    assert [number_words(value) for value in (-0.0, -0.004, 0.0, -2.0, 0.35)] == ["0", "0", "0", "−2", "0.35"]


def test_a_path_in_an_attribute_name_stays_in_the_folder():
    assert picture_name(("../../etc/passwd-1",), 1, 1) == "etc_passwd-1__sample_1.png"


@given(st.lists(st.text(max_size=300), max_size=6), st.integers(1, 10_000))
def test_any_text_makes_a_name_that_every_system_takes(parts, number):
    name = picture_name(parts, number, 10_000)
    assert not WINDOWS_REFUSES.search(name)
    assert len(name.encode()) <= 230
    assert not name.startswith((".", " ", "-"))
    assert name.endswith(f"sample_{number:05d}.png")


@given(st.text(max_size=50), st.text(max_size=50))
def test_two_pictures_never_share_a_name_even_without_case(first, second):
    assert picture_name((first,), 1, 2).casefold() != picture_name((second,), 2, 2).casefold()


@pytest.mark.parametrize("text", ["mouth_open", "Augenfarbe", "目"])
def test_usual_names_are_kept(text):
    assert clean(text) == text
