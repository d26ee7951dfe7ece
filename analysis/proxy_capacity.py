# SPDX-License-Identifier: GPL-2.0-only
"""Figure: how many calls per second a proxy carries, what they wait for, and what TLS costs beside the literature."""
import math

import matplotlib.pyplot as plt
import numpy
import pandas
from matplotlib import ticker

import command
import drawing
import intervals

NAME = "proxy-capacity"
CAPTION = """
One proxy between users whose own processors are free; its cores work for each message (kernel, parsing, routing, serializing)
and each cryptographic operation, at the costs of the profile raspberry-pi-4. (a) What one core adds to the set-up delay against
calls per second that come at random, up to and past saturation: %s %% of what the core has time for.
Mean (solid) and 95th percentile (dashed); the crosses are theory, the delay of a call that is alone and two waits by Pollaczek and
Khinchine's formula for the service times that were seen. Past saturation delays grow for as long as the load lasts. The curves of TCP
and of S/MIME from end to end lie on each other. (b) Calls set up
per second at 120 %% load by number of cores; lines: cores over the processor time that a call takes when it is alone. A queue that
grows holds back the later messages of calls more than the first, so a little more is set up than fits if all messages take alike,
and less if the first takes most. (c) That processor time over the one by UDP, at the costs of three profiles, with persistent TLS connections and with two new ones
for each call (one accepted, one opened; RSA-2048); dotted: published factors, at most 17 and 20 (Shen et al., ToN and
CUCS-022-09) and 4 (Kulin et al.). What to see: S/MIME from end to end costs the proxy no more than its octets and TCP; reading
bodies costs it a private-key operation for each, of which CEK reuse saves all but the first: half with two bodies a call; persistent TLS costs little beside TCP; the literature's factor comes from new connections, whose RSA
operations weigh what the processor makes of them.
"""
KEYS = ["experiment", "mechanism", "cost_profile", "cores", "load_percent", "quantity"]
NUMBERS = ["demand_us", "capacity_per_s", "base_delay_ms", "alone_delay_ms", "offered_per_s", "set_up_per_s", "added_delay_ms",
           "added_delay_p95_ms", "utilization", "wait_us", "mean_queue", "repeated_invites_percent", "set_up_percent"]
STYLES = (("udp", "UDP", drawing.BLACK, "o"), ("tcp", "TCP", drawing.GREEN, "s"),
          ("tls", "TLS", drawing.BLUE, "^"), ("smime", "S/MIME end to end, TCP", "#CC79A7", "v"),
          ("cek-reuse", "end-to-middle, CEK reuse", drawing.ORANGE, "D"),
          ("end-to-middle", "end-to-middle, public keys", drawing.RED, "P"))
FACTORS = (("tcp", "TCP"), ("tls", "TLS,\npersistent"), ("tls-per-call-resumed", "new,\nresumed"),
           ("tls-per-call", "new, server\nproved"), ("tls-per-call-mutual", "new,\nmutual"))
PROFILES = (("epyc-genoa-openssl-3.0", "EPYC, vector RSA", "#0072B2", ""),
            ("epyc-genoa-openssl-3.0-generic", "EPYC, plain RSA", "#56B4E9", "////"),
            ("raspberry-pi-4", "Raspberry Pi 4", "#dddddd", "...."))
PUBLISHED = (17, 20, 4)


def erlang_c(cores: int, load: float) -> float:
    """Probability that a call waits for one of some servers; load is that of each server, below 1."""
    offered = cores * load
    last = offered ** cores / math.factorial(cores) / (1 - load)
    return last / (sum(offered ** k / math.factorial(k) for k in range(cores)) + last)


def expected_wait(cores: int, rate: float, mean: float, square: float) -> float:
    """Mean wait of a job in M/G/c, in the unit of its service time.

    Exact for one server (Pollaczek and Khinchine); Lee and Longton's approximation for more, which is exact for exponential and
    good to some percent for less variable service times, and worse where they vary much and servers are many.
    """
    load = rate * mean / cores
    if load >= 1:
        return math.inf
    variation = square / mean ** 2 - 1
    return erlang_c(cores, load) * mean / (cores * (1 - load)) * (1 + variation) / 2


def theory(runs: pandas.DataFrame) -> pandas.DataFrame:
    """The wait and the added set-up delay that M/G/c gives for each point of all its runs together."""
    rows = []
    for keys, group in runs[(runs["experiment"] == "load") & (runs["load_percent"] < 100)].groupby(KEYS[:-1], sort=False):
        jobs = group["jobs"].sum()
        wait = expected_wait(keys[3], jobs / group["measured_s"].sum() / 1e6,
                             (group["service_us"] * group["jobs"]).sum() / jobs,
                             (group["service_square_us2"] * group["jobs"]).sum() / jobs)
        alone = (group["alone_delay_ms"] - group["base_delay_ms"]).mean()
        for quantity, value in (("theory_wait_us", wait), ("theory_added_delay_ms", alone + 2 * wait / 1e3)):
            if math.isfinite(value):
                rows.append((*keys, quantity, value, 0.0, len(group)))
    return pandas.DataFrame(rows, columns=[*KEYS, "mean_value", "ci95_value", "runs"])


def summarize(runs: pandas.DataFrame) -> pandas.DataFrame:
    """Mean of each quantity of each point, and theory."""
    runs = runs.copy()
    runs["added_delay_ms"] = runs["setup_delay_ms"] - runs["base_delay_ms"]
    runs["added_delay_p95_ms"] = runs["setup_delay_p95_ms"] - runs["base_delay_ms"]
    runs["mean_queue"] = runs["wait_us"] * runs["jobs"] / runs["measured_s"] / 1e6
    runs["repeated_invites_percent"] = 100 * (runs["invites"] - runs["calls"]) / runs["calls"]
    runs["set_up_percent"] = 100 * runs["calls_set_up"] / runs["calls"]
    parts = [runs.melt(id_vars=KEYS[:-1], value_vars=NUMBERS, var_name="quantity", value_name="value").dropna()]
    # What was found alone has no replications.
    return pandas.concat([intervals.summarize(pandas.concat(parts), KEYS, "value", "value").fillna({"ci95_value": 0}),
                          theory(runs)], ignore_index=True)


def pick(table: pandas.DataFrame, experiment: str, quantity: str, **wanted) -> pandas.DataFrame:
    """The rows of one quantity, by load."""
    rows = table[(table["experiment"] == experiment) & (table["quantity"] == quantity)]
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    return rows.sort_values("load_percent")


def load_profile(table: pandas.DataFrame) -> str:
    """The profile of panels (a) and (b)."""
    return "raspberry-pi-4"


def draw_delay(axis, table: pandas.DataFrame) -> None:
    """What the proxy adds, against calls per second."""
    for mechanism, label, colour, marker in STYLES:
        only = {"mechanism": mechanism, "cores": 1, "cost_profile": load_profile(table)}
        rate = pick(table, "load", "offered_per_s", **only)["mean_value"].to_numpy()
        for quantity, line, filled in (("added_delay_ms", "-", True), ("added_delay_p95_ms", "--", False)):
            rows = pick(table, "load", quantity, **only)
            low = numpy.minimum(rows["ci95_value"], 0.9 * rows["mean_value"])
            axis.errorbar(rate, rows["mean_value"], yerr=numpy.array([low, rows["ci95_value"]]), color=colour, marker=marker,
                          linestyle=line, capsize=2, linewidth=1.1 if filled else 0.8, markersize=4 if filled else 3,
                          markerfacecolor=colour if filled else "white", label=label if filled else None)
        expected = pick(table, "load", "theory_added_delay_ms", **only)
        known = pick(table, "load", "offered_per_s", **only).set_index("load_percent")["mean_value"]
        axis.plot(known.reindex(expected["load_percent"]), expected["mean_value"], linestyle="", marker="x", color="black",
                  markersize=6, markeredgewidth=0.9, zorder=5, label=None)
    axis.plot([], [], linestyle="", marker="x", color="black", markersize=6, label="M/G/1 theory of the mean")
    axis.plot([], [], linestyle="--", color="black", linewidth=0.8, label="95th percentile")
    axis.set_xscale("log")
    drawing.plain_log_scale(axis)
    axis.yaxis.set_major_locator(ticker.LogLocator(subs=(1,)))
    axis.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: "%g" % value))
    axis.xaxis.set_minor_formatter(ticker.NullFormatter())
    axis.set_xlabel("calls per second that come")
    axis.set_ylabel("delay added by the proxy (ms)")


def draw_cores(axis, table: pandas.DataFrame) -> None:
    """Calls per second past saturation, by cores."""
    for mechanism, _, colour, marker in STYLES:
        only = {"mechanism": mechanism, "cost_profile": load_profile(table)}
        full = pick(table, "load", "set_up_per_s", **only)
        rows = full[full["load_percent"] == full["load_percent"].max()].sort_values("cores")
        axis.errorbar(rows["cores"], rows["mean_value"], yerr=rows["ci95_value"], color=colour, marker=marker, linestyle="",
                      capsize=2, markersize=4)
        one = pick(table, "load", "capacity_per_s", cores=1, **only)["mean_value"]
        if len(one):
            axis.plot([1, 4], [one.iloc[0], 4 * one.iloc[0]], color=colour, linewidth=0.8)
    drawing.plain_log_scale(axis)
    axis.yaxis.set_major_locator(ticker.LogLocator(subs=(1,)))
    axis.set_xscale("log")
    axis.set_xticks((1, 2, 4), ("1", "2", "4"))
    axis.minorticks_off()
    axis.set_xlim(0.85, 4.7)
    axis.set_xlabel("cores")
    axis.set_ylabel("calls set up per second")


def draw_factors(axis, table: pandas.DataFrame) -> None:
    """Processor time over that of UDP."""
    width = 0.27
    for place, (profile, label, colour, hatch) in enumerate(PROFILES):
        def demand(mechanism: str) -> float:
            return float(pick(table, "demand", "demand_us", mechanism=mechanism,
                              cost_profile=profile)["mean_value"].iloc[0])  # pylint: disable=cell-var-from-loop
        values = [demand(mechanism) / demand("udp") for mechanism, _ in FACTORS]
        places = numpy.arange(len(FACTORS)) + (place - 1) * width
        axis.bar(places, values, width, color=colour, edgecolor="black", linewidth=0.5, hatch=hatch, label=label)
        for where, value in zip(places, values):
            axis.annotate("%.0f" % value if value >= 10 else "%.1f" % value, (where, value), xytext=(0, 1.5),
                          textcoords="offset points", ha="center", fontsize=6)
    for value in PUBLISHED:
        axis.axhline(value, color="black", linestyle=":", linewidth=0.9)
        axis.annotate("%d" % value, (len(FACTORS) - 0.35, value), xytext=(2, 1 if value == 20 else -5),
                      textcoords="offset points", fontsize=7, annotation_clip=False)
    drawing.plain_log_scale(axis)
    axis.set_xticks(range(len(FACTORS)), [label for _, label in FACTORS], fontsize=7)
    axis.set_ylabel("processor time of a call,\nUDP = 1")
    axis.set_ylim(1, 110)
    axis.set_xlim(-0.6, len(FACTORS) - 0.35)
    axis.grid(axis="x", visible=False)
    axis.legend(loc="upper left", fontsize=7, borderaxespad=0.1)


def draw(table: pandas.DataFrame, folder: str, name: str) -> None:
    """Delay on the left, cores and factors on the right."""
    figure = plt.figure(figsize=(drawing.TWO_COLUMNS_IN, 4.6), constrained_layout=True)
    grid = figure.add_gridspec(3, 2, width_ratios=(11, 10), height_ratios=(1, 4, 5))
    left = figure.add_subplot(grid[1:, 0])
    draw_delay(left, table)
    drawing.legend_in(figure.add_subplot(grid[0, :]), *left.get_legend_handles_labels(), columns=4)
    upper, lower = figure.add_subplot(grid[1, 1]), figure.add_subplot(grid[2, 1])
    draw_cores(upper, table)
    draw_factors(lower, table)
    for letter, axis in zip("abc", (left, upper, lower)):
        axis.set_title("(%s)" % letter, loc="left")
    drawing.save(figure, folder, name)


def caption(table: pandas.DataFrame) -> str:
    """What the figure shows."""
    loads = sorted(table[table["experiment"] == "load"]["load_percent"].unique())
    return (CAPTION % ", ".join("%d" % load for load in loads)
            + "Means of %d runs; error bars are 95 %% confidence intervals (Student's t)."
            % table[table["experiment"] == "load"]["runs"].min())


if __name__ == "__main__":
    command.main(NAME, "proxy-capacity", summarize, draw, caption)
