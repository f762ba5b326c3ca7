"""Sheets of jobs: each picture's recipe is in the file, and a click opens it."""

import pytest
from analysis_window import AnalysisWindow
from PIL import Image, PngImagePlugin

from ganstudio.jobs import runner
from ganstudio.jobs.axes import PsiAxis, SeedAxis
from ganstudio.jobs.manifest import Job
from ganstudio.jobs.outputs import Outputs, SheetOptions
from ganstudio.jobs.plots import Plot
from ganstudio.jobs.sheet_plans import PlacedCell, add_plan
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed, Truncation
from ganstudio.ui.files.file_kinds import FileKind, file_kind
from ganstudio.ui.files.thumbnail_loader import decode_thumbnail
from ganstudio.ui.widgets.sheet_window import SheetWindow

PLAN = Plot(recipe=Recipe(latent=Seed(2)), x=PsiAxis(values=(0.3, 0.7)), y=SeedAxis(values=(5.0, 6.0)))


@pytest.fixture
def window(qtbot, qapp, studio):
    opened = AnalysisWindow(qtbot, qapp, studio)
    yield opened
    opened.close()


def made(studio, folder, *, pictures):
    job = Job(title="plot", plan=PLAN, outputs=Outputs(pictures=pictures, sheet=SheetOptions(tile=48)))
    runner.begin(folder, job, studio.renderer)
    for _ in runner.run(folder, studio.renderer):
        pass
    return folder / "sheet.png"


def click(window, path, place):
    window.window.files.open_file(path)
    window.until(lambda: window.window.findChild(SheetWindow) is not None)
    sheet = window.window.findChild(SheetWindow)
    window.until(lambda: sheet.pictures.width() > 0.9 * sheet.width())
    window.click(sheet.pictures, sheet.pictures.cell_rect(place).center())
    said = sheet.said.text()
    sheet.close()
    return said


@pytest.mark.parametrize("pictures", [True, False])
def test_a_click_in_a_sheet_opens_that_picture(window, studio, tmp_path, pictures):
    sheet = made(studio, tmp_path / "batch", pictures=pictures)
    assert file_kind(sheet) is FileKind.PLOT
    assert decode_thumbnail(sheet, 32).note == "sheet"
    assert click(window, sheet, 3) == "seed 6  psi 0.7: on screen."
    expected = Truncation(psi=0.7), Seed(6)
    session = window.window.bench.session
    window.until(lambda: (session.recipe.truncation, session.recipe.latent) == expected)
    assert session.history.past  # a step that can be undone


def test_a_sheet_of_another_model_says_so(window, tmp_path):
    chunks = PngImagePlugin.PngInfo()
    add_plan(chunks, PLAN, "f" * 32, [PlacedCell(0, 0, 64, 64, 1)])
    Image.new("RGB", (64, 64)).save(tmp_path / "sheet.png", pnginfo=chunks)
    before = window.window.bench.session.recipe
    assert click(window, tmp_path / "sheet.png", 0) == "seed 5  psi 0.3: on screen."
    window.until(lambda: "was made with another model" in window.window.bar.sentence)
    assert window.window.bench.session.recipe == before
