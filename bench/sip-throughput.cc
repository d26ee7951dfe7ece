// SPDX-License-Identifier: GPL-2.0-only
// Parses and serializes the same SIP messages with this project's parser, with libosip2 and with
// sofia-sip, in turns within one process. Prints one line per library and round:
// LIBRARY MODE ROUND MESSAGES_PER_SECOND. Mode "copy" parses and serializes; "route" also reads, in
// between, what a proxy reads: the top Via's branch, the tags, Call-ID, CSeq, Request-URI.

#include "sip-codecs.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

int
main(int argc, char* argv[])
{
    if (argc < 3)
    {
        std::fprintf(stderr, "usage: sip-throughput ROUNDS MESSAGE_FILE...\n");
        return 2;
    }
    std::vector<std::string> messages;
    for (int i = 2; i < argc; ++i)
    {
        std::ifstream file(argv[i], std::ios::binary);
        messages.emplace_back(std::istreambuf_iterator<char>(file),
                              std::istreambuf_iterator<char>());
    }
    const std::vector<std::pair<const char*, CodecResult (*)(const std::string&, bool)>> all = {
        {"confide", RunConfide},
        {"libosip2", RunOsip},
        {"sofia-sip", RunSofia}};
    size_t sum = 0;
    constexpr int REPEATS = 1500;
    for (int round = 0; round < std::atoi(argv[1]); ++round)
    {
        for (const bool route : {false, true})
        {
            for (const auto& [name, run] : all)
            {
                const auto begin = std::chrono::steady_clock::now();
                for (int i = 0; i < REPEATS; ++i)
                {
                    for (const auto& message : messages)
                    {
                        const CodecResult result = run(message, route);
                        if (!result.accepted)
                        {
                            std::fprintf(stderr, "%s refused: %.60s\n", name, message.c_str());
                            return 1;
                        }
                        sum += result.sum;
                    }
                }
                const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
                std::printf("%s %s %d %.0f\n",
                            name,
                            route ? "route" : "copy",
                            round,
                            REPEATS * messages.size() / time.count());
            }
        }
    }
    std::fprintf(stderr, "%zu\n", sum);
    return 0;
}
