# SPDX-License-Identifier: GPL-2.0-only
"""Figure: what each way to open a firewall clips, leaves open, costs and breaks."""
import math

import matplotlib.pyplot as plt
import numpy
import pandas

import command
import drawing
import intervals

NAME = "firewall-control"
CAPTION = """
A call of %g s through a firewall that drops media unless it is told of the call, by the way it is told.
(a) Packets of the callee's media (PCMU, 20 ms, SRTP) dropped before the first one passed, against the
one-way delay between proxy and firewall; grey: (10.2 ms + 2 x delay) / 20 ms, rounded up: the way of the
answer to the proxy and back, less that of media, in packets; dotted: the same for the first of both
users' tokens in RTCP at its own time, by drawing RFC 3550's intervals (sections 6.3.1 and 6.3.6: 2.5 s in the mean, as
timers are reconsidered; the caller's run since the offer). (b) The same with packets
lost on the links, at 20 ms. (c) Seconds from the hang-up until nothing is open any more; filled: after a BYE, open: the BYE is
lost and the caller's telephone gone (an arrow: still open at the end of the simulation). (d) Octets of IP packets of signaling for a call
(SIP, SIMCO in TLS with its handshake, RTCP with tokens), and over the bars the firewall's processor time for a look at a
packet. (e) Calls of %d without media one way or both at their end, by the way that packets take. What to
see: a proxy on the firewall clips nothing, but works only where media passes that very firewall; SIMCO
reaches one firewall elsewhere and clips what the answer's detour takes; a token opens whatever firewalls
media passes, one after the other, and clips as much as SIMCO if it is sent at once, but a second of media and more if it
waits for RTCP's time; RTCP closes where a BYE is lost. Means of %d runs; error bars are 95 %% confidence intervals
(Student's t).
"""
#        name, label, colour, marker
WAYS = (("open", "all ports open", drawing.BLACK, "o"),
        ("border-controller", "border controller", drawing.BLUE, "D"),
        ("co-located", "proxy on firewall", drawing.GREEN, "s"),
        ("simco", "SIMCO", drawing.ORANGE, "^"),
        ("token", "token at once", drawing.RED, "v"),
        ("token-rtcp-time", "token, RTCP's time", drawing.RED, "x"))
ROUTES = (("symmetric", "one firewall"), ("asymmetric", "media back by another"), ("two-firewalls", "two in series"),
          ("changing", "route moves"), ("proxy-off-path", "proxy off the path"))
KEYS = ["experiment", "way", "control_delay_ms", "loss_percent", "routes", "attack", "measure"]
OCTETS = (("sip_octets", "SIP", "#bbbbbb", ""), ("simco_octets", "SIMCO", drawing.ORANGE, "///"),
          ("token_octets", "tokens", drawing.RED, "..."))
MEASURES = {"control-delay": ("media_to_caller_clipped_packets", "media_to_callee_clipped_packets"),
            "loss": ("media_to_caller_clipped_packets", "media_to_callee_clipped_packets"),
            "attack": ("open_after_end_s", "sip_octets", "simco_octets", "token_octets", "filter_us_per_packet"),
            "routes": ("is_broken",)}


def summarize(rows: pandas.DataFrame) -> pandas.DataFrame:
    """Means with intervals, a row for each number."""
    parts = []
    for experiment, measures in MEASURES.items():
        chosen = rows[rows["experiment"] == experiment]
        for measure in measures:
            if len(chosen):
                parts.append(intervals.summarize(chosen.assign(measure=measure), KEYS, measure, "value"))
    return pandas.concat(parts, ignore_index=True)


def select(table: pandas.DataFrame, way: str, **wanted) -> pandas.DataFrame:
    """The rows of a way."""
    rows = table[table["way"] == way]
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    return rows


def first_report(mean: float, draws: int, random) -> numpy.ndarray:
    """Times of the first RTCP packets in s, with timer reconsideration (RFC 3550 section 6.3.6)."""
    def interval():
        return random.uniform(0.5, 1.5, draws) * mean / 1.21828
    times, waiting = interval(), numpy.ones(draws, bool)
    while waiting.any():
        again = interval()
        waiting &= again > times
        times = numpy.where(waiting, again, times)
    return times


def clipped_by_rtcp(delay_ms: int) -> float:
    """Packets clipped until a token comes with the first regular RTCP of either user."""
    random, draws = numpy.random.default_rng(1), 20000
    way = 0.027 + 2 * delay_ms / 1000  # of the offer, and of the answer with the caller's token
    caller = first_report(2.5, draws, random) - 1.0 - way  # since the answer, which takes 1 s
    late = caller < way  # the report was sent before the token was there: the next one has it
    caller = numpy.where(late, caller + first_report(5.0, draws, random), caller)
    opened = numpy.minimum(caller, first_report(2.5, draws, random))
    return float(numpy.ceil((opened - 0.015) / 0.02).mean())


def draw_clipping(axis, table: pandas.DataFrame, experiment: str, column: str) -> None:
    """Packets clipped toward the caller."""
    for place, (way, label, colour, marker) in enumerate(WAYS):
        rows = select(table, way, experiment=experiment, measure="media_to_caller_clipped_packets").sort_values(column)
        spread = 0.02 * max(1, rows[column].max()) * (place - 2.5) if len(rows) else 0
        low = rows[["mean_value", "ci95_value"]].min(axis=1)  # no bar below zero
        axis.errorbar(rows[column] + spread, rows["mean_value"], yerr=[low, rows["ci95_value"]], color=colour, marker=marker,
                      linestyle="none", elinewidth=0.8, capsize=1.5, label=label,
                      markerfacecolor="none" if way in ("open", "border-controller") else colour)
    axis.set_yscale("symlog", linthresh=1)
    axis.set_ylim(-0.3, 300)
    axis.set_yticks([0, 1, 10, 100], ["0", "1", "10", "100"])
    axis.set_ylabel("packets clipped")


def draw_end(axis, table: pandas.DataFrame) -> None:
    """How long something stays open."""
    for x, (way, _, colour, marker) in enumerate(WAYS):
        for attack, fill in (("none", colour), ("lost-bye", "none")):
            rows = select(table, way, experiment="attack", attack=attack, measure="open_after_end_s")
            if not len(rows) or way == "open":
                continue
            mean, half = rows["mean_value"].iloc[0], rows["ci95_value"].iloc[0]
            axis.errorbar([x], [max(mean, 0.01)], yerr=[half], color=colour, marker=marker if marker != "x" else "P",
                          markerfacecolor=fill, linestyle="none", elinewidth=0.8, capsize=1.5, markersize=5)
            if mean > 3900:
                axis.annotate("", (x, 25000), (x, 1.3 * mean), arrowprops={"arrowstyle": "->", "color": colour})
    axis.text(0, 0.02, "always", ha="center", va="bottom", fontsize=7, rotation=90)
    axis.set_yscale("log")
    axis.set_ylim(0.007, 30000)
    axis.set_yticks([0.01, 0.1, 1, 10, 100, 1000], ["0", "0.1", "1", "10", "100", "1000"])
    axis.set_ylabel("s open after the end")


def draw_cost(axis, table: pandas.DataFrame) -> None:
    """Octets of signaling, and time of the firewall for a packet."""
    for x, (way, _, _, _) in enumerate(WAYS):
        bottom = 0.0
        for measure, label, colour, hatch in OCTETS:
            rows = select(table, way, experiment="attack", attack="none", measure=measure)
            height = rows["mean_value"].sum() / 1000
            axis.bar(x, height, 0.7, bottom=bottom, color=colour, hatch=hatch, edgecolor="black", linewidth=0.4,
                     label=label if x == 0 else None)
            bottom += height
        rows = select(table, way, experiment="attack", attack="none", measure="filter_us_per_packet")
        time = rows["mean_value"].sum()
        axis.text(x, bottom + 0.8, "%.2f µs" % time if time > 0 else "-", ha="center", fontsize=7)
    axis.set_ylim(0, 40)
    axis.set_ylabel("kB signaled in a call")
    axis.legend(loc="upper left", fontsize=7, ncol=3, columnspacing=0.8, handlelength=1.4)


def draw_routes(axis, table: pandas.DataFrame) -> None:
    """Share of calls broken, in numbers."""
    axis.grid(False)
    for x, (way, _, _, _) in enumerate(WAYS):
        for y, (routes, _) in enumerate(ROUTES):
            rows = select(table, way, experiment="routes", routes=routes)
            if len(rows):
                share, runs = rows["mean_value"].iloc[0], rows["runs"].iloc[0]
                axis.add_patch(plt.Rectangle((x - 0.5, y - 0.5), 1, 1, color=str(1 - 0.45 * share), zorder=0))
                axis.text(x, y, "%d" % round(share * runs), ha="center", va="center",
                          fontweight="bold" if share > 0 else "normal")
    axis.set_xlim(-0.5, len(WAYS) - 0.5)
    axis.set_ylim(len(ROUTES) - 0.5, -0.5)
    axis.set_yticks(range(len(ROUTES)), [label for _, label in ROUTES])


def draw(table: pandas.DataFrame, folder: str, name: str) -> None:
    """Five panels and a legend."""
    figure, axes = plt.subplots(3, 2, figsize=(drawing.TWO_COLUMNS_IN, 7.2), constrained_layout=True,
                                gridspec_kw={"height_ratios": (10, 10, 9)})
    delays = sorted(set(table[table["experiment"] == "control-delay"]["control_delay_ms"]))
    draw_clipping(axes[0][0], table, "control-delay", "control_delay_ms")
    steps = range(min(delays), max(delays) + 1)
    axes[0][0].plot(steps, [math.ceil((10.2 + 2 * delay) / 20) for delay in steps], color="#888888", zorder=1)
    axes[0][0].plot(delays, [clipped_by_rtcp(delay) for delay in delays], color="#888888", linestyle=":", zorder=1)
    axes[0][0].set_xlabel("delay between proxy and firewall in ms")
    axes[0][0].set_xticks(delays)
    draw_clipping(axes[0][1], table, "loss", "loss_percent")
    axes[0][1].set_xlabel("packets lost on links in %")
    axes[0][1].set_xticks(sorted(set(table[table["experiment"] == "loss"]["loss_percent"])))
    draw_end(axes[1][0], table)
    draw_cost(axes[1][1], table)
    draw_routes(axes[2][0], table)
    for axis, title in zip(axes.flat, ("(a) clipped", "(b) clipped, with loss", "(c) left open", "(d) cost",
                                       "(e) calls broken, of %d" % table["runs"].max())):
        axis.set_title(title, loc="left")
    for axis in (axes[1][0], axes[1][1], axes[2][0]):
        axis.set_xticks(range(len(WAYS)), [label for _, label, _, _ in WAYS], rotation=35, ha="right", fontsize=7)
        axis.set_xlim(-0.5, len(WAYS) - 0.5)
    handles, labels = axes[0][0].get_legend_handles_labels()
    drawing.legend_in(axes[2][1], handles, labels, columns=1)
    drawing.save(figure, folder, name)


def caption(table: pandas.DataFrame) -> str:
    """What the figure shows."""
    runs = table["runs"].min()
    return CAPTION % (8, runs, runs)


if __name__ == "__main__":
    command.main(NAME, NAME, summarize, draw, caption)
