# SPDX-License-Identifier: GPL-2.0-only
"""Figure: who could read what after a forked INVITE, by the way of reusing keys, and what closing the hole costs."""
import matplotlib.pyplot as plt
import numpy
import pandas

import command
import drawing
import intervals

NAME = "fork-exposure"
SHOWN_BRANCHES = 8
BASE = "dialog"
CAPTION = """
Alice's INVITE, encrypted to Bob and to one of two proxies, is forked to k of Bob's telephones; one answers, then she and
he send a re-INVITE each. P-256, AES-128-GCM, bodies signed inside. (a) Of the 7 telephones that do not answer, k = 8, how many
could read each body, having its octets: every key that a party got was really tried. Left, each telephone has a private key of
its own and the INVITE is for all of them; right, all have Bob's. The INVITE's offer (not shown) is for all 7. Once, max-decrypts,
dialog, rolling: ways of RFC 3185 and of the drafts to go on with the INVITE's key; per direction: each side sends under a key of
its own; UPDATE, re-INVITE: as dialog, but Alice replaces the key as soon as she has an answer, which counts as later bodies here; answerer's:
the answer brings the key, under public keys. (b) What a call takes more than with the dialog's one key: octets of IP packets on all
hops, telephones with keys of their own. (c) Processor time, all hosts together. An
answer to the re-INVITE is there %.0f ms after the call is accepted; nothing else makes the ends wait. What to see: a fresh key shuts out the others only if telephones have private keys of their own; that the answerer brings
it always does, with no message more.
"""
STRATEGIES = (("asymmetric", "public keys"), ("once", "once"), ("max-decrypts", "max-decrypts"), ("dialog", "dialog"),
              ("rolling", "rolling"), ("per-direction", "per direction"), ("update", "fresh by UPDATE"),
              ("re-invite", "fresh by re-INVITE"), ("answerer", "answerer's"))
KINDS = (("answer", "first answer"), ("fresh_offer", ""), ("fresh_answer", ""), ("caller_offer", "Alice's offer"),
         ("callee_answer", "Bob's answer"), ("callee_offer", "Bob's offer"), ("caller_answer", "Alice's answer"))
SHOWN_KINDS = [kind for kind in KINDS if kind[1]]
LINES = (("update", "fresh by UPDATE", drawing.RED, "s", "-"),
         ("re-invite", "fresh by re-INVITE", drawing.ORANGE, "^", "--"),
         ("asymmetric", "public keys", drawing.BLACK, "x", "-."),
         ("answerer", "answerer's", drawing.BLUE, "o", ":"))
COUNT = "branches_that_could_read_"
COSTS = {"messages": "extra_messages", "message_bytes": "extra_message_bytes", "wire_bytes": "extra_wire_bytes",
         "public_key_operations": "extra_public_key_operations",
         "private_key_operations": "extra_private_key_operations", "processor_time_us": "extra_processor_time_us"}


def summarize(runs: pandas.DataFrame) -> pandas.DataFrame:
    """Per point: how many branches could read, and what the call took more than with the dialog's one key."""
    keys = ["strategy", "branch_keys", "branches"]
    pair = ["branch_keys", "branches", "run", "seed"]
    base = runs[runs["strategy"] == BASE].set_index(pair)
    values = runs[[*keys, "run", "seed"]].copy()
    for kind in ["offer"] + [kind for kind, _ in KINDS]:
        values[COUNT + kind] = runs[COUNT + kind]
    index = pandas.MultiIndex.from_frame(runs[pair])
    for column, name in COSTS.items():
        values[name] = runs[column].to_numpy() - base[column].reindex(index).to_numpy()
    # An answer that was there before the call was accepted keeps nobody waiting.
    values["wait_ms"] = numpy.maximum(0, (runs["session_delay_ms"] - runs["setup_delay_ms"]).round(6))
    tidy = values.melt(id_vars=[*keys, "run", "seed"], var_name="quantity").dropna()
    return intervals.summarize(tidy, [*keys, "quantity"], "value", "value")


def select(table: pandas.DataFrame, **wanted) -> pandas.DataFrame:
    """The rows with these values."""
    for column, value in wanted.items():
        table = table[table[column] == value]
    return table


def draw_matrix(axis, table: pandas.DataFrame, branch_keys: str) -> None:
    """Rows: strategies; columns: bodies; number and shade: how many branches could read."""
    shown = select(table, branch_keys=branch_keys, branches=SHOWN_BRANCHES)
    numbers = numpy.zeros((len(STRATEGIES), len(SHOWN_KINDS)))
    for row, (strategy, _) in enumerate(STRATEGIES):
        for column, (kind, _) in enumerate(SHOWN_KINDS):
            found = select(shown, strategy=strategy, quantity=COUNT + kind)["mean_value"]
            numbers[row, column] = found.iloc[0]
            axis.text(column, row, "%g" % numbers[row, column], ha="center", va="center",
                      color="white" if numbers[row, column] > 3 else "black")
    axis.imshow(numbers, cmap="Greys", vmin=0, vmax=(SHOWN_BRANCHES - 1) * 1.35, aspect="auto")
    axis.set_xticks(range(len(SHOWN_KINDS)))
    axis.set_xticklabels([label for _, label in SHOWN_KINDS], rotation=45, ha="right", rotation_mode="anchor")
    axis.set_yticks(range(len(STRATEGIES)))
    axis.set_yticklabels([label for _, label in STRATEGIES])
    axis.set_xticks(numpy.arange(len(SHOWN_KINDS) - 1) + 0.5, minor=True)
    axis.set_yticks(numpy.arange(len(STRATEGIES) - 1) + 0.5, minor=True)
    axis.grid(False)
    axis.grid(which="minor", color="#bbbbbb", linewidth=0.5)
    axis.tick_params(which="both", length=0)


def draw_lines(axis, table: pandas.DataFrame, quantity: str, scale: float, lines) -> None:
    """A quantity against the number of branches."""
    for strategy, label, colour, marker, line in lines:
        rows = select(table, strategy=strategy, branch_keys="own", quantity=quantity).sort_values("branches")
        axis.errorbar(rows["branches"], rows["mean_value"] / scale, yerr=rows["ci95_value"] / scale, color=colour,
                      marker=marker, linestyle=line, capsize=2, label=label)
    axis.set_xticks(sorted(table["branches"].unique()))
    axis.set_xlabel("telephones, k")


def draw(table: pandas.DataFrame, folder: str, name: str) -> None:
    """Two matrices, and two panels of costs."""
    figure = plt.figure(figsize=(drawing.TWO_COLUMNS_IN, 3.4), constrained_layout=True)
    left, right = figure.subfigures(1, 2, width_ratios=(1.75, 1))
    own, shared = left.subplots(1, 2, sharey=True)
    draw_matrix(own, table, "own")
    draw_matrix(shared, table, "shared")
    own.set_title("(a) own private keys", loc="left")
    shared.set_title("Bob's key shared", loc="left")
    octets, time, legend = right.subplots(3, 1, gridspec_kw={"height_ratios": (10, 10, 5)})
    draw_lines(octets, table, "extra_wire_bytes", 1000, LINES)
    octets.set_ylabel("more octets (kB)")
    octets.set_title("(b)", loc="left")
    octets.set_ylim(bottom=0)
    octets.set_xlabel("")
    octets.tick_params(labelbottom=False)
    draw_lines(time, table, "extra_processor_time_us", 1000, LINES)
    time.set_ylabel("more time (ms)")
    time.set_title("(c)", loc="left")
    time.set_ylim(bottom=0)
    drawing.legend_in(legend, *octets.get_legend_handles_labels(), columns=1)
    drawing.save(figure, folder, name)


def caption(table: pandas.DataFrame) -> str:
    """What the figure shows."""
    shown = select(table, branch_keys="own")
    wait = select(shown, strategy="re-invite", quantity="wait_ms")["mean_value"].max()
    costs = shown[shown["quantity"].isin(["extra_wire_bytes", "extra_processor_time_us"])
                  & shown["strategy"].isin([line[0] for line in LINES])]
    return CAPTION % wait + intervals.describe(costs, "value")


if __name__ == "__main__":
    command.main(NAME, "fork-exposure", summarize, draw, caption)
