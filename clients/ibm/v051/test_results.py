"""Results that Naru wrote: what Naru's own tests compare with is what this client sees in them."""

import json
import pathlib

from read_results import result_seen

FIXTURE = pathlib.Path(__file__).parents[3] / "dialects" / "ibm" / "fixtures" / "results.json"


def test_the_fixture_is_what_the_client_sees():
    for case in json.loads(FIXTURE.read_text()):
        assert json.loads(json.dumps(result_seen(case["text"]))) == case["seen"], case["name"]
