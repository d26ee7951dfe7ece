// SPDX-License-Identifier: GPL-2.0-only
#ifndef RANDOM_PROVIDER_H
#define RANDOM_PROVIDER_H

#include "ns3/openssl-pointers.h"
#include "ns3/random-stream.h"

namespace ns3
{

/**
 * @ingroup crypto
 * Make a stream the only source of random numbers of a library context.
 *
 * To be called before anything draws a random number in it. Registers a built-in provider with one
 * random number generator, which takes every octet from the stream.
 * @param library a library context
 * @param stream where all its random numbers shall come from; must live as long as they are drawn
 * @return the loaded provider, to be unloaded before the library is freed; null if that failed
 */
ProviderPointer InstallRandomProvider(OSSL_LIB_CTX* library, RandomStream* stream);

} // namespace ns3

#endif // RANDOM_PROVIDER_H
