// SPDX-License-Identifier: GPL-2.0-only
// Measures the primitives on this machine and prints the operations of a cost profile as JSON.
//
// Each operation is timed through this module's own functions, as the simulated parties call them,
// in rounds: in every round each operation runs for a few milliseconds, and the result is the
// median over the rounds of the mean time of a run. So a disturbance that hits one round, or one
// operation, does not show. Operations on data are measured with two sizes, which gives the time
// per operation and the time per octet.
#include "ns3/key-agreement.h"
#include "ns3/key-transport.h"
#include "ns3/key-wrap.h"
#include "ns3/message-digest.h"
#include "ns3/primitive-list.h"
#include "ns3/rsa-key-pool.h"
#include "ns3/signature.h"
#include "ns3/symmetric-cipher.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <openssl/crypto.h>
#include <string>
#include <vector>

namespace
{

using namespace ns3;

constexpr size_t SMALL = 64;         ///< octets of the smaller data
constexpr size_t LARGE = 4096;       ///< octets of the larger data
constexpr size_t KEY_SIZE = 16;      ///< octets of a content-encryption key
constexpr int ROUNDS = 31;           ///< how often each operation is measured
constexpr double ROUND_NS = 4000000; ///< how long an operation runs in a round

/// Something to be measured.
struct Measurement
{
    WorkKind kind;               ///< what it is
    size_t octets;               ///< how many octets it processes
    std::function<bool()> run;   ///< does it once
    std::vector<double> means{}; ///< mean time of a run in each round, nanoseconds
    uint64_t runs{1};            ///< how often it runs in a round
};

/// What all measurements use.
struct Bench
{
    CryptoContext context{Octets(CryptoContext::SEED_SIZE, 'c')}; ///< the party that computes
    RsaKeyPool pool;                                              ///< RSA keys
    Work work{};                                                  ///< work, not looked at
    std::vector<Measurement> measurements{};                      ///< all of them

    /**
     * @param operation what is done
     * @param algorithm with which algorithm
     * @param octets octets processed
     * @param run does it once
     */
    void
    Add(const std::string& operation,
        const std::string& algorithm,
        size_t octets,
        std::function<bool()> run)
    {
        measurements.push_back({{operation, algorithm}, octets, std::move(run)});
    }
};

/**
 * Add the operations on data of one size.
 * @param bench where to add
 * @param size octets of the data
 */
void
AddSymmetric(Bench& bench, size_t size)
{
    CryptoContext& context = bench.context;
    Work& work = bench.work;
    const Octets data = context.Random(size);
    const Secret key = context.RandomSecret(AES_128_KEY_SIZE);
    const Octets nonce = context.Random(GCM_NONCE_SIZE);
    const Octets iv = context.Random(AES_BLOCK_SIZE);
    for (const auto& [name, algorithm] :
         std::vector<std::pair<std::string, DigestAlgorithm>>{{"md5", DigestAlgorithm::Md5},
                                                              {"sha-1", DigestAlgorithm::Sha1},
                                                              {"sha-256", DigestAlgorithm::Sha256}})
    {
        const DigestAlgorithm digest = algorithm;
        bench.Add("digest",
                  name,
                  size,
                  [=, &context, &work]
                  {
                      return Digest(context, digest, data, work).has_value();
                  });
        if (digest != DigestAlgorithm::Md5)
        {
            bench.Add("hmac",
                      name,
                      size,
                      [=, &context, &work]
                      {
                          return Hmac(context, digest, key, data, work).has_value();
                      });
        }
    }
    const GcmSealed sealed = EncryptGcm(context, key, nonce, "", data, work).value();
    bench.Add("encrypt",
              "aes-128-gcm",
              size,
              [=, &context, &work]
              {
                  return EncryptGcm(context, key, nonce, "", data, work).has_value();
              });
    bench.Add("decrypt",
              "aes-128-gcm",
              size,
              [=, &context, &work]
              {
                  return DecryptGcm(context, key, nonce, "", sealed.ciphertext, sealed.tag, work)
                      .has_value();
              });
    const Octets chained = EncryptCbc(context, key, iv, data, work).value();
    bench.Add("encrypt",
              "aes-128-cbc",
              size,
              [=, &context, &work]
              {
                  return EncryptCbc(context, key, iv, data, work).has_value();
              });
    bench.Add("decrypt",
              "aes-128-cbc",
              chained.size(),
              [=, &context, &work]
              {
                  return DecryptCbc(context, key, iv, chained, work).has_value();
              });
}

/**
 * Add wraps and derivations of keys of one size.
 * @param bench where to add
 * @param size octets of the key that is wrapped or derived
 */
void
AddKeyHandling(Bench& bench, size_t size)
{
    CryptoContext& context = bench.context;
    Work& work = bench.work;
    const Secret key = context.RandomSecret(size);
    for (const size_t kekSize : {16, 32})
    {
        const std::string name = kekSize == 16 ? "aes-128-wrap" : "aes-256-wrap";
        const Secret kek = context.RandomSecret(kekSize);
        const Octets wrapped = WrapKey(context, kek, key, work).value();
        bench.Add("wrap",
                  name,
                  size,
                  [=, &context, &work]
                  {
                      return WrapKey(context, kek, key, work).has_value();
                  });
        bench.Add("unwrap",
                  name,
                  size,
                  [=, &context, &work]
                  {
                      return UnwrapKey(context, kek, wrapped, work).has_value();
                  });
    }
    const Secret shared = context.RandomSecret(32);
    const Octets info = context.Random(24); // as long as an ECC-CMS-SharedInfo
    bench.Add("derive",
              "x963-kdf-sha-256",
              size,
              [=, &context, &work]
              {
                  return DeriveX963(context, shared, info, size, work).has_value();
              });
}

/**
 * Add the RSA key transports of one size.
 * @param bench where to add
 * @param key the key
 */
void
AddKeyTransport(Bench& bench, const PrivateKey& key)
{
    CryptoContext& context = bench.context;
    Work& work = bench.work;
    const Secret content = context.RandomSecret(KEY_SIZE);
    for (const auto padding : {KeyTransportPadding::Oaep, KeyTransportPadding::Pkcs1})
    {
        const std::string name =
            key.GetAlgorithm() + (padding == KeyTransportPadding::Oaep ? "-oaep" : "-pkcs1");
        const Octets sealed =
            EncryptKeyTransport(context, key.GetPublicKey(), padding, content, work).value();
        bench.Add(
            "key-transport-encrypt",
            name,
            0,
            [=, &context, &work]
            {
                return EncryptKeyTransport(context, key.GetPublicKey(), padding, content, work)
                    .has_value();
            });
        bench.Add("key-transport-decrypt",
                  name,
                  0,
                  [=, &context, &work]
                  {
                      return DecryptKeyTransport(context, key, padding, sealed, KEY_SIZE, work)
                          .has_value();
                  });
    }
}

/**
 * Add the signatures with one key over small data: the time per octet is that of the digest, which
 * is measured apart since it would drown in the time of the signature.
 * @param bench where to add
 * @param key the key
 */
void
AddSignatures(Bench& bench, const PrivateKey& key)
{
    CryptoContext& context = bench.context;
    Work& work = bench.work;
    const std::string name = (key.IsRsa() ? "" : "ecdsa-") + key.GetAlgorithm() + "-sha-256";
    const Octets data = context.Random(SMALL);
    const Octets signature = Sign(context, key, data, work).value();
    bench.Add("sign",
              name,
              SMALL,
              [=, &context, &work]
              {
                  return Sign(context, key, data, work).has_value();
              });
    bench.Add("verify",
              name,
              SMALL,
              [=, &context, &work]
              {
                  return Verify(context, key.GetPublicKey(), data, signature, work).has_value();
              });
}

/**
 * Add the elliptic-curve operations. What is charged as a key agreement is all that the recipient
 * does but the derivation: reading the point, and the multiplication.
 * @param bench where to add
 * @param key the key
 */
void
AddAgreement(Bench& bench, const PrivateKey& key)
{
    CryptoContext& context = bench.context;
    Work& work = bench.work;
    bench.Add("generate-key",
              "p-256",
              0,
              [&context, &work]
              {
                  return PrivateKey::GenerateP256(context, work).has_value();
              });
    const Octets point =
        AgreeKey(context, key.GetPublicKey(), "info", KEY_SIZE, work).value().ephemeralPoint;
    bench.Add("key-agreement",
              "p-256",
              0,
              [=, &context, &work]
              {
                  return AgreeKey(context, key, point, "info", KEY_SIZE, work).has_value();
              });
}

/** @return nanoseconds of processor time that this process has used */
double
GetProcessorTime()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/**
 * Run something a number of times.
 * @param measurement what to run
 * @return nanoseconds for each
 */
double
Time(const Measurement& measurement)
{
    const double begin = GetProcessorTime();
    for (uint64_t i = 0; i < measurement.runs; ++i)
    {
        if (!measurement.run())
        {
            std::cerr << "calibrate: " << measurement.kind.operation << "/"
                      << measurement.kind.algorithm << " failed\n";
            std::exit(1);
        }
    }
    return (GetProcessorTime() - begin) / static_cast<double>(measurement.runs);
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

/// The results of one kind.
using Found = std::vector<const Measurement*>;

/**
 * @param bench what was measured
 * @param kind a kind of work
 * @return its measurements: one, or two of different sizes; ends the program if there is none
 */
Found
Find(const Bench& bench, const WorkKind& kind)
{
    Found found;
    for (const Measurement& each : bench.measurements)
    {
        if (each.kind == kind)
        {
            found.push_back(&each);
        }
    }
    if (found.empty())
    {
        std::cerr << "calibrate: nothing measures " << kind.operation << "/" << kind.algorithm
                  << "\n";
        std::exit(1);
    }
    return found;
}

/**
 * @param found measurements of one kind
 * @return nanoseconds per octet; 0 if there is but one size
 */
double
GetSlope(const Found& found)
{
    const Measurement& small = *found.front();
    const Measurement& large = *found.back();
    return small.octets == large.octets
               ? 0
               : std::max(0.0,
                          (GetMedian(large.means) - GetMedian(small.means)) /
                              static_cast<double>(large.octets - small.octets));
}

/**
 * Turn the measurements of one kind into a cost.
 * @param bench what was measured
 * @param kind the kind
 * @return the entry of the profile
 */
nlohmann::ordered_json
MakeEntry(const Bench& bench, const WorkKind& kind)
{
    const Found found = Find(bench, kind);
    const Measurement& small = *found.front();
    const bool isSignature = kind.operation == "sign" || kind.operation == "verify";
    double perOctet = GetSlope(found);
    double fixed = GetMedian(small.means);
    const auto [least, most] = std::minmax_element(small.means.begin(), small.means.end());
    std::string origin = "measured";
    if (small.octets > 0)
    {
        origin += " with " + std::to_string(small.octets);
        origin += found.size() > 1 ? " and " + std::to_string(found.back()->octets) + " octets"
                                   : " octets";
    }
    origin += "; rounds " + std::string(found.size() > 1 ? "of the first " : "") + "from " +
              std::to_string(std::lround(*least)) + " to " + std::to_string(std::lround(*most)) +
              " ns";
    if (isSignature)
    {
        perOctet = GetSlope(Find(bench, {"digest", "sha-256"}));
        origin += "; time per octet is that of digest/sha-256";
    }
    if (kind.operation == "key-agreement")
    {
        fixed -= GetMedian(Find(bench, {"derive", "x963-kdf-sha-256"}).front()->means);
        origin += "; less one derivation";
    }
    fixed = std::max(0.0, fixed - perOctet * static_cast<double>(small.octets));
    return {{"operation", kind.operation},
            {"algorithm", kind.algorithm},
            {"fixed_ns", std::round(fixed * 10) / 10},
            {"ns_per_octet", std::round(perOctet * 10000) / 10000},
            {"origin", origin}};
}

/**
 * Measure everything.
 * @param bench what to measure
 */
void
Measure(Bench& bench)
{
    for (Measurement& each : bench.measurements)
    {
        each.runs = 3;
        const double first = std::max(100.0, Time(each));
        each.runs = std::max<uint64_t>(1, static_cast<uint64_t>(ROUND_NS / first));
        static_cast<void>(Time(each)); // warm up
        each.runs = std::max<uint64_t>(1, static_cast<uint64_t>(ROUND_NS / Time(each)));
    }
    for (int round = 0; round < ROUNDS; ++round)
    {
        std::cerr << "round " << round + 1 << " of " << ROUNDS << "\n";
        for (Measurement& each : bench.measurements)
        {
            each.means.push_back(Time(each));
        }
    }
}

} // namespace

/**
 * @param argc 2
 * @param argv the folder of the RSA keys
 * @return exit status
 */
int
main(int argc, char* argv[])
{
    if (argc != 2)
    {
        std::cerr << "usage: calibrate FOLDER-OF-RSA-KEYS\n";
        return 2;
    }
    Bench bench{.pool = RsaKeyPool(argv[1])};
    const PrivateKey ec = PrivateKey::GenerateP256(bench.context, bench.work).value();
    AddAgreement(bench, ec);
    AddSignatures(bench, ec);
    for (const size_t size : {SMALL, LARGE})
    {
        AddSymmetric(bench, size);
    }
    for (const size_t size : {KEY_SIZE, 2 * KEY_SIZE})
    {
        AddKeyHandling(bench, size);
    }
    for (const unsigned bits : {2048U, 3072U, 4096U})
    {
        const auto key = bench.pool.Get(bench.context, bits, 1);
        if (!key)
        {
            std::cerr << "calibrate: " << key.error() << "\n";
            return 2;
        }
        AddKeyTransport(bench, *key);
        AddSignatures(bench, *key);
    }
    Measure(bench);

    nlohmann::ordered_json operations = nlohmann::ordered_json::array();
    for (const WorkKind& kind : GetPrimitives())
    {
        operations.push_back(MakeEntry(bench, kind));
    }
    const nlohmann::ordered_json result{
        {"library", OpenSSL_version(OPENSSL_VERSION)},
        {"method",
         "median of " + std::to_string(ROUNDS) + " rounds of " +
             std::to_string(std::lround(ROUND_NS / 1e6)) +
             " ms of processor time each, through the project's own primitives, on one core"},
        {"operations", operations}};
    std::cout << result.dump(2) << "\n";
    return 0;
}
