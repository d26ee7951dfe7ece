# SPDX-License-Identifier: GPL-2.0-only
"""Figure: share of calls that compromised proxies read, alter, impersonate unnoticed, by length."""
import matplotlib.pyplot as plt
import pandas

import command
import drawing
import intervals

NAME = "hop-compromise"
PERCENT = 10
CAPTION = """
Share of calls that compromised proxies read (top), alter (middle) or deliver under a false name
(bottom) without any honest party noticing, against the number of proxies between the users. Each
proxy is compromised with a probability of %d %%, independently, for each call anew. Markers stand
side by side where they would hide each other. Grey dashed line: 1 - (1 - p)^n, the probability that
at least one of n proxies is compromised; grey dotted line: p, that of one certain proxy. All
mechanisms and goals meet the same draws, so all markers of one length deviate from the line
together. What to see: what servers protect from hop to hop (TLS, the
article's SIPS) is lost with the first compromised proxy, so the risk grows with the length of the
chain, however good its links are; what users do end to end does not depend on it, as far as it
goes: a signature shows every change, encryption leaves nothing to read, digest and signature show who
calls. (With
encryption alone the true caller cannot open the answer, which is for the false one.) Identity
protects the name, and only it, against all proxies but the caller's own, which signs.
%d calls for each point; error bars are 95 %% confidence intervals of a proportion (Wilson's score).
"""
GOALS = (("read", "read"), ("alter", "altered"), ("impersonate", "false name"))
MECHANISMS = (("tls", "TLS hop by hop", drawing.BLUE, "o"),
              ("sips-article", "article's SIPS", drawing.RED, "s"),
              ("digest-end-to-end", "digest end to end", drawing.BLACK, "v"),
              ("identity", "Identity (RFC 8224)", drawing.ORANGE, "D"),
              ("smime-signature", "S/MIME signature", drawing.GREEN, "^"),
              ("smime-encryption", "S/MIME encryption", drawing.GREEN, "x"))
SPREAD = 0.5  # between the first and the last marker of a number of proxies


def summarize(calls: pandas.DataFrame) -> pandas.DataFrame:
    """Share of calls that lost without anybody noticing; beside it what the length alone predicts."""
    keys = ["mechanism", "goal", "proxies", "compromised_percent"]
    table = intervals.proportions(calls, keys, "goal_reached_unnoticed")
    honest = (1 - table["compromised_percent"] / 100) ** table["proxies"]
    table["one_of_all_proxies"] = 1 - honest
    table["runs"] = list(table.merge(calls.groupby(keys)["run"].nunique().reset_index(), on=keys)["run"])
    table["calls"] = table["observations"] // table["runs"]
    return table


def plotted(table: pandas.DataFrame) -> pandas.DataFrame:
    """The rows that the figure shows."""
    return table[(table["compromised_percent"] == PERCENT)
                 & table["mechanism"].isin([each[0] for each in MECHANISMS])]


def draw(table: pandas.DataFrame, folder: str, name: str) -> None:
    """One panel for each goal."""
    table = plotted(table)
    present = [each for each in MECHANISMS if (table["mechanism"] == each[0]).any()]
    figure, axes = plt.subplots(4, 1, figsize=(drawing.ONE_COLUMN_IN, 5.6), constrained_layout=True,
                                gridspec_kw={"height_ratios": (10, 10, 10, 4)})
    lengths = [x / 20 for x in range(10, 171)]
    for axis, (goal, title) in zip(axes, GOALS):
        axis.plot(lengths, [1 - (1 - PERCENT / 100) ** n for n in lengths], color="#888888",
                  linestyle="--", label="1 - (1 - p)$^n$")
        axis.plot(lengths, [PERCENT / 100] * len(lengths), color="#888888", linestyle=":", label="p")
        for place, (mechanism, label, colour, marker) in enumerate(present):
            rows = table[(table["mechanism"] == mechanism) & (table["goal"] == goal)]
            offset = (place - (len(present) - 1) / 2) * SPREAD / max(1, len(present) - 1)
            axis.errorbar(rows["proxies"] + offset, rows["share"],
                          yerr=(rows["share"] - rows["low95"], rows["high95"] - rows["share"]),
                          color=colour, linestyle="none", marker=marker, markersize=3.5,
                          elinewidth=0.8, capsize=1.5, label=label)
        axis.set_title(title, loc="left")
        axis.set_ylabel("share of calls")
        axis.set_xticks(range(1, 9))
        axis.set_xlim(0.5, 8.5)
        axis.set_ylim(-0.02, 0.72)
        axis.tick_params(labelbottom=goal == GOALS[-1][0])
    axes[2].set_xlabel("proxies between the users")
    drawing.legend_in(axes[3], *axes[0].get_legend_handles_labels())
    drawing.save(figure, folder, name)


def caption(table: pandas.DataFrame) -> str:
    """What the figure shows."""
    return CAPTION % (PERCENT, plotted(table)["observations"].min())


if __name__ == "__main__":
    command.main(NAME, "hop-compromise", summarize, draw, caption)
