// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/primitive-list.h"

#include <algorithm>
#include <string>

namespace ns3
{

std::vector<WorkKind>
GetPrimitives()
{
    std::vector<WorkKind> kinds{
        {"derive", "x963-kdf-sha-256"},
        {"digest", "md5"},
        {"digest", "sha-1"},
        {"digest", "sha-256"},
        {"generate-key", "p-256"},
        {"hmac", "sha-1"},
        {"hmac", "sha-256"},
        {"key-agreement", "p-256"},
    };
    for (const std::string direction : {"encrypt", "decrypt"})
    {
        kinds.push_back({direction, "aes-128-gcm"});
        kinds.push_back({direction, "aes-128-cbc"});
        for (const std::string bits : {"2048", "3072", "4096"})
        {
            for (const std::string padding : {"oaep", "pkcs1"})
            {
                kinds.push_back({"key-transport-" + direction, "rsa-" + bits + "-" + padding});
            }
        }
    }
    for (const std::string direction : {"wrap", "unwrap"})
    {
        kinds.push_back({direction, "aes-128-wrap"});
        kinds.push_back({direction, "aes-256-wrap"});
    }
    for (const std::string direction : {"sign", "verify"})
    {
        kinds.push_back({direction, "ecdsa-p-256-sha-256"});
        for (const std::string bits : {"2048", "3072", "4096"})
        {
            kinds.push_back({direction, "rsa-" + bits + "-sha-256"});
        }
    }
    std::sort(kinds.begin(), kinds.end());
    return kinds;
}

} // namespace ns3
