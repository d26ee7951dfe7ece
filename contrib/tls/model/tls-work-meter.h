// SPDX-License-Identifier: GPL-2.0-only
#ifndef TLS_WORK_METER_H
#define TLS_WORK_METER_H

#include "ns3/work.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ns3
{

/**
 * @ingroup tls
 * Tells from the messages and records of one end of a connection what cryptography it has done.
 *
 * What a message implies is said by RFC 8446 (7.1: key schedule, 4.4: signatures) and RFC 5246 (5,
 * 6.3, 8.1: derivations, 7.4: signatures) with the extended master secret of RFC 7627. Derivations
 * are reported as the HMACs that they consist of, RSASSA-PSS as a signature of the key's size and
 * the digests of its encoding (RFC 8017 section 9.1). Verifying certificates is not in it.
 */
class TlsWorkMeter
{
  public:
    /**
     * @param isServer which end this is
     * @param offersTls13 whether a client sends a key share in its first message
     */
    TlsWorkMeter(bool isServer, bool offersTls13);

    /**
     * @param algorithm algorithm of the near end's key; "rsa-2048" or the like, empty: none
     */
    void SetOwnKey(const std::string& algorithm);

    /**
     * @param algorithm algorithm of the peer's key
     */
    void SetPeerKey(const std::string& algorithm);

    /**
     * @param isWritten whether the near end wrote it
     * @param header a record's header, 5 octets
     * @param work gets what it implies
     */
    void AddRecord(bool isWritten, std::string_view header, Work& work);

    /**
     * @param isWritten whether the near end wrote it
     * @param message a handshake message with its header
     * @param work gets what it implies
     */
    void AddHandshake(bool isWritten, std::string_view message, Work& work);

    /** @return whether the near end has shown a certificate */
    bool HasShownOwn() const;

  private:
    /**
     * @param isWritten whether the near end wrote it
     * @param body a ServerHello
     * @param work gets what it implies
     */
    void AddServerHello(bool isWritten, std::string_view body, Work& work);

    /**
     * @param isWritten whether the near end wrote it
     * @param work gets what a Finished implies
     */
    void AddFinished(bool isWritten, Work& work) const;

    /**
     * @param isWritten true: signed, false: verified
     * @param scheme SignatureScheme of RFC 8446 section 4.2.3, two octets
     * @param octets octets signed
     * @param work gets the signature
     */
    void AddSignature(bool isWritten, std::string_view scheme, uint64_t octets, Work& work) const;

    bool m_isServer;                     ///< which end this is
    bool m_offersTls13;                  ///< a client's first message has a key share
    bool m_isTls13{false};               ///< what was chosen
    bool m_hasExchanged{false};          ///< TLS 1.2: keys were agreed on, not resumed
    bool m_isProtected[2]{false, false}; ///< TLS 1.2: after ChangeCipherSpec; by isWritten
    bool m_hasShownOwn{false};           ///< the near end has shown a certificate
    uint64_t m_transcript{0};            ///< octets of handshake messages so far
    std::string m_ownKey;                ///< algorithm of the near end's key
    std::string m_peerKey;               ///< algorithm of the peer's key
};

} // namespace ns3

#endif // TLS_WORK_METER_H
