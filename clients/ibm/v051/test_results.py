"""Results that Naru wrote, as this client reads them: the fixture that Naru's own tests compare with is what it sees."""

import json
import pathlib

from read_results import result_seen

FIXTURE = pathlib.Path(__file__).parents[3] / "dialects" / "ibm" / "fixtures" / "results.json"


def test_the_fixture_is_what_the_client_sees():
    for case in json.loads(FIXTURE.read_text()):
        assert json.loads(json.dumps(result_seen(case["text"]))) == case["seen"], case["name"]
