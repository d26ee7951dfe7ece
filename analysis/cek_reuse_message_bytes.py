# SPDX-License-Identifier: GPL-2.0-only
"""Figure: octets of SIP messages per dialog against the number of inspecting proxies, by keying."""
import matplotlib.pyplot as plt
import pandas

import command
import drawing
import intervals

NAME = "cek-reuse-message-bytes"
CAPTION = """
Octets of the SIP messages that caller and callee send in one dialog of eight SDP-bearing messages, against the number of
proxies that inspect the bodies, in a chain of fixed length, for RSA-2048 (OAEP) and P-256 keys. Under public keys each
further reader adds a RecipientInfo to every body, so the octets grow with slope eight; with CEK reuse only the
INVITE grows. Without inspection (no proxy) reuse saves already, since the answer goes without a public-key recipient.
"Plain" and "callee only" cannot be read by, or are not kept from, the proxies and are the floor. Means of 10 runs with
95 % confidence intervals, mostly narrower than the markers.
"""
PANELS = (("rsa-2048", "RSA-2048"), ("p-256", "P-256"))
KEYINGS = (("asymmetric", "public keys", drawing.RED, "s", "-"), ("cek-reuse", "CEK reuse", drawing.BLUE, "o", "--"),
           ("end-to-end", "callee only", drawing.GREEN, "^", ":"), ("none", "plain", drawing.BLACK, "x", "-."))
SDP_MESSAGES = 8


def summarize(runs: pandas.DataFrame) -> pandas.DataFrame:
    """Mean octets that the two users send, each message counted once."""
    keys = ["keying", "key_type", "inspecting_proxies", "sdp_messages"]
    users = runs[runs["role"].isin(["caller", "callee"])]
    per_run = users.groupby([*keys, "run"], sort=False, as_index=False)["message_bytes"].sum()
    return intervals.summarize(per_run, keys, "message_bytes", "octets")


def draw(table: pandas.DataFrame, folder: str, name: str) -> None:
    """One panel for each type of key."""
    figure = plt.figure(figsize=(drawing.ONE_COLUMN_IN, 2.8), constrained_layout=True)
    grid = figure.add_gridspec(2, 2, height_ratios=(10, 2))
    axes = [figure.add_subplot(grid[0, 0])]
    axes.append(figure.add_subplot(grid[0, 1], sharey=axes[0]))
    for axis, (key_type, title) in zip(axes, PANELS):
        for keying, label, colour, marker, line in KEYINGS:
            rows = table[(table["key_type"] == key_type) & (table["keying"] == keying) &
                         (table["sdp_messages"] == SDP_MESSAGES)].sort_values("inspecting_proxies")
            axis.errorbar(rows["inspecting_proxies"], rows["mean_octets"] / 1000, yerr=rows["ci95_octets"] / 1000,
                          color=colour, marker=marker, linestyle=line, capsize=2, label=label)
        axis.set_title(title, loc="left")
        axis.set_xticks(range(5))
        axis.set_ylim(bottom=0)
        axis.set_xlabel("inspecting proxies")
    axes[0].set_ylabel("SIP octets per dialog (kB)")
    axes[1].tick_params(labelleft=False)
    handles, labels = axes[0].get_legend_handles_labels()
    drawing.legend_in(figure.add_subplot(grid[1, :]), handles, labels)
    drawing.save(figure, folder, name)


if __name__ == "__main__":
    command.main(NAME, "cek-reuse-cost", summarize, draw, CAPTION)
