"""Sessions and batches."""

import pytest
from flows.circuits import ansatz, bell, isa
from qiskit_ibm_runtime import Batch, EstimatorV2, SamplerV2, Session
from qiskit_ibm_runtime.exceptions import IBMRuntimeError


def test_a_session_takes_jobs_of_both_primitives_until_it_is_closed(service, heron):
    circuit = isa(bell(), heron)
    measured = isa(bell().measure_all(inplace=False), heron)
    with Session(backend=heron, max_time="10m") as session:
        sampled = SamplerV2(mode=session).run([measured], shots=100)
        estimated = EstimatorV2(mode=session, options={"resilience_level": 0}).run(
            [(circuit, "I" * 156)], precision=0.1
        )
        assert sampled.session_id == estimated.session_id == session.session_id
        details = session.details()
        assert details["backend_name"] == "emu_heron_r2"
        assert details["mode"] == "dedicated"
        assert details["max_time"] == 600
        assert sampled.result()[0].data.meas.num_shots == 100
        assert estimated.result()[0].data.evs == pytest.approx(1)
        assert session.status() == "In progress, accepting new jobs"
        assert session.usage() > 0
    assert session.status() in ("Closed", "In progress, not accepting new jobs")
    ids = {job.job_id() for job in service.jobs(session_id=session.session_id)}
    assert ids == {sampled.job_id(), estimated.job_id()}
    with pytest.raises(IBMRuntimeError):
        SamplerV2(mode=session).run([measured], shots=10)


def test_a_session_is_found_again(service, heron):
    session = Session(backend=heron)
    again = Session.from_id(session_id=session.session_id, service=service)
    assert again.session_id == session.session_id
    assert again.status() == "Pending"
    again.cancel()
    assert session.status() == "Closed"


def test_jobs_that_wait_are_cancelled_with_their_session(heron):
    measured = isa(ansatz(14).assign_parameters([0.3, 0.8]).measure_all(inplace=False), heron)
    session = Session(backend=heron)
    jobs = [SamplerV2(mode=session).run([measured], shots=20_000) for _ in range(4)]
    session.cancel()
    for job in jobs:
        job.wait_for_final_state(timeout=120)
    assert jobs[-1].status() == "CANCELLED"
    assert session.status() == "Closed"


def test_a_batch_groups_jobs(service, heron):
    measured = isa(bell().measure_all(inplace=False), heron)
    with Batch(backend=heron) as batch:
        jobs = [SamplerV2(mode=batch).run([measured], shots=shots) for shots in (10, 20, 30)]
    assert batch.details()["mode"] == "batch"
    assert [job.result()[0].data.meas.num_shots for job in jobs] == [10, 20, 30]
    assert len(service.jobs(session_id=batch.session_id, limit=None)) == 3
    assert 0 < batch.usage() == pytest.approx(sum(job.usage() for job in jobs))
    assert Batch.from_id(session_id=batch.session_id, service=service).session_id == batch.session_id


def test_a_simulator_has_no_sessions(simulator):
    with Session(backend=simulator) as session:
        job = SamplerV2(mode=session).run([bell().measure_all(inplace=False)], shots=10)
        assert job.session_id is None
        assert job.result()[0].data.meas.num_shots == 10
