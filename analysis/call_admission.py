# SPDX-License-Identifier: GPL-2.0-only
"""Figure: blocked calls and lost media by offered load, when a proxy reads, or guesses."""
import matplotlib.pyplot as plt
import pandas

import command
import drawing
import intervals
import teletraffic

NAME = "call-admission"
CAPTION = """
Call admission control at a proxy, before a link that carries %d PCMU calls, against the offered
load in percent of the link's capacity. Top: all calls are PCMU. Middle: half of the calls are
G.729, which needs 31 %% of that. Bottom: share of RTP packets lost, all calls PCMU. Solid grey
lines: Erlang's B formula (top), Kaufman's and Roberts' recursion (middle) for a proxy that knows
what each call needs; dotted in the middle: Erlang's B formula for a proxy that takes each call for
the worst case; dashed at the bottom: loss of a link without admission control and without a
queue, with a Poisson number of calls. Markers stand side by side where they would hide each other.
What to see: a proxy that reads blocks as theory says and nothing is lost, whether descriptions are
in clear, are disclosed to it end to middle, or a border controller opens them all (it loses 0.3 %%,
whatever the load, since its relay closes with the call); with descriptions encrypted from end to end it must guess: admit all and lose media for everybody, refuse all,
or take the worst case, which blocks calls that would have fitted (middle). Shares of all calls or packets of %d
runs of %d calls each (bottom: %d shorter calls, as loss depends on the load alone); error bars are 95 %%
confidence intervals (Student's t).
"""
#             name, label, colour, marker
MECHANISMS = (("clear", "in clear", drawing.BLACK, "o"),
              ("asymmetric", "same, public keys", drawing.ORANGE, "s"),
              ("cek-reuse", "end to middle", drawing.GREEN, "^"),
              ("border-controller", "border controller", drawing.BLUE, "D"),
              ("worst-case", "guess: worst case", drawing.RED, "v"),
              ("admit-all", "guess: admit all", drawing.RED, "x"),
              ("refuse-all", "guess: refuse all", drawing.RED, "+"))
PANELS = (("one-format", "one format", "share of calls blocked"),
          ("two-formats", "two formats", "share of calls blocked"),
          ("media", "media", "share of packets lost"))
SPREAD = 14  # percent of load, between the first and the last marker of a load


KEYS = ["mechanism", "experiment", "channels", "offered_percent"]


def merge_formats(rows: pandas.DataFrame) -> pandas.DataFrame:
    """One row for each simulation: how much of how much was blocked or lost, and what theory says."""
    merged = []
    for combination, group in rows.groupby([*KEYS, "run"], sort=False):
        first, mechanism, channels = group.iloc[0], combination[0], int(combination[2])
        # Reservations last longer than calls by what signalling takes: it is part of the load.
        extra = first["mean_reservation_s"] - first["mean_talk_s"] if first["mean_reservation_s"] > 0 else 0
        holding = first["holding_s"] + extra
        loads = {name: rate * holding for name, rate in zip(group["format"], group["arrivals_per_s"])}
        total = sum(loads.values())
        if combination[1] == "media":
            part, whole = first["packets_lost"], first["packets_sent"]
            theory = teletraffic.fluid_loss(total, channels) if mechanism == "admit-all" else 0.0
        else:
            part, whole = group["blocked_calls"].sum(), group["calls"].sum()
            theory = {"admit-all": 0.0, "refuse-all": 1.0,
                      "worst-case": teletraffic.erlang_b(total, channels)}.get(
                          mechanism, teletraffic.mean_blocking(loads, channels))
        merged.append((*combination, float(part), float(whole), theory, int(group["calls"].sum())))
    return pandas.DataFrame(merged, columns=[*KEYS, "run", "part", "whole", "theory", "calls"])


def summarize(rows: pandas.DataFrame) -> pandas.DataFrame:
    """Shares with intervals; beside them the mean of what theory says for the runs' loads.

    A share is a ratio of sums over all runs, so that each call or packet has the same weight; its
    interval is that of the ratio's linear part (Student's t).
    """
    found = []
    for combination, group in merge_formats(rows).groupby(KEYS, sort=False):
        share = group["part"].sum() / group["whole"].sum()
        residuals = (group["part"] - share * group["whole"]).rename("residual")
        spread = intervals.summarize(residuals.to_frame().assign(all=0), ["all"], "residual", "value")
        half = float(spread["ci95_value"].iloc[0]) / group["whole"].mean()
        found.append((*combination, share, half, len(group), group["theory"].mean(), group["calls"].max()))
    return pandas.DataFrame(found, columns=[*KEYS, "mean_value", "ci95_value", "runs", "theory", "calls"])


def draw_theory(axis, experiment: str, channels: int, loads) -> None:
    """The lines of theory, at the loads that are offered, without what signalling adds."""
    percents = range(min(loads), max(loads) + 1)
    grey = {"color": "#888888", "zorder": 1}
    if experiment == "media":
        values = [teletraffic.fluid_loss(channels * percent / 100, channels) for percent in percents]
        axis.plot(percents, values, linestyle="--", label="theory: all admitted", **grey)
        return
    narrow = teletraffic.UNITS["g729"] / teletraffic.UNITS["pcmu"]
    calls = 1 if experiment == "one-format" else 2 / (1 + narrow)  # per PCMU call's worth of load
    parts = {"pcmu": 1.0} if experiment == "one-format" else {"pcmu": 0.5, "g729": 0.5}
    knowing, guessing = [], []
    for percent in percents:
        total = channels * percent / 100 * calls
        knowing.append(teletraffic.mean_blocking({k: total * v for k, v in parts.items()}, channels))
        guessing.append(teletraffic.erlang_b(total, channels))
    axis.plot(percents, knowing, linestyle="-", label="theory: known", **grey)
    if experiment == "two-formats":
        axis.plot(percents, guessing, linestyle=":", label="theory: worst case", **grey)


def draw(table: pandas.DataFrame, folder: str, name: str) -> None:
    """Three panels above each other."""
    channels = int(table["channels"].iloc[0])
    loads = sorted(set(table["offered_percent"]))
    present = [each for each in MECHANISMS if (table["mechanism"] == each[0]).any()]
    figure, axes = plt.subplots(4, 1, figsize=(drawing.ONE_COLUMN_IN, 6.8), constrained_layout=True,
                                gridspec_kw={"height_ratios": (10, 10, 10, 6)})
    handles = {}
    for axis, (experiment, title, label) in zip(axes, PANELS):
        draw_theory(axis, experiment, channels, loads)
        for place, (mechanism, text, colour, marker) in enumerate(present):
            rows = table[(table["mechanism"] == mechanism) & (table["experiment"] == experiment)]
            offset = (place - (len(present) - 1) / 2) * SPREAD / max(1, len(present) - 1)
            axis.errorbar(rows["offered_percent"] + offset, rows["mean_value"], yerr=rows["ci95_value"],
                          color=colour, linestyle="none", marker=marker, markersize=3.5,
                          markerfacecolor="none" if mechanism == "worst-case" else colour,
                          elinewidth=0.8, capsize=1.5, label=text)
        for handle, text in zip(*axis.get_legend_handles_labels()):
            handles.setdefault(text, handle)
        axis.set_title(title, loc="left")
        axis.set_ylabel(label)
        axis.set_xticks(loads)
        axis.set_xlim(min(loads) - 15, max(loads) + 15)
        axis.set_ylim(-0.04 if experiment != "media" else -0.02, 1.04 if experiment != "media" else None)
        axis.tick_params(labelbottom=experiment == "media")
    axes[2].set_xlabel("offered load in % of the link's capacity")
    drawing.legend_in(axes[3], list(handles.values()), list(handles), columns=2)
    drawing.save(figure, folder, name)


def caption(table: pandas.DataFrame) -> str:
    """What the figure shows."""
    media = table[table["experiment"] == "media"]
    return CAPTION % (table["channels"].iloc[0], table["runs"].min(),
                      table[table["experiment"] != "media"]["calls"].max(),
                      media["calls"].max() if len(media) else 0)


if __name__ == "__main__":
    command.main(NAME, "call-admission", summarize, draw, caption)
