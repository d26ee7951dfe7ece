# SPDX-License-Identifier: GPL-2.0-only
"""Figure: octets of SIP messages per dialog against the number of inspecting proxies, by keying."""
import matplotlib.pyplot as plt
import pandas

import command
import drawing
import intervals

NAME = "cek-reuse-message-bytes"
SDP_MESSAGES = 8
CAPTION = """
Octets of the SIP messages that caller and callee send in one dialog with %d SDP bodies, against the
number of proxies that may read them, in a chain of four proxies; keys of RSA-2048 (OAEP) or P-256,
AES-128-GCM, bodies as binary MIME. Public keys: each body carries its key once for each reader. CEK
reuse: so does the INVITE's; all later bodies are encrypted under its key (RFC 3185), wrapped once
for all readers, which is shorter than one recipient with an RSA key. Other user only: bodies that
no proxy can read, with public keys. Plain: bodies that everybody can read. What to see: with public
keys a further reader adds to every body, with CEK reuse to the INVITE only, so that two proxies
(RSA-2048) or one (P-256) may read along for fewer octets than keeping them out takes otherwise.
""" % SDP_MESSAGES
PANELS = (("rsa-2048", "RSA-2048"), ("p-256", "P-256"))
KEYINGS = (("asymmetric", "public keys", drawing.RED, "s", "-"),
           ("cek-reuse", "CEK reuse", drawing.BLUE, "o", "--"),
           ("end-to-end", "other user only", drawing.GREEN, "^", ":"),
           ("none", "plain", drawing.BLACK, "x", "-."))


def summarize(runs: pandas.DataFrame) -> pandas.DataFrame:
    """Mean octets that the two users send; what proxies forward is not counted again."""
    keys = ["keying", "key_type", "inspecting_proxies", "sdp_messages"]
    users = runs[runs["role"].isin(["caller", "callee"])]
    per_run = users.groupby([*keys, "run"], sort=False, as_index=False)["message_bytes"].sum()
    return intervals.summarize(per_run, keys, "message_bytes", "octets")


def plotted(table: pandas.DataFrame) -> pandas.DataFrame:
    """The rows that the figure shows."""
    return table[(table["sdp_messages"] == SDP_MESSAGES)
                 & table["key_type"].isin([panel[0] for panel in PANELS])]


def draw(table: pandas.DataFrame, folder: str, name: str) -> None:
    """One panel for each type of key."""
    table = plotted(table)
    figure = plt.figure(figsize=(drawing.ONE_COLUMN_IN, 2.7), constrained_layout=True)
    grid = figure.add_gridspec(2, 2, height_ratios=(10, 2))
    axes = [figure.add_subplot(grid[0, 0])]
    axes.append(figure.add_subplot(grid[0, 1], sharey=axes[0]))
    for axis, (key_type, title) in zip(axes, PANELS):
        for keying, label, colour, marker, line in KEYINGS:
            rows = table[(table["key_type"] == key_type)
                         & (table["keying"] == keying)].sort_values("inspecting_proxies")
            axis.errorbar(rows["inspecting_proxies"], rows["mean_octets"] / 1000,
                          yerr=rows["ci95_octets"] / 1000, color=colour, marker=marker,
                          linestyle=line, capsize=2, label=label)
        axis.set_title(title, loc="left")
        axis.set_xticks(range(5))
        axis.set_ylim(bottom=0)
        axis.set_xlabel("inspecting proxies")
    axes[0].set_ylabel("SIP messages per dialog (kB)")
    axes[1].tick_params(labelleft=False)
    drawing.legend_in(figure.add_subplot(grid[1, :]), *axes[0].get_legend_handles_labels())
    drawing.save(figure, folder, name)


def caption(table: pandas.DataFrame) -> str:
    """What the figure shows."""
    return CAPTION + intervals.describe(plotted(table), "octets")


if __name__ == "__main__":
    command.main(NAME, "cek-reuse-cost", summarize, draw, caption)
