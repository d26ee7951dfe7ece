// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_TIME_TAG_H
#define MEDIA_TIME_TAG_H

#include "ns3/nstime.h"
#include "ns3/tag.h"

namespace ns3
{

/**
 * \ingroup media
 * When a media packet was sent: the simulator's knowledge, which no octet of the packet carries.
 *
 * It is a byte tag, and so survives every forwarding; where an application copies the octets into
 * a packet of its own it is gone.
 */
class MediaTimeTag : public Tag
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /**
     * \param sent when the packet was sent
     */
    explicit MediaTimeTag(Time sent = Time());

    /// \return when the packet was sent
    Time GetSent() const;

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(TagBuffer buffer) const override;
    void Deserialize(TagBuffer buffer) override;
    void Print(std::ostream& out) const override;

  private:
    Time m_sent; //!< when the packet was sent
};

} // namespace ns3

#endif // MEDIA_TIME_TAG_H
