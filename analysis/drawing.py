# SPDX-License-Identifier: GPL-2.0-only
"""How all figures look and are written: one column of a paper, same bytes from the same data."""
import os

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend comes first)
from matplotlib import ticker  # noqa: E402

ONE_COLUMN_IN = 3.5
TWO_COLUMNS_IN = 7.16
# Okabe and Ito's colours, for colour-blind readers; markers and lines tell them apart in grey.
BLUE, ORANGE, GREEN, RED, BLACK = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#000000"

plt.rcParams.update({
    "font.family": "DejaVu Sans", "font.size": 8, "axes.labelsize": 8, "axes.titlesize": 8,
    "legend.fontsize": 8, "xtick.labelsize": 8, "ytick.labelsize": 8,
    "pdf.fonttype": 42, "ps.fonttype": 42, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "axes.axisbelow": True, "grid.color": "#dddddd", "grid.linewidth": 0.5,
    "lines.linewidth": 1.1, "lines.markersize": 3.5, "legend.frameon": False,
    "figure.dpi": 100, "savefig.dpi": 300})


def legend_in(axis, handles, labels, columns: int = 2) -> None:
    """Fill an axis of its own with the legend, so that it hides no data."""
    axis.axis("off")
    axis.legend(handles, labels, loc="center", ncol=columns, borderaxespad=0, columnspacing=1.2,
                handlelength=2.6)


def plain_log_scale(axis) -> None:
    """A logarithmic value axis with plain numbers at 1, 2 and 5 of each decade."""
    axis.set_yscale("log")
    axis.yaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
    axis.yaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: "%g" % value))
    axis.yaxis.set_minor_formatter(ticker.NullFormatter())


def save(figure, folder: str, name: str) -> None:
    """Write NAME.pdf and NAME.png, whole or not at all, without a date in them."""
    os.makedirs(folder, exist_ok=True)
    no_traces = {"pdf": {"CreationDate": None, "Producer": None, "Creator": None},
                 "png": {"Software": None}}
    for kind, metadata in no_traces.items():
        path = os.path.join(folder, "%s.%s" % (name, kind))
        figure.savefig(path + ".part", format=kind, metadata=metadata)
        os.replace(path + ".part", path)
    plt.close(figure)
