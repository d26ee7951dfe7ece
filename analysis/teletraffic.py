# SPDX-License-Identifier: GPL-2.0-only
"""What teletraffic theory says of a link that is shared by calls. Only the standard library."""
import math
from typing import Dict, List, Tuple

# What a call needs in each direction, in units of 800 bit/s: packets of 20 ms with RTP, UDP, IP and PPP.
UNITS = {"pcmu": (160 + 12 + 8 + 20 + 2) * 8 * 50 // 800, "g729": (20 + 12 + 8 + 20 + 2) * 8 * 50 // 800}


def erlang_b(load: float, channels: int) -> float:
    """Share of calls blocked (A. K. Erlang, 1917): load in Erlang, by the recursion in the channels."""
    blocking = 1.0
    for number in range(1, channels + 1):
        blocking = load * blocking / (number + load * blocking)
    return blocking


def kaufman_roberts(classes: List[Tuple[float, int]], capacity: int) -> List[float]:
    """Share of calls of each class blocked: classes are (load in Erlang, units), capacity in units.

    J. S. Kaufman, IEEE Trans. Commun. 29(10), 1981; J. W. Roberts, 1981: complete sharing.
    """
    states = [1.0]
    for used in range(1, capacity + 1):
        states.append(sum(load * units * states[used - units]
                          for load, units in classes if units <= used) / used)
    total = math.fsum(states)
    return [math.fsum(states[max(0, capacity - units + 1):]) / total for _, units in classes]


def mean_blocking(loads: Dict[str, float], channels: int) -> float:
    """Share of all calls blocked: loads in Erlang by format, on a link for that many PCMU calls."""
    classes = [(load, UNITS[name]) for name, load in loads.items()]
    blocked = kaufman_roberts(classes, channels * UNITS["pcmu"])
    return sum(load * share for (load, _), share in zip(classes, blocked)) / sum(loads.values())


def fluid_loss(load: float, channels: int) -> float:
    """Share of the traffic lost when nobody is refused: E[(K - N)+] / E[K] for a Poisson number K of calls.

    The link has no queue; one delays the loss and does not prevent it, as calls last much longer.
    """
    return math.fsum((number - channels) * math.exp(number * math.log(load) - load - math.lgamma(number + 1))
                     for number in range(channels + 1, channels + 1 + 40 * (channels + math.ceil(load)))) / load
