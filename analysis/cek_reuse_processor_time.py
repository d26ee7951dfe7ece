# SPDX-License-Identifier: GPL-2.0-only
"""Figure: processor time per dialog against the number of SDP-bearing messages, by role and keying."""
import matplotlib.pyplot as plt
import pandas

import command
import drawing
import intervals

NAME = "cek-reuse-processor-time"
CAPTION = """
Processor time that each party spends on cryptography in one dialog, against the number of messages that carry an SDP
body (INVITE, its answer, and each re-INVITE and answer), with one inspecting proxy, AES-128-GCM, and RSA-2048 (OAEP) or
P-256 keys. Solid lines, filled markers: every body is encrypted under the readers' public keys. Dashed lines, open
markers: bodies after the first are keyed by the content-encryption key of the INVITE (RFC 3185). Note the logarithmic
time axis. With public keys the cost grows with every body; with key reuse it stays almost at the cost of the first
one: the proxy and the callee pay one private-key operation per dialog instead of one for each body they read, and the
caller none at all. Means of 10 runs with 95 % confidence intervals, which are narrower than the markers: the number
of operations of a call does not vary between runs. Costs are those of the cost profile named in the manifest.
"""
PANELS = (("rsa-2048", "RSA-2048"), ("p-256", "P-256"))
ROLES = (("caller", "caller", drawing.BLUE, "o"), ("proxy-1", "proxy", drawing.RED, "s"), ("callee", "callee", drawing.BLACK, "^"))
KEYINGS = (("asymmetric", "public keys", "-", None), ("cek-reuse", "CEK reuse", "--", "white"))


def summarize(runs: pandas.DataFrame) -> pandas.DataFrame:
    """Mean processor time in milliseconds of each role that takes part in the cryptography."""
    runs = runs[runs["role"].isin([role[0] for role in ROLES])].copy()
    runs["processor_time_ms"] = runs["processor_time_us"] / 1000
    return intervals.summarize(runs, ["keying", "key_type", "inspecting_proxies", "sdp_messages", "role"],
                               "processor_time_ms", "ms")


def draw(table: pandas.DataFrame, folder: str, name: str) -> None:
    """One panel for each type of key."""
    figure, axes = plt.subplots(3, 1, figsize=(drawing.ONE_COLUMN_IN, 4.8), constrained_layout=True,
                                gridspec_kw={"height_ratios": (10, 10, 3)})
    axes[0].sharex(axes[1])
    for axis, (key_type, title) in zip(axes, PANELS):
        for role, role_label, colour, marker in ROLES:
            for keying, keying_label, line, face in KEYINGS:
                rows = table[(table["key_type"] == key_type) & (table["keying"] == keying) & (table["role"] == role)]
                rows = rows.sort_values("sdp_messages")
                axis.errorbar(rows["sdp_messages"], rows["mean_ms"], yerr=rows["ci95_ms"], color=colour, linestyle=line,
                              marker=marker, markerfacecolor=face or colour, capsize=2,
                              label="%s, %s" % (role_label, keying_label))
        drawing.plain_log_scale(axis)
        axis.set_title(title, loc="left")
        axis.set_ylabel("processor time per dialog (ms)")
        axis.set_xticks(range(0, 17, 2))
    axes[0].tick_params(labelbottom=False)
    axes[1].set_xlabel("SDP-bearing messages in the dialog")
    handles, labels = axes[0].get_legend_handles_labels()
    order = (0, 2, 4, 1, 3, 5)  # a column for each keying
    drawing.legend_in(axes[2], [handles[i] for i in order], [labels[i] for i in order])
    drawing.save(figure, folder, name)


if __name__ == "__main__":
    command.main(NAME, "cek-reuse-cost", summarize, draw, CAPTION)
