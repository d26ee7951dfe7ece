// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/work-vocabulary.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// The algorithms of one operation.
struct Operation
{
    const char* name;                    ///< its name
    WorkClass workClass;                 ///< its class
    std::vector<const char*> algorithms; ///< with which algorithms it can be done
};

/** @return all operations, in order */
std::vector<Operation>
GetOperations()
{
    const std::vector<const char*> ciphers{"aes-128-cbc", "aes-128-gcm"};
    const std::vector<const char*> wraps{"aes-128-wrap", "aes-256-wrap"};
    const std::vector<const char*> transports{"rsa-2048-oaep",
                                              "rsa-2048-pkcs1",
                                              "rsa-3072-oaep",
                                              "rsa-3072-pkcs1",
                                              "rsa-4096-oaep",
                                              "rsa-4096-pkcs1"};
    const std::vector<const char*> signatures{"ecdsa-p-256-sha-256",
                                              "rsa-2048-sha-256",
                                              "rsa-3072-sha-256",
                                              "rsa-4096-sha-256"};
    const std::vector<const char*> protections{"aead-aes-128-gcm",
                                               "aes-cm-128-hmac-sha1-32",
                                               "aes-cm-128-hmac-sha1-80"};
    return {
        {"accept", WorkClass::Handling, {"tcp"}},
        {"connect", WorkClass::Handling, {"tcp"}},
        {"decrypt", WorkClass::Symmetric, ciphers},
        {"derive", WorkClass::Symmetric, {"x963-kdf-sha-256"}},
        {"digest", WorkClass::Symmetric, {"md5", "sha-1", "sha-256"}},
        {"encrypt", WorkClass::Symmetric, ciphers},
        {"filter", WorkClass::Handling, {"udp"}},
        {"generate-key", WorkClass::PrivateKey, {"p-256"}},
        {"hmac", WorkClass::Symmetric, {"sha-1", "sha-256"}},
        {"key-agreement", WorkClass::PrivateKey, {"p-256"}},
        {"key-transport-decrypt", WorkClass::PrivateKey, transports},
        {"key-transport-encrypt", WorkClass::PublicKey, transports},
        {"parse", WorkClass::Handling, {"sip"}},
        {"receive", WorkClass::Handling, {"tcp", "udp"}},
        {"route", WorkClass::Handling, {"sip"}},
        {"send", WorkClass::Handling, {"tcp", "udp"}},
        {"serialize", WorkClass::Handling, {"sip"}},
        {"sign", WorkClass::PrivateKey, signatures},
        {"srtp-protect", WorkClass::Symmetric, protections},
        {"srtp-unprotect", WorkClass::Symmetric, protections},
        {"unwrap", WorkClass::Symmetric, wraps},
        {"verify", WorkClass::PublicKey, signatures},
        {"wrap", WorkClass::Symmetric, wraps},
    };
}

} // namespace

std::vector<WorkKind>
GetWorkVocabulary()
{
    std::vector<WorkKind> kinds;
    for (const Operation& operation : GetOperations())
    {
        for (const char* algorithm : operation.algorithms)
        {
            kinds.push_back({operation.name, algorithm});
        }
    }
    return kinds;
}

std::optional<WorkClass>
ClassifyWork(const WorkKind& kind)
{
    for (const Operation& operation : GetOperations())
    {
        if (operation.name == kind.operation)
        {
            const auto& all = operation.algorithms;
            return std::find(all.begin(), all.end(), kind.algorithm) == all.end()
                       ? std::nullopt
                       : std::optional(operation.workClass);
        }
    }
    return std::nullopt;
}

} // namespace ns3
