// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-transaction-key.h"

#include "ns3/sip-grammar.h"

#include <string_view>
#include <tuple>
#include <utility>

namespace ns3
{

namespace
{

constexpr std::string_view COOKIE = "z9hg4bk"; // section 8.1.1.7, in lower case

/** The branch and sent-by of the top Via. */
struct TopVia
{
    std::string branch; ///< in lower case
    std::string sentBy; ///< in lower case
};

tl::expected<TopVia, SipError>
ReadTopVia(const SipMessage& message)
{
    const auto via = message.GetTopVia();
    if (!via)
    {
        return tl::make_unexpected(via.error());
    }
    TopVia result{LowerSip(via->GetBranch()), LowerSip(via->GetSentBy())};
    if (result.branch.compare(0, COOKIE.size(), COOKIE) != 0 ||
        result.branch.size() == COOKIE.size())
    {
        return MakeUnexpected("a branch as of RFC 2543");
    }
    return result;
}

} // namespace

SipTransactionKey::SipTransactionKey(std::string branch, std::string sentBy, std::string method)
    : m_branch(std::move(branch))
    , m_sentBy(std::move(sentBy))
    , m_method(std::move(method))
{
}

tl::expected<SipTransactionKey, SipError>
SipTransactionKey::ForClient(const SipMessage& request)
{
    return ReadTopVia(request).map(
        [&request](TopVia via)
        {
            return SipTransactionKey(std::move(via.branch), "", std::string(request.GetMethod()));
        });
}

tl::expected<SipTransactionKey, SipError>
SipTransactionKey::ForResponse(const SipMessage& response)
{
    const auto sequence = response.GetCSeq();
    if (!sequence)
    {
        return tl::make_unexpected(sequence.error());
    }
    return ReadTopVia(response).map(
        [&sequence](TopVia via)
        {
            return SipTransactionKey(std::move(via.branch), "", std::string(sequence->GetMethod()));
        });
}

tl::expected<SipTransactionKey, SipError>
SipTransactionKey::ForServer(const SipMessage& request)
{
    return ReadTopVia(request).map(
        [&request](TopVia via)
        {
            std::string method(request.GetMethod());
            return SipTransactionKey(std::move(via.branch),
                                     std::move(via.sentBy),
                                     method == "ACK" ? "INVITE" : std::move(method));
        });
}

SipTransactionKey
SipTransactionKey::ForCancelled() const
{
    return SipTransactionKey(m_branch, m_sentBy, "INVITE");
}

const std::string&
SipTransactionKey::GetBranch() const
{
    return m_branch;
}

const std::string&
SipTransactionKey::GetMethod() const
{
    return m_method;
}

bool
SipTransactionKey::operator<(const SipTransactionKey& other) const
{
    return std::tie(m_branch, m_sentBy, m_method) <
           std::tie(other.m_branch, other.m_sentBy, other.m_method);
}

bool
SipTransactionKey::operator==(const SipTransactionKey& other) const
{
    return std::tie(m_branch, m_sentBy, m_method) ==
           std::tie(other.m_branch, other.m_sentBy, other.m_method);
}

} // namespace ns3
