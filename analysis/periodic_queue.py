# SPDX-License-Identifier: GPL-2.0-only
"""Theory of packetized voice on one link: the queue N D/D/1, and links without a queue."""
import math

ACTIVITY = 1.004 / (1.004 + 1.587)  # share of the time that somebody speaks (ITU-T P.59)


def exceeds(others: int, period: float, level: float) -> float:
    """Probability that work of more than LEVEL packets is found in N D/D/1, by one who comes at random.

    OTHERS sources send a packet each in every PERIOD (in packet times, not less than their number),
    with random phases (Roberts and Virtamo 1991, the exact form of Eckberg 1979).
    """
    if others == 0:
        return 0.0
    total = 0.0
    for count in range(int(math.floor(level)) + 1, others + 1):
        share = (count - level) / period
        if share >= 1:
            continue
        log = (math.lgamma(others + 1) - math.lgamma(count + 1) - math.lgamma(others - count + 1) + count * math.log(share)
               + (others - count) * math.log(1 - share))
        total += math.exp(log) * (period - others + level) / (period - count + level)
    return min(1.0, total)


def mean_wait(sources: int, period: float) -> float:
    """Mean wait of a packet, in packet times: the integral of exceeds() for the other sources."""
    steps_per_packet = 50
    others = sources - 1
    heights = [exceeds(others, period, (step + 0.5) / steps_per_packet) for step in range(others * steps_per_packet)]
    return sum(heights) / steps_per_packet


def binomial_loss(calls: int, activity: float, capacity: float) -> float:
    """E[(K - C)+] / E[K] with K speakers out of all calls: loss of a link without a queue."""
    lost = sum((count - capacity) * math.comb(calls, count) * activity ** count * (1 - activity) ** (calls - count)
               for count in range(math.floor(capacity) + 1, calls + 1))
    return lost / (calls * activity)
