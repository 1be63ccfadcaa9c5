"""QRMI, a client in Rust that comes without IQM's: it turns the last underscore of a machine's name into a colon."""

import json
import math
import os
import time

import pytest
from qrmi import Payload, QuantumResource, ResourceType, TaskStatus


@pytest.fixture(params=["emu_garnet", "emu:garnet"])
def resource(request, url, monkeypatch):
    """The machine by its name here, and by what the client makes of it; what it needs to know is in variables of that name."""
    monkeypatch.setenv(f"{request.param}_QRMI_IQM_ISA_ENDPOINT", url)
    monkeypatch.setenv(f"{request.param}_QRMI_IQM_ISA_TOKEN", os.environ["IQM_TOKEN"])
    return QuantumResource(request.param, ResourceType.IQMServer)


def ended(resource, task: str):
    """The status when the task runs no more."""
    deadline = time.monotonic() + 60
    while (status := resource.task_status(task)) in (TaskStatus.Queued, TaskStatus.Running):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return status


def test_a_machine_is_told_of(resource):
    assert resource.resource_id() == "emu:garnet"
    assert resource.resource_type() == ResourceType.IQMServer
    target = json.loads(resource.target().value)
    assert len(target["dynamic_quantum_architecture"]["qubits"]) == 20
    assert target["calibration_set"]["dut_label"] == "M153_W0_P06_Z99"


def test_a_task_runs(resource):
    flip = {
        "name": "flip",
        "instructions": [
            {"name": "prx", "locus": ["QB2"], "args": {"angle": math.pi, "phase": 0.0}},
            {"name": "measure", "locus": ["QB1", "QB2"], "args": {"key": "m"}},
        ],
    }
    body = json.dumps({"circuits": [flip], "shots": 200})
    lock = resource.acquire()
    task = resource.task_start(Payload.IQMServer(iqmjson=body, job_type="circuit", use_timeslot=False, tag=None))
    assert ended(resource, task) == TaskStatus.Completed
    result = json.loads(resource.task_result(task).value)
    [counts], [rows] = result["measurement_counts"], result["measurements"]
    assert counts["measurement_keys"] == ["m"] and sum(counts["counts"].values()) == 200
    # Errors leave more than nine tenths of them.
    assert counts["counts"]["01"] == rows["m"].count([0, 1]) > 100
    assert isinstance(resource.task_logs(task), str)
    resource.task_stop(task)
    resource.release(lock)


def test_what_cannot_run_is_refused_with_the_reason(resource):
    with pytest.raises(Exception, match="(?i)circuit"):
        resource.task_start(Payload.IQMServer(iqmjson='{"circuits": []}', job_type="circuit", use_timeslot=False, tag=None))
