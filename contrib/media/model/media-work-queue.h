// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_WORK_QUEUE_H
#define MEDIA_WORK_QUEUE_H

#include "ns3/processor.h"
#include "ns3/work.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>

namespace ns3
{

/**
 * \ingroup media
 * Packets of one stream and direction that wait for the node's processor, and leave in the order
 * in which they came: also where several cores work on them.
 */
class MediaWorkQueue
{
  public:
    MediaWorkQueue();
    ~MediaWorkQueue();

    MediaWorkQueue(const MediaWorkQueue&) = delete;
    MediaWorkQueue& operator=(const MediaWorkQueue&) = delete;

    /**
     * \param processor what the packets wait for; null: nothing
     * \param work what it has to do for this one
     * \param done called when it has; before this returns if there is nothing to wait for
     */
    void Execute(Ptr<Processor> processor, const Work& work, std::function<void()> done);

    /// \return packets that wait
    std::size_t GetSize() const;

    /// Lets all packets that wait leave now, in their order.
    void Flush();

    /// Forgets all packets that wait.
    void Clear();

  private:
    /// A packet that waits.
    struct Entry
    {
        bool isDone{false};         //!< the processor has done its work
        std::function<void()> done; //!< to be called in its turn
    };

    /// What callbacks share with the queue; they outlive it.
    struct State
    {
        std::deque<std::shared_ptr<Entry>> entries; //!< in the order in which they came
    };

    /**
     * Lets packets leave from the front.
     * \param state the queue
     */
    static void Release(const std::shared_ptr<State>& state);

    std::shared_ptr<State> m_state; //!< the queue
};

} // namespace ns3

#endif // MEDIA_WORK_QUEUE_H
