// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/media-work-queue.h"

#include <utility>

namespace ns3
{

MediaWorkQueue::MediaWorkQueue()
    : m_state(std::make_shared<State>())
{
}

MediaWorkQueue::~MediaWorkQueue()
{
    Clear();
}

void
MediaWorkQueue::Execute(Ptr<Processor> processor, const Work& work, std::function<void()> done)
{
    if (!processor && m_state->entries.empty())
    {
        done();
        return;
    }
    const auto entry = std::make_shared<Entry>();
    entry->done = std::move(done);
    m_state->entries.push_back(entry);
    const std::weak_ptr<State> queue = m_state;
    const auto finish = [queue, entry]()
    {
        entry->isDone = true;
        if (const auto state = queue.lock())
        {
            Release(state);
        }
    };
    if (processor)
    {
        processor->Execute(work, finish);
    }
    else
    {
        finish();
    }
}

void
MediaWorkQueue::Release(const std::shared_ptr<State>& state)
{
    while (!state->entries.empty() && state->entries.front()->isDone)
    {
        // Out of the queue first: what is called may use or clear it.
        const auto entry = std::move(state->entries.front());
        state->entries.pop_front();
        std::exchange(entry->done, nullptr)();
    }
}

std::size_t
MediaWorkQueue::GetSize() const
{
    return m_state->entries.size();
}

void
MediaWorkQueue::Flush()
{
    const auto state = m_state;
    for (const auto& entry : state->entries)
    {
        entry->isDone = true;
    }
    Release(state);
}

void
MediaWorkQueue::Clear()
{
    for (const auto& entry : m_state->entries)
    {
        entry->done = nullptr;
    }
    m_state->entries.clear();
}

} // namespace ns3
