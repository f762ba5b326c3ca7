import msgspec
import pytest

from ganstudio.analysis.detector_files import load_detectors, save_detectors
from ganstudio.analysis.detector_library import DetectorLibrary
from ganstudio.analysis.detectors import Detector
from ganstudio.errors import AnalysisError, RecipeError
from ganstudio.recipe.edits import ChannelWeight
from recipes import small_spec

MOUTH = Detector(name="mouth", weights=(ChannelWeight("b8", 1, 2.0),), threshold=3.0)
EYES = Detector(name="eyes", weights=(ChannelWeight("b4", 0, -1.0),), kind="probe", bias=-1.0, least=0.4)


@pytest.fixture
def library(tmp_path):
    save_detectors(tmp_path, [MOUTH, EYES])
    return DetectorLibrary(tmp_path, small_spec())


def test_renaming_keeps_the_order_and_refuses_names_that_are_taken_or_empty(library, tmp_path):
    library.rename("mouth", " lips ")
    assert list(load_detectors(tmp_path)) == ["lips", "eyes"] == list(library)
    for name in ("eyes", " "):
        with pytest.raises(AnalysisError):
            library.rename("lips", name)
    assert library.rename("lips", "lips").name == "lips"


def test_a_copy_gets_a_free_name(library, tmp_path):
    assert [library.duplicate("mouth").name for _ in range(2)] == ["mouth 2", "mouth 3"]
    assert load_detectors(tmp_path)["mouth 3"].weights == MOUTH.weights


def test_a_new_detector_gets_a_free_name_even_where_another_window_took_it_meanwhile(library, tmp_path):
    DetectorLibrary(tmp_path, small_spec()).keep(msgspec.structs.replace(EYES, name="nose"))
    new = msgspec.structs.replace(MOUTH, name="nose")
    assert library.add(new).name == "nose 2"
    assert load_detectors(tmp_path)["nose"].weights == EYES.weights


def test_what_is_deleted_can_be_taken_back(library, tmp_path):
    deleted = library.delete("mouth")
    assert list(load_detectors(tmp_path)) == ["eyes"]
    library.keep(deleted)
    assert load_detectors(tmp_path) == {"eyes": EYES, "mouth": MOUTH}


def test_an_exported_detector_comes_back_as_it_was_beside_its_namesake(library, tmp_path):
    library.export("eyes", tmp_path / "eyes.json")
    library.keep(msgspec.structs.replace(EYES, note="changed since"))
    (back,) = library.import_from(tmp_path / "eyes.json")
    assert back == msgspec.structs.replace(EYES, name="eyes 2")
    assert load_detectors(tmp_path)["eyes 2"] == back


def test_a_detector_that_is_here_as_it_is_is_not_added_again(library, tmp_path):
    library.export("eyes", tmp_path / "eyes.json")
    with pytest.raises(AnalysisError, match="all here already"):
        library.import_from(tmp_path / "eyes.json")
    assert load_detectors(tmp_path) == {"eyes": EYES, "mouth": MOUTH}


@pytest.mark.parametrize("weight", [ChannelWeight("b8", 400, 1.0), ChannelWeight("b512", 0, 1.0)])
def test_a_detector_of_another_model_is_refused_and_nothing_is_added(library, tmp_path, weight):
    save_detectors(tmp_path / "other", [MOUTH, Detector(name="x", weights=(weight,))])
    with pytest.raises((AnalysisError, RecipeError)):
        library.import_from(tmp_path / "other" / "detectors.json")
    assert set(load_detectors(tmp_path)) == {"mouth", "eyes"}


def test_a_file_that_is_no_detectors_is_refused(library, tmp_path):
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(AnalysisError, match=r"x\.json"):
        library.import_from(tmp_path / "x.json")
    with pytest.raises(AnalysisError, match="not there"):
        library.import_from(tmp_path / "gone.json")
    save_detectors(tmp_path / "empty", [])
    with pytest.raises(AnalysisError, match="holds no detectors"):
        library.import_from(tmp_path / "empty" / "detectors.json")


def test_two_windows_keep_each_others_detectors(tmp_path):
    first, second = DetectorLibrary(tmp_path, small_spec()), DetectorLibrary(tmp_path, small_spec())
    first.keep(MOUTH)
    second.keep(EYES)
    first.delete("mouth")
    assert set(load_detectors(tmp_path)) == {"eyes"}
    assert set(first) == {"eyes"}


def test_a_name_that_another_window_took_meanwhile_is_refused(tmp_path):
    first, second = DetectorLibrary(tmp_path, small_spec()), DetectorLibrary(tmp_path, small_spec())
    first.keep(MOUTH)
    second.keep(msgspec.structs.replace(EYES, name="lips"))
    with pytest.raises(AnalysisError, match="Another window"):
        first.rename("mouth", "lips")
    assert set(load_detectors(tmp_path)) == {"mouth", "lips"}
