# SPDX-License-Identifier: GPL-2.0-only
"""Figure: loss, delay and jitter of media by the number of talkers on a narrow link, with RTP and SRTP."""
import matplotlib.pyplot as plt
import pandas

import command
import drawing
import intervals
import periodic_queue

NAME = "media-quality"
CAPTION = """
Calls with PCMU at 20 ms that share a link of %g kbit/s with a queue of %d packets, against the
number of callers who send at the same time, on average. Left: all send without a pause, as many as
there are calls. Right: they are silent when they do not speak (P.59: 39 %% of the time they do), with 2.6 times as
many calls. Top: share of RTP packets lost at the link. Middle: one-way delay of those delivered, mean
(full markers) and 95 %% quantile (open). Bottom: interarrival jitter of RFC 3550. Solid lines: theory: loss of
a link without a queue (left: what is more than the link carries; right: a binomial number of
speakers); mean delay of N periodic sources with random phases up to capacity, and the bound of
a full queue above it (left). Dotted: what the link carries. What to see: on a link of its own a call takes %s kbit/s with RTP, SRTP_32 and
SRTP_80, so that the link carries %s calls, and loss begins with the next one, as theory says; the octets of SRTP cost
%d call of %d with the short tag and %d with the long one. Below capacity delay and jitter do not tell
RTP from SRTP; with pauses loss begins earlier, but gently. The work of SRTP is not seen: %s us
a packet. Means of %d runs with random phases; error bars are 95 %% confidence intervals (Student's t).
"""
#              name, label, colour, marker
PROTECTIONS = (("rtp", "RTP", drawing.BLACK, "o"),
               ("srtp-32", "SRTP, tag of 32 bits", drawing.BLUE, "^"),
               ("srtp-80", "SRTP, tag of 80 bits", drawing.ORANGE, "s"))
TALKS = (("steady", "always sending"), ("pauses", "silence suppression"))
KEYS = ["talk", "protection", "talkers"]
FIXED = ["calls", "link_kbps", "queue_packets", "call_bps", "capacity_calls"]
MEASURES = (("share_lost", "loss"), ("mean_delay_ms", "delay_ms"), ("p95_delay_ms", "p95_ms"), ("mean_jitter_ms", "jitter_ms"),
            ("processor_us_per_packet", "processor_us"))
PROPAGATION_MS = 7.0  # one, five and one: the links' delays; other links' rates do not count
SPREAD = 0.36  # talkers, between the first and the last marker


def summarize(rows: pandas.DataFrame) -> pandas.DataFrame:
    """Means with intervals of each measure, and what theory says for loss and mean delay."""
    rows = rows.assign(share_lost=rows["packets_lost"] / rows["packets_offered"])
    table = None
    for value, unit in MEASURES:
        part = intervals.summarize(rows, KEYS, value, unit)
        table = part if table is None else table.merge(part.drop(columns="runs"), on=KEYS)
    table = table.merge(rows[KEYS + FIXED].drop_duplicates(), on=KEYS)
    losses, delays = [], []
    for row in table.itertuples():
        capacity = row.link_kbps * 1000 / row.call_bps
        service = row.call_bps / 50 / row.link_kbps  # ms of a packet on the link
        if row.talk == "steady":
            losses.append(max(0.0, 1 - capacity / row.talkers))
            waiting = (periodic_queue.mean_wait(row.talkers, capacity) if row.talkers <= capacity else row.queue_packets)
            delays.append(PROPAGATION_MS + service * (1 + waiting))
        else:
            losses.append(periodic_queue.binomial_loss(row.calls, periodic_queue.ACTIVITY, capacity))
            delays.append(float("nan"))
    return table.assign(theory_loss=losses, theory_delay_ms=delays)


def draw(table: pandas.DataFrame, folder: str, name: str) -> None:
    """Three panels for each way to talk."""
    present = [each for each in PROTECTIONS if (table["protection"] == each[0]).any()]
    figure, axes = plt.subplots(4, 2, figsize=(drawing.TWO_COLUMNS_IN, 5.6), constrained_layout=True, sharey="row",
                                gridspec_kw={"height_ratios": (10, 10, 10, 2)})
    handles = {}
    for column, (talk, title) in enumerate(TALKS):
        upper, middle, lower = axes[:3, column]
        for place, (protection, text, colour, marker) in enumerate(present):
            rows = table[(table["talk"] == talk) & (table["protection"] == protection)].sort_values("talkers")
            if rows.empty:
                continue
            where = rows["talkers"] + (place - (len(present) - 1) / 2) * SPREAD / max(1, len(present) - 1)
            style = {"color": colour, "marker": marker, "markersize": 3.5, "linestyle": "none", "elinewidth": 0.8, "capsize": 1.5}
            upper.plot(rows["talkers"], 100 * rows["theory_loss"], color=colour, linewidth=0.8, zorder=1)
            upper.errorbar(where, 100 * rows["mean_loss"], yerr=100 * rows["ci95_loss"], label=text, **style)
            middle.plot(rows["talkers"], rows["theory_delay_ms"], color=colour, linewidth=0.8, zorder=1)
            middle.errorbar(where, rows["mean_delay_ms"], yerr=rows["ci95_delay_ms"], **style)
            middle.errorbar(where, rows["mean_p95_ms"], yerr=rows["ci95_p95_ms"], markerfacecolor="none", **style)
            lower.errorbar(where, rows["mean_jitter_ms"], yerr=rows["ci95_jitter_ms"], **style)
            first = rows.iloc[0]
            for axis in (upper, middle, lower):
                axis.axvline(first["link_kbps"] * 1000 / first["call_bps"], color=colour, linestyle=":", linewidth=0.8, zorder=0)
        for handle, text in zip(*upper.get_legend_handles_labels()):
            handles.setdefault(text, handle)
        upper.set_title(title, loc="left")
        lower.set_xlabel("callers who send at the same time")
        for axis in (upper, middle):
            axis.tick_params(labelbottom=False)
        for axis in (upper, middle, lower):
            axis.set_xlim(table["talkers"].min() - 1, table["talkers"].max() + 1)
    axes[0, 0].set_ylabel("packets lost (%)")
    axes[1, 0].set_ylabel("one-way delay (ms)")
    axes[2, 0].set_ylabel("jitter (ms)")
    axes[0, 0].set_ylim(-0.5, None)
    axes[1, 0].set_ylim(0, None)
    axes[2, 0].set_ylim(-0.05, None)
    grid = axes[3, 0].get_gridspec()
    for axis in axes[3]:
        axis.remove()
    drawing.legend_in(figure.add_subplot(grid[3, :]), list(handles.values()), list(handles), columns=3)
    drawing.save(figure, folder, name)


def caption(table: pandas.DataFrame) -> str:
    """What the figure shows."""
    first = table.iloc[0]
    by_name = {name: table[table["protection"] == name] for name, *_ in PROTECTIONS}
    rates = ["%.1f" % (rows["call_bps"].iloc[0] / 1000) for rows in by_name.values() if len(rows)]
    carried = [int(rows["capacity_calls"].iloc[0]) for rows in by_name.values() if len(rows)]
    work = table[table["protection"] != "rtp"]["mean_processor_us"]
    return CAPTION % (first["link_kbps"], first["queue_packets"], " / ".join(rates), " / ".join(map(str, carried)),
                      carried[0] - carried[min(1, len(carried) - 1)], carried[0], carried[0] - carried[-1],
                      "%.1f" % work.mean() if len(work) else "0", table["runs"].min())


if __name__ == "__main__":
    command.main(NAME, "media-quality", summarize, draw, caption)
