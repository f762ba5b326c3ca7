import numpy as np
import pytest
import torch

from ganstudio.analysis.linear_algebra import product, solution, symmetric_eigenvectors


@pytest.fixture
def matrix():
    rows = np.random.RandomState(0).randn(7, 5)
    return rows.T @ rows + np.eye(5)


def test_results_are_numpys(matrix):
    right = np.arange(5.0)
    np.testing.assert_allclose(solution(matrix, right), np.linalg.solve(matrix, right))
    np.testing.assert_allclose(product(matrix[:2], matrix), matrix[:2] @ matrix)
    np.testing.assert_allclose(product(matrix, right), matrix @ right)
    values, vectors = symmetric_eigenvectors(matrix)
    np.testing.assert_allclose(values, np.linalg.eigh(matrix)[0])
    np.testing.assert_allclose(vectors * values @ vectors.T, matrix, atol=1e-12)


def test_it_runs_on_one_thread_and_leaves_torch_as_many_as_it_had(matrix, monkeypatch):
    seen = []
    eigh = torch.linalg.eigh
    monkeypatch.setattr(torch.linalg, "eigh", lambda a: seen.append(torch.get_num_threads()) or eigh(a))
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        symmetric_eigenvectors(matrix)
        assert (seen, torch.get_num_threads()) == ([1], 2)
    finally:
        torch.set_num_threads(before)
