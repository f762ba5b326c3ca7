"""A Dask scheduler on another machine is talked to by TLS alone."""

from __future__ import annotations

import pytest

from ganstudio.errors import JobError
from ganstudio.jobs.cluster import dask_cluster


@pytest.mark.parametrize(
    "address", ["tcp://192.0.2.7:8786", "192.0.2.7:8786", "tcp://render.example:8786", "tcp://[2001:db8::7]:8786"]
)
def test_one_that_anybody_can_reach_is_refused_before_it_is_called(address):
    with pytest.raises(JobError, match=r"not reached by TLS"), dask_cluster(address, timeout_s=0.1):
        pass


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:1", "tcp://localhost:1", "tcp://[::1]:1", "127.0.0.1:1", "tls://192.0.2.7:1"]
)
def test_one_of_this_machine_or_by_tls_is_called(address):
    with pytest.raises(JobError) as refusal, dask_cluster(address, timeout_s=0.1):
        pass
    assert "not reached by TLS" not in str(refusal.value)
