// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/jose-encoding.h"

#include "ns3/openssl-pointers.h"

#include <algorithm>
#include <memory>
#include <openssl/ecdsa.h>
#include <openssl/err.h>

namespace ns3
{

namespace
{

constexpr int PART_SIZE = 32; ///< octets of R and of S with P-256

using EcdsaSignaturePointer = std::unique_ptr<ECDSA_SIG, OpenSslFree<ECDSA_SIG_free>>;

/** @return the error, with OpenSSL's own taken away */
tl::unexpected<CryptoError>
BadEncoding()
{
    ERR_clear_error();
    return tl::unexpected(CryptoError::BadEncoding);
}

} // namespace

std::string
Base64UrlEncode(std::string_view octets)
{
    std::string text = Base64Encode(octets);
    text.erase(std::find(text.begin(), text.end(), '='), text.end());
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

tl::expected<Octets, CryptoError>
Base64UrlDecode(std::string_view text)
{
    if (text.find_first_of("+/= \t\r\n") != std::string_view::npos)
    {
        return BadEncoding();
    }
    std::string padded(text);
    std::replace(padded.begin(), padded.end(), '-', '+');
    std::replace(padded.begin(), padded.end(), '_', '/');
    padded.append((4 - padded.size() % 4) % 4, '=');
    auto octets = Base64Decode(padded);
    if (!octets)
    {
        return BadEncoding();
    }
    return std::move(*octets);
}

tl::expected<Octets, CryptoError>
EcdsaSignatureToRaw(std::string_view der)
{
    const unsigned char* at = AsBytes(der);
    const EcdsaSignaturePointer signature(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    Octets raw(2 * PART_SIZE, '\0');
    if (!signature || at != AsBytes(der) + der.size() ||
        BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), AsBytes(raw), PART_SIZE) != PART_SIZE ||
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), AsBytes(raw) + PART_SIZE, PART_SIZE) !=
            PART_SIZE)
    {
        return BadEncoding();
    }
    return raw;
}

tl::expected<Octets, CryptoError>
EcdsaSignatureFromRaw(std::string_view raw)
{
    if (raw.size() != 2 * PART_SIZE)
    {
        return BadEncoding();
    }
    const EcdsaSignaturePointer signature(ECDSA_SIG_new());
    BignumPointer r(BN_bin2bn(AsBytes(raw), PART_SIZE, nullptr));
    BignumPointer s(BN_bin2bn(AsBytes(raw) + PART_SIZE, PART_SIZE, nullptr));
    if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1)
    {
        return BadEncoding();
    }
    r.release(); // the signature's now
    s.release();
    Octets der(static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), nullptr)), '\0');
    unsigned char* at = AsBytes(der);
    i2d_ECDSA_SIG(signature.get(), &at);
    return der;
}

} // namespace ns3
