// SPDX-License-Identifier: GPL-2.0-only
#ifndef CMS_OID_H
#define CMS_OID_H

#include <string_view>

namespace ns3
{

/// Content octets of the OBJECT IDENTIFIERs of CMS; none of them holds a zero octet.
namespace cms_oid
{
/// id-data (RFC 5652): 1.2.840.113549.1.7.1
inline constexpr std::string_view DATA{"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"};
/// id-signedData (RFC 5652): 1.2.840.113549.1.7.2
inline constexpr std::string_view SIGNED_DATA{"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"};
/// id-envelopedData (RFC 5652): 1.2.840.113549.1.7.3
inline constexpr std::string_view ENVELOPED_DATA{"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"};
/// id-ct-authEnvelopedData (RFC 5083): 1.2.840.113549.1.9.16.1.23
inline constexpr std::string_view AUTH_ENVELOPED_DATA{
    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"};
/// id-contentType (RFC 5652): 1.2.840.113549.1.9.3
inline constexpr std::string_view CONTENT_TYPE{"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03"};
/// id-messageDigest (RFC 5652): 1.2.840.113549.1.9.4
inline constexpr std::string_view MESSAGE_DIGEST{"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04"};
/// id-signingTime (RFC 5652): 1.2.840.113549.1.9.5
inline constexpr std::string_view SIGNING_TIME{"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05"};
/// id-aa-CEKReference (RFC 3185): 1.2.840.113549.1.9.16.2.30
inline constexpr std::string_view CEK_REFERENCE{"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x1e"};
/// id-aa-CEKMaxDecrypts (RFC 3185): 1.2.840.113549.1.9.16.2.31
inline constexpr std::string_view CEK_MAX_DECRYPTS{"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x1f"};
/// id-aa-KEKDerivationAlg (RFC 3185): 1.2.840.113549.1.9.16.2.32
inline constexpr std::string_view KEK_DERIVATION_ALGORITHM{
    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x20"};
/// rsaEncryption (RFC 8017): 1.2.840.113549.1.1.1
inline constexpr std::string_view RSA_ENCRYPTION{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"};
/// id-RSAES-OAEP (RFC 8017): 1.2.840.113549.1.1.7
inline constexpr std::string_view RSAES_OAEP{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x07"};
/// id-mgf1 (RFC 8017): 1.2.840.113549.1.1.8
inline constexpr std::string_view MGF1{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"};
/// id-pSpecified (RFC 8017): 1.2.840.113549.1.1.9
inline constexpr std::string_view P_SPECIFIED{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x09"};
/// sha256WithRSAEncryption (RFC 8017): 1.2.840.113549.1.1.11
inline constexpr std::string_view SHA_256_WITH_RSA{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"};
/// ecdsa-with-SHA256 (RFC 5758): 1.2.840.10045.4.3.2
inline constexpr std::string_view ECDSA_WITH_SHA_256{"\x2a\x86\x48\xce\x3d\x04\x03\x02"};
/// id-ecPublicKey (RFC 5480): 1.2.840.10045.2.1
inline constexpr std::string_view EC_PUBLIC_KEY{"\x2a\x86\x48\xce\x3d\x02\x01"};
/// dhSinglePass-stdDH-sha256kdf-scheme (RFC 5753): 1.3.132.1.11.1
inline constexpr std::string_view ECDH_SHA_256{"\x2b\x81\x04\x01\x0b\x01"};
/// id-sha256 (RFC 5754): 2.16.840.1.101.3.4.2.1
inline constexpr std::string_view SHA_256{"\x60\x86\x48\x01\x65\x03\x04\x02\x01"};
/// id-aes128-CBC (RFC 3565): 2.16.840.1.101.3.4.1.2
inline constexpr std::string_view AES_128_CBC{"\x60\x86\x48\x01\x65\x03\x04\x01\x02"};
/// id-aes128-wrap (RFC 3565): 2.16.840.1.101.3.4.1.5
inline constexpr std::string_view AES_128_WRAP{"\x60\x86\x48\x01\x65\x03\x04\x01\x05"};
/// id-aes128-GCM (RFC 5084): 2.16.840.1.101.3.4.1.6
inline constexpr std::string_view AES_128_GCM{"\x60\x86\x48\x01\x65\x03\x04\x01\x06"};
} // namespace cms_oid

} // namespace ns3

#endif // CMS_OID_H
