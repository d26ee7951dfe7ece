// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/sdp-offer-answer.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace ns3
{
namespace
{

/**
 * \param reason what is wrong
 * \return a broken rule of RFC 3264 as the error of an expected value
 */
tl::unexpected<SdpError>
Refuse(std::string reason)
{
    return tl::unexpected<SdpError>(SdpError{SdpError::Kind::Unacceptable, 0, std::move(reason)});
}

/**
 * \param direction a direction
 * \return true if the describer sends
 */
bool
Sends(SdpDirection direction)
{
    return direction == SdpDirection::SendReceive || direction == SdpDirection::SendOnly;
}

/**
 * \param direction a direction
 * \return true if the describer receives
 */
bool
Receives(SdpDirection direction)
{
    return direction == SdpDirection::SendReceive || direction == SdpDirection::ReceiveOnly;
}

/**
 * \param send whether the describer sends
 * \param receive whether it receives
 * \return the direction
 */
SdpDirection
MakeDirection(bool send, bool receive)
{
    if (send)
    {
        return receive ? SdpDirection::SendReceive : SdpDirection::SendOnly;
    }
    return receive ? SdpDirection::ReceiveOnly : SdpDirection::Inactive;
}

/**
 * \param a a stream
 * \param b another stream
 * \return true if they are of one kind and protocol
 */
bool
IsAlike(const SdpMedia& a, const SdpMedia& b)
{
    return a.GetKind() == b.GetKind() && a.GetProtocol() == b.GetProtocol();
}

/**
 * \param media a stream
 * \param other another stream
 * \param format a format of the other one
 * \return the format of the first that means the same; empty if there is none
 */
std::string
FindSameFormat(const SdpMedia& media, const SdpMedia& other, const std::string& format)
{
    const auto encoding = other.GetEncoding(format);
    for (const auto& each : media.GetFormats())
    {
        if (encoding.empty() ? each == format : media.GetEncoding(each) == encoding)
        {
            return each;
        }
    }
    return "";
}

/**
 * \param offered a stream of an offer
 * \param offeredDirection its direction
 * \param own our stream of that kind and protocol
 * \param ownDirection the direction we want
 * \return the stream of the answer; with port 0 if no format is common
 */
SdpMedia
AnswerStream(const SdpMedia& offered,
             SdpDirection offeredDirection,
             const SdpMedia& own,
             SdpDirection ownDirection)
{
    std::vector<std::string> formats;
    SdpMedia answer = own;
    answer.RemoveAttribute("rtpmap");
    answer.RemoveAttribute("fmtp");
    for (const auto& format : offered.GetFormats())
    {
        const auto same = FindSameFormat(own, offered, format);
        if (same.empty())
        {
            continue;
        }
        formats.push_back(format);
        // The offer's number is used, as RFC 3264 section 6.1 asks, with our parameters.
        for (const auto value : offered.GetAttributes("rtpmap"))
        {
            if (value.substr(0, value.find(' ')) == format)
            {
                answer.AddAttribute("rtpmap", value);
            }
        }
        for (const auto value : own.GetAttributes("fmtp"))
        {
            const auto space = value.find(' ');
            if (space != std::string_view::npos && value.substr(0, space) == same)
            {
                answer.AddAttribute("fmtp", format + std::string(value.substr(space)));
            }
        }
    }
    if (formats.empty())
    {
        return SdpMedia(offered.GetKind(), 0, offered.GetProtocol(), offered.GetFormats());
    }
    answer.SetFormats(std::move(formats));
    answer.SetDirection(MakeDirection(Sends(ownDirection) && Receives(offeredDirection),
                                      Receives(ownDirection) && Sends(offeredDirection)));
    return answer;
}

} // namespace

SdpOfferAnswer::SdpOfferAnswer(const Sdp& local)
    : m_wanted(local)
{
    assert(local.GetOrigin().sessionVersion < (int64_t{1} << 62) - 1);
}

SdpOfferAnswer::State
SdpOfferAnswer::GetState() const
{
    return m_state;
}

const std::optional<Sdp>&
SdpOfferAnswer::GetLocal() const
{
    return m_local;
}

const std::optional<Sdp>&
SdpOfferAnswer::GetRemote() const
{
    return m_remote;
}

void
SdpOfferAnswer::SetWanted(const Sdp& local)
{
    const auto origin = m_wanted.GetOrigin();
    m_wanted = local;
    m_wanted.SetOrigin(origin);
}

Sdp
SdpOfferAnswer::WithVersion(Sdp next) const
{
    if (!m_lastSent)
    {
        return next;
    }
    next.SetOrigin(m_lastSent->GetOrigin());
    if (!(next == *m_lastSent))
    {
        auto origin = next.GetOrigin();
        ++origin.sessionVersion;
        next.SetOrigin(origin);
    }
    return next;
}

tl::expected<Sdp, SdpError>
SdpOfferAnswer::MakeOffer()
{
    if (m_state != State::Stable)
    {
        return Refuse("an offer is open");
    }
    Sdp offer = m_wanted;
    if (m_local)
    {
        // Each slot of before stays, in its place, for a stream of its kind or for none.
        auto wanted = m_wanted.GetMedia();
        std::vector<SdpMedia> slots;
        for (const auto& before : m_local->GetMedia())
        {
            const auto match = std::find_if(wanted.begin(),
                                            wanted.end(),
                                            [&before](const SdpMedia& each)
                                            {
                                                return IsAlike(each, before);
                                            });
            if (match != wanted.end())
            {
                slots.push_back(*match);
                wanted.erase(match);
            }
            else
            {
                slots.emplace_back(before.GetKind(), 0, before.GetProtocol(), before.GetFormats());
            }
        }
        slots.insert(slots.end(), wanted.begin(), wanted.end());
        offer.GetMedia() = std::move(slots);
    }
    m_offer = WithVersion(std::move(offer));
    m_lastSent = m_offer;
    m_state = State::LocalOffer;
    return *m_offer;
}

tl::expected<void, SdpError>
SdpOfferAnswer::AcceptOffer(const Sdp& offer)
{
    if (m_state != State::Stable)
    {
        return Refuse("an offer is open");
    }
    if (m_remote)
    {
        const auto good = CheckModification(*m_remote, offer);
        if (!good)
        {
            return good;
        }
    }
    m_offer = offer;
    m_state = State::RemoteOffer;
    return {};
}

tl::expected<Sdp, SdpError>
SdpOfferAnswer::MakeAnswer()
{
    if (m_state != State::RemoteOffer)
    {
        return Refuse("there is no offer to answer");
    }
    Sdp answer = m_wanted;
    for (const char type : {'t', 'r', 'z'})
    {
        answer.Remove(type);
    }
    for (const auto& line : m_offer->GetLines())
    {
        if (line.type == 't' || line.type == 'r' || line.type == 'z')
        {
            answer.Add(line.type, line.value);
        }
    }
    for (const auto direction : {SdpDirection::SendReceive,
                                 SdpDirection::SendOnly,
                                 SdpDirection::ReceiveOnly,
                                 SdpDirection::Inactive})
    {
        answer.RemoveAttribute(GetDirectionName(direction)); // each stream says its own
    }
    std::vector<SdpMedia> streams;
    std::vector<bool> used(m_wanted.GetMedia().size(), false);
    for (std::size_t i = 0; i < m_offer->GetMedia().size(); ++i)
    {
        const auto& offered = m_offer->GetMedia()[i];
        std::size_t own = 0;
        while (own < used.size() && (used[own] || !IsAlike(offered, m_wanted.GetMedia()[own])))
        {
            ++own;
        }
        if (own == used.size() || offered.GetPort() == 0)
        {
            streams.emplace_back(offered.GetKind(), 0, offered.GetProtocol(), offered.GetFormats());
            continue;
        }
        used[own] = true;
        streams.push_back(AnswerStream(offered,
                                       m_offer->GetMediaDirection(i),
                                       m_wanted.GetMedia()[own],
                                       m_wanted.GetMediaDirection(own)));
    }
    answer.GetMedia() = std::move(streams);
    answer = WithVersion(std::move(answer));
    m_lastSent = answer;
    m_local = answer;
    m_remote = std::exchange(m_offer, std::nullopt);
    m_state = State::Stable;
    return answer;
}

tl::expected<void, SdpError>
SdpOfferAnswer::AcceptAnswer(const Sdp& answer)
{
    if (m_state != State::LocalOffer)
    {
        return Refuse("no offer of ours is open");
    }
    auto good = CheckAnswer(*m_offer, answer);
    if (good && m_remote)
    {
        good = CheckModification(*m_remote, answer);
    }
    if (!good)
    {
        return good;
    }
    m_local = std::exchange(m_offer, std::nullopt);
    m_remote = answer;
    m_state = State::Stable;
    return {};
}

void
SdpOfferAnswer::Abandon()
{
    m_offer.reset();
    m_state = State::Stable;
}

tl::expected<void, SdpError>
SdpOfferAnswer::CheckAnswer(const Sdp& offer, const Sdp& answer)
{
    if (offer.GetMedia().size() != answer.GetMedia().size())
    {
        return Refuse("the answer has not as many m= lines as the offer");
    }
    if (offer.GetTime() != answer.GetTime())
    {
        return Refuse("the answer's t= is not that of the offer");
    }
    for (std::size_t i = 0; i < offer.GetMedia().size(); ++i)
    {
        const auto& offered = offer.GetMedia()[i];
        const auto& answered = answer.GetMedia()[i];
        if (!IsAlike(offered, answered))
        {
            return Refuse("a stream of the answer is of another kind than the one offered");
        }
        if (answered.GetPort() == 0)
        {
            continue;
        }
        if (offered.GetPort() == 0)
        {
            return Refuse("the answer accepts a stream that was offered with port 0");
        }
        const auto asked = offer.GetMediaDirection(i);
        const auto given = answer.GetMediaDirection(i);
        if ((Sends(given) && !Receives(asked)) || (Receives(given) && !Sends(asked)))
        {
            return Refuse("the direction of the answer does not fit that of the offer");
        }
        const auto& formats = answered.GetFormats();
        if (std::none_of(formats.begin(),
                         formats.end(),
                         [&](const std::string& format)
                         {
                             return !FindSameFormat(offered, answered, format).empty();
                         }))
        {
            return Refuse("no format of the answer was offered");
        }
    }
    return {};
}

tl::expected<void, SdpError>
SdpOfferAnswer::CheckModification(const Sdp& previous, const Sdp& next)
{
    if (!previous.GetOrigin().IsSameSession(next.GetOrigin()))
    {
        return Refuse("the origin changed in more than its version");
    }
    if (next.GetOrigin().sessionVersion < previous.GetOrigin().sessionVersion)
    {
        return Refuse("the version went backwards");
    }
    if (next.GetOrigin().sessionVersion == previous.GetOrigin().sessionVersion &&
        !(next == previous))
    {
        return Refuse("the description changed and its version did not");
    }
    if (next.GetMedia().size() < previous.GetMedia().size())
    {
        return Refuse("there are fewer m= lines than before");
    }
    return {};
}

} // namespace ns3
