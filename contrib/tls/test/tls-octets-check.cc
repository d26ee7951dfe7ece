// SPDX-License-Identifier: GPL-2.0-only
#include "tls-octets-check.h"

#include "tls-test-world.h"

namespace ns3
{

namespace
{

constexpr int RAW = 1;
constexpr int TLS12 = 2;
constexpr int MUTUAL = 4;
constexpr int SINGLE = 8;
constexpr size_t MUTATION = 4;       ///< octets that describe a change
constexpr int MAX_ROUNDS = 20;       ///< flights to and fro, far more than TLS needs
constexpr size_t MAX_OUTPUT = 65536; ///< octets that one end may send

/// Contexts for all checks, which would take long to make each time.
struct Contexts
{
    Contexts()
    {
        for (int i = 0; i < 4; ++i)
        {
            TlsSettings settings = world.MakeClient();
            settings.maxVersion = i & 1 ? TlsVersion::Tls12 : TlsVersion::Tls13;
            TlsSettings serving = world.MakeServer();
            if (i & 2)
            {
                settings.credential = world.Issue({"dns:example.net"});
                serving.clientCertificate = TlsClientCertificate::Required;
            }
            client.push_back(world.Make(settings));
            server.push_back(world.Make(serving));
        }
    }

    TlsWorld world;                                  ///< authority and keys
    std::vector<std::shared_ptr<TlsContext>> client; ///< by version and client certificate
    std::vector<std::shared_ptr<TlsContext>> server; ///< the same
};

/**
 * @param session a session
 * @return what is wrong with its state
 */
std::string
CheckState(const TlsSession& session)
{
    if (session.IsEstablished() && (session.IsOver() || !session.GetPeer()))
    {
        return "established and over, or without peer";
    }
    if (session.GetFailure() && !session.IsOver())
    {
        return "failed and goes on";
    }
    return "";
}

/**
 * @param octets octets on their way
 * @param flight number of the flight
 * @param changes what is changed, four octets each
 */
void
Change(Octets& octets, int flight, std::string_view changes)
{
    for (; changes.size() >= MUTATION && !octets.empty(); changes.remove_prefix(MUTATION))
    {
        const auto at = [&](size_t i)
        {
            return static_cast<unsigned char>(changes[i]);
        };
        if (at(0) % 8 == flight)
        {
            const size_t place = (at(1) * 256U + at(2)) % octets.size();
            if (at(0) & 8)
            {
                octets.resize(place); // the rest is lost
            }
            else
            {
                octets[place] = static_cast<char>(octets[place] ^ changes[3]);
            }
        }
    }
}

/**
 * @param pair two sessions
 * @param isClient which one gets octets
 * @param octets the octets
 * @param isSingle whether they come one by one
 */
void
Deliver(TlsPair& pair, bool isClient, std::string_view octets, bool isSingle)
{
    TlsSession& session = isClient ? pair.client : pair.server;
    Work& work = isClient ? pair.clientWork : pair.serverWork;
    const size_t step = isSingle ? 1 : octets.size();
    for (; !octets.empty(); octets.remove_prefix(step))
    {
        pair.Note(isClient, session.Receive(octets.substr(0, step), pair.now, work));
    }
}

/**
 * @param pair two sessions
 * @param flags the first octet
 * @param changes what is changed
 * @param flight number of the next flight
 */
void
Carry(TlsPair& pair, int flags, std::string_view changes, int& flight)
{
    for (int round = 0; round < MAX_ROUNDS && !(pair.toServer.empty() && pair.toClient.empty());
         ++round)
    {
        Octets octets = std::exchange(pair.toServer, {});
        Change(octets, flight++ % 8, changes);
        Deliver(pair, false, octets, flags & SINGLE);
        octets = std::exchange(pair.toClient, {});
        Change(octets, flight++ % 8, changes);
        Deliver(pair, true, octets, flags & SINGLE);
    }
}

/**
 * @param text what was received
 * @param sent what was sent
 * @return whether that is its beginning
 */
bool
IsBeginning(const Octets& text, const Octets& sent)
{
    return sent.compare(0, text.size(), text) == 0;
}

} // namespace

std::string
FindTlsViolation(std::string_view octets)
{
    static const Contexts contexts;
    const int flags = octets.empty() ? 0 : static_cast<unsigned char>(octets[0]);
    octets.remove_prefix(octets.empty() ? 0 : 1);
    const size_t kind = (flags & TLS12 ? 1 : 0) + (flags & MUTUAL ? 2 : 0);
    TlsPair pair(contexts.client[kind], contexts.server[kind]);
    pair.Note(false, pair.server.Begin(pair.now, pair.serverWork));
    pair.Note(true, pair.client.Begin(pair.now, pair.clientWork));
    const Octets request(700, 'q');
    const Octets response(900, 's');
    if (flags & RAW)
    {
        Deliver(pair, false, octets, flags & SINGLE);
        Deliver(pair, true, octets, flags & SINGLE);
        if (pair.client.IsEstablished())
        {
            return "a client is established without a server";
        }
    }
    else
    {
        int flight = 0;
        Carry(pair, flags, octets, flight);
        pair.Note(true, pair.client.Send(request, pair.clientWork));
        pair.Note(false, pair.server.Send(response, pair.serverWork));
        Carry(pair, flags, octets, flight);
    }
    if (!IsBeginning(pair.plainAtServer, request) || !IsBeginning(pair.plainAtClient, response))
    {
        return "octets were received that were not sent";
    }
    pair.Note(true, pair.client.EndOfStream());
    pair.Note(false, pair.server.EndOfStream());
    if (!pair.client.IsOver() || !pair.server.IsOver())
    {
        return "the stream has ended and the session goes on";
    }
    if (!pair.client.GetFailure() || !pair.server.GetFailure())
    {
        return "nobody has closed in order, but a session says so";
    }
    if (pair.sentByClient.size() > MAX_OUTPUT || pair.sentByServer.size() > MAX_OUTPUT)
    {
        return "too much was sent";
    }
    return CheckState(pair.client) + CheckState(pair.server);
}

} // namespace ns3
