"""Tabs with scripts, in the window, by mouse and keys, with the real engine and a small model."""

import os
import textwrap

import msgspec
import numpy as np
import pytest
from analysis_window import AnalysisWindow
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from ganstudio.analysis.script_bundle import read_bundle
from ganstudio.analysis.script_consent import ScriptConsent
from ganstudio.analysis.script_steps import ScriptFolder
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, TabScript
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.bench.placing import ScriptQuestion
from ganstudio.ui.jobs.entries import JobState
from ganstudio.ui.spatial.script.consent_dialog import ScriptConsentDialog
from ganstudio.ui.widgets.refusal import refusal_in
from script_parts import agree, apply_scripts

MAPS = (ChannelWeight("b8", 7, 200.0),)
CORNER = "import sys; open(sys.argv[1] + '/spatial_map.csv', 'w').write('1,0\\n0,0')"
EMPTY = "import sys; open(sys.argv[1] + '/spatial_map.csv', 'w').write('0,0\\n0,0')"
SLEEP = "import time; time.sleep(600)"


@pytest.fixture
def window(qtbot, qapp, studio):
    opened = AnalysisWindow(qtbot, qapp, studio)
    opened.window.resize(1600, 1000)
    yield opened
    opened.close()


@pytest.fixture
def questions():
    """Answers the question whether a script may run by mouse; `answers` are given in turn, the last again."""
    asked = Questions()
    asked.timer.start()
    yield asked
    asked.timer.stop()


class Questions:
    def __init__(self):
        self.answers = [True]
        self.headings = []
        self.contents = []
        self.modules = []
        self.arguments = []
        self.timer = QTimer()
        self.timer.setInterval(20)
        self.timer.timeout.connect(self._look)

    def _look(self):
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, ScriptConsentDialog):
            return
        self.headings.append(dialog.windowTitle())
        self.contents.append(dialog.content.toPlainText())
        self.modules.append({name: shown.toPlainText() for name, shown in dialog.modules.items()})
        self.arguments.append(dialog.arguments.toPlainText() if dialog.arguments is not None else "")
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        cancel = dialog.buttons.button(dialog.buttons.StandardButton.Cancel)
        QTest.mouseClick(dialog.run_button if answer else cancel, Qt.MouseButton.LeftButton)


def card(window):
    return window.tab.script


def write(window, name, body, *, agreed=False):
    path = window.studio.workspace.scripts / name
    path.write_text(textwrap.dedent(body))
    if agreed:
        agree(path)
    return path


def give(window, name="mine.py", *, edits=None, **fields):
    """Gives the tab a script, as opening a recipe would."""
    script = TabScript(file=name, **({"mode": "modify", "maps": MAPS} | fields))
    edit = msgspec.structs.replace(window.edit, script=script, weights=MAPS, multiplier=2.0)
    window.window.bench.show(replace(window.recipe, edits=edits or (edit,)), "a script")
    window.settle()


def space(window):
    window.window.view.setFocus()
    QTest.keyClick(window.window.view, Qt.Key.Key_Space)


def seed(window):
    return window.recipe.latent.seed


def idle(window):
    window.until(lambda: not window.window.bench.placing.is_running)
    window.settle()


def pick(combo, data):
    """Chooses an entry with the keyboard, as a person would."""
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Home)
    for _ in range(combo.findData(data)):
        QTest.keyClick(combo, Qt.Key.Key_Down)
    assert combo.currentData() == data


def unfold(window):
    if card(window).folded:
        window.click(card(window), card(window)._heading.geometry().center())
    assert not card(window).folded


def test_the_card_is_folded_and_offers_the_shipped_scripts(window):
    assert card(window).folded
    unfold(window)
    files = card(window).form.files
    assert [files.itemText(index) for index in range(files.count())] == ["None", "spatial_map.py", "view_all.py"]


def test_listed_maps_go_to_the_script_and_that_is_said(window):
    unfold(window)
    maps, said = window.window.tab_set.feature_maps, []
    pick(card(window).form.files, "spatial_map.py")
    window.until(lambda: window.edit.script is not None)
    window.tab.status.connect(said.append)
    window.window.tabs.setCurrentWidget(maps)
    maps.picks.field.setText("b8: 3,2x5")
    window.click(maps.picks.script_button)
    window.until(lambda: bool(said))
    assert window.edit.script.maps == (ChannelWeight("b8", 3, 1.0), ChannelWeight("b8", 5, 2.0))
    assert said == ["Script spatial_map.py gets 2 maps when it runs next."]


def test_a_script_is_chosen_set_up_and_saved_with_the_tab(window):
    unfold(window)
    form = card(window).form
    pick(form.files, "spatial_map.py")
    window.until(lambda: window.edit.script is not None)
    assert window.edit.script == TabScript(file="spatial_map.py", mode="modify")
    pick(form.modes, "run")
    form.arguments.setFocus()
    QTest.keyClicks(form.arguments, "--threshold 'a b'")
    QTest.keyClick(form.arguments, Qt.Key.Key_Return)
    form.maps.setFocus()
    QTest.keyClicks(form.maps, "b8: 7,2x3; 16.conv0: 1_2")
    QTest.keyClick(form.maps, Qt.Key.Key_Return)
    for box in (form.always, form.boxes["write_selection"], form.boxes["image_path"], form.boxes["show_output"]):
        window.click(box, box.rect().adjusted(4, 0, 0, 0).topLeft() + box.rect().bottomLeft() / 2)
    form.time_limit.lineEdit().selectAll()
    QTest.keyClicks(form.time_limit, "5")
    QTest.keyClick(form.time_limit, Qt.Key.Key_Return)
    wanted = TabScript(
        file="spatial_map.py",
        arguments=("--threshold", "a b"),
        maps=(
            ChannelWeight("b8", 7, 1.0),
            ChannelWeight("b8", 3, 2.0),
            ChannelWeight("b16.conv0", 1, 1.0),
            ChannelWeight("b16.conv0", 2, 1.0),
        ),
        write_selection=False,
        image_path=True,
        mode="run",
        always=True,
        show_output=True,
        time_limit_s=5.0,
    )
    assert window.edit.script == wanted
    window.studio.folder.save_tabs("mine", window.recipe.edits)
    assert window.studio.folder.load_tabs("mine")[0].script == wanted
    assert card(window).summary.text() == "spatial_map.py · Always"
    window.window.action("undo").trigger()
    assert window.edit.script.time_limit_s == 60.0
    assert form.time_limit.value() == 60


def test_what_is_not_understood_is_said_in_the_card_and_changes_nothing(window):
    give(window)
    unfold(window)
    form, before = card(window).form, window.recipe
    for field, text, words in (
        (form.maps, "b8: 999", "Map 999"),
        (form.maps, "b999: 3,5", "b999"),
        (form.arguments, "'open", "quotation mark"),
    ):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert words in refusal_in(window.window)
    assert window.recipe == before


def test_maps_listed_without_a_layer_are_of_the_tabs_own(window):
    give(window)
    unfold(window)
    field = card(window).form.maps
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "3,2x5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [(one.channel, one.weight) for one in window.edit.script.maps] == [(3, 1.0), (5, 2.0)]
    assert field.text() == "3,2x5"


def test_a_detector_and_a_script_exclude_one_another(window):
    window.weigh(*MAPS)
    window.click(window.detector.from_maps)
    window.until(lambda: window.edit.detector == "mouth")
    unfold(window)
    pick(card(window).form.files, "spatial_map.py")
    window.until(lambda: window.edit.script is not None)
    assert (window.edit.detector, window.edit.detector_mode) == ("", "off")
    assert window.detector.choice.names.currentText() == "None: placed by spatial_map.py"
    pick(window.detector.choice.names, "mouth")
    window.until(lambda: window.edit.detector == "mouth")
    assert window.edit.script is None


def test_run_shows_the_script_asks_once_and_selects(window, questions):
    give(window, "spatial_map.py")
    unfold(window)
    window.click(card(window).button)
    window.until(lambda: window.edit.selection.numpy().any())
    maps = window.studio.render_detailed(replace(window.recipe, edits=()), ["b8"]).feature_maps["b8"]
    selected = window.edit.selection.numpy() > 0
    assert maps[7][selected].min() > maps[7][~selected].max()
    assert questions.headings == ["Run spatial_map.py?"]
    assert "Where a part is: the mean of the given feature maps" in questions.contents[0]
    idle(window)
    assert "selected" in card(window).note.text()
    window.click(card(window).button)
    idle(window)
    assert len(questions.headings) == 1


def test_a_script_that_finds_nothing_empties_no_selection_without_a_word(window, questions):
    write(window, "mine.py", EMPTY, agreed=True)
    give(window)
    window.paint(slice(2, 4), slice(3, 5))
    unfold(window)
    window.click(card(window).button)
    window.until(lambda: not window.edit.selection.numpy().any())
    idle(window)
    assert (
        "The script found nothing on this picture: the selection of mouth is empty"
        in window.window.status._message.text()
    )


def test_declined_nothing_runs_and_generate_does_not_ask_again_but_run_does(window, questions):
    questions.answers = [False]
    write(window, "mine.py", "open('ran', 'w')")
    give(window)
    for _ in range(2):
        before = seed(window)
        space(window)
        window.until(lambda before=before: seed(window) != before)
        idle(window)
    assert "has not been agreed to" in window.window.bar.sentence
    assert not window.edit.selection.numpy().any()
    assert len(questions.headings) == 1
    unfold(window)
    window.click(card(window).button)
    idle(window)
    assert len(questions.headings) == 2
    assert not (window.studio.workspace.root / "ran").exists()


def test_a_changed_script_asks_again_and_says_so(window, questions):
    path = write(window, "mine.py", CORNER, agreed=True)
    give(window)
    unfold(window)
    window.click(card(window).button)
    idle(window)
    assert questions.headings == []
    path.write_text(CORNER + "  # changed")
    window.click(card(window).button)
    idle(window)
    assert questions.headings == ["Run mine.py?"]
    assert questions.contents == [CORNER + "  # changed"]


def test_a_new_picture_is_shown_when_the_script_is_back_with_the_tab_applied_and_kept(window):
    write(window, "mine.py", CORNER, agreed=True)
    give(window)
    with window.qtbot.waitSignal(window.window.files.folders_changed):
        space(window)
    window.settle()
    scripts = ScriptFolder(window.studio.workspace.scripts, ScriptConsent())
    assert window.recipe == apply_scripts(window.studio.renderer, window.recipe, scripts)
    np.testing.assert_array_equal(window.edit.selection.numpy(), np.kron([[1, 0], [0, 0]], np.ones((4, 4))))
    assert window.edit.is_active
    kept = Portrait.open(window.studio.workspace.list_portraits()[0].path)
    assert kept.recipe == window.recipe


def test_in_mode_run_the_new_picture_is_the_unmodified_one(window):
    write(window, "mine.py", CORNER, agreed=True)
    give(window, mode="run")
    before = seed(window)
    space(window)
    window.until(lambda: seed(window) != before)
    idle(window)
    assert window.edit.selection.numpy().any()
    unmodified = window.studio.render(replace(window.recipe, edits=())).image
    np.testing.assert_array_equal(window.window.bench.frame.image, unmodified)
    assert window.edit.multiplier == 2.0


@pytest.mark.parametrize(("always", "runs"), [(False, False), (True, True)])
def test_a_script_that_is_not_to_run_runs_only_if_marked_to_run_always(window, always, runs):
    write(window, "mine.py", CORNER, agreed=True)
    give(window, mode="off", always=always)
    before = seed(window)
    space(window)
    window.until(lambda: seed(window) != before)
    idle(window)
    assert bool(window.edit.selection.numpy().any()) is runs


def test_a_failing_script_loses_no_picture_and_folds_what_it_said(window):
    write(window, "bad.py", "raise ValueError('no mouth today')", agreed=True)
    give(window, "bad.py")
    with window.qtbot.waitSignal(window.window.files.folders_changed):
        space(window)
    idle(window)
    bar = window.window.bar
    assert bar.sentence.startswith("Script bad.py failed (exit status 1). Mend it")
    assert "nothing is selected in 'mouth'" in bar.sentence
    assert "no mouth today" not in bar.sentence
    assert not bar._details.isVisible()
    window.click(bar._more)
    assert "no mouth today" in bar._details.toPlainText()
    assert window.edit.multiplier == 2.0
    assert not window.edit.selection.numpy().any()


def test_a_hanging_script_does_not_hold_up_the_window_and_cancel_shows_the_picture(window):
    write(window, "slow.py", SLEEP, agreed=True)
    give(window, "slow.py")
    unfold(window)
    before = seed(window)
    space(window)
    window.until(lambda: card(window).button.text() == "Cancel")
    window.paint(slice(0, 2), slice(0, 2))  # the window goes on, and so does the renderer
    window.tab.multiplier.multiplier_done.emit(5.0)
    window.settle()
    assert seed(window) == before
    with window.qtbot.waitSignal(window.window.files.folders_changed):
        window.click(card(window).button)
    idle(window)
    assert seed(window) != before
    assert card(window).button.text() == "Run"
    assert card(window).note.text() == "Cancelled."
    assert not window.edit.selection.numpy().any()
    assert window.edit.multiplier == 5.0  # what was done meanwhile is kept


def test_the_status_bar_names_the_script_and_stops_it(window):
    write(window, "slow.py", SLEEP, agreed=True)
    give(window, "slow.py")
    before = seed(window)
    space(window)
    running = window.window.status._running
    window.until(lambda: running.isVisible() and "slow.py" in running.label.text())
    window.click(running.cancel)
    window.until(lambda: seed(window) != before)
    idle(window)
    window.until(lambda: not running.isVisible())


def test_a_script_past_its_time_is_stopped_and_says_what_to_do(window):
    write(window, "slow.py", SLEEP, agreed=True)
    give(window, "slow.py", time_limit_s=1.0)
    before = seed(window)
    space(window)
    window.until(lambda: seed(window) != before)
    assert "did not end within 1 seconds" in window.window.bar.sentence
    assert "Give it more time" in window.window.bar.sentence


def test_pictures_asked_for_while_a_script_runs_are_made_one_after_another(window):
    write(window, "mine.py", "import time; time.sleep(0.3)", agreed=True)
    give(window)
    for _ in range(3):
        space(window)
    window.until(lambda: len(window.studio.workspace.list_portraits()) == 3)
    idle(window)


def test_undo_takes_back_pictures_that_wait_for_a_script_and_loses_no_step(window):
    write(window, "slow.py", SLEEP, agreed=True)
    give(window, "slow.py")
    steps = window.window.bench.session.history
    space(window)
    space(window)
    undo = window.window.action("undo")
    for _ in range(3):
        assert window.window.bench.placing.is_running or undo.isEnabled()
        undo.trigger()
    idle(window)
    assert window.studio.workspace.list_portraits() == []
    assert window.window.bench.session.history == steps.undo()


def test_pictures_that_wait_for_a_script_that_is_cancelled_are_said_to_be_lost(window):
    write(window, "slow.py", SLEEP, agreed=True)
    give(window, "slow.py")
    unfold(window)
    for _ in range(25):
        space(window)
    window.until(lambda: card(window).button.text() == "Cancel")
    assert window.window.status._message.text() == "24 pictures still to be made"
    with window.qtbot.waitSignal(window.window.bench.placing.status) as said:
        window.click(card(window).button)
    assert said.args == ["24 pictures that waited will not be made."]
    idle(window)


def test_closing_the_window_ends_the_script(window, tmp_path):
    write(window, "slow.py", f"import os; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); {SLEEP}")
    agree(window.studio.workspace.scripts / "slow.py")
    give(window, "slow.py")
    space(window)
    window.until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
    window.window.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_dropped_picture_with_a_script_asks_before_it_runs(window, questions, tmp_path):
    write(window, "mine.py", CORNER)
    edit = SpatialEdit(
        name="hair",
        resolution=8,
        selection=Array(np.zeros((8, 8))),
        weights=MAPS,
        multiplier=2.0,
        script=TabScript(file="mine.py", mode="modify"),
    )
    path, before = tmp_path / "from_elsewhere.png", window.recipe
    window.studio.render(replace(window.recipe, latent=Seed(77), edits=(edit,))).save(path)
    window.window.view.files_dropped.emit([str(path)])
    window.until(lambda: seed(window) == 77 and window.edit.selection.numpy().any())
    assert questions.headings == ["Run mine.py?"]
    window.window.action("undo").trigger()  # opening a picture and placing its tabs anew is one step
    assert window.recipe == before


def drop(window, tmp_path, number=77, **script):
    """A picture from elsewhere whose tab runs a script, dropped on the window."""
    edit = msgspec.structs.replace(window.edit, script=TabScript(file="mine.py", maps=MAPS, **script))
    window.studio.render(replace(window.recipe, latent=Seed(number), edits=(edit,))).save(tmp_path / "elsewhere.png")
    window.window.view.files_dropped.emit([str(tmp_path / "elsewhere.png")])
    window.until(lambda: seed(window) == number)
    idle(window)


OVERWRITE = "import sys; [open(word.split('=')[1], 'w').write('gone') for word in sys.argv[2:]]"


@pytest.mark.parametrize("lets", [False, True])
def test_arguments_in_a_dropped_picture_are_shown_and_an_agreed_script_waits_for_the_click(
    window, questions, tmp_path, lets
):
    write(window, "mine.py", OVERWRITE, agreed=True)
    precious = tmp_path / "precious.pdf"
    precious.write_text("kept")
    questions.answers = [lets]
    drop(window, tmp_path, always=True, arguments=(f"--output={precious}", "--a=b\u202ec"))
    assert questions.arguments == [f"--output={precious}\n--a=b\\u202ec"]
    assert precious.read_text() == ("gone" if lets else "kept")


def test_a_module_planted_beside_an_agreed_script_is_shown_before_a_dropped_picture_runs_it(
    window, questions, tmp_path
):
    write(window, "mine.py", f"import helper; {CORNER}")
    helper = write(window, "helper.py", "# as it was")
    agree(helper.with_name("mine.py"))
    drop(window, tmp_path, always=True)
    assert questions.headings == []
    helper.write_text("open('ran', 'w')  # planted")
    questions.answers = [False]
    drop(window, tmp_path, 78, always=True)
    assert questions.modules == [{"helper.py": "open('ran', 'w')  # planted"}]
    assert not (window.studio.workspace.root / "ran").exists()


def test_arguments_that_a_person_types_need_no_question_where_the_script_was_agreed_to(window, questions):
    write(window, "mine.py", "import sys; print(sys.argv[2:])", agreed=True)
    give(window, show_output=True)
    unfold(window)
    arguments = card(window).form.arguments
    arguments.setFocus()
    QTest.keyClicks(arguments, "--threshold=30")
    QTest.keyClick(arguments, Qt.Key.Key_Return)
    window.click(card(window).button)
    window.until(lambda: "['--threshold=30']" in card(window).said.toPlainText())
    idle(window)
    assert questions.headings == []


def test_typing_into_arguments_from_elsewhere_agrees_to_none_of_them(window, questions, tmp_path):
    write(window, "mine.py", OVERWRITE, agreed=True)
    questions.answers = [False]
    give(window, arguments=(f"--output={tmp_path / 'made'}",))
    unfold(window)
    arguments = card(window).form.arguments
    arguments.setFocus()
    QTest.keyClick(arguments, Qt.Key.Key_End)
    QTest.keyClicks(arguments, " --mine=1")
    QTest.keyClick(arguments, Qt.Key.Key_Return)
    window.click(card(window).button)
    idle(window)
    assert questions.headings == ["Run mine.py?"]
    assert not (tmp_path / "made").exists()


def test_the_question_shows_what_would_hide(qtbot, tmp_path):
    (tmp_path / "mine.py").write_bytes(
        b"# a comment\ropen('ran', 'w')\n# \xe2\x80\xae turned\n" + b"\n" * 300_000 + b"end()"
    )
    dialog = ScriptConsentDialog(
        ScriptQuestion(read_bundle(tmp_path / "mine.py", tmp_path), ("<b>mouth</b>",), changed=False)
    )
    qtbot.addWidget(dialog)
    lines = dialog.content.toPlainText().splitlines()
    assert lines[:3] == ["# a comment", "open('ran', 'w')", "# \\u202e turned"]
    assert lines[-1] == "end()"
    assert dialog.content.lineWrapMode() == dialog.content.LineWrapMode.WidgetWidth
    assert dialog.findChildren(QLabel)[0].textFormat() == Qt.TextFormat.PlainText


def test_an_opened_picture_keeps_the_selection_that_it_was_saved_with_unless_a_script_is_always_to_run(
    window, tmp_path
):
    write(window, "mine.py", CORNER, agreed=True)
    painted = Array(np.eye(8, dtype=np.float32))
    for name, always in (("kept", False), ("anew", True)):
        edit = msgspec.structs.replace(
            window.edit, selection=painted, script=TabScript(file="mine.py", mode="modify", always=always)
        )
        window.studio.render(replace(window.recipe, latent=Seed(78), edits=(edit,))).save(tmp_path / f"{name}.png")
    window.window.files.open_file(tmp_path / "kept.png")
    window.until(lambda: seed(window) == 78)
    idle(window)
    assert window.edit.selection == painted
    window.window.files.open_file(tmp_path / "anew.png")
    window.until(lambda: window.edit.selection != painted)


def test_the_script_of_an_opened_picture_ends_when_another_one_is_opened(window, tmp_path):
    write(window, "slow.py", f"open('runs', 'a').write('x'); {SLEEP}", agreed=True)
    write(window, "mine.py", CORNER, agreed=True)
    for number, name in enumerate(("slow.py", "mine.py")):
        edit = msgspec.structs.replace(window.edit, script=TabScript(file=name, mode="modify", maps=MAPS))
        window.studio.render(replace(window.recipe, latent=Seed(number), edits=(edit,))).save(
            tmp_path / f"{number}.png"
        )
    window.window.files.open_file(tmp_path / "0.png")
    window.until((window.studio.workspace.root / "runs").exists)
    window.window.files.open_file(tmp_path / "1.png")
    window.until(lambda: seed(window) == 1 and window.edit.selection.numpy().any())
    idle(window)


def test_the_script_of_a_loaded_tab_set_asks_before_it_runs(window, questions):
    write(window, "mine.py", CORNER)
    edit = msgspec.structs.replace(window.edit, name="hair", script=TabScript(file="mine.py", mode="modify"))
    window.studio.folder.save_tabs("mine", (edit,))
    window.tab.presets.add_requested.emit("mine")
    window.until(lambda: len(window.recipe.edits) == 2)
    idle(window)
    assert questions.headings == []  # nothing has run
    before = seed(window)
    space(window)
    window.until(lambda: seed(window) != before)
    idle(window)
    assert questions.headings == ["Run mine.py?"]
    assert window.recipe.edits[1].selection.numpy().any()


def test_what_a_script_prints_is_shown_if_wanted(window):
    write(window, "mine.py", "print('hello from the script')", agreed=True)
    give(window, show_output=True)
    unfold(window)
    window.click(card(window).button)
    window.until(lambda: card(window).said.isVisible() and "hello" in card(window).said.toPlainText())
    idle(window)
    assert card(window).note.text() == "mine.py gave no selection back."
    window.click(card(window).form.boxes["show_output"], card(window).form.boxes["show_output"].rect().center() * 0.1)
    assert not card(window).said.isVisible()


def test_new_image_when_done_goes_on_until_it_is_stopped(window):
    write(window, "mine.py", CORNER, agreed=True)
    give(window)
    unfold(window)
    window.click(
        card(window).repeat, card(window).repeat.rect().bottomLeft() / 2 + card(window).repeat.rect().topLeft()
    )
    bar = window.window.run_bar
    assert "the next picture is made as soon as" in bar.sentence
    space(window)
    window.until(lambda: len(window.studio.workspace.list_portraits()) >= 3)
    assert "made and kept so far" in bar.sentence
    assert window.window.action("new_image_when_done").isChecked()
    window.click(bar.stop)
    idle(window)
    window.until(lambda: not window.window.bench.placing.is_running)
    made = len(window.studio.workspace.list_portraits())
    assert bar.sentence == ""
    assert not card(window).repeat.isChecked()
    assert not window.window.action("new_image_when_done").isChecked()
    space(window)
    window.until(lambda: len(window.studio.workspace.list_portraits()) == made + 1)
    idle(window)
    assert not window.window.bench.placing.is_running


def test_new_image_when_done_follows_a_run_by_hand_and_ends_with_a_failing_script(window):
    write(
        window,
        "mine.py",
        """
        import os, sys
        open('runs', 'a').write('x')
        sys.exit(1 if os.path.getsize('runs') > 2 else 0)
        """,
        agreed=True,
    )
    give(window)
    unfold(window)
    QTest.keyClick(window.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert card(window).repeat.isChecked()
    window.click(card(window).button)
    window.until(lambda: "failed" in window.window.bar.sentence)
    idle(window)
    assert (window.studio.workspace.root / "runs").read_text() == "xxx"
    assert window.window.run_bar.sentence == ""


def test_every_control_of_the_card_has_a_tooltip_and_a_name(window):
    give(window)
    unfold(window)
    form = card(window).form
    for field in (form.files, form.modes, form.arguments, form.maps, form.time_limit, form.folder_button):
        assert field.toolTip()
        assert field.accessibleName()
    for box in (*form.boxes.values(), form.always, card(window).repeat, card(window).button):
        assert box.toolTip()
        assert box.text()


def start_batch(window):
    """Asks for a batch of new pictures by menu and mouse, and gives the queue."""
    window.window.action("batch_new_latents").trigger()
    dialog = window.window.batch.dialog
    window.until(dialog.ok.isEnabled)
    return dialog, window.window.batch.queue


def test_a_batch_runs_the_scripts_that_were_agreed_to_and_goes_on_drawing(window):
    write(window, "mine.py", CORNER, agreed=True)
    give(window)
    dialog, queue = start_batch(window)
    window.click(dialog.ok)
    window.until(lambda: bool(queue.entries) and queue.entries[0].fresh >= 2)
    window.paint(slice(0, 2), slice(0, 2))  # the window goes on
    folder = queue.entries[0].folder
    queue.cancel(queue.entries[0].number)
    window.until(lambda: queue.entries[0].state is JobState.STOPPED)
    made = [Portrait.open(path) for path in sorted(folder.glob("*.png"))]
    assert made
    assert all(each.recipe.edits[0].selection.numpy()[0, 0] == 1 for each in made)


def test_a_batch_with_a_script_that_was_not_agreed_to_says_so_and_runs_nothing(window):
    write(window, "mine.py", "open('ran', 'w')")
    give(window)
    dialog, _ = start_batch(window)
    window.click(dialog.ok)
    window.until(lambda: "has not been agreed to" in window.window.bar.sentence)
    assert "\n" not in window.window.bar.sentence
    assert not (window.studio.workspace.root / "ran").exists()


def test_a_file_that_comes_into_the_folder_is_offered_when_the_list_opens(window):
    unfold(window)
    files = card(window).form.files
    write(window, "new.py", CORNER)
    window.click(files)
    assert files.findData("new.py") > 0
    QTest.keyClick(files.view(), Qt.Key.Key_Escape)
    give(window, "gone.py")
    assert files.currentText() == "gone.py (missing)"
    write(window, "gone.py", CORNER)
    window.click(files)
    assert files.currentText() == "gone.py"
    QTest.keyClick(files.view(), Qt.Key.Key_Escape)


def test_a_missing_script_is_told_with_what_to_do_and_the_picture_is_made(window):
    give(window, "gone.py")
    before = seed(window)
    space(window)
    window.until(lambda: seed(window) != before)
    assert "There is no script" in window.window.bar.sentence
    assert "choose another one" in window.window.bar.sentence


def test_the_tabs_of_a_detector_and_of_a_script_are_both_placed_on_a_new_picture(window):
    write(window, "mine.py", CORNER, agreed=True)
    window.weigh(*MAPS)
    window.click(window.detector.from_maps)
    window.until(lambda: window.edit.detector == "mouth")
    with_detector = msgspec.structs.replace(window.edit, detector_mode="modify", multiplier=1.0)
    with_script = SpatialEdit(
        name="hair",
        resolution=8,
        selection=Array(np.zeros((8, 8))),
        weights=MAPS,
        multiplier=1.0,
        script=TabScript(file="mine.py", mode="modify"),
    )
    window.window.bench.show(replace(window.recipe, edits=(with_detector, with_script)), "two tabs")
    window.settle()
    before = seed(window)
    space(window)
    window.until(lambda: seed(window) != before)
    idle(window)
    maps = window.studio.render_detailed(replace(window.recipe, edits=()), ["b8"]).feature_maps["b8"]
    detector = window.kept_detectors["mouth"]
    np.testing.assert_array_equal(window.recipe.edits[0].selection.numpy(), 200 * maps[7] >= detector.threshold)
    assert window.recipe.edits[1].selection.numpy()[0, 0] == 1


def test_new_image_when_done_goes_on_with_detectors_alone(window):
    window.weigh(*MAPS)
    window.click(window.detector.from_maps)
    window.until(lambda: window.edit.detector == "mouth")
    pick(window.detector.choice.modes, "modify")
    window.until(lambda: window.edit.detector_mode == "modify")
    window.window.action("new_image_when_done").trigger()
    space(window)
    window.until(lambda: len(window.studio.workspace.list_portraits()) >= 3)
    QTest.keyClick(window.window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    window.until(lambda: window.window.run_bar.sentence == "")
    idle(window)


def test_another_model_ends_the_script_and_the_run_without_a_picture_of_the_old_one(window):
    write(window, "slow.py", f"open('runs', 'a').write('x'); {SLEEP}", agreed=True)
    give(window, "slow.py")
    window.window.action("new_image_when_done").trigger()
    before = window.recipe
    space(window)
    window.until((window.studio.workspace.root / "runs").exists)
    with window.qtbot.waitSignal(window.window.bench.model_changed):
        window.window.open_model("tiny.safetensors")
    window.settle()
    assert not window.window.bench.placing.is_running
    assert window.window.run_bar.sentence == ""
    assert card(window).button.text() == "Run"
    assert window.recipe == before
    assert window.window.bar.sentence == ""


def test_what_a_script_found_on_a_picture_that_is_gone_is_not_taken_over(window):
    write(
        window, "slow.py", f"import os, time\nwhile not os.path.exists('go'): time.sleep(0.01)\n{CORNER}", agreed=True
    )
    give(window, "slow.py", mode="off")
    unfold(window)
    window.click(card(window).button)
    window.until(lambda: card(window).button.text() == "Cancel")
    before = seed(window)
    space(window)
    window.until(lambda: seed(window) != before)
    with window.qtbot.waitSignal(window.window.bench.placing.status) as said:
        (window.studio.workspace.root / "go").touch()
    idle(window)
    assert said.args == ["The picture is another one by now: what the script found was not taken over."]
    assert not window.edit.selection.numpy().any()
