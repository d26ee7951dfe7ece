// SPDX-License-Identifier: GPL-2.0-only
#ifndef TLS_REASON_H
#define TLS_REASON_H

#include "ns3/tls-failure.h"
#include "ns3/trust-store.h"

namespace ns3
{

/**
 * @ingroup tls
 * What a trust store's verdict means in a handshake. For this module's use only.
 */
struct TlsVerdict
{
    TlsFailureReason reason; ///< why it fails
    int error;               ///< OpenSSL's error of path validation, which chooses the alert
};

/**
 * @ingroup tls
 * @param error a trust store's verdict
 * @return what it means in a handshake
 */
TlsVerdict TranslateTrustError(TrustError error);

/**
 * @ingroup tls
 * @param code an error of OpenSSL's queue
 * @return what it means; ProtocolError if it says nothing
 */
TlsFailureReason TranslateLibraryError(unsigned long code);

} // namespace ns3

#endif // TLS_REASON_H
