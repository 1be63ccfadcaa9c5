"""What one can do with jobs beside waiting for them."""

import time

import numpy as np
import pytest
from flows.circuits import ansatz, bell, heavy, values
from qiskit import QuantumCircuit
from qiskit_ibm_runtime import SamplerV2
from qiskit_ibm_runtime.exceptions import RuntimeInvalidStateError, RuntimeJobMaxTimeoutError, RuntimeJobNotFound


def run(backend, shots: int = 20, **environment):
    options = {"environment": environment}
    return SamplerV2(mode=backend, options=options).run([bell().measure_all(inplace=False)], shots=shots)


def test_a_job_as_it_stands(service, simulator):
    job = run(simulator, job_tags=["naru-one", "naru-two"])
    job.wait_for_final_state(timeout=60)
    assert (job.status(), job.done(), job.errored(), job.cancelled()) == ("DONE", True, False, False)
    again = service.job(job.job_id())
    assert again.backend().name == "emu_simulator"
    assert again.primitive_id == "sampler"
    assert sorted(again.tags) == ["naru-one", "naru-two"]
    assert again.creation_date == job.creation_date
    assert again.error_message() is None
    assert again.result()[0].data.meas.num_shots == 20


def test_what_was_sent_comes_back(service, simulator):
    circuit, sets = ansatz(3).measure_all(inplace=False), values(2)
    job = SamplerV2(mode=simulator).run([(circuit, sets)], shots=33)
    [[sent, parameters, shots]] = service.job(job.job_id()).inputs["pubs"]
    assert sent == circuit
    np.testing.assert_array_equal(parameters, sets)
    assert shots == 33


def test_metrics_and_use(simulator):
    job = run(simulator)
    job.result()
    metrics = job.metrics()
    assert {"created", "running", "finished"} <= set(metrics["timestamps"])
    assert metrics["qiskit_version"]
    assert metrics["usage"]["status"] != "pending"
    assert 0 < job.usage() < 60
    assert isinstance(job.logs(), str)


def test_tags_are_replaced(service, simulator):
    job = run(simulator, job_tags=["naru-old"])
    assert sorted(job.update_tags(["naru-new", "naru-newer"])) == ["naru-new", "naru-newer"]
    assert sorted(service.job(job.job_id()).tags) == ["naru-new", "naru-newer"]
    assert job.update_tags([]) == []


def test_jobs_are_listed_in_pages_and_by_what_they_have(service, simulator):
    tag = f"naru-list-{time.time_ns()}"
    ids = []
    for k in range(25):
        ids.append(run(simulator, shots=1, job_tags=[tag, f"{tag}-{k % 2}"]).job_id())
    newest = [job.job_id() for job in service.jobs(limit=None, job_tags=[tag])]
    assert newest == ids[::-1]
    assert [job.job_id() for job in service.jobs(limit=3, skip=4, job_tags=[tag])] == ids[::-1][4:7]
    assert len(service.jobs(limit=None, job_tags=[tag, f"{tag}-1"])) == 12
    assert [job.job_id() for job in service.jobs(limit=2, job_tags=[tag], descending=False)] == ids[:2]
    assert service.jobs(limit=5, job_tags=[tag], backend_name="emu_eagle") == []
    assert service.jobs(limit=5, job_tags=[tag], program_id="estimator") == []
    for job in service.jobs(limit=None, job_tags=[tag]):
        job.wait_for_final_state(timeout=60)
    assert service.jobs(limit=5, job_tags=[tag], pending=True) == []
    assert len(service.jobs(limit=None, job_tags=[tag], pending=False)) == 25


def test_a_job_is_deleted(service, simulator):
    job = run(simulator)
    job.result()
    service.delete_job(job.job_id())
    with pytest.raises(RuntimeJobNotFound):
        service.job(job.job_id())
    with pytest.raises(RuntimeJobNotFound):
        service.delete_job(job.job_id())


def test_a_job_is_cancelled_once(simulator):
    job = SamplerV2(mode=simulator).run([heavy()], shots=10)
    assert job.status() in ("QUEUED", "RUNNING")
    job.cancel()
    job.wait_for_final_state(timeout=60)
    assert job.status() == "CANCELLED"
    with pytest.raises(RuntimeInvalidStateError):
        job.result()
    with pytest.raises(RuntimeInvalidStateError):
        job.cancel()


def test_a_job_that_runs_too_long_is_stopped(simulator):
    options = {"max_execution_time": 1}
    job = SamplerV2(mode=simulator, options=options).run([heavy()], shots=10)
    with pytest.raises(RuntimeJobMaxTimeoutError, match="longer than 1 s"):
        job.result(timeout=120)
    assert job.status() == "ERROR"
    assert job.error_message()


def test_a_private_job_is_read_once(service, simulator):
    job = run(simulator, private=True)
    job.wait_for_final_state(timeout=60)
    assert service.job(job.job_id()).private
    assert not service.job(job.job_id()).inputs
    assert service.job(job.job_id()).result()[0].data.meas.num_shots == 20
    assert service.job(job.job_id()).result() is None


def test_what_no_machine_can_do_is_refused_when_it_is_sent(simulator):
    circuit = QuantumCircuit(60)
    for layer in range(8):
        for qubit in range(60):
            circuit.ry(0.3 + layer + 0.1 * qubit, qubit)
        for qubit in range(30):
            circuit.cx(qubit, 30 + (qubit * 7 + layer) % 30)
            circuit.cx(30 + qubit, (qubit * 11 + 3 * layer) % 30)
    circuit.measure_all()
    with pytest.raises(Exception, match="(?i)qubits"):
        SamplerV2(mode=simulator).run([circuit], shots=10)


def test_a_job_that_is_not_there(service):
    with pytest.raises(RuntimeJobNotFound):
        service.job("01234567-89ab-7def-8123-456789ab0000")
