# SPDX-License-Identifier: GPL-2.0-only
"""Figure: which mechanism prevents or detects which attack."""
import os

import matplotlib.pyplot as plt
import pandas

import command
import drawing

NAME = "transitive-trust"
HYPOTHESES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "transitive-trust-hypotheses.csv")
CAPTION = """
What becomes of each attack (rows, by the attacker's place) under each mechanism (columns), in %d
simulations of each cell with other seeds. Open circle: prevented, the attacker got nothing and
nobody had to notice. Half circle: detected, an honest party raised an alarm or refused; with a dot
if the attacker had got what it was after all the same. Full circle: undetected, the attacker got it
and nobody noticed. Dash: there is nothing of the kind to attack. A cross before a symbol: the attacker
found nothing that it could begin with. A question mark: the runs disagree. Small and gray beside it: what the standards' texts let expect, a diamond if only
partly; shaded where that differs, see the README of the module adversary. What to see: TLS and SIPS,
whatever the variant, stop who is outside, if certificates are checked and the last hop has TLS; not a
user with an account, who relays a digest or baits: of these the article's variant stops the second
only. A proxy on the way
reads and changes all the same, and a user's own proxy deceives everybody who trusts servers; only
what users do end to end stands against it, and signatures alone notice each change. End to middle
(signed, then encrypted to the peer and two chosen proxies) leaves to the chosen proxy to read: what it
changes is noticed. Open are forced decryption, a caller who tells two stories, and replay; reusing the
request's key gives the answer to a forked branch. All mechanisms admit the honest call. S/MIME
signature and encryption are without TLS here, end to middle is with it.
"""
COLUMNS = (("none", "none"), ("digest", "digest"), ("digest-end-to-end", "digest end to end"),
           ("tls", "TLS hop by hop"), ("sips-rfc3261", "SIPS, RFC 3261"), ("sips-rfc5630", "SIPS, RFC 5630"),
           ("sips-article", "SIPS, article"), ("smime-signature", "S/MIME signature"),
           ("smime-encryption", "S/MIME encryption"), ("end-to-middle", "end to middle"),
           ("cek-reuse", "the same, key reused"), ("identity", "Identity, RFC 8224"))
PLACES = (("wire", "on the wire"), ("off-path", "elsewhere"), ("server", "false server"), ("user", "user"),
          ("proxy", "proxy"), ("middle", "chosen proxy"))
HOLDS = {"prevented", "detected"}
FILLS = {"prevented": "none", "detected": "left", "undetected": "full"}
GRAY = "#777777"


def summarize(runs: pandas.DataFrame) -> pandas.DataFrame:
    """One row for each cell: the outcome of most runs, how many agree, and what was expected."""
    expected = pandas.read_csv(HYPOTHESES).set_index(["attack", "mechanism"])["expected"]
    rows = []
    for (attack, mechanism), cell in runs.groupby(["attack", "mechanism"], sort=False):
        counts = cell["outcome"].value_counts()
        outcome = sorted(counts[counts == counts.max()].index)[0]
        most = cell[cell["outcome"] == outcome]
        by = most["detected_by"].dropna().mode()
        kind = most["detected_as"].dropna().mode()
        hypothesis = expected.get((attack, mechanism), "")
        rows.append({"attack": attack, "place": cell["place"].iloc[0], "mechanism": mechanism, "outcome": outcome,
                     "expected": hypothesis, "differs": int(differs(outcome, hypothesis)),
                     "detected_by": by.iloc[0] if len(by) else "", "detected_as": kind.iloc[0] if len(kind) else "",
                     "runs": len(cell), "runs_with_outcome": len(most),
                     "share_reached": cell["goal_reached"].mean(), "share_attempted": cell["attempted"].mean(),
                     "mean_messages": most["detected_after_messages"].fillna(0).mean()})
    return pandas.DataFrame(rows)


def differs(outcome: str, expected: str) -> bool:
    """Whether an outcome contradicts what was expected; prevented or detected is the same here."""
    if not expected or expected == "partly" or outcome == "not-applicable":
        return False
    return (outcome in HOLDS) != (expected in HOLDS)


def draw(table: pandas.DataFrame, folder: str, name: str) -> None:
    """A matrix of symbols."""
    place_order = [place for place, _ in PLACES]
    attacks = table[table["place"] != "nobody"].drop_duplicates("attack")[["attack", "place"]]
    attacks = attacks.assign(order=attacks["place"].map(place_order.index)).sort_values("order", kind="stable")
    names = list(attacks["attack"])
    cells = {(row.attack, row.mechanism): row for row in table.itertuples()}
    figure, axis = plt.subplots(figsize=(drawing.TWO_COLUMNS_IN, 0.175 * len(names) + 1.5), constrained_layout=True)
    for y, attack in enumerate(names):
        for x, (mechanism, _) in enumerate(COLUMNS):
            cell = cells.get((attack, mechanism))
            if cell is None:
                continue
            if cell.differs:
                axis.add_patch(plt.Rectangle((x - 0.5, y - 0.5), 1, 1, color="#dddddd", zorder=0))
            symbol(axis, x, y, cell)
    previous = None
    for y, place in enumerate(attacks["place"]):
        if place != previous:
            axis.axhline(y - 0.5, color="#888888", linewidth=0.6)
            axis.text(len(COLUMNS) - 0.4, y, dict(PLACES)[place], fontsize=7, va="center", style="italic")
            previous = place
    axis.set_xlim(-0.5, len(COLUMNS) - 0.5)
    axis.set_ylim(len(names) - 0.5, -0.5)
    axis.set_yticks(range(len(names)), names)
    axis.set_xticks(range(len(COLUMNS)), [label for _, label in COLUMNS], rotation=40, ha="left")
    axis.xaxis.tick_top()
    axis.tick_params(length=0, labelsize=7)
    axis.grid(False)
    for side in axis.spines.values():
        side.set_visible(False)
    drawing.save(figure, folder, name)


def circle(axis, x: float, y: float, outcome: str, size: float, color: str) -> None:
    """A circle, open, half or full."""
    fill = FILLS[outcome]
    axis.plot(x, y, marker="o", markersize=size, color=color, fillstyle=fill, markeredgewidth=size / 8,
              markerfacecolor=color if fill != "none" else "white", markerfacecoloralt="white", linestyle="none")


def symbol(axis, x: float, y: float, cell) -> None:
    """The mark of a cell, and beside it what was expected."""
    if cell.outcome == "not-applicable":
        axis.plot([x - 0.24, x], [y, y], color="#888888", linewidth=0.8)
        return
    circle(axis, x - 0.12, y, cell.outcome, 6.5, "black")
    if cell.outcome == "detected" and cell.share_reached > 0.5:
        axis.plot(x + 0.08, y, marker=".", markersize=3, color="black")
    if cell.runs_with_outcome < cell.runs:
        axis.text(x - 0.4, y, "?", fontsize=7, va="center", ha="center")
    elif cell.share_attempted == 0 and cell.outcome != "detected":
        axis.text(x - 0.4, y, "\u00d7", fontsize=6, va="center", ha="center")
    if cell.expected == "partly":
        axis.plot(x + 0.27, y, marker="d", markersize=3.5, color=GRAY)
    elif cell.expected in FILLS:
        circle(axis, x + 0.27, y, cell.expected, 3.8, GRAY)


def caption(table: pandas.DataFrame) -> str:
    """What the figure shows."""
    return CAPTION % table["runs"].min()


if __name__ == "__main__":
    command.main(NAME, "transitive-trust", summarize, draw, caption)
