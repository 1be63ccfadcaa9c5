"""What no client sends by itself, at the door of a real server."""

import base64
import io
import json
import os
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import requests
from flows.circuits import bell
from qiskit_ibm_runtime import SamplerV2

ROOT = os.environ["QISKIT_IBM_URL"]
KEY = {"Authorization": f"apikey {os.environ['QISKIT_IBM_TOKEN']}"}


def packed(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content, 9)).decode()


def posted(pub: list) -> requests.Response:
    order = {"program_id": "sampler", "backend": "emu_simulator"}
    order["params"] = {"pubs": [pub], "options": {}, "version": 2, "support_qiskit": True}
    return requests.post(f"{ROOT}/jobs", json=order, headers=KEY, timeout=60)


def array_of_zeros(shape: tuple) -> str:
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": shape})
    return packed(file.getvalue() + bytes(8 * int(np.prod(shape))))


def test_a_private_result_that_many_ask_for_at_once_is_given_once(simulator, service):
    sampler = SamplerV2(mode=simulator)
    sampler.options.environment.private = True
    job = sampler.run([bell().measure_all(inplace=False)], shots=100)
    job.wait_for_final_state()
    address = f"{ROOT}/jobs/{job.job_id()}"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: requests.get(f"{address}/results", headers=KEY, timeout=60), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [204] * 7
    assert "params" not in requests.get(address, headers=KEY, timeout=60).json()


def test_bombs_are_refused_with_a_reason():
    circuit = {"__type__": "QuantumCircuit", "__value__": packed(bytes(200 * 2**20))}
    zeros = {"__type__": "ndarray", "__value__": array_of_zeros((5000, 5000))}
    for pub in ([circuit, [], 10], [circuit, zeros, 10]):
        answer = posted(pub)
        assert 400 <= answer.status_code < 500
        assert len(answer.json()["errors"][0]["message"]) < 1000


def test_shapes_that_lie_are_refused():
    file = io.BytesIO()
    header = {"descr": "<f8", "fortran_order": False, "shape": (2**40, 2**20)}
    np.lib.format.write_array_header_1_0(file, header)
    answer = posted([{"__type__": "QuantumCircuit", "__value__": packed(b"QISKIT")}, packed(file.getvalue()), 10])
    assert answer.status_code == 400


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_tokens_that_somebody_else_made_open_nothing(origin, algorithm):
    form = {"grant_type": "urn:ibm:params:oauth:grant-type:apikey", "apikey": os.environ["QISKIT_IBM_TOKEN"]}
    token = requests.post(f"{origin}/ibm/identity/token", data=form, timeout=60).json()["access_token"]
    good = requests.get(f"{ROOT}/backends", headers={"Authorization": f"Bearer {token}"}, timeout=60)
    assert good.status_code == 200
    _, payload, signature = token.split(".")
    head = base64.urlsafe_b64encode(json.dumps({"alg": algorithm, "typ": "JWT"}).encode()).decode().rstrip("=")
    for end in ("", base64.urlsafe_b64encode(bytes(32)).decode().rstrip("="), signature):
        forged = {"Authorization": f"Bearer {head}.{payload}.{end}"}
        assert requests.get(f"{ROOT}/backends", headers=forged, timeout=60).status_code == 401
