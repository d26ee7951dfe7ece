# SPDX-License-Identifier: GPL-2.0-only
"""Figure: processor time per dialog against the number of SDP-bearing messages, by role, keying."""
import matplotlib.pyplot as plt
import pandas

import command
import drawing
import intervals

NAME = "cek-reuse-processor-time"
CAPTION = """
Processor time that each party spends on cryptography in one dialog, against the number of messages
that carry an encrypted SDP body (INVITE, its answer, then each re-INVITE and its answer; an odd
number ends with an offer that is refused). One inspecting proxy, AES-128-GCM, keys of RSA-2048
(OAEP) or P-256. Solid lines, filled markers: each body is encrypted with the readers' public keys.
Dashed lines, open markers: all bodies after the INVITE's are encrypted under its key (RFC 3185).
The time axes are logarithmic. What to see: with public keys the time grows with each body; with CEK
reuse it stays near that of the first one, since later bodies need no operation with a public or
private key. With RSA-2048 the proxy, which reads both directions, saves most time; with P-256, where
encrypting takes private-key operations too, the users do. Costs of the operations are those of the cost profile that the
manifest names.
"""
INSPECTING_PROXIES = 1
PANELS = (("rsa-2048", "RSA-2048"), ("p-256", "P-256"))
# The proxy's markers are larger, since the callee's points lie on some of them.
ROLES = (("caller", "caller", drawing.BLUE, "o", 3.5), ("proxy-1", "proxy", drawing.RED, "s", 5.5),
         ("callee", "callee", drawing.BLACK, "^", 3))
KEYINGS = (("asymmetric", "public keys", "-", None), ("cek-reuse", "CEK reuse", "--", "white"))


def summarize(runs: pandas.DataFrame) -> pandas.DataFrame:
    """Mean processor time in milliseconds of each role that takes part in the cryptography."""
    runs = runs[runs["role"].isin([role[0] for role in ROLES])].copy()
    runs["processor_time_ms"] = runs["processor_time_us"] / 1000
    keys = ["keying", "key_type", "inspecting_proxies", "sdp_messages", "role"]
    return intervals.summarize(runs, keys, "processor_time_ms", "ms")


def plotted(table: pandas.DataFrame) -> pandas.DataFrame:
    """The rows that the figure shows."""
    return table[(table["inspecting_proxies"] == INSPECTING_PROXIES)
                 & table["key_type"].isin([panel[0] for panel in PANELS])
                 & table["keying"].isin([keying[0] for keying in KEYINGS])]


def draw(table: pandas.DataFrame, folder: str, name: str) -> None:
    """One panel for each type of key."""
    table = plotted(table)
    figure, axes = plt.subplots(3, 1, figsize=(drawing.ONE_COLUMN_IN, 4.6), constrained_layout=True,
                                gridspec_kw={"height_ratios": (10, 10, 3)})
    axes[0].sharex(axes[1])
    axes[0].sharey(axes[1])
    for axis, (key_type, title) in zip(axes, PANELS):
        for keying, keying_label, line, face in KEYINGS:
            for role, role_label, colour, marker, size in ROLES:
                rows = table[(table["key_type"] == key_type) & (table["keying"] == keying)
                             & (table["role"] == role)].sort_values("sdp_messages")
                axis.errorbar(rows["sdp_messages"], rows["mean_ms"], yerr=rows["ci95_ms"],
                              color=colour, linestyle=line, marker=marker, markersize=size,
                              markerfacecolor=face or colour, capsize=2,
                              label="%s, %s" % (role_label, keying_label))
        drawing.plain_log_scale(axis)
        axis.set_title(title, loc="left")
        axis.set_ylabel("processor time\nper dialog (ms)")
        axis.set_xticks(range(0, 17, 2))
    axes[0].tick_params(labelbottom=False)
    axes[1].set_xlabel("messages with SDP in the dialog")
    drawing.legend_in(axes[2], *axes[0].get_legend_handles_labels())  # a column for each keying
    drawing.save(figure, folder, name)


def caption(table: pandas.DataFrame) -> str:
    """What the figure shows."""
    return CAPTION + intervals.describe(plotted(table), "ms")


if __name__ == "__main__":
    command.main(NAME, "cek-reuse-cost", summarize, draw, caption)
