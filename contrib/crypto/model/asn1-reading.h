// SPDX-License-Identifier: GPL-2.0-only
#ifndef ASN1_READING_H
#define ASN1_READING_H

#include "ns3/octets.h"

#include <cstdint>
#include <ctime>
#include <openssl/asn1.h>
#include <openssl/crypto.h>

namespace ns3
{

/**
 * @ingroup crypto
 * @param text OpenSSL's octets; may be null
 * @return them
 */
inline Octets
ToOctets(const ASN1_STRING* text)
{
    return text ? Octets(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                         static_cast<size_t>(ASN1_STRING_length(text)))
                : Octets();
}

/**
 * @ingroup crypto
 * @tparam T type of the object
 * @tparam F type of the function
 * @param object an object
 * @param encode OpenSSL's function that encodes it
 * @return its DER
 */
template <typename T, typename F>
Octets
ToDer(T* object, F encode)
{
    unsigned char* data = nullptr;
    const int size = encode(object, &data);
    if (size <= 0)
    {
        return {};
    }
    Octets der(reinterpret_cast<char*>(data), static_cast<size_t>(size));
    OPENSSL_free(data);
    return der;
}

/**
 * @ingroup crypto
 * @param time a time
 * @param seconds where to put it, in seconds since 1970 UTC
 * @return false if it is no time
 */
inline bool
ReadTime(const ASN1_TIME* time, int64_t& seconds)
{
    std::tm parts{};
    if (!time || ASN1_TIME_to_tm(time, &parts) != 1)
    {
        return false;
    }
    seconds = timegm(&parts);
    return true;
}

} // namespace ns3

#endif // ASN1_READING_H
