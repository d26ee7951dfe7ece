// SPDX-License-Identifier: GPL-2.0-only

#ifndef PROGRESS_BAR_H
#define PROGRESS_BAR_H

#include <chrono>
#include <cstdint>
#include <string>

namespace ns3
{

/**
 * A line on the terminal that says how much is done and how long the rest will take.
 *
 * Nothing is printed when stderr is no terminal. The wall clock is used for nothing else.
 */
class ProgressBar
{
  public:
    /**
     * Begin.
     *
     * @param label what is being done
     * @param total how many units of work there are
     * @param quiet print nothing
     */
    ProgressBar(std::string label, double total, bool quiet);

    /// Wipes the line.
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /**
     * Say that some work is done.
     *
     * @param units how much
     */
    void Advance(double units);

  private:
    /// Print the line anew.
    void Print();

    std::string m_label;                           ///< what is being done
    double m_total;                                ///< units of work
    double m_done{0};                              ///< units done
    bool m_shown;                                  ///< whether to print
    std::chrono::steady_clock::time_point m_begin; ///< when it began
    std::chrono::steady_clock::time_point m_last;  ///< when the line was printed last
};

} // namespace ns3

#endif // PROGRESS_BAR_H
