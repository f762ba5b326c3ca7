"""Model files that were opened are offered again; settings survive damage."""

from __future__ import annotations

import msgspec
import pytest

from ganstudio.words import settings_path
from ganstudio.workspace.settings import (
    Settings,
    SettingsFile,
    default_workspace,
    load_settings,
    save_settings,
)
from ganstudio.workspace.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "modèle 顔.pkl"
    path.write_bytes(b"weights")
    return path


def test_the_last_opened_model_comes_first_and_each_once(workspace, model, tmp_path):
    other = tmp_path / "other.pkl"
    workspace.remember_model(model, "a" * 32)
    workspace.remember_model(other, "b" * 32, "Other")
    workspace.remember_model(model, "c" * 32)
    assert [(known.path, known.model_id, known.name) for known in workspace.recent_models()] == [
        (model, "c" * 32, "modèle 顔"),
        (other, "b" * 32, "Other"),
    ]


def test_a_model_is_found_by_its_md5_while_its_file_is_the_same(workspace, model):
    workspace.remember_model(model, "a" * 32)
    assert workspace.find_model("a" * 32) == model
    assert workspace.find_model("b" * 32) is None
    model.write_bytes(b"other weights")
    assert workspace.find_model("a" * 32) is None
    model.unlink()
    assert workspace.find_model("a" * 32) is None


@pytest.mark.parametrize("content", [b"", b"[1]", b"{}", b'{"format": 1, "models": 3}', b"\xff\xfe", b"{" * 100_000])
def test_a_damaged_list_of_models_starts_anew(workspace, model, content):
    (workspace.data / "recent_models.json").write_bytes(content)
    assert workspace.recent_models() == []
    workspace.remember_model(model, "a" * 32)
    assert workspace.find_model("a" * 32) == model


def test_settings_are_read_back_as_saved(tmp_path):
    settings = Settings(theme="light", live_update=False, workspace="Büro", window_geometry=bytes(range(256)))
    save_settings(settings, tmp_path / "a" / "settings.json")
    assert load_settings(tmp_path / "a" / "settings.json") == settings


def test_missing_settings_are_the_defaults(tmp_path):
    assert load_settings(tmp_path / "settings.json") == Settings()


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b"\xff", b"{" * 100_000, b'{"theme": "dark"'])
def test_damaged_settings_are_the_defaults(tmp_path, content):
    (tmp_path / "settings.json").write_bytes(content)
    assert load_settings(tmp_path / "settings.json") == Settings()


def test_one_damaged_setting_costs_itself_alone(tmp_path):
    (tmp_path / "settings.json").write_bytes(b'{"theme": "mauve", "live_update": false, "of_the_future": 1}')
    assert load_settings(tmp_path / "settings.json") == Settings(live_update=False)


def test_tests_never_touch_the_home_folder(tmp_path_factory):
    assert tmp_path_factory.getbasetemp() in settings_path().parents
    assert tmp_path_factory.getbasetemp() in default_workspace().parents


def test_the_current_folder_is_the_workspace_where_it_is_laid_out_as_one(tmp_path, monkeypatch):
    monkeypatch.delenv("GANSTUDIO_WORKSPACE")
    monkeypatch.chdir(tmp_path)
    assert default_workspace() != tmp_path
    Workspace(tmp_path)
    assert default_workspace() == tmp_path


def test_two_windows_keep_what_each_of_them_changed(tmp_path):
    path = tmp_path / "settings.json"
    first, second = SettingsFile(path), SettingsFile(path)
    first.save(msgspec.structs.replace(first.settings, theme="light"))
    second.save(msgspec.structs.replace(second.settings, live_update=False))
    first.save(msgspec.structs.replace(first.settings, reset_selections=True))
    kept = load_settings(path)
    assert (kept.theme, kept.live_update, kept.reset_selections) == ("light", False, True)
