// SPDX-License-Identifier: GPL-2.0-only
// Measures on this machine what an element does with a SIP message besides cryptography, and prints
// the operations of a cost profile as JSON: parsing, serializing, what a stateful proxy does in
// between, and the kernel's share of sending and receiving over loopback.
//
// The codec is timed in processor time, the kernel in wall-clock time of short batches, since part
// of what it does is not counted as the process's own. All results are medians, so that a
// disturbance of some batches does not show.
#include "ns3/sip-message.h"
#include "ns3/sip-non-invite-client-transaction.h"
#include "ns3/sip-non-invite-server-transaction.h"
#include "ns3/sip-parser.h"
#include "ns3/sip-transaction-key.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace
{

using namespace ns3;

constexpr int ROUNDS = 31;           ///< how often the codec is measured
constexpr double ROUND_NS = 4000000; ///< how long it runs in a round
constexpr int BATCHES = 401;         ///< how often the kernel is measured
constexpr int BATCH = 32;            ///< messages in a batch
constexpr size_t SMALL = 400;        ///< octets of the shorter message that is sent
constexpr size_t LARGE = 1200;       ///< octets of the longer one

/// A cost: so much for each, and so much for each octet.
struct Cost
{
    double fixed{0};    ///< nanoseconds
    double perOctet{0}; ///< nanoseconds
};

/// The time that something takes with data of some size.
struct Point
{
    double octets; ///< the size
    double time;   ///< nanoseconds
};

/**
 * End the program.
 * @param what what went wrong
 */
[[noreturn]] void
Fail(const std::string& what)
{
    std::cerr << "calibrate-messages: " << what << "\n";
    std::exit(1);
}

/**
 * @param clock CLOCK_MONOTONIC or CLOCK_PROCESS_CPUTIME_ID
 * @return what it shows, in nanoseconds
 */
double
GetTime(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/**
 * @param values numbers, not empty
 * @return their median
 */
double
GetMedian(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/**
 * Fit a straight line, by least squares.
 * @param points times by size, of two sizes at least
 * @return the cost; no part of it negative
 */
Cost
Fit(const std::vector<Point>& points)
{
    double octets = 0;
    double time = 0;
    for (const Point& each : points)
    {
        octets += each.octets / static_cast<double>(points.size());
        time += each.time / static_cast<double>(points.size());
    }
    double above = 0;
    double below = 0;
    for (const Point& each : points)
    {
        above += (each.octets - octets) * (each.time - time);
        below += (each.octets - octets) * (each.octets - octets);
    }
    Cost cost;
    cost.perOctet = std::max(0.0, above / below);
    cost.fixed = std::max(0.0, time - cost.perOctet * octets);
    return cost;
}

/**
 * @param run does something, and returns a number that depends on it
 * @return nanoseconds of processor time that it takes
 */
double
TimeCodec(const std::function<size_t()>& run)
{
    size_t sum = 0;
    uint64_t runs = 100;
    std::vector<double> means;
    for (int round = -1; round < ROUNDS; ++round)
    {
        const double begin = GetTime(CLOCK_PROCESS_CPUTIME_ID);
        for (uint64_t i = 0; i < runs; ++i)
        {
            sum += run();
        }
        const double mean = (GetTime(CLOCK_PROCESS_CPUTIME_ID) - begin) / static_cast<double>(runs);
        if (round >= 0)
        {
            means.push_back(mean);
        }
        runs = std::max<uint64_t>(1, static_cast<uint64_t>(ROUND_NS / std::max(1.0, mean)));
    }
    if (sum == 0)
    {
        Fail("a message came out empty");
    }
    return GetMedian(std::move(means));
}

/**
 * @param folder a folder of SIP messages
 * @return their octets, each line ended by CR and LF
 */
std::vector<std::string>
ReadMessages(const std::string& folder)
{
    std::vector<std::filesystem::path> paths;
    std::error_code error;
    for (const auto& each : std::filesystem::directory_iterator(folder, error))
    {
        if (each.path().extension() == ".sip")
        {
            paths.push_back(each.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> messages;
    for (const auto& path : paths)
    {
        std::ifstream file(path, std::ios::binary);
        std::ostringstream text;
        text << file.rdbuf();
        messages.push_back(text.str());
        if (!SipParser::Parse(messages.back()))
        {
            Fail(path.string() + " is not a SIP message");
        }
    }
    if (messages.size() < 2)
    {
        Fail("no SIP messages in " + folder);
    }
    return messages;
}

/**
 * Make a copy that a proxy sends on.
 * @param request the request
 * @return the copy
 */
SipMessage
MakeForwarded(const SipMessage& request)
{
    SipMessage copy = request;
    copy.Set("Max-Forwards", "69");
    copy.Prepend("Record-Route", "<sip:proxy.example;lr>");
    copy.Prepend("Via", "SIP/2.0/TCP proxy.example;branch=z9hG4bK0123456789abcdef");
    return copy;
}

/**
 * What a stateful proxy does with a request and its response, without I/O, parsing, serializing
 * and policies: it finds the transaction, makes one for each side, copies and edits.
 * @param request a request that is no INVITE
 * @param answer the response to what MakeForwarded makes of it
 * @return a number that depends on it
 */
size_t
Route(const SipMessage& request, const SipMessage& answer)
{
    const auto serverKey = SipTransactionKey::ForServer(request);
    SipNonInviteServerTransaction server(request, true);
    size_t sum = server.Start().size() + (serverKey ? 1 : 0);
    SipMessage copy = MakeForwarded(request);
    const auto clientKey = SipTransactionKey::ForClient(copy);
    SipNonInviteClientTransaction client(std::move(copy), true);
    sum += client.Start().size() + (clientKey ? 1 : 0);
    const auto answerKey = SipTransactionKey::ForResponse(answer);
    sum += client.OnMessage(answer).size() + (answerKey ? 1 : 0);
    SipMessage back = answer;
    back.RemoveFirst("Via");
    return sum + server.Respond(back).size();
}

/// Where results are collected.
using Results = nlohmann::ordered_json;

/**
 * @param results where to add
 * @param operation the operation
 * @param algorithm the algorithm
 * @param cost what it costs
 * @param origin how that was found
 */
void
Add(Results& results,
    const std::string& operation,
    const std::string& algorithm,
    const Cost& cost,
    const std::string& origin)
{
    results.push_back({{"operation", operation},
                       {"algorithm", algorithm},
                       {"fixed_ns", std::round(cost.fixed * 10) / 10},
                       {"ns_per_octet", std::round(cost.perOctet * 10000) / 10000},
                       {"origin", origin}});
}

/**
 * Measure the codec and the core of a proxy.
 * @param results where to add
 * @param folder a folder of SIP messages
 */
void
MeasureCodec(Results& results, const std::string& folder)
{
    const std::vector<std::string> messages = ReadMessages(folder);
    std::vector<Point> parse;
    std::vector<Point> serialize;
    double route = 0;
    int requests = 0;
    for (const std::string& text : messages)
    {
        const SipMessage message = *SipParser::Parse(text);
        const auto size = static_cast<double>(text.size());
        parse.push_back({size,
                         TimeCodec(
                             [&]
                             {
                                 return SipParser::Parse(text)->GetBody().size() + 1;
                             })});
        serialize.push_back({size,
                             TimeCodec(
                                 [&]
                                 {
                                     return message.Serialize().size();
                                 })});
        if (message.IsRequest() && message.GetMethod() != "INVITE" && message.GetMethod() != "ACK")
        {
            const SipMessage answer = SipMessage::MakeResponse(MakeForwarded(message), 200, "OK");
            route += TimeCodec(
                [&]
                {
                    return Route(message, answer);
                });
            ++requests;
        }
    }
    const std::string fit =
        "measured: a line through " + std::to_string(messages.size()) + " messages";
    Add(results, "parse", "sip", Fit(parse), fit + ", the project's own parser");
    Add(results, "serialize", "sip", Fit(serialize), fit + ", the project's own message class");
    if (requests == 0)
    {
        Fail("no request in " + folder + " that is neither INVITE nor ACK");
    }
    Add(results,
        "route",
        "sip",
        {route / requests / 2, 0},
        "measured: half of what the project's transactions and copies take for a request and its "
        "response through a stateful proxy");
}

/** @return the address of loopback, any port */
sockaddr_in
GetLoopback()
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/**
 * @param type SOCK_DGRAM or SOCK_STREAM
 * @param address receives where it is bound, on loopback
 * @return a socket
 */
int
Open(int type, sockaddr_in& address)
{
    const int handle = socket(AF_INET, type, 0);
    address = GetLoopback();
    socklen_t length = sizeof(address);
    if (handle < 0 || bind(handle, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        getsockname(handle, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    {
        Fail("cannot open a socket on loopback");
    }
    return handle;
}

/**
 * Time two things that belong together, many times.
 * @param first the first
 * @param second the second
 * @return the medians of the means of a batch, nanoseconds
 */
std::pair<double, double>
TimePair(const std::function<bool()>& first, const std::function<bool()>& second)
{
    std::vector<double> firsts;
    std::vector<double> seconds;
    for (int batch = 0; batch < BATCHES; ++batch)
    {
        double one = 0;
        double two = 0;
        for (int i = 0; i < BATCH; ++i)
        {
            const double begin = GetTime(CLOCK_MONOTONIC);
            const bool isFirst = first();
            const double middle = GetTime(CLOCK_MONOTONIC);
            const bool isSecond = second();
            one += middle - begin;
            two += GetTime(CLOCK_MONOTONIC) - middle;
            if (!isFirst || !isSecond)
            {
                Fail("a socket on loopback does not work");
            }
        }
        firsts.push_back(one / BATCH);
        seconds.push_back(two / BATCH);
    }
    return {GetMedian(std::move(firsts)), GetMedian(std::move(seconds))};
}

/// The two ends of a way through loopback.
struct Way
{
    std::function<bool(size_t)> send;    ///< sends so many octets
    std::function<bool(size_t)> receive; ///< receives so many octets
};

/**
 * Measure a way.
 * @param results where to add
 * @param algorithm the algorithm
 * @param way the way
 * @param calls the system calls
 */
void
MeasureWay(Results& results,
           const std::string& algorithm,
           const Way& way,
           const std::pair<std::string, std::string>& calls)
{
    std::vector<Point> send;
    std::vector<Point> receive;
    for (const size_t size : {SMALL, LARGE})
    {
        const auto [out, in] = TimePair(
            [&]
            {
                return way.send(size);
            },
            [&]
            {
                return way.receive(size);
            });
        send.push_back({static_cast<double>(size), out});
        receive.push_back({static_cast<double>(size), in});
    }
    const std::string origin = "measured over loopback with " + std::to_string(SMALL) + " and " +
                               std::to_string(LARGE) + " octets, wall-clock medians of " +
                               std::to_string(BATCHES) + " batches: ";
    Add(results, "receive", algorithm, Fit(receive), origin + calls.second);
    Add(results,
        "send",
        algorithm,
        Fit(send),
        origin + calls.first + ", with what the stack does for the receiver");
}

/**
 * Measure datagrams.
 * @param results where to add
 */
void
MeasureUdp(Results& results)
{
    sockaddr_in from{};
    sockaddr_in to{};
    const int sender = Open(SOCK_DGRAM, from);
    const int receiver = Open(SOCK_DGRAM, to);
    std::vector<char> buffer(LARGE, 'x');
    Way way;
    way.send = [&](size_t size)
    {
        return sendto(sender,
                      buffer.data(),
                      size,
                      0,
                      reinterpret_cast<const sockaddr*>(&to),
                      sizeof(to)) == static_cast<ssize_t>(size);
    };
    way.receive = [&](size_t size)
    {
        sockaddr_in peer{};
        socklen_t length = sizeof(peer);
        return recvfrom(receiver,
                        buffer.data(),
                        buffer.size(),
                        0,
                        reinterpret_cast<sockaddr*>(&peer),
                        &length) == static_cast<ssize_t>(size);
    };
    MeasureWay(results, "udp", way, {"sendto", "recvfrom"});
    close(sender);
    close(receiver);
}

/**
 * Measure connections, and messages on them.
 * @param results where to add
 */
void
MeasureTcp(Results& results)
{
    sockaddr_in address{};
    const int listener = Open(SOCK_STREAM, address);
    if (listen(listener, BATCH) != 0)
    {
        Fail("cannot listen on loopback");
    }
    int client = -1;
    int server = -1;
    const auto connectAndAccept = [&]
    {
        client = socket(AF_INET, SOCK_STREAM, 0);
        return connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
               (server = accept(listener, nullptr, nullptr)) >= 0;
    };
    const auto closeBoth = [&]
    {
        return close(client) == 0 && close(server) == 0;
    };
    const auto [opened, closed] = TimePair(connectAndAccept, closeBoth);
    const std::string origin = "measured over loopback, wall-clock medians of " +
                               std::to_string(BATCHES) +
                               " batches: half of what connecting, "
                               "accepting and closing take at both ends";
    Add(results, "accept", "tcp", {(opened + closed) / 2, 0}, origin);
    Add(results, "connect", "tcp", {(opened + closed) / 2, 0}, origin);

    if (!connectAndAccept())
    {
        Fail("cannot connect over loopback");
    }
    const int yes = 1;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    const int poll = epoll_create1(0);
    epoll_event event{};
    event.events = EPOLLIN;
    if (poll < 0 || epoll_ctl(poll, EPOLL_CTL_ADD, server, &event) != 0)
    {
        Fail("epoll does not work");
    }
    std::vector<char> buffer(LARGE, 'x');
    Way way;
    way.send = [&](size_t size)
    {
        return send(client, buffer.data(), size, 0) == static_cast<ssize_t>(size);
    };
    way.receive = [&](size_t size)
    {
        epoll_event ready{};
        return epoll_wait(poll, &ready, 1, 1000) == 1 &&
               recv(server, buffer.data(), buffer.size(), 0) == static_cast<ssize_t>(size);
    };
    MeasureWay(results, "tcp", way, {"send", "epoll_wait and recv"});
    close(poll);
    closeBoth();
    close(listener);
}

} // namespace

/**
 * @param argc 2
 * @param argv a folder of SIP messages
 * @return exit status
 */
int
main(int argc, char* argv[])
{
    if (argc != 2)
    {
        std::cerr << "usage: calibrate-messages FOLDER-OF-SIP-MESSAGES\n";
        return 2;
    }
    Results operations = Results::array();
    MeasureCodec(operations, argv[1]);
    MeasureUdp(operations);
    MeasureTcp(operations);
    std::cout << Results{{"operations", operations}}.dump(2) << "\n";
    return 0;
}
