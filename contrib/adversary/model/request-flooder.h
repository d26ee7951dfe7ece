// SPDX-License-Identifier: GPL-2.0-only
#ifndef REQUEST_FLOODER_H
#define REQUEST_FLOODER_H

#include "ns3/attacker-host.h"
#include "ns3/certificate.h"
#include "ns3/crypto-context.h"
#include "ns3/mime-entity.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * Sends many requests whose bodies cost their readers more than their sender, each in a dialog of
 * its own, or all in one. A request that nobody asked a proof for is a gain (ForcedWork); whether
 * it cost anything is to be seen at the victims.
 */
class RequestFlooder : public AttackerHost
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    RequestFlooder();

    /** @param certificate of one who is to read: public */
    void AddReader(const Certificate& certificate);
    /** @param stream random stream for what it encrypts */
    void SetStream(int64_t stream);
    /**
     * Begins to send.
     *
     * @param caller the name in From
     * @param target the Request-URI and To
     * @param nextHop where to send; none: as the Request-URI says
     */
    void Flood(const SipUri& caller, const SipUri& target, const std::optional<SipUri>& nextHop);
    /** @return number of requests sent */
    uint32_t GetSentCount() const;

  protected:
    void OnStop() override;
    /** @return the body of the next request; none if it cannot be made */
    virtual std::optional<MimeEntity> MakeBody() = 0;
    /** @return who is to read */
    const std::vector<Certificate>& GetReaders() const;
    /** @return algorithms and randomness */
    CryptoContext& GetAttackersContext();

  private:
    /** Sends the next one. */
    void SendNext(const SipUri& caller, const SipUri& target, const std::optional<SipUri>& nextHop);

    std::vector<Certificate> m_readers;       ///< who is to read
    std::shared_ptr<CryptoContext> m_context; ///< made when it is first needed
    int64_t m_stream{0};                      ///< see SetStream
    std::string m_method;                     ///< attribute Method
    std::string m_label;                      ///< attribute Label
    uint32_t m_number{0};                     ///< attribute Number
    Time m_interval;                          ///< attribute Interval
    bool m_isOneDialog{false};                ///< attribute OneDialog
    uint32_t m_sent{0};                       ///< requests sent
    std::string m_callId;                     ///< of the one dialog
    std::string m_from;                       ///< of the one dialog
    EventId m_event;                          ///< the next one
};

} // namespace ns3

#endif // REQUEST_FLOODER_H
