"""What the client sees in results that Naru wrote, as plain JSON; and whether IBM's published models accept them.

    node --conditions=naru-source dialects/ibm/testing/print-results.ts |
      clients/ibm/.venv/bin/python clients/ibm/read_results.py > dialects/ibm/fixtures/results.json

Reads a list of {name, program, text} and writes the list with what was seen.
"""

import json
import sys
from datetime import datetime

import numpy as np
from ibm_quantum_schemas.estimator.version_0_1.primitive_result import (
    PrimitiveResultWrapperModel as EstimatorResult,
)
from ibm_quantum_schemas.sampler.version_0_1 import PrimitiveResultWrapperModel as SamplerResult
from qiskit.primitives.containers import BitArray
from qiskit_ibm_runtime.execution_span import ExecutionSpans
from qiskit_ibm_runtime.json import RuntimeDecoder


def seen(value):
    if isinstance(value, BitArray):
        strings = [value[index].get_bitstrings() for index in np.ndindex(value.shape)]
        return {"shape": value.shape, "num_bits": value.num_bits, "bitstrings": strings}
    if isinstance(value, np.ndarray):
        flat = [None if np.isnan(x) else x for x in value.ravel().tolist()]
        return {"shape": value.shape, "type": value.dtype.str, "data": flat}
    if isinstance(value, ExecutionSpans):
        return [span_seen(span) for span in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: seen(inner) for key, inner in value.items()}
    return value


def span_seen(span):
    masks = {pub: span.mask(pub) for pub in span.pub_idxs}
    return {
        "type": type(span).__name__,
        "start": span.start.isoformat(),
        "stop": span.stop.isoformat(),
        "masks": {str(pub): {"shape": mask.shape, "all": bool(mask.all())} for pub, mask in masks.items()},
    }


def result_seen(text):
    result = json.loads(text, cls=RuntimeDecoder)
    pubs = [
        {
            "type": type(pub).__name__,
            "shape": pub.data.shape,
            "fields": {name: seen(field) for name, field in pub.data.items()},
            "metadata": seen(pub.metadata),
        }
        for pub in result
    ]
    return {"type": type(result).__name__, "pubs": pubs, "metadata": seen(result.metadata)}


if __name__ == "__main__":
    cases = json.load(sys.stdin)
    for case in cases:
        (SamplerResult if case["program"] == "sampler" else EstimatorResult).model_validate_json(case["text"])
        case["seen"] = result_seen(case["text"])
    json.dump(cases, sys.stdout, indent=1)
    print()
