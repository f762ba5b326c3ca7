import io
import re
import subprocess
import tracemalloc

import imageio_ffmpeg
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ganstudio.errors import JobError
from ganstudio.jobs.compose import Tile, frame_of
from ganstudio.jobs.films import make_film
from ganstudio.jobs.outputs import FilmOptions, film_format
from ganstudio.jobs.timeline import showing_times, way_back, whole_ticks

COLORS = [(220, 30, 40), (30, 200, 60), (40, 60, 210), (230, 220, 40), (40, 40, 40)]


def picture(index, height=40, width=48):
    """A color of its own for each index, with a white corner."""
    image = np.full((height, width, 3), COLORS[index % len(COLORS)], np.uint8)
    image[: height // 4, : width // 4] = 255
    return image


def film(path, options, count=5, **size):
    def shots():
        return ([Tile(picture(index, **size), f"step {index}")] for index in range(count))

    list(make_film(path, shots, count, options))
    return path


def frames_of(path):
    """Pictures and durations in seconds, as Pillow reads them."""
    frames, seconds = [], []
    with Image.open(path) as opened:
        for index in range(opened.n_frames):
            opened.seek(index)
            opened.load()
            seconds.append(opened.info.get("duration", 0) / 1000)
            frames.append(np.asarray(opened.convert("RGB")))
        loop = opened.info.get("loop")
    return frames, seconds, loop


def mp4_frames(path):
    """Pictures of an MP4, and what ffmpeg says of it."""
    program = imageio_ffmpeg.get_ffmpeg_exe()
    told = subprocess.run([program, "-hide_banner", "-i", path], capture_output=True, text=True, check=False).stderr
    width, height = map(int, re.search(r" (\d+)x(\d+)[, ]", told).groups())
    command = [program, "-loglevel", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return list(np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3)), told


def order_of(frames):
    """Which picture each frame shows, told by the color of its middle."""
    middles = [frame[frame.shape[0] // 2, frame.shape[1] // 2].astype(int) for frame in frames]
    return [int(np.argmin([np.abs(middle - color).sum() for color in COLORS])) for middle in middles]


def test_ping_pong_shows_each_end_once():
    assert list(way_back(5, FilmOptions(order="pingpong"))) == [3, 2, 1]
    assert list(way_back(2, FilmOptions(order="pingpong"))) == []
    assert list(way_back(1, FilmOptions(order="pingpong"))) == []
    assert list(way_back(3, FilmOptions(order="loop"))) == []


def test_a_hold_adds_to_the_ends_only():
    assert showing_times(4, FilmOptions(fps=10, hold=0.5)) == pytest.approx([0.6, 0.1, 0.1, 0.6])
    assert showing_times(1, FilmOptions(fps=10, hold=0.5)) == pytest.approx([0.6])


@pytest.mark.parametrize("easing", ["linear", "smooth", "in", "out"])
def test_easing_keeps_the_length_of_the_film(easing):
    assert sum(showing_times(24, FilmOptions(fps=12, easing=easing))) == pytest.approx(2.0, rel=1e-3)


def test_a_smooth_film_dwells_at_its_ends():
    times = showing_times(12, FilmOptions(fps=12, easing="smooth"))
    assert times[0] == pytest.approx(times[-1], rel=1e-2)
    assert times[0] > 2 * times[6]


@given(st.lists(st.floats(0.001, 2.0), min_size=1, max_size=60))
def test_rounding_to_ticks_never_adds_up(seconds):
    ticks = list(whole_ticks(seconds, 0.01))
    assert abs(sum(ticks) * 0.01 - sum(seconds)) <= 0.0051


@pytest.mark.parametrize("kind", ["gif", "webp", "apng"])
def test_frames_order_durations_and_colors_are_read_back(tmp_path, kind):
    options = FilmOptions(format=kind, fps=8, order="pingpong", hold=0.25, quality=100)
    frames, seconds, loop = frames_of(film(tmp_path / f"a.{kind}", options))
    assert order_of(frames) == [0, 1, 2, 3, 4, 3, 2, 1]
    assert sum(seconds) == pytest.approx(8 / 8 + 2 * 0.25, abs=0.011)
    assert seconds[0] == pytest.approx(0.375, abs=0.011)
    assert seconds[1] == pytest.approx(0.125, abs=0.011)
    assert loop == 0
    for frame, index in zip(frames, [0, 1, 2, 3, 4, 3, 2, 1], strict=True):
        np.testing.assert_allclose(frame, picture(index), atol=0 if kind != "gif" else 3)


@pytest.mark.parametrize(("kind", "plays"), [("gif", None), ("webp", 1), ("apng", 1)])
def test_a_forward_film_plays_once(tmp_path, kind, plays):
    frames, _, loop = frames_of(film(tmp_path / f"a.{kind}", FilmOptions(format=kind, fps=8, order="forward")))
    assert order_of(frames) == [0, 1, 2, 3, 4]
    assert loop == plays


@pytest.mark.parametrize("palette", ["frame", "film"])
@pytest.mark.parametrize("dither", [False, True])
def test_a_gif_of_photographs_stays_close_to_them(tmp_path, palette, dither):
    y, x = np.mgrid[0:64, 0:64]
    shots = [np.stack([x * 4, y * 4, np.full_like(x, 40 * k)], -1).astype(np.uint8) for k in range(5)]
    options = FilmOptions(format="gif", fps=10, order="forward", palette=palette, dither=dither)
    list(make_film(tmp_path / "a.gif", lambda: ([Tile(shot)] for shot in shots), 5, options))
    frames, _, _ = frames_of(tmp_path / "a.gif")
    error = [np.abs(frame.astype(int) - shot).mean() for frame, shot in zip(frames, shots, strict=True)]
    assert max(error) < (5 if palette == "frame" else 9)


def test_the_palette_of_a_film_is_one_and_that_of_frames_is_each_frames_own(tmp_path):
    def tables(palette):
        path = film(tmp_path / f"{palette}.gif", FilmOptions(format="gif", fps=10, palette=palette, order="forward"))
        found = []
        with Image.open(path) as opened:
            for index in range(opened.n_frames):
                opened.seek(index)
                local = opened._frame_palette  # the color table of the frame as it stands in the file
                found.append(bytes(local.palette))
        return set(found)

    assert len(tables("film")) == 1
    assert len(tables("frame")) == 5


def test_mp4_frames_order_duration_and_colors_are_read_back(tmp_path):
    options = FilmOptions(format="mp4", fps=10, order="pingpong", hold=0.3, quality=95)
    frames, told = mp4_frames(film(tmp_path / "a.mp4", options))
    assert order_of(frames) == [0] * 4 + [1, 2, 3] + [4] * 4 + [3, 2, 1]
    assert "Duration: 00:00:01.40" in told
    assert "10 fps" in told
    assert re.search(r"Video: h264 .*yuv420p\(tv, bt709, progressive\)", told)  # matrix, primaries and transfer alike
    assert b"colr" in (tmp_path / "a.mp4").read_bytes()
    for frame, index in zip(frames[3:8], range(5), strict=True):
        np.testing.assert_allclose(frame[20:30, 24:40], picture(index)[20:30, 24:40], atol=6)


def test_an_mp4_of_odd_size_is_padded_by_its_own_edge(tmp_path):
    frames, _ = mp4_frames(film(tmp_path / "a.mp4", FilmOptions(fps=10, quality=95), height=33, width=47))
    assert frames[0].shape == (34, 48, 3)
    np.testing.assert_allclose(frames[0][33, 30:], np.broadcast_to(picture(0)[20, 30], (18, 3)), atol=8)


def test_an_mp4_repeats(tmp_path):
    options = FilmOptions(fps=10, order="pingpong", repeats=2)
    frames, _ = mp4_frames(film(tmp_path / "a.mp4", options, count=3))
    assert order_of(frames) == [0, 1, 2, 1, 0, 1, 2, 1]


def test_an_eased_mp4_has_the_length_of_an_even_one(tmp_path):
    frames, _ = mp4_frames(film(tmp_path / "a.mp4", FilmOptions(fps=20, order="forward", easing="smooth"), count=20))
    assert len(frames) == 20


def test_films_side_by_side_with_words_below_and_another_size(tmp_path):
    def shots():
        return ([Tile(picture(step + face), f"face {face}") for face in range(4)] for step in range(3))

    options = FilmOptions(format="apng", fps=10, order="forward", size=80, captions=True)
    list(make_film(tmp_path / "a.apng", shots, 3, options))
    frames, _, _ = frames_of(tmp_path / "a.apng")
    assert len(frames) == 3
    assert frames[0].shape == (2 * (80 + 28) + 4, 2 * 96 + 4, 3)
    assert tuple(frames[0][60, 48]) == COLORS[0]
    assert tuple(frames[0][60 + 112, 148]) == COLORS[3]
    assert frames[0][80:108, :96].max() > 150  # letters on the dark paper


def test_a_grey_or_transparent_picture_becomes_color():
    grey = frame_of([Tile(np.full((4, 4), 9, np.uint8))])
    assert grey.shape == (4, 4, 3)
    clear = frame_of([Tile(np.zeros((4, 4, 4), np.uint8))])
    assert tuple(clear[0, 0]) == (24, 26, 31)


def test_a_film_that_is_stopped_leaves_nothing(tmp_path):
    for kind in ("gif", "webp", "apng", "mp4"):
        steps = make_film(
            tmp_path / f"a.{kind}", lambda: ([Tile(picture(k))] for k in range(9)), 9, FilmOptions(format=kind)
        )
        next(steps)
        next(steps)
        steps.close()
    assert list(tmp_path.iterdir()) == []


def test_a_film_into_a_missing_folder_is_refused_in_words(tmp_path):
    for kind in ("gif", "mp4"):
        with pytest.raises(JobError, match="is gone"):
            film(tmp_path / "none" / f"a.{kind}", FilmOptions(format=kind))


def test_rates_that_viewers_do_not_keep_are_refused():
    with pytest.raises(JobError, match=r"gif takes 0\.01 to 50"):
        FilmOptions(format="gif", fps=60)


def test_the_ending_tells_the_format(tmp_path):
    assert [film_format(tmp_path / name) for name in ("a.GIF", "a.png", "a.mp4")] == ["gif", "apng", "mp4"]
    with pytest.raises(JobError, match=r"\.webp"):
        film_format(tmp_path / "a.avi")


@pytest.mark.parametrize("kind", ["gif", "webp", "apng", "mp4"])
def test_memory_does_not_grow_with_the_length_of_a_film(tmp_path, kind):
    ramp = np.linspace(0, 255, 64 * 64 * 3).reshape(64, 64, 3).astype(np.uint8)

    def peak(count):
        def shots():
            return ([Tile(np.roll(ramp, k, 1))] for k in range(count))

        tracemalloc.start()
        for _ in make_film(tmp_path / "a", shots, count, FilmOptions(format=kind, order="pingpong", quality=50)):
            pass
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(3)  # what is loaded on first use
    assert peak(70) < peak(20) + 100_000  # 50 pictures more are 600 kB


def test_a_gif_shows_what_pillow_itself_would_show(tmp_path):
    path = film(tmp_path / "a.gif", FilmOptions(format="gif", fps=10, order="forward", dither=False))
    frames, _, _ = frames_of(path)
    for index, frame in enumerate(frames):
        buffer = io.BytesIO()
        Image.fromarray(picture(index)).quantize(256).save(buffer, "GIF")
        np.testing.assert_allclose(frame, np.asarray(Image.open(buffer).convert("RGB")), atol=3)


def test_a_picture_that_stays_is_a_frame_with_its_own_time(tmp_path):
    """As where a slider rests, and of one color, which needs no 256."""
    shots = [np.full((16, 24, 3), level, np.uint8) for level in (10, 10, 10, 200)]
    options = FilmOptions(format="gif", fps=5, order="forward", hold=0.4)
    list(make_film(tmp_path / "a.gif", lambda: ([Tile(shot)] for shot in shots), 4, options))
    frames, durations, _ = frames_of(tmp_path / "a.gif")
    assert [int(frame[3, 3, 0]) for frame in frames] == [10, 10, 10, 200]
    assert list(durations) == [0.6, 0.2, 0.2, 0.6]


def test_a_gif_is_no_larger_and_no_less_true_than_ffmpegs_own(tmp_path):
    """Moving gradients, with ffmpeg's usual filters on the same pictures."""
    y, x = np.mgrid[0:96, 0:96]
    shots = [np.stack([2 * x + k, 2 * y, 120 + 40 * np.sin((x + 3 * k) / 9)], -1).astype(np.uint8) for k in range(24)]
    options = FilmOptions(format="gif", fps=10, order="forward")
    list(make_film(tmp_path / "ours.gif", lambda: ([Tile(shot)] for shot in shots), len(shots), options))
    filters = "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1"
    ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "96x96"]
    subprocess.run(
        [*ffmpeg, "-i", "-", "-filter_complex", filters, tmp_path / "theirs.gif"],
        input=np.stack(shots).tobytes(),
        check=True,
    )

    def error(name: str) -> float:
        shown = np.stack(frames_of(tmp_path / name)[0]).astype(float)
        return float(np.mean((shown - np.stack(shots)) ** 2))

    assert (tmp_path / "ours.gif").stat().st_size <= (tmp_path / "theirs.gif").stat().st_size
    assert error("ours.gif") <= error("theirs.gif")
