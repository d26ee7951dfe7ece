// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/media-time-tag.h"

#include "ns3/tag-buffer.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MediaTimeTag);

TypeId
MediaTimeTag::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MediaTimeTag")
                            .SetParent<Tag>()
                            .SetGroupName("Media")
                            .AddConstructor<MediaTimeTag>();
    return tid;
}

MediaTimeTag::MediaTimeTag(Time sent)
    : m_sent(sent)
{
}

Time
MediaTimeTag::GetSent() const
{
    return m_sent;
}

TypeId
MediaTimeTag::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
MediaTimeTag::GetSerializedSize() const
{
    return 8;
}

void
MediaTimeTag::Serialize(TagBuffer buffer) const
{
    buffer.WriteU64(static_cast<uint64_t>(m_sent.GetNanoSeconds()));
}

void
MediaTimeTag::Deserialize(TagBuffer buffer)
{
    m_sent = NanoSeconds(static_cast<int64_t>(buffer.ReadU64()));
}

void
MediaTimeTag::Print(std::ostream& out) const
{
    out << m_sent.As(Time::S);
}

} // namespace ns3
