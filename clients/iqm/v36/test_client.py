"""Flows of the client itself, without Qiskit or Cirq."""

import json
import os
import urllib.request

import pytest
from iqm.iqm_client import IQMClient
from iqm.pulse import Circuit, CircuitOperation


def flip_and_measure() -> Circuit:
    return Circuit(
        name="flip",
        instructions=(
            CircuitOperation(name="prx", locus=("QB2",), args={"angle": 3.141592653589793, "phase": 0.0}),
            CircuitOperation(name="measure", locus=("QB1", "QB2"), args={"key": "m"}),
        ),
    )


def test_what_is_told_of_a_machine(client):
    architecture = client.get_static_quantum_architecture()
    assert architecture.dut_label == "M153_W0_P06_Z99"
    assert len(architecture.qubits) == 20 and len(architecture.connectivity) == 30
    assert client.get_health()["healthy"] is True
    assert "iqm_server" in client.get_about() or client.get_about()


def test_calibration_sets(client):
    dynamic = client.get_dynamic_quantum_architecture()
    assert dynamic.components[0] == "QB1"
    assert client.get_calibration_set(dynamic.calibration_set_id).observation_set_id == dynamic.calibration_set_id
    metrics = client.get_quality_metric_set()
    assert metrics.describes_id == dynamic.calibration_set_id
    assert client.get_dynamic_quantum_architecture(dynamic.calibration_set_id) == dynamic


def test_counts_and_measurements(client):
    job = client.submit_circuits([flip_and_measure()], shots=200)
    job.wait_for_completion()
    counts = client.get_job_measurement_counts(job.job_id)[0]
    assert counts.measurement_keys == ["m"]
    assert max(counts.counts, key=counts.counts.get) == "01"
    rows = client.get_job_measurements(job.job_id)[0]["m"]
    assert len(rows) == 200
    assert sum(row == [0, 1] for row in rows) == counts.counts["01"]


def test_refusal_names_the_instruction(client):
    wrong = Circuit(
        name="far",
        instructions=(
            CircuitOperation(name="prx", locus=("QB1",), args={"angle": 1.0, "phase": 0.0}),
            CircuitOperation(name="cc_prx", locus=("QB1",), args={
                "angle": 1.0, "phase": 0.0, "feedback_key": "nothing", "feedback_qubit": "QB1",
            }),
            CircuitOperation(name="measure", locus=("QB1",), args={"key": "m"}),
        ),
    )
    with pytest.raises(Exception, match="instruction 1"):
        client.submit_circuits([wrong], shots=10)


def test_delete(client):
    job = client.submit_circuits([flip_and_measure()], shots=10)
    job.wait_for_completion()
    client.delete_job(job.job_id)
    with pytest.raises(Exception, match="no job"):
        client.get_job(job.job_id)


def test_cancel_of_a_job_that_is_over_is_refused(client):
    job = client.submit_circuits([flip_and_measure()], shots=10)
    job.wait_for_completion()
    with pytest.raises(Exception, match="over"):
        client.cancel_job(job.job_id)


def test_wrong_token(url, monkeypatch):
    monkeypatch.delenv("IQM_TOKEN")
    with pytest.raises(Exception, match="key"):
        IQMClient.from_url(url, quantum_computer="emu_garnet", token="wrong")


def test_tokens_file(url, monkeypatch, tmp_path):
    """The client takes nothing but a JSON Web Token from a file; a key gets one."""
    request = urllib.request.Request(
        f"{url.rstrip('/')}/api/v1/tokens/current/refresh",
        method="POST",
        headers={"Authorization": f"Bearer {os.environ['IQM_TOKEN']}"},
    )
    with urllib.request.urlopen(request) as response:
        tokens = json.load(response)
    file = tmp_path / "tokens.json"
    file.write_text(json.dumps(tokens))
    monkeypatch.delenv("IQM_TOKEN")
    client = IQMClient.from_url(url, quantum_computer="emu_deneb", tokens_file=str(file))
    assert client.get_health()["healthy"] is True


def test_colon_for_underscore(url):
    """QRMI, a client in Rust, asks for `emu:garnet` where the alias is `emu_garnet`."""
    request = urllib.request.Request(
        f"{url.rstrip('/')}/api/v1/quantum-computers/emu:garnet",
        headers={"Authorization": f"Bearer {os.environ['IQM_TOKEN']}"},
    )
    with urllib.request.urlopen(request) as response:
        assert json.load(response)["alias"] == "emu_garnet"
