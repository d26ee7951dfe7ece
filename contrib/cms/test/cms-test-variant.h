// SPDX-License-Identifier: GPL-2.0-only
#ifndef CMS_TEST_VARIANT_H
#define CMS_TEST_VARIANT_H

#include "ns3/envelope-sealer.h"

namespace ns3
{

/// How a message is sealed.
struct CmsTestVariant
{
    const char* name;            ///< for the names of test cases
    ContentCipher cipher;        ///< of the content
    KeyTransportPadding padding; ///< of RSA

    /// @return the options of a sender
    EnvelopeOptions
    MakeOptions() const
    {
        EnvelopeOptions options;
        options.cipher = cipher;
        options.padding = padding;
        return options;
    }
};

/// All ways.
inline constexpr CmsTestVariant CMS_TEST_VARIANTS[] = {
    {"AES-128-GCM, OAEP", ContentCipher::Aes128Gcm, KeyTransportPadding::Oaep},
    {"AES-128-CBC, OAEP", ContentCipher::Aes128Cbc, KeyTransportPadding::Oaep},
    {"AES-128-GCM, PKCS#1 v1.5", ContentCipher::Aes128Gcm, KeyTransportPadding::Pkcs1},
    {"AES-128-CBC, PKCS#1 v1.5", ContentCipher::Aes128Cbc, KeyTransportPadding::Pkcs1},
};

} // namespace ns3

#endif // CMS_TEST_VARIANT_H
