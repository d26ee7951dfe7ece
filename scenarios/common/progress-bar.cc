// SPDX-License-Identifier: GPL-2.0-only

#include "progress-bar.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <unistd.h>

namespace ns3
{

namespace
{

/// Length of the bar in letters.
constexpr int BAR_LENGTH = 30;

} // namespace

ProgressBar::ProgressBar(std::string label, double total, bool quiet)
    : m_label(std::move(label))
    , m_total(total)
    , m_shown(!quiet && isatty(STDERR_FILENO) == 1)
    , m_begin(std::chrono::steady_clock::now())
    , m_last(m_begin)
{
}

ProgressBar::~ProgressBar()
{
    if (m_shown)
    {
        std::fprintf(stderr, "\r\033[K");
    }
}

void
ProgressBar::Advance(double units)
{
    m_done += units;
    const auto now = std::chrono::steady_clock::now();
    if (m_shown && now - m_last > std::chrono::milliseconds(200))
    {
        m_last = now;
        Print();
    }
}

void
ProgressBar::Print()
{
    const double part = std::clamp(m_done / std::max(m_total, 1e-9), 0.0, 1.0);
    const double seconds = std::chrono::duration<double>(m_last - m_begin).count();
    const long left = part > 0 ? std::lround(seconds * (1 - part) / part) : 0;
    const int filled = static_cast<int>(part * BAR_LENGTH);
    std::fprintf(stderr,
                 "\r\033[K%s [%s%s] %3.0f %%, %ld:%02ld left",
                 m_label.c_str(),
                 std::string(filled, '#').c_str(),
                 std::string(BAR_LENGTH - filled, '.').c_str(),
                 100 * part,
                 left / 60,
                 left % 60);
}

} // namespace ns3
