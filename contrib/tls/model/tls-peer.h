// SPDX-License-Identifier: GPL-2.0-only
#ifndef TLS_PEER_H
#define TLS_PEER_H

#include "ns3/certificate.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup tls
 * What a handshake proved about the party at the other end, and how.
 *
 * A certificate that was shown proves nothing by itself: only if isTrusted is true do its names
 * stand for somebody. The peer has the key of the first certificate in any case.
 */
struct TlsPeer
{
    std::string version;            ///< "TLSv1.2" or "TLSv1.3"
    std::string suite;              ///< IANA's name, such as "TLS_AES_128_GCM_SHA256"
    std::vector<Certificate> chain; ///< as shown, the peer's own first; empty: it showed none
    bool isTrusted{false};          ///< a chain was shown, checked, and found to be trusted
    std::vector<std::string> names; ///< SIP domains of its own certificate by RFC 5922 section 7.1;
                                    ///< given even if not trusted
    std::string checkedName;        ///< the domain that was found among them; empty: none was asked
    bool hasShownOwn{false};        ///< whether we showed a certificate of our own
    bool isResumed{false};          ///< whether an earlier session was resumed
};

} // namespace ns3

#endif // TLS_PEER_H
