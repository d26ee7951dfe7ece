// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/padding-oracle.h"

#include "ns3/session-text.h"
#include "ns3/sip-body-entity.h"
#include "ns3/smime-entity.h"
#include "ns3/uinteger.h"

#include <array>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PaddingOracle);

namespace
{

constexpr std::size_t BLOCK = 16;         ///< octets of a block of AES
constexpr uint32_t CALIBRATIONS = 3;      ///< how often a wrong padding is looked at
constexpr const char* METHOD = "OPTIONS"; ///< of the queries

/// Octets in the order in which they are likely in MIME and SDP, then paddings, then all others.
const std::array<uint8_t, 256>&
GetGuesses()
{
    static const std::array<uint8_t, 256> guesses = []
    {
        std::array<uint8_t, 256> order{};
        std::array<bool, 256> isTaken{};
        std::size_t size = 0;
        const auto take = [&](uint8_t octet)
        {
            if (!isTaken[octet])
            {
                isTaken[octet] = true;
                order[size++] = octet;
            }
        };
        for (const char octet : std::string("0 \r\n1=.2aeintopsc4-dlm8rv/:"))
        {
            take(static_cast<uint8_t>(octet));
        }
        for (uint8_t octet = 1; octet <= BLOCK; ++octet)
        {
            take(octet);
        }
        for (unsigned octet = 0x20; octet < 0x7f; ++octet)
        {
            take(static_cast<uint8_t>(octet));
        }
        for (unsigned octet = 0; octet < 256; ++octet)
        {
            take(static_cast<uint8_t>(octet));
        }
        return order;
    }();
    return guesses;
}

} // namespace

TypeId
PaddingOracle::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PaddingOracle")
            .SetParent<AttackerHost>()
            .SetGroupName("Adversary")
            .AddConstructor<PaddingOracle>()
            .AddAttribute("MaxQueries",
                          "Requests after which it gives up.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&PaddingOracle::m_maxQueries),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxBlocks",
                          "Blocks of 16 octets that are searched, from the first on.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&PaddingOracle::m_maxBlocks),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

PaddingOracle::State
PaddingOracle::GetState() const
{
    return m_state;
}

uint32_t
PaddingOracle::GetQueryCount() const
{
    return m_queries;
}

const Octets&
PaddingOracle::GetFound() const
{
    return m_found;
}

void
PaddingOracle::Ask(const Octets& envelope,
                   const SipUri& caller,
                   const SipUri& target,
                   const SipUri& nextHop,
                   const std::string& label)
{
    const auto parts = EnvelopeEditor::GetParts(envelope);
    GetLog()->Attempt(AttackGainKind::ReadDescription, caller.ToString(), "", "an envelope");
    if (!parts || parts->isAuthenticated || m_state == State::Asking)
    {
        Finish(State::NoOracle); // whatever is changed is refused before it is unpadded
        return;
    }
    m_envelope = envelope;
    m_parts = *parts;
    m_caller = caller;
    m_target = target;
    m_nextHop = nextHop;
    m_label = label;
    m_state = State::Asking;
    m_queries = m_calibrated = m_guess = 0;
    m_block = 0;
    m_place = BLOCK - 1;
    m_middle.assign(BLOCK, '\0');
    m_found.clear();
    m_failure.clear();
    Query(Octets(BLOCK, '\x5a'), nullptr);
}

void
PaddingOracle::Query(const Octets& vector, Meaning then)
{
    if (m_queries >= m_maxQueries)
    {
        Finish(State::OutOfQueries);
        return;
    }
    ++m_queries;
    EnvelopeEditor::Parts parts;
    parts.nonce = vector;
    parts.ciphertext = m_parts.ciphertext.substr(BLOCK * m_block, BLOCK);
    const auto der = EnvelopeEditor::Replace(m_envelope, parts);
    const auto entity = der ? MakeSmimeEntity(*der) : tl::unexpected(MimeError::Unsupported);
    if (!entity)
    {
        Finish(State::NoOracle);
        return;
    }
    SipMessage request = Make(METHOD, m_target, m_caller, m_target);
    SetBodyEntity(request, *entity);
    if (!m_label.empty())
    {
        request.Add("Content-Target", "sip:" + m_label);
    }
    Ptr<PaddingOracle> self(this);
    Send(request,
         m_nextHop,
         [self, then](const SipMessage* response)
         {
             if (self->m_state != State::Asking)
             {
                 return;
             }
             std::string answer;
             if (response)
             {
                 answer = std::to_string(response->GetStatusCode()) + " " +
                          std::string(response->GetReason()) + " " +
                          std::string(response->GetHeader("Warning").value_or(""));
             }
             if (then)
             {
                 ((*self).*then)(answer != self->m_failure);
             }
             else
             {
                 self->OnCalibrated(answer);
             }
         });
}

void
PaddingOracle::OnCalibrated(const std::string& answer)
{
    // By chance one of 256 paddings is right: the majority of three is wrong.
    if (m_failure.empty() || answer != m_failure)
    {
        m_failure = answer;
        m_calibrated = 0;
    }
    if (++m_calibrated < CALIBRATIONS)
    {
        Octets vector(BLOCK, '\x5a');
        vector[BLOCK - 1] = static_cast<char>(m_queries);
        Query(vector, nullptr);
        return;
    }
    Guess();
}

Octets
PaddingOracle::MakeVector() const
{
    const auto pad = static_cast<uint8_t>(BLOCK - m_place);
    const Octets& before = m_block == 0 ? m_parts.nonce : m_parts.ciphertext;
    const std::size_t offset = m_block == 0 ? 0 : BLOCK * (m_block - 1);
    Octets vector(BLOCK, '\x5a');
    const auto at = [](const Octets& octets, std::size_t place)
    {
        return static_cast<uint8_t>(octets[place]);
    };
    vector[m_place] = static_cast<char>(at(before, offset + m_place) ^ GetGuesses()[m_guess] ^ pad);
    for (std::size_t place = m_place + 1; place < BLOCK; ++place)
    {
        vector[place] = static_cast<char>(at(m_middle, place) ^ pad);
    }
    return vector;
}

void
PaddingOracle::Guess()
{
    if (m_guess >= GetGuesses().size())
    {
        Finish(State::NoOracle);
        return;
    }
    Query(MakeVector(), &PaddingOracle::OnGuess);
}

void
PaddingOracle::OnGuess(bool isPadded)
{
    if (!isPadded)
    {
        ++m_guess;
        Guess();
    }
    else if (m_place == BLOCK - 1)
    {
        // 01 is wanted, but 02 02 looks the same: another octet before it tells.
        Octets vector = MakeVector();
        vector[BLOCK - 2] = '\x33';
        Query(vector, &PaddingOracle::OnConfirmed);
    }
    else
    {
        Accept();
    }
}

void
PaddingOracle::OnConfirmed(bool isPadded)
{
    if (isPadded)
    {
        Accept();
    }
    else
    {
        ++m_guess;
        Guess();
    }
}

void
PaddingOracle::Accept()
{
    const auto pad = static_cast<uint8_t>(BLOCK - m_place);
    m_middle[m_place] = static_cast<char>(static_cast<uint8_t>(MakeVector()[m_place]) ^ pad);
    m_guess = 0;
    if (m_place > 0)
    {
        --m_place;
        Guess();
        return;
    }
    for (std::size_t place = 0; place < BLOCK; ++place)
    {
        const uint8_t before =
            static_cast<uint8_t>(m_block == 0 ? m_parts.nonce[place]
                                              : m_parts.ciphertext[BLOCK * (m_block - 1) + place]);
        m_found += static_cast<char>(static_cast<uint8_t>(m_middle[place]) ^ before);
    }
    m_place = BLOCK - 1;
    ++m_block;
    if (m_block == m_maxBlocks || BLOCK * m_block >= m_parts.ciphertext.size())
    {
        Finish(State::Found);
        return;
    }
    Guess();
}

void
PaddingOracle::Finish(State state)
{
    m_state = state;
    if (BLOCK * m_block >= m_parts.ciphertext.size() && !m_found.empty())
    {
        const auto pad = static_cast<uint8_t>(m_found.back());
        m_found.resize(m_found.size() - std::min<std::size_t>(pad, m_found.size()));
    }
    if (const auto description = SessionText::Find(m_found))
    {
        GetLog()->Record(AttackGainKind::ReadDescription,
                         m_caller.ToString(),
                         "",
                         *description + " after " + std::to_string(m_queries) + " queries");
    }
}

} // namespace ns3
