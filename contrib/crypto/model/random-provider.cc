// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/random-provider.h"

#include <memory>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rand.h>

namespace ns3
{

namespace
{

constexpr char PROVIDER_NAME[] = "confide-random";
constexpr char GENERATOR_NAME[] = "CONFIDE-STREAM";
constexpr char STREAM_PARAMETER[] = "stream";
constexpr size_t MAX_REQUEST = 1 << 16;
constexpr unsigned STRENGTH_BITS = 256;

/// What all generators of one library context share.
struct ProviderState
{
    RandomStream* stream{nullptr}; ///< where the octets come from
};

/// One generator: the library makes three, called primary, public and private.
struct Generator
{
    ProviderState* provider;                 ///< what they share
    int state{EVP_RAND_STATE_UNINITIALISED}; ///< what the library asks for
};

void*
NewGenerator(void* provider, void*, const OSSL_DISPATCH*)
{
    return new Generator{static_cast<ProviderState*>(provider)};
}

void
FreeGenerator(void* generator)
{
    delete static_cast<Generator*>(generator);
}

int
SetParameters(void* generator, const OSSL_PARAM parameters[])
{
    const OSSL_PARAM* found =
        parameters ? OSSL_PARAM_locate_const(parameters, STREAM_PARAMETER) : nullptr;
    if (found)
    {
        const void* stream = nullptr;
        size_t size = 0;
        if (!OSSL_PARAM_get_octet_ptr(found, &stream, &size))
        {
            return 0;
        }
        static_cast<Generator*>(generator)->provider->stream =
            static_cast<RandomStream*>(const_cast<void*>(stream));
    }
    return 1;
}

const OSSL_PARAM*
GetSettableParameters(void*, void*)
{
    static const OSSL_PARAM settable[] = {OSSL_PARAM_octet_ptr(STREAM_PARAMETER, nullptr, 0),
                                          OSSL_PARAM_END};
    return settable;
}

int
GetParameters(void* generator, OSSL_PARAM parameters[])
{
    OSSL_PARAM* found = OSSL_PARAM_locate(parameters, OSSL_RAND_PARAM_STATE);
    if (found && !OSSL_PARAM_set_int(found, static_cast<Generator*>(generator)->state))
    {
        return 0;
    }
    found = OSSL_PARAM_locate(parameters, OSSL_RAND_PARAM_STRENGTH);
    if (found && !OSSL_PARAM_set_uint(found, STRENGTH_BITS))
    {
        return 0;
    }
    found = OSSL_PARAM_locate(parameters, OSSL_RAND_PARAM_MAX_REQUEST);
    return !found || OSSL_PARAM_set_size_t(found, MAX_REQUEST);
}

const OSSL_PARAM*
GetGettableParameters(void*, void*)
{
    static const OSSL_PARAM gettable[] = {OSSL_PARAM_int(OSSL_RAND_PARAM_STATE, nullptr),
                                          OSSL_PARAM_uint(OSSL_RAND_PARAM_STRENGTH, nullptr),
                                          OSSL_PARAM_size_t(OSSL_RAND_PARAM_MAX_REQUEST, nullptr),
                                          OSSL_PARAM_END};
    return gettable;
}

int
Instantiate(void* generator,
            unsigned,
            int,
            const unsigned char*,
            size_t,
            const OSSL_PARAM parameters[])
{
    static_cast<Generator*>(generator)->state = EVP_RAND_STATE_READY;
    return SetParameters(generator, parameters);
}

int
Uninstantiate(void* generator)
{
    static_cast<Generator*>(generator)->state = EVP_RAND_STATE_UNINITIALISED;
    return 1;
}

int
Generate(void* generator,
         unsigned char* out,
         size_t size,
         unsigned,
         int,
         const unsigned char*,
         size_t)
{
    RandomStream* const stream = static_cast<Generator*>(generator)->provider->stream;
    return stream && stream->Fill(out, size) ? 1 : 0;
}

int
Reseed(void*, int, const unsigned char*, size_t, const unsigned char*, size_t)
{
    return 1; // the stream depends on its seed and on nothing else
}

size_t
Nonce(void* generator, unsigned char* out, unsigned, size_t, size_t maximum)
{
    return Generate(generator, out, maximum, 0, 0, nullptr, 0) ? maximum : 0;
}

int
EnableLocking(void*)
{
    return 1; // one thread only: see CryptoContext
}

int
Lock(void*)
{
    return 1;
}

void
Unlock(void*)
{
}

/**
 * @tparam F type of a function
 * @param id what the function is for
 * @param function the function
 * @return an entry of a dispatch table
 */
template <typename F>
OSSL_DISPATCH
Entry(int id, F* function)
{
    return {id, reinterpret_cast<void (*)()>(function)};
}

const OSSL_ALGORITHM*
QueryOperation(void*, int operation, int* noCache)
{
    static const OSSL_DISPATCH functions[] = {
        Entry(OSSL_FUNC_RAND_NEWCTX, NewGenerator),
        Entry(OSSL_FUNC_RAND_FREECTX, FreeGenerator),
        Entry(OSSL_FUNC_RAND_INSTANTIATE, Instantiate),
        Entry(OSSL_FUNC_RAND_UNINSTANTIATE, Uninstantiate),
        Entry(OSSL_FUNC_RAND_GENERATE, Generate),
        Entry(OSSL_FUNC_RAND_RESEED, Reseed),
        Entry(OSSL_FUNC_RAND_NONCE, Nonce),
        Entry(OSSL_FUNC_RAND_ENABLE_LOCKING, EnableLocking),
        Entry(OSSL_FUNC_RAND_LOCK, Lock),
        Entry(OSSL_FUNC_RAND_UNLOCK, Unlock),
        Entry(OSSL_FUNC_RAND_SETTABLE_CTX_PARAMS, GetSettableParameters),
        Entry(OSSL_FUNC_RAND_SET_CTX_PARAMS, SetParameters),
        Entry(OSSL_FUNC_RAND_GETTABLE_CTX_PARAMS, GetGettableParameters),
        Entry(OSSL_FUNC_RAND_GET_CTX_PARAMS, GetParameters),
        {0, nullptr},
    };
    static const OSSL_ALGORITHM algorithms[] = {
        {GENERATOR_NAME, "provider=confide-random", functions, "seeded stream"},
        {nullptr, nullptr, nullptr, nullptr},
    };
    *noCache = 0;
    return operation == OSSL_OP_RAND ? algorithms : nullptr;
}

void
Teardown(void* provider)
{
    delete static_cast<ProviderState*>(provider);
}

int
InitializeProvider(const OSSL_CORE_HANDLE*,
                   const OSSL_DISPATCH*,
                   const OSSL_DISPATCH** out,
                   void** provider)
{
    static const OSSL_DISPATCH functions[] = {
        Entry(OSSL_FUNC_PROVIDER_TEARDOWN, Teardown),
        Entry(OSSL_FUNC_PROVIDER_QUERY_OPERATION, QueryOperation),
        {0, nullptr},
    };
    *provider = new ProviderState;
    *out = functions;
    return 1;
}

} // namespace

ProviderPointer
InstallRandomProvider(OSSL_LIB_CTX* library, RandomStream* stream)
{
    if (!OSSL_PROVIDER_add_builtin(library, PROVIDER_NAME, InitializeProvider))
    {
        return nullptr;
    }
    ProviderPointer provider(OSSL_PROVIDER_load(library, PROVIDER_NAME));
    if (!provider || !RAND_set_DRBG_type(library, GENERATOR_NAME, nullptr, nullptr, nullptr))
    {
        return nullptr;
    }
    EVP_RAND_CTX* const primary = RAND_get0_primary(library);
    void* pointer = stream;
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_ptr(STREAM_PARAMETER, &pointer, sizeof(*stream)),
        OSSL_PARAM_construct_end()};
    if (!primary || !EVP_RAND_CTX_set_params(primary, parameters))
    {
        return nullptr;
    }
    return provider;
}

} // namespace ns3
