# SPDX-License-Identifier: GPL-2.0-only
"""Figure: what it takes to discover servers that must read, and dialogs that unreadable answers end."""
import matplotlib.pyplot as plt
import pandas

import command
import drawing
import intervals

NAME = "middle-discovery"
KEYING = "cek-reuse"
ANSWERS_PROXIES = 3
CAPTION = """
(a) to (d): one call by six proxies, of which the first n, from the caller's side on, must read the session
description, and in one case want it signed (dashed lines, open markers). Circles: the caller knows of none and learns by their
refusals (496 with a certificate, 495 for a signature); squares: its next call, with all remembered; crosses: it was
configured before. (a) INVITEs beyond the first; (b) from the wish to call to the answer; (c) octets of the SIP
messages of all parties from INVITE to the answer of BYE; (d) processor time of all parties, of the caller as a
dotted line. Connections exist beforehand; CEK reuse, %s keys, delays of 10 ms to the users and 5 ms between
proxies. Thin grey lines: (a) n, and n + 1 for the signature, which serves all servers once it is made; (b) the round trips
to the refusing proxies added to the call without any. (e) Share of dialogs that a proxy ends because it cannot
read the callee's answer, against the share p of callees that know of servers on the way, with n = %d. Answers to the caller's key
alone, and offers in the answer (late offer), are never readable. Answers to the servers that labels name need the
certificate of each, which a callee has with q = %d %%; answers under the INVITE's key need none. Thin grey lines: 1 - p q^n and
1 - p. What to see: discovery costs a round for each server, once; the far ones cost most; remembered, it is as good as
configured. Answers are the weak side: only reuse of the key makes them readable without certificates. (a) to (d): means
of %d runs, 95 %% intervals (Student's t) narrower than the markers; (e) %d calls for each point, 95 %% intervals of a
proportion (Wilson's score).
"""
MEANS = {"extra_rounds": 1, "setup_delay_ms": 1, "message_kb": 1e-3, "processor_time_ms": 1e-3, "caller_time_ms": 1e-3}
SOURCES = {"message_kb": "message_bytes", "processor_time_ms": "processor_time_us", "caller_time_ms": "caller_time_us"}
ROUND_KEYS = ["keying", "demand", "knowledge", "inspecting_proxies"]
ANSWER_KEYS = ["answer", "inspecting_proxies", "aware_percent", "known_percent"]
COLUMNS = ["experiment", "keying", "answer", "demand", "knowledge", "inspecting_proxies", "aware_percent", "known_percent",
           "quantity", "mean", "low95", "high95", "expected", "runs", "observations"]
KNOWLEDGE = (("unknown", "discovered", drawing.RED, "o", 4.5), ("remembered", "remembered", drawing.BLUE, "s", 5),
             ("configured", "configured", drawing.BLACK, "x", 4))
DEMANDS = (("disclosure", "", "-"), ("disclosure-signature", ", signed", "--"))
ANSWERS = (("caller-only", "caller's key alone", drawing.RED, "o"), ("late-offer", "late offer", drawing.ORANGE, "D"),
           ("labels", "servers in labels", drawing.BLUE, "s"), ("cek-reuse", "CEK reuse", drawing.BLACK, "^"))
PANELS = (("extra_rounds", "(a) extra rounds", "INVITEs beyond the first"), ("setup_delay_ms", "(b) setup", "setup delay (ms)"),
          ("message_kb", "(c) messages", "octets of a call (kB)"), ("processor_time_ms", "(d) processors", "processor time (ms)"))
ACCESS_MS, CORE_MS = 10, 5
GREY = "#888888"


def expected_rounds(row) -> float:
    """What the drafts let expect: a round for each server, and one for the first demand of a signature."""
    count = row["inspecting_proxies"] + (1 if row["demand"] == "disclosure-signature" and row["inspecting_proxies"] else 0)
    return float(count if row["knowledge"] == "unknown" else 0)


def expected_share(row) -> float:
    """What independent draws let expect."""
    aware, known, count = row["aware_percent"] / 100, row["known_percent"] / 100, row["inspecting_proxies"]
    if not count:
        return 0.0
    return {"labels": 1 - aware * known ** count, "cek-reuse": 1 - aware}.get(row["answer"], 1.0)


def summarize(calls: pandas.DataFrame) -> pandas.DataFrame:
    """Means of the rounds' quantities, and shares of the answers' dialogs that were ended."""
    rounds = calls[(calls["experiment"] == "rounds") & ((calls["knowledge"] != "configured") | (calls["call"] == 1))].copy()
    for quantity, source in SOURCES.items():
        rounds[quantity] = rounds[source] * MEANS[quantity]
    rounds = rounds.melt(id_vars=ROUND_KEYS, value_vars=list(MEANS), var_name="quantity", value_name="value")
    means = intervals.summarize(rounds, ROUND_KEYS + ["quantity"], "value", "value")
    means = means.assign(experiment="rounds", mean=means["mean_value"], low95=means["mean_value"] - means["ci95_value"],
                         high95=means["mean_value"] + means["ci95_value"], observations=means["runs"])
    is_rounds = means["quantity"] == "extra_rounds"
    means["expected"] = means.apply(expected_rounds, axis=1).where(is_rounds)
    answers = calls[calls["experiment"] == "answers"]
    shares = intervals.proportions(answers, ANSWER_KEYS, "ended_by_proxy")
    shares = shares.assign(experiment="answers", quantity="ended_share", mean=shares["share"])
    shares["expected"] = shares.apply(expected_share, axis=1)
    shares["runs"] = list(shares.merge(answers.groupby(ANSWER_KEYS)["run"].nunique().reset_index(), on=ANSWER_KEYS)["run"])
    table = pandas.concat([means, shares], ignore_index=True).reindex(columns=COLUMNS)
    for column in ("keying", "answer", "demand", "knowledge"):
        table[column] = table[column].fillna("none")
    for column in ("aware_percent", "known_percent"):
        table[column] = table[column].fillna(0).astype(int)
    return table


def draw_rounds(axis, table: pandas.DataFrame, quantity: str) -> None:
    """One quantity against the number of servers."""
    for demand, suffix, line in DEMANDS:
        for knowledge, label, colour, marker, size in KNOWLEDGE:
            rows = table[(table["experiment"] == "rounds") & (table["quantity"] == quantity) & (table["keying"] == KEYING)
                         & (table["demand"] == demand) & (table["knowledge"] == knowledge)].sort_values("inspecting_proxies")
            face = colour if line == "-" else "white"
            axis.errorbar(rows["inspecting_proxies"], rows["mean"], yerr=(rows["mean"] - rows["low95"], rows["high95"] - rows["mean"]),
                          color=colour, linestyle=line, marker=marker, markersize=size, markerfacecolor=face, capsize=2,
                          linewidth=0.9, label=label + suffix)
    axis.set_xlabel("n, proxies that must read")
    axis.set_xticks(range(0, 7))
    axis.set_ylim(bottom=0)


def draw_answers(axis, table: pandas.DataFrame) -> None:
    """Share of ended dialogs against what callees know."""
    rows = table[(table["experiment"] == "answers") & (table["inspecting_proxies"] == ANSWERS_PROXIES)]
    for answer, label, colour, marker in ANSWERS:
        part = rows[rows["answer"] == answer].sort_values("aware_percent")
        if answer in ("labels", "cek-reuse"):
            axis.plot(part["aware_percent"], part["expected"], color=GREY, linewidth=0.8)
        # Both are 1 throughout.
        shift = {"caller-only": -1.2, "late-offer": 1.2}.get(answer, 0)
        axis.errorbar(part["aware_percent"] + shift, part["mean"], color=colour, linestyle="none", marker=marker, markersize=4,
                      yerr=(part["mean"] - part["low95"], part["high95"] - part["mean"]), capsize=2, elinewidth=0.8, label=label)
    axis.set_xlabel("p, callees that know of servers (%)")
    axis.set_ylabel("share of dialogs ended")
    axis.set_xticks(range(0, 101, 25))
    axis.set_ylim(-0.03, 1.05)
    axis.set_title("(e) answers", loc="left")


def draw(table: pandas.DataFrame, folder: str, name: str) -> None:
    """Four panels of rounds, one of answers, and the legends."""
    figure, grid = plt.subplots(2, 3, figsize=(drawing.TWO_COLUMNS_IN, 4.4), constrained_layout=True)
    axes = list(grid.flat)
    for axis, (quantity, title, label) in zip(axes, PANELS):
        draw_rounds(axis, table, quantity)
        axis.set_title(title, loc="left")
        axis.set_ylabel(label)
    axes[0].set_ylim(bottom=-0.4)
    counts = range(0, 7)
    for more in (0, 1):
        axes[0].plot(counts, [n + more if n else 0 for n in counts], color=GREY, linewidth=0.6, zorder=0)
    base = table[(table["experiment"] == "rounds") & (table["quantity"] == "setup_delay_ms") & (table["keying"] == KEYING)
                 & (table["demand"] == "disclosure") & (table["knowledge"] == "unknown")]
    if (base["inspecting_proxies"] == 0).any():
        start = float(base[base["inspecting_proxies"] == 0]["mean"].iloc[0])
        trips = [start + sum(2 * (ACCESS_MS + CORE_MS * hop) for hop in range(n)) for n in counts]
        axes[1].plot(counts, trips, color=GREY, linewidth=0.6, zorder=0)
    caller = table[(table["experiment"] == "rounds") & (table["quantity"] == "caller_time_ms") & (table["keying"] == KEYING)
                   & (table["demand"] == "disclosure") & (table["knowledge"] == "unknown")].sort_values("inspecting_proxies")
    axes[3].plot(caller["inspecting_proxies"], caller["mean"], color=drawing.RED, linestyle=":", label="discovered, caller's part in (d)")
    draw_answers(axes[4], table)
    axes[5].axis("off")
    looks = {"alignment": "left", "fontsize": 7, "title_fontsize": 7, "labelspacing": 0.25, "handlelength": 2.8}
    axes[5].add_artist(axes[5].legend(*axes[3].get_legend_handles_labels(), loc="upper left", title="(a) to (d): caller's knowledge",
                                      bbox_to_anchor=(-0.1, 1.08), **looks))
    axes[5].legend(*axes[4].get_legend_handles_labels(), loc="lower left", title="(e): the callee's answer", bbox_to_anchor=(-0.1, -0.12),
                   **looks)
    drawing.save(figure, folder, name)


def caption(table: pandas.DataFrame) -> str:
    """What the figure shows."""
    rounds, answers = table[table["experiment"] == "rounds"], table[table["experiment"] == "answers"]
    return CAPTION % ("P-256", ANSWERS_PROXIES, answers["known_percent"].max(), rounds["runs"].min(), answers["observations"].min())


if __name__ == "__main__":
    command.main(NAME, "middle-discovery", summarize, draw, caption)
