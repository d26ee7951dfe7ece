# SPDX-License-Identifier: GPL-2.0-only
"""Figure: what reuse of the registration's connection costs and saves, and what becomes of it when it is lost."""
import matplotlib.pyplot as plt
import numpy
import pandas
from matplotlib import ticker

import command
import drawing
import intervals

NAME = "registration-flow"
CAPTION = """
(a) One call by the TLS connection of the callee's registration, against one by a new TLS connection to a callee
who has a certificate and listens: setup delay, octets of IP packets on the callee's link, cryptographic operations and processor
time of all parties. Beyond the call itself, the first needs flow tokens, the second a handshake. (b) Share of time in which the callee cannot
be reached behind a translator that forgets connections idle for longer than its timeout, by the interval of his keep-alives
(RFC 5626); calls come every 240 s on average, and keep the connection in use too. (c) Time until he can be reached again after
his edge proxy has crashed without a word; it is back 10 s later. (d) Calls during 30 minutes, for 5 of which the callee is away and
his address and port belong to another host, which takes whatever arrives: lost, and of those, delivered to that host. What to
see: reuse saves the handshake's delay, octets and private-key operations; keep-alives below the translator's timeout
keep the callee reachable, and their interval decides how long a loss lasts, while without them it lasts until the registration
is refreshed; no call reaches the wrong user if flows are bound to live connections, and all that
come while the callee is away do if flows are bound to addresses and ports.
"""
QUANTITIES = {"cost": {"setup_delay_ms": 1, "last_hop_bytes": 1, "operations": 1, "callee_operations": 1,
                       "processor_time_us": 1, "callee_processor_time_us": 1, "proxy_processor_time_us": 1},
              "nat": {"unreachable_percent": 1, "calls_lost_percent": 1, "time_until_reachable_s": 1,
                      "requests_to_wrong_user": 1},
              "crash": {"unreachable_percent": 1, "calls_lost_percent": 1, "time_until_reachable_s": 1,
                        "requests_to_wrong_user": 1},
              "address": {"calls_lost_percent": 1, "calls_to_wrong_user_percent": 1, "time_until_reachable_s": 1,
                          "requests_to_wrong_user": 1}}
KEYS = ["experiment", "mechanism", "keep_alive", "nat_timeout_s", "quantity"]
KEEP_ALIVES = (("rfc5626", "95\u2013120 s", drawing.BLUE, "o", "-"), ("long", "672\u2013840 s", drawing.RED, "s", "--"),
               ("off", "no keep-alive", drawing.BLACK, "^", ":"))
COSTS = (("setup_delay_ms", 1, "setup delay (ms)"), ("last_hop_bytes", 1e-3, "last hop (kB)"),
         ("operations", 1, "operations"), ("processor_time_us", 1e-3, "processor (ms)"))
LAST_HOPS = (("reuse", "registration's connection", drawing.BLUE, "o"),
             ("new-connection", "new connection", drawing.RED, "s"))


def summarize(runs: pandas.DataFrame) -> pandas.DataFrame:
    """Mean of each quantity of each experiment."""
    runs = runs.copy()
    runs["keep_alive"] = runs["keep_alive"].fillna("none")
    runs["unreachable_percent"] = 100 * runs["unreachable_s"] / runs["duration_s"]
    # Without an outage there is nothing to wait for.
    runs["time_until_reachable_s"] = (runs["unreachable_s"] / runs["outages"].where(runs["outages"] > 0)).fillna(0)
    runs["calls_lost_percent"] = 100 * runs["calls_lost"] / runs["calls"]
    runs["calls_to_wrong_user_percent"] = 100 * runs["calls_to_wrong_user"] / runs["calls"]
    parts = []
    for experiment, quantities in QUANTITIES.items():
        part = runs[runs["experiment"] == experiment]
        parts.append(part.melt(id_vars=KEYS[:-1], value_vars=list(quantities), var_name="quantity", value_name="value"))
    return intervals.summarize(pandas.concat(parts, ignore_index=True), KEYS, "value", "value")


def pick(table: pandas.DataFrame, experiment: str, quantity: str, **wanted: str) -> pandas.DataFrame:
    """The rows of one quantity of an experiment."""
    rows = table[(table["experiment"] == experiment) & (table["quantity"] == quantity)]
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    return rows


def plain_log_axis(axis) -> None:
    """A logarithmic axis from left to right with plain numbers."""
    axis.set_xscale("log")
    axis.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: "%g" % value))
    axis.xaxis.set_minor_formatter(ticker.NullFormatter())


def above(axis, columns: int) -> None:
    """The legend above the panel, where it hides no data."""
    axis.legend(loc="lower center", bbox_to_anchor=(0.35, 1.0), ncol=columns, handletextpad=0.3, columnspacing=1,
                borderaxespad=0.1, fontsize=7, handlelength=2)


def errors(rows: pandas.DataFrame) -> numpy.ndarray:
    """Half widths of the intervals, cut off where there is no value below: none of these can be negative."""
    return numpy.array([numpy.minimum(rows["ci95_value"], 0.999 * rows["mean_value"]), rows["ci95_value"]])


def draw_cost(axis, table: pandas.DataFrame) -> None:
    """One call: two markers for each quantity."""
    for shift, (mechanism, label, colour, marker) in zip((0.12, -0.12), LAST_HOPS):
        for place, (quantity, factor, _) in enumerate(COSTS):
            row = pick(table, "cost", quantity, mechanism=mechanism)
            axis.errorbar(factor * row["mean_value"], [len(COSTS) - 1 - place + shift], xerr=factor * row["ci95_value"],
                          color=colour, marker=marker, capsize=2, linestyle="",
                          markerfacecolor=colour if mechanism == "reuse" else "white", label=None if place else label)
            axis.annotate("%.3g" % (factor * row["mean_value"].iloc[0]),
                          (factor * row["mean_value"].iloc[0], len(COSTS) - 1 - place + shift), xytext=(5, 0),
                          textcoords="offset points", va="center", fontsize=7, color=colour)
    plain_log_axis(axis)
    axis.set_yticks(range(len(COSTS)), [label for *_, label in reversed(COSTS)])
    axis.set_ylim(-0.5, len(COSTS) - 0.5)
    axis.margins(x=0.2)
    above(axis, 2)


def draw_nat(axis, table: pandas.DataFrame) -> None:
    """Against the translator's timeout."""
    for keep_alive, label, colour, marker, line in KEEP_ALIVES:
        rows = pick(table, "nat", "unreachable_percent", keep_alive=keep_alive).sort_values("nat_timeout_s")
        rows = rows[rows["nat_timeout_s"] > 0]  # 0: no translator
        axis.errorbar(rows["nat_timeout_s"], rows["mean_value"], yerr=errors(rows), color=colour, marker=marker,
                      linestyle=line, capsize=2, label=label)
    axis.set_xlabel("translator's idle timeout (s)")
    axis.set_ylabel("unreachable\n(% of time)")
    axis.set_ylim(bottom=0)
    axis.set_xticks(range(0, 901, 150))
    above(axis, 3)


def draw_crash(axis, table: pandas.DataFrame) -> None:
    """Time until reachable again."""
    for place, (keep_alive, label, colour, marker, _) in enumerate(reversed(KEEP_ALIVES)):
        row = pick(table, "crash", "time_until_reachable_s", keep_alive=keep_alive)
        axis.errorbar(row["mean_value"], [place], xerr=errors(row), color=colour, marker=marker, capsize=2,
                      linestyle="")
    axis.set_yticks(range(len(KEEP_ALIVES)), [label for _, label, *_ in reversed(KEEP_ALIVES)])
    axis.set_ylim(-0.6, len(KEEP_ALIVES) - 0.4)
    plain_log_axis(axis)
    axis.set_xticks((50, 100, 200, 500, 1000, 2000))
    axis.minorticks_off()
    axis.set_xlabel("time until reachable again (s)")


def draw_address(axis, table: pandas.DataFrame) -> None:
    """What becomes of calls."""
    names = (("connection", "live\nconnection"), ("address", "address\nand port"))
    for place, (mechanism, _) in enumerate(reversed(names)):
        lost = pick(table, "address", "calls_lost_percent", mechanism=mechanism)
        wrong = pick(table, "address", "calls_to_wrong_user_percent", mechanism=mechanism)
        only = float(lost["mean_value"].iloc[0] - wrong["mean_value"].iloc[0])
        bad = float(wrong["mean_value"].iloc[0])
        axis.barh(place, only, color="#bbbbbb", edgecolor="black", linewidth=0.6, height=0.5,
                  label=None if place else "lost")
        axis.barh(place, bad, left=only, color=drawing.RED, edgecolor="black", linewidth=0.6, height=0.5, hatch="////",
                  label=None if place else "to the wrong user")
        axis.errorbar(lost["mean_value"], [place], xerr=errors(lost), color="black", capsize=2)
    axis.set_yticks(range(2), [label for _, label in reversed(names)])
    axis.set_ylabel("flow bound to")
    axis.set_xlabel("calls (%)")
    axis.set_xlim(left=0)
    above(axis, 2)


def draw(table: pandas.DataFrame, folder: str, name: str) -> None:
    """Four panels, one below the other."""
    figure, axes = plt.subplots(4, 1, figsize=(drawing.ONE_COLUMN_IN, 6.6), constrained_layout=True,
                                gridspec_kw={"height_ratios": (9, 11, 6, 5)})
    for letter, axis, panel in zip("abcd", axes, (draw_cost, draw_nat, draw_crash, draw_address)):
        panel(axis, table)
        axis.set_title("(%s)" % letter, loc="left", x=-0.42)
    drawing.save(figure, folder, name)


def caption(table: pandas.DataFrame) -> str:
    """What the figure shows."""
    return CAPTION + ("Means of %d runs; error bars are 95 %% confidence intervals (Student's t)."
                      % table["runs"].min())


if __name__ == "__main__":
    command.main(NAME, "registration-flow", summarize, draw, caption)
