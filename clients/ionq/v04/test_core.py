"""ionq-core 0.2.0, IonQ's own typed client: every answer is parsed into the types of IonQ's published description."""

import datetime

import pytest
from ionq_core import IonQClient, SessionManager, iter_jobs, wait_for_job
from ionq_core.api.backends import get_backend, get_backends
from ionq_core.api.characterizations import get_characterization, get_characterizations_for_backend
from ionq_core.api.default import (
    cancel_job,
    cancel_jobs,
    clone_job,
    create_job,
    delete_job,
    delete_jobs,
    estimate_job_cost,
    get_job,
    get_job_cost,
    get_job_probabilities,
    get_jobs,
    get_session_jobs,
    get_sessions,
)
from ionq_core.api.usage import get_usages
from ionq_core.api.whoami import get_whoami
from ionq_core.exceptions import AuthenticationError, BadRequestError, NotFoundError
from ionq_core.models.circuit_job_creation_payload import CircuitJobCreationPayload
from ionq_core.models.clone_job_payload import CloneJobPayload
from ionq_core.models.jobs_bulk_operation_request import JobsBulkOperationRequest
from ionq_core.models.json_multi_circuit_job import JSONMultiCircuitJob

BELL = [{"gate": "h", "target": 0}, {"gate": "cnot", "control": 0, "target": 1}]


@pytest.fixture(scope="module")
def client(origin):
    return IonQClient(base_url=f"{origin}/v0.4")


def payload(**overrides) -> CircuitJobCreationPayload:
    body = {
        "type": "ionq.circuit.v1",
        "backend": "simulator",
        "name": "core bell",
        "shots": 100,
        "input": {"gateset": "qis", "qubits": 2, "circuit": BELL},
    }
    return CircuitJobCreationPayload.from_dict(body | overrides)


def heavy() -> CircuitJobCreationPayload:
    circuit = [
        gate
        for layer in range(40)
        for gate in [{"gate": "ry", "target": q, "rotation": 0.1 + 0.01 * layer} for q in range(22)]
        + [{"gate": "cnot", "control": q, "target": q + 1} for q in range(layer % 2, 21, 2)]
    ]
    return payload(input={"gateset": "qis", "qubits": 22, "circuit": circuit})


def finished(client, **overrides):
    return wait_for_job(client, create_job.sync(client=client, body=payload(**overrides)).id)


def test_whoami(client):
    who = get_whoami.sync(client=client)
    assert who.key_name
    assert who.project_id


def test_backends_need_no_key(origin):
    client = IonQClient(base_url=f"{origin}/v0.4", api_key="not-a-key")
    names = {backend.backend for backend in get_backends.sync(client=client)}
    assert {"simulator", "qpu.aria-1", "qpu.forte-1", "qpu.forte-enterprise-1"} <= names
    assert get_backend.sync("qpu.forte-1", client=client).qubits == 36


def test_characterizations(client):
    page = get_characterizations_for_backend.sync("qpu.aria-1", client=client, limit=1)
    newest = page.characterizations[0]
    assert newest.qubits == 25
    assert str(get_characterization.sync("qpu.aria-1", newest.id, client=client).id) == str(newest.id)


def test_a_bell_pair(client):
    job = finished(client, metadata={"course": "양자 101"})
    assert job.status == "completed"
    assert job.metadata.additional_properties == {"course": "양자 101"}
    probabilities = get_job_probabilities.sync(uuid=job.id, client=client)
    assert probabilities.additional_properties == {"0": 0.5, "3": 0.5}


def test_several_circuits(client):
    body = JSONMultiCircuitJob.from_dict(
        {
            "type": "ionq.multi-circuit.v1",
            "backend": "simulator",
            "shots": 100,
            "input": {
                "gateset": "qis",
                "qubits": 2,
                "circuits": [{"name": "bell", "circuit": BELL}, {"circuit": [{"gate": "x", "target": 1}]}],
            },
        }
    )
    job = wait_for_job(client, create_job.sync(client=client, body=body).id)
    assert len(job.child_job_ids) == 2
    second = get_job.sync(job.child_job_ids[1], client=client)
    assert second.parent_job_id == job.id
    assert get_job_probabilities.sync(uuid=second.id, client=client).additional_properties == {"2": 1}


def test_noise(client):
    job = finished(client, noise={"model": "aria-1", "seed": 1}, shots=1000)
    probabilities = get_job_probabilities.sync(uuid=job.id, client=client).additional_properties
    assert sum(probabilities.values()) == pytest.approx(1)
    assert all((value * 1000) == pytest.approx(round(value * 1000)) for value in probabilities.values())


def test_clone_cost_and_estimate(client):
    job = finished(client)
    twin = clone_job.sync(job.id, client=client, body=CloneJobPayload.from_dict({"shots": 200, "name": "twin"}))
    assert wait_for_job(client, twin.id).shots == 200
    assert get_job_cost.sync(job.id, client=client).cost.value == 0
    estimate = estimate_job_cost.sync(client=client, backend="qpu.forte-1", field_1q_gates=10, field_2q_gates=5)
    assert estimate.estimated_execution_time >= 0


def test_listing_follows_the_cursor_to_its_end(client):
    made = {finished(client, name="page").id for _ in range(5)}
    listed = [job.id for job in iter_jobs(client, status="completed", limit=2)]
    assert made <= set(listed)
    assert len(listed) == len(set(listed))
    assert {job.id for job in get_jobs.sync(client=client, ids=list(made)[:2]).jobs} == set(list(made)[:2])


def test_cancel_and_delete_one_and_many(client):
    running = create_job.sync(client=client, body=heavy())
    assert cancel_job.sync(running.id, client=client).status == "canceled"
    stopped = wait_for_job(client, running.id)
    assert stopped.status == "canceled"
    assert stopped.failure.code == "SystemCancel"

    ids = [create_job.sync(client=client, body=heavy()).id for _ in range(2)]
    body = JobsBulkOperationRequest.from_dict({"ids": ids})
    assert cancel_jobs.sync(client=client, body=body).status == "canceled"
    assert {wait_for_job(client, id).status for id in ids} == {"canceled"}
    assert delete_jobs.sync(client=client, body=body).status == "deleted"
    assert delete_job.sync(running.id, client=client).status == "deleted"
    for id in [*ids, running.id]:
        with pytest.raises(NotFoundError):
            get_job.sync(id, client=client)


def test_a_session(client):
    with SessionManager(client, "qpu.forte-1", max_jobs=2) as session:
        job = create_job.sync(client=client, body=payload(backend="qpu.forte-1", session_id=session.session_id))
        wait_for_job(client, job.id)
        assert [listed.id for listed in get_session_jobs.sync(session.session_id, client=client).jobs] == [job.id]
        assert session.session_id in {str(open_.id) for open_ in get_sessions.sync(client=client, active=True).sessions}
    assert session.session_id not in {
        str(open_.id) for open_ in get_sessions.sync(client=client, active=True).sessions
    }


def test_usage(client):
    finished(client)
    today = datetime.date.today()
    usage = get_usages.sync(
        "self",
        client=client,
        start_date=today - datetime.timedelta(days=1),
        end_date=today + datetime.timedelta(days=2),
        group_by="project",
        modality="daily",
    )
    assert usage.job_count >= 1


def test_errors_are_told_apart(client, origin):
    with pytest.raises(NotFoundError):
        get_job.sync("00000000-0000-7000-8000-000000000000", client=client)
    with pytest.raises(BadRequestError, match="nowhere-9"):
        create_job.sync(client=client, body=payload(backend="qpu.nowhere-9"))
    with pytest.raises(AuthenticationError):
        get_whoami.sync(client=IonQClient(base_url=f"{origin}/v0.4", api_key="not-a-key"))
