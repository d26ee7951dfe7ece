// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TRANSACTION_LAYER_H
#define SIP_TRANSACTION_LAYER_H

#include "ns3/sip-destination.h"
#include "ns3/sip-output.h"
#include "ns3/sip-timers.h"
#include "ns3/sip-transaction-key.h"
#include "ns3/sip-transport-layer.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace ns3
{

/** Names a transaction of a SipTransactionLayer; 0 is none. Never used twice. */
using SipTransactionHandle = uint64_t;

/** Why a client transaction ended without a final response. */
struct SipTransactionFailure
{
    /** The kinds. */
    enum Kind
    {
        Timeout,  ///< timer B or F: to be treated as a 408 (8.1.3.1)
        Transport ///< the request could not be sent: to be treated as a 503 (8.1.3.1)
    };

    Kind kind{Timeout};              ///< the kind
    SipConnectionFailure connection; ///< for Transport: what was wrong with the connection

    /** @return 408 or 503 */
    int GetCode() const;
};

/** Who is told about a client transaction. */
struct SipTransactionUser
{
    /** Each response, provisional and final; each 2xx of an INVITE (RFC 6026), 100 too. */
    std::function<void(const SipReception&)> onResponse;
    /** It ended without a final response. */
    std::function<void(SipTransactionFailure)> onFailure;
};

/**
 * The transaction layer of an element (RFC 3261, section 17; RFC 6026): matches messages to
 * transactions, and gives the sip module's transactions their timers and their way out.
 */
class SipTransactionLayer : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipTransactionLayer();
    ~SipTransactionLayer() override;

    /** Called with each request that begins a transaction, and with each ACK to a 2xx (handle 0).
     */
    using RequestCallback = std::function<void(SipTransactionHandle, const SipReception&)>;
    /** Called with each response that matches no client transaction. */
    using StrayCallback = std::function<void(const SipReception&)>;
    /** @param transport the layer below */
    void SetTransportLayer(Ptr<SipTransportLayer> transport);
    /**
     * @param request called with requests
     * @param stray called with responses that match nothing
     */
    void SetCallbacks(RequestCallback request, StrayCallback stray);

    /**
     * Starts a client transaction and sends its request.
     *
     * @param request any request but ACK; its top Via has the branch
     * @param destination where to
     * @param user who is told; never called before this method has returned
     * @return its handle
     */
    SipTransactionHandle SendRequest(SipMessage request,
                                     SipDestination destination,
                                     SipTransactionUser user);
    /**
     * Sends a request without a transaction: an ACK to a 2xx (13.2.2.4, 16.11).
     *
     * @param request its top Via has the branch
     * @param destination where to
     * @return nothing if it was sent or queued; or why it was not
     */
    tl::expected<void, SipConnectionFailure> SendStateless(SipMessage request,
                                                           SipDestination destination);
    /**
     * Sends a response without a transaction: along its Via (16.11).
     *
     * @param response its top Via says where to
     * @param connection the connection of the request, if it is known
     */
    void SendResponseStateless(const SipMessage& response, Ptr<SipConnection> connection);
    /**
     * Sends a response through a server transaction. Nothing happens when the transaction has
     * ended, or has sent a final response before (2xx to INVITE may repeat).
     *
     * @param transaction the server transaction
     * @param response the response
     */
    void Respond(SipTransactionHandle transaction, const SipMessage& response);
    /**
     * @param transaction a server transaction
     * @return whether it still waits for its final response
     */
    bool IsAwaitingResponse(SipTransactionHandle transaction) const;
    /**
     * Finds the INVITE server transaction that a CANCEL is about (9.2).
     *
     * @param cancel the CANCEL
     * @return its handle, or 0
     */
    SipTransactionHandle FindCancelled(const SipMessage& cancel) const;
    /**
     * @param transaction a client transaction
     * @return the request as it was sent, and where to (for CANCEL and ACK); or none
     */
    std::optional<std::pair<SipMessage, SipDestination>> GetSentRequest(
        SipTransactionHandle transaction) const;
    /**
     * The user no longer wants to hear of a client transaction; it goes on by itself.
     *
     * @param transaction a client transaction
     */
    void Forget(SipTransactionHandle transaction);
    /**
     * Ends a client transaction at once, telling nobody: after a CANCEL that was not heard (9.1).
     *
     * @param transaction a client transaction
     */
    void Abandon(SipTransactionHandle transaction);

    /** @param reception a message from the transport layer */
    void OnMessage(const SipReception& reception);
    /**
     * @param connection a connection that ended; what depended on it fails
     * @return whether a client transaction depended on it
     */
    bool OnConnectionClosed(Ptr<SipConnection> connection);
    /** Ends all transactions silently. */
    void Stop();

    /** @return number of transactions alive */
    std::size_t GetTransactionCount() const;
    /** @return timer T1's value */
    Time GetT1() const;
    /** @return timer T2's value */
    Time GetT2() const;

    /**
     * Signature of the trace source Timeout.
     *
     * @param request the request that nobody answered
     */
    typedef void (*TimeoutTracedCallback)(const SipMessage& request);
    /**
     * Signature of the trace source TransportFailure.
     *
     * @param request the request that could not be sent
     * @param failure why
     */
    typedef void (*TransportFailureTracedCallback)(const SipMessage& request,
                                                   const SipConnectionFailure& failure);

  protected:
    void DoDispose() override;

  private:
    struct Entry; ///< a transaction, its timers and its way out

    /** @return the timers' values from the attributes */
    SipTimers GetTimers() const;
    /** @param reception a request */
    void OnRequest(const SipReception& reception);
    /** Carries out what a transaction asks for. */
    void Carry(SipTransactionHandle handle,
               const SipOutputs& outputs,
               const SipReception* reception);
    /** Hands a message to the user. */
    void Deliver(Entry& entry,
                 SipTransactionHandle handle,
                 const SipMessage& message,
                 const SipReception* reception);
    /** Tells the user of a failure. */
    void Fail(Entry& entry, SipTransactionFailure::Kind kind);
    /** Tells a transaction at a later event that the transport failed, and why. */
    void FailLater(SipTransactionHandle handle, const SipConnectionFailure& failure);
    /** Forgets a transaction. */
    void Erase(SipTransactionHandle handle);
    /** @return the entry, or null */
    Entry* Find(SipTransactionHandle handle) const;

    Ptr<SipTransportLayer> m_transport;                               ///< layer below
    RequestCallback m_request;                                        ///< user of requests
    StrayCallback m_stray;                                            ///< user of the rest
    std::map<SipTransactionHandle, std::unique_ptr<Entry>> m_entries; ///< by handle
    std::map<SipTransactionKey, SipTransactionHandle> m_clients;      ///< client index
    std::map<SipTransactionKey, SipTransactionHandle> m_servers;      ///< server index
    SipTransactionHandle m_lastHandle{0};                             ///< last one given
    Time m_t1;                                                        ///< attribute
    Time m_t2;                                                        ///< attribute
    Time m_t4;                                                        ///< attribute
    Time m_timerD;                                                    ///< attribute
    Time m_trying;                                                    ///< attribute
    uint32_t m_maxTransactions{0};                                    ///< attribute
    TracedCallback<const SipMessage&> m_timeoutTrace;                 ///< Timeout
    TracedCallback<const SipMessage&, const SipConnectionFailure&>
        m_transportFailureTrace; ///< TransportFailure
};

} // namespace ns3

#endif // SIP_TRANSACTION_LAYER_H
