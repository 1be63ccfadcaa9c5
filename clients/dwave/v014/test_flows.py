"""The flows of both releases with dwave-ocean-sdk 9.5.0."""

from flows.anneals import *  # noqa: F403
from flows.command import *  # noqa: F403
from flows.composites import *  # noqa: F403
from flows.connect import *  # noqa: F403
from flows.hybrids import *  # noqa: F403
from flows.nonlinear import *  # noqa: F403
from flows.problems import *  # noqa: F403
from flows.refused import *  # noqa: F403
from flows.samples import *  # noqa: F403
