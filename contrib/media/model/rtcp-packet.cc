// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/rtcp-packet.h"

#include "ns3/network-order.h"

#include <algorithm>

namespace ns3
{

namespace
{

using Kind = RtpError::Kind;

/// Most sources, blocks or chunks that the five bits of a header can count.
constexpr std::size_t MAXIMUM_COUNT = 31;

/**
 * Writes packets one behind the other. A field that does not fit is kept as an error.
 */
class Writer
{
  public:
    /**
     * \param report what to write
     */
    void
    operator()(const RtcpSenderReport& report)
    {
        Begin(200, report.blocks.size());
        Put32(report.ssrc);
        Put32(static_cast<uint32_t>(report.ntpTime >> 32));
        Put32(static_cast<uint32_t>(report.ntpTime));
        Put32(report.timestamp);
        Put32(report.packets);
        Put32(report.octets);
        PutBlocks(report.blocks);
        End();
    }

    /**
     * \param report what to write
     */
    void
    operator()(const RtcpReceiverReport& report)
    {
        Begin(201, report.blocks.size());
        Put32(report.ssrc);
        PutBlocks(report.blocks);
        End();
    }

    /**
     * \param description what to write
     */
    void
    operator()(const RtcpSourceDescription& description)
    {
        Begin(202, description.chunks.size());
        for (const auto& chunk : description.chunks)
        {
            Put32(chunk.ssrc);
            for (const auto& item : chunk.items)
            {
                Check(item.type != 0, "an item of type 0 would end the list");
                m_out.push_back(item.type);
                PutText(item.text);
            }
            m_out.push_back(0);
            Fill();
        }
        End();
    }

    /**
     * \param bye what to write
     */
    void
    operator()(const RtcpBye& bye)
    {
        Begin(203, bye.sources.size());
        for (const uint32_t source : bye.sources)
        {
            Put32(source);
        }
        if (!bye.reason.empty())
        {
            PutText(bye.reason);
            Fill();
        }
        End();
    }

    /**
     * \param app what to write
     */
    void
    operator()(const RtcpApp& app)
    {
        Check(app.data.size() % 4 == 0, "an APP packet's data is not a multiple of four octets");
        Begin(204, app.subtype);
        Put32(app.ssrc);
        m_out.insert(m_out.end(), app.name.begin(), app.name.end());
        m_out.insert(m_out.end(), app.data.begin(), app.data.end());
        Fill();
        End();
    }

    /**
     * A packet that is not known cannot be written.
     */
    void
    operator()(const RtcpUnknown&)
    {
        Check(false, "a packet of unknown type");
    }

    /**
     * \param good what must be true
     * \param reason the error if it is not
     */
    void
    Check(bool good, const char* reason)
    {
        m_error = m_error || good ? m_error : reason;
    }

    /// \return the octets or the first error
    tl::expected<std::vector<uint8_t>, RtpError>
    Take()
    {
        if (m_error)
        {
            return tl::make_unexpected(RtpError{Kind::Malformed, m_error});
        }
        return std::move(m_out);
    }

  private:
    /**
     * \param type packet type
     * \param count the five bits behind version and padding
     */
    void
    Begin(uint8_t type, std::size_t count)
    {
        Check(count <= MAXIMUM_COUNT, "more than 31 of a kind");
        m_begin = m_out.size();
        m_out.push_back(static_cast<uint8_t>(0x80 | (count & 0x1F)));
        m_out.push_back(type);
        m_out.insert(m_out.end(), 2, 0);
    }

    /// Writes the packet's length.
    void
    End()
    {
        const std::size_t words = (m_out.size() - m_begin) / 4 - 1;
        Check(words <= 0xFFFF, "a packet is too long");
        WriteNetwork16(m_out.data() + m_begin + 2, static_cast<uint16_t>(words));
    }

    /// Fills the word with zeros.
    void
    Fill()
    {
        m_out.resize((m_out.size() + 3) / 4 * 4, 0);
    }

    /**
     * \param value four octets
     */
    void
    Put32(uint32_t value)
    {
        m_out.resize(m_out.size() + 4);
        WriteNetwork32(&m_out[m_out.size() - 4], value);
    }

    /**
     * \param text behind its length
     */
    void
    PutText(const std::string& text)
    {
        Check(text.size() <= 255, "a text is longer than 255 octets");
        m_out.push_back(static_cast<uint8_t>(text.size()));
        m_out.insert(m_out.end(), text.begin(), text.end());
    }

    /**
     * \param blocks report blocks
     */
    void
    PutBlocks(const std::vector<RtcpReportBlock>& blocks)
    {
        for (const auto& block : blocks)
        {
            Put32(block.ssrc);
            const auto lost = std::clamp(block.lost, -0x800000, 0x7FFFFF);
            Put32(static_cast<uint32_t>(block.fractionLost) << 24 |
                  (static_cast<uint32_t>(lost) & 0xFFFFFF));
            Put32(block.extendedHighest);
            Put32(block.jitter);
            Put32(block.lastReport);
            Put32(block.delay);
        }
    }

    std::vector<uint8_t> m_out;   //!< the octets
    std::size_t m_begin{0};       //!< where the packet begins
    const char* m_error{nullptr}; //!< the first error
};

/**
 * \param packets of a compound packet that begins with a report
 * \param ssrc who reports
 * \return true if a source description among them has its CNAME
 */
bool
HasName(const std::vector<RtcpPacket>& packets, uint32_t ssrc)
{
    for (const auto& packet : packets)
    {
        const auto* const description = std::get_if<RtcpSourceDescription>(&packet);
        for (std::size_t i = 0; description && i < description->chunks.size(); ++i)
        {
            const auto& chunk = description->chunks[i];
            if (chunk.ssrc == ssrc && std::any_of(chunk.items.begin(),
                                                  chunk.items.end(),
                                                  [](const auto& each)
                                                  {
                                                      return each.type ==
                                                             RtcpDescriptionItem::CNAME;
                                                  }))
            {
                return true;
            }
        }
    }
    return false;
}

} // namespace

tl::expected<std::vector<uint8_t>, RtpError>
RtcpCompound::Serialize() const
{
    const auto* const sender =
        packets.empty() ? nullptr : std::get_if<RtcpSenderReport>(&packets[0]);
    const auto* const receiver =
        packets.empty() ? nullptr : std::get_if<RtcpReceiverReport>(&packets[0]);
    if (!sender && !receiver)
    {
        return tl::make_unexpected(RtpError{Kind::Malformed, "the first packet is no report"});
    }
    if (!HasName(packets, sender ? sender->ssrc : receiver->ssrc))
    {
        return tl::make_unexpected(RtpError{Kind::Malformed, "no CNAME of the sender"});
    }
    Writer writer;
    for (const auto& packet : packets)
    {
        std::visit(writer, packet);
    }
    return writer.Take();
}

} // namespace ns3
