# SPDX-License-Identifier: GPL-2.0-only
"""Figure: packets of attackers that pass, attack by attack, for each way to open a firewall."""
import matplotlib.pyplot as plt
import pandas

import command
import drawing
import intervals

NAME = "firewall-attacks"
CAPTION = """
Packets that an attacker outside got into the site during a call or after it, of those sent (in brackets), by
the way a firewall is opened; darker: a larger share. Spoofed media: RTP with the callee's address and port, which the
attacker is told. Port scan: 1000 ports around the one in use, from the attacker's own address. Stolen token: read
from RTCP, shown from elsewhere. Replayed token: with its holder's address, 30 s after it was first shown, when the call is
over. Forged tokens: as fast as a link of 10 Mbit/s takes them; below, the firewall's time for a look at a packet then. Lying
proxy: asks for one stream more, for the attacker. A dash: there are no tokens to steal. What to see: whoever knows the flow of a call
is let in by all ways, as all of them go by addresses and ports - SRTP then refuses every packet (none of
these was taken for media); no token opens anything from elsewhere, or once it was closed with its
call. A forged token costs a code to check, almost twice the time of another packet. No way protects from a
proxy that lies. Means of %d runs, which differ by at most %.2g packets (95 %% confidence, Student's t).
"""
ATTACKS = (("spoofed-media", "spoofed media"), ("port-scan", "port scan"), ("stolen-token", "stolen token"),
           ("replayed-token", "replayed token"), ("forged-tokens", "forged tokens"), ("lying-proxy", "lying proxy"))
WAYS = (("open", "all ports open"), ("border-controller", "border controller"), ("co-located", "proxy on firewall"),
        ("simco", "SIMCO"), ("token", "token at once"), ("token-rtcp-time", "token, RTCP's time"))
KEYS = ["way", "attack", "measure"]
MEASURES = ("attacker_packets_sent", "attacker_packets_passed", "attacker_packets_taken", "filter_us_per_packet")


def summarize(rows: pandas.DataFrame) -> pandas.DataFrame:
    """Means with intervals, a row for each number."""
    parts = [intervals.summarize(rows.assign(measure=measure), KEYS, measure, "value") for measure in MEASURES]
    return pandas.concat(parts, ignore_index=True)


def draw(table: pandas.DataFrame, folder: str, name: str) -> None:
    """A matrix of numbers."""
    cells = {(row.way, row.attack, row.measure): row.mean_value for row in table.itertuples()}
    figure, axis = plt.subplots(figsize=(drawing.TWO_COLUMNS_IN, 3.4), constrained_layout=True)
    for y, (attack, _) in enumerate(ATTACKS):
        for x, (way, _) in enumerate(WAYS):
            sent = cells.get((way, attack, "attacker_packets_sent"))
            if sent is None:
                axis.text(x, y, "–", ha="center", va="center", color="#888888")
                continue
            passed = cells[(way, attack, "attacker_packets_passed")]
            share = passed / sent if sent > 0 else 0
            axis.add_patch(plt.Rectangle((x - 0.5, y - 0.5), 1, 1, color=str(1 - 0.45 * share), zorder=0))
            text = "%.4g (%.4g)" % (passed, sent)
            if attack == "forged-tokens" and cells[(way, attack, "filter_us_per_packet")] > 0:
                text += "\n%.2f µs" % cells[(way, attack, "filter_us_per_packet")]
            axis.text(x, y, text, ha="center", va="center", fontsize=7,
                      fontweight="bold" if passed > 0 else "normal")
    axis.set_xlim(-0.5, len(WAYS) - 0.5)
    axis.set_ylim(len(ATTACKS) - 0.5, -0.5)
    axis.set_xticks(range(len(WAYS)), [label for _, label in WAYS], rotation=25, ha="left")
    axis.set_yticks(range(len(ATTACKS)), [label for _, label in ATTACKS])
    axis.xaxis.tick_top()
    axis.tick_params(length=0)
    axis.grid(False)
    for side in axis.spines.values():
        side.set_visible(False)
    drawing.save(figure, folder, name)


def caption(table: pandas.DataFrame) -> str:
    """What the figure shows."""
    counts = table[table["measure"] != "filter_us_per_packet"]
    return CAPTION % (table["runs"].min(), counts["ci95_value"].max())


if __name__ == "__main__":
    command.main(NAME, "firewall-control", summarize, draw, caption)
