"""The flows of both releases with qiskit-ibm-runtime 0.49.0."""

from flows.connect import *  # noqa: F403
from flows.estimator import *  # noqa: F403
from flows.jobs import *  # noqa: F403
from flows.sampler import *  # noqa: F403
from flows.sessions import *  # noqa: F403
