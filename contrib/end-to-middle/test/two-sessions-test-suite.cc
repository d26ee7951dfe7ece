// SPDX-License-Identifier: GPL-2.0-only

#include "call-rig.h"
#include "named-case.h"
#include "policy-rig.h"

#include "ns3/boolean.h"
#include "ns3/mime-multipart.h"
#include "ns3/session-reduction.h"
#include "ns3/sip-body-entity.h"
#include "ns3/smime-entity.h"
#include "ns3/smime-message.h"
#include "ns3/smime-reader.h"
#include "ns3/string.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

using namespace ns3;

namespace
{

const std::string FIRST = "ss1.atlanta.example.com";
const std::string SECOND = "ss2.biloxi.example.com";
const std::string KEY = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";
const std::string CRYPTO = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "\r\n";

/**
 * \param rig the parties: both offer and answer with a=crypto, and hide that from servers
 */
void
Hide(PolicyRig& rig)
{
    rig.offer += CRYPTO;
    rig.reply += CRYPTO;
    for (const auto& policy : {rig.alice.policy, rig.bob.policy})
    {
        policy->SetAttribute("ServerView", StringValue("reduced"));
        policy->SetAttribute("Protection", StringValue("sign-then-encrypt"));
    }
}

/**
 * \param proxy a proxy
 * \param text a text
 * \return how many of the contents it read hold the text
 */
std::size_t
CountRead(const PolicyRig::Proxy& proxy, const std::string& text)
{
    std::size_t count = 0;
    for (const auto& report : proxy.reports)
    {
        count += report.content.find(text) != std::string::npos ? 1 : 0;
    }
    return count;
}

/// A folder for the program openssl, with everybody's keys.
class OpensslFolder
{
  public:
    /**
     * \param rig the parties
     */
    explicit OpensslFolder(const PolicyRig& rig)
        : m_folder(std::filesystem::temp_directory_path() /
                   ("two-sessions-" + std::to_string(getpid())))
    {
        std::filesystem::create_directories(m_folder);
        Write("ca", rig.GetAuthority().ToPem());
        for (const auto& [name, party] : rig.parties)
        {
            Write(name + ".cert", party.credential.certificate.ToPem());
            Write(name + ".key", party.credential.key.ToPem().Reveal());
        }
    }

    ~OpensslFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }

    OpensslFolder(const OpensslFolder&) = delete;
    OpensslFolder& operator=(const OpensslFolder&) = delete;

    /**
     * \param entity an encrypted entity
     * \param name who decrypts
     * \return what openssl made of it; empty if it cannot
     */
    std::string
    Decrypt(const MimeEntity& entity, const std::string& name) const
    {
        Write("cms", ExtractCms(entity).value_or(""));
        return Run("-decrypt -recip " + name + ".cert -inkey " + name + ".key");
    }

    /**
     * \param entity a signed entity
     * \return what openssl says was signed; empty if the signature is not good
     */
    std::string
    Verify(const MimeEntity& entity) const
    {
        const std::string common = " -CAfile ca -purpose any -attime 1056110410";
        if (GetSmimeKind(entity) != SmimeKind::MultipartSigned)
        {
            Write("cms", ExtractCms(entity).value_or(""));
            return Run("-verify" + common);
        }
        const auto parts = ParseMultipart(entity).value_or(std::vector<MimeEntity>(2));
        Write("cms", ExtractCms(parts.back()).value_or(""));
        Write("content", parts.front().Serialize());
        return Run("-verify -content content" + common);
    }

  private:
    /**
     * \param name of a file
     * \param octets what goes into it
     */
    void
    Write(const std::string& name, const std::string& octets) const
    {
        std::ofstream((m_folder / name).string(), std::ios::binary) << octets;
    }

    /**
     * \param options of openssl cms
     * \return its output; empty if it failed
     */
    std::string
    Run(const std::string& options) const
    {
        const std::string command = "cd '" + m_folder.string() +
                                    "' && openssl cms -binary -inform DER -in cms -out out " +
                                    options + " >log 2>&1 </dev/null";
        if (std::system(command.c_str()) != 0)
        {
            return "";
        }
        std::ifstream file((m_folder / "out").string(), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::filesystem::path m_folder; //!< the folder
};

/**
 * \param octets a MIME entity
 * \return it
 */
MimeEntity
Parse(const std::string& octets)
{
    return MimeEntity::Parse(octets).value_or(MimeEntity());
}

/**
 * Two descriptions of one session: one for the peer, one for servers.
 */
class TwoSessionsTestSuite : public TestSuite
{
  public:
    TwoSessionsTestSuite()
        : TestSuite("two-sessions")
    {
        AddReductions();
        AddBodies();
        AddPlans();
        AddCalls();
        AddOracle();
    }

  private:
    /**
     * \param name what is checked
     * \param check the check
     */
    void
    Add(const std::string& name, std::function<void(NamedCase&)> check)
    {
        AddTestCase(new NamedCase(name, std::move(check)));
    }

    /// What is left out.
    void
    AddReductions()
    {
        Add("e2m-sec-06 section 7.1: hidden lines are left out, others stay",
            [](NamedCase& test)
            {
                const std::string before = "v=0\r\nk=clear:x\r\nm=audio 1 RTP/SAVP 0\r\n";
                const auto reduced = ReduceSession(before + CRYPTO + "a=cryptonym:1\r\na=sendrecv",
                                                   {"a=crypto", "k=", "a=sendrecv"});
                test.ExpectEqual(reduced,
                                 "v=0\r\nm=audio 1 RTP/SAVP 0\r\na=cryptonym:1\r\n",
                                 "whole names only");
                test.ExpectEqual(ReduceSession("", {"k="}), "", "nothing of nothing");
                test.ExpectEqual(ReduceSession(before, {}), before, "nothing is hidden");
                test.Expect(IsReductionOf(reduced, before + CRYPTO + "a=cryptonym:1"), "a part");
                test.Expect(!IsReductionOf("v=0\r\nm=audio 2 RTP/SAVP 0\r\n", before),
                            "another port is no part");
                test.Expect(!IsReductionOf("m=audio 1 RTP/SAVP 0\nv=0\n", before),
                            "nor is another order");
            });
    }

    /// What messages look like, and who reads what.
    void
    AddBodies()
    {
        Add("e2m-sec-06 section 5.1: of two parts the peer may leave alone that of servers",
            [](NamedCase& test)
            {
                PolicyRig rig("p-256", "asymmetric");
                Hide(rig);
                const auto result = rig.Invite();
                test.Expect(result.isRequestRead && result.isAnswerRead, "both read theirs");
                const std::string type(result.request.GetHeader("Content-Type").value_or(""));
                test.ExpectEqual(type.substr(0, 15), "multipart/mixed", "two parts");
                const auto parts = GetContents(result.request);
                test.ExpectEqual(parts.size(), 2u, "two");
                test.Expect(!IsOptionalPart(parts.at(0)), "the peer's is required");
                test.Expect(IsOptionalPart(parts.at(1)), "the servers' is optional");
                test.Expect(!result.request.Has("Content-Disposition"), "the whole is required");
                test.ExpectEqual(parts.at(1).GetField("Content-Target").value_or(""),
                                 "sip:" + FIRST,
                                 "the label stands on the part that is meant");
                test.Expect(!parts.at(0).GetField("Content-Target"), "and on no other");
            });
        for (const std::string keying : {"asymmetric", "cek-reuse"})
        {
            for (const std::string label : {"content-target", "proxy-inspect-body"})
            {
                Add("e2m-sec-06 section 7.1: the server never gets a=crypto: " + keying + ", " +
                        label,
                    [keying, label](NamedCase& test)
                    {
                        PolicyRig rig("p-256", keying);
                        Hide(rig);
                        rig.alice.policy->SetAttribute("Label", StringValue(label));
                        rig.bob.policy->SetAttribute("Label", StringValue(label));
                        for (const bool isFromBob : {false, false, true})
                        {
                            const auto result = rig.Invite(isFromBob);
                            test.Expect(result.isRequestRead && result.isAnswerRead, "all read");
                        }
                        test.ExpectEqual(rig.first.policy->GetReadCount(), 6u, "ss1 too");
                        test.ExpectEqual(rig.first.policy->GetUnreadCount(), 0u, "always");
                        test.ExpectEqual(CountRead(rig.first, "m=audio"), 6u, "the ports");
                        test.ExpectEqual(CountRead(rig.first, KEY), 0u, "never the key");
                        for (const auto& agent : {&rig.alice, &rig.bob})
                        {
                            for (const auto& opening : agent->openings)
                            {
                                test.Expect(opening.fault == SmimeFault::None, "nobody complains");
                            }
                        }
                        if (keying == "cek-reuse")
                        {
                            test.Expect(GetLast(rig.first) == SmimeOutcome::ReusedKey,
                                        "under the key of its own part");
                        }
                    });
            }
            Add("e2m-sec-06 section 7.1: nor with all keys it has: " + keying,
                [keying](NamedCase& test)
                {
                    PolicyRig rig("p-256", keying);
                    Hide(rig);
                    rig.alice.policy->SetAttribute("Label", StringValue("none"));
                    rig.bob.policy->SetAttribute("Label", StringValue("none"));
                    rig.first.policy->SetAttribute("InspectUnlabelled", BooleanValue(true));
                    rig.Invite();
                    rig.Invite();
                    test.ExpectEqual(CountRead(rig.first, KEY), 0u, "it tried every part");
                    test.Expect(rig.first.policy->GetReadCount() >= 2, "and read its own");
                    test.Expect(rig.first.policy->GetUnreadCount() >= 4, "but not the peer's");
                });
        }
    }

    /// Who gets how much.
    void
    AddPlans()
    {
        Add("e2m-sec-06 section 7.1: a proxy that demands the whole body gets it",
            [](NamedCase& test)
            {
                PolicyRig rig;
                Hide(rig);
                rig.Invite();
                test.ExpectEqual(CountRead(rig.first, KEY), 0u, "a part first");
                rig.alice.policy->DiscloseWhole("SS1.Atlanta.Example.com");
                rig.bob.policy->SetAttribute("ServerView", StringValue("whole"));
                rig.Reset();
                const auto result = rig.Invite();
                test.Expect(result.isRequestRead && result.isAnswerRead, "both read");
                test.ExpectEqual(GetContents(result.request).size(), 1u, "one body for all");
                test.ExpectEqual(CountRead(rig.first, KEY), 2u, "request and answer");
            });
        Add("several servers on different bodies",
            [](NamedCase& test)
            {
                PolicyRig rig;
                Hide(rig);
                rig.alice.policy->DiscloseTo(SECOND,
                                             rig.parties.at("second").credential.certificate);
                rig.alice.policy->DiscloseWhole(SECOND);
                rig.bob.policy->DiscloseWhole(SECOND);
                rig.Invite();
                rig.Invite();
                test.ExpectEqual(CountRead(rig.first, "m=audio"), 4u, "ss1 reads");
                test.ExpectEqual(CountRead(rig.first, KEY), 0u, "its part");
                test.ExpectEqual(CountRead(rig.second, "m=audio"), 4u, "ss2 reads");
                test.ExpectEqual(CountRead(rig.second, KEY), 4u, "the whole");
            });
        Add("several servers on one body",
            [](NamedCase& test)
            {
                PolicyRig rig;
                Hide(rig);
                rig.alice.policy->DiscloseTo(SECOND,
                                             rig.parties.at("second").credential.certificate);
                const auto result = rig.Invite();
                test.ExpectEqual(GetContents(result.request).size(), 2u, "two parts for three");
                test.ExpectEqual(CountRead(rig.first, "m=audio"), 2u, "ss1 reads");
                test.ExpectEqual(CountRead(rig.second, "m=audio"), 2u, "ss2 reads the same");
            });
        Add("the callee discloses no more to the caller's server than the caller did",
            [](NamedCase& test)
            {
                PolicyRig rig;
                Hide(rig);
                rig.bob.policy->SetAttribute("ServerView", StringValue("whole"));
                const auto result = rig.Invite();
                test.Expect(result.isAnswerRead, "Alice reads");
                test.ExpectEqual(CountRead(rig.first, "m=audio"), 2u, "ss1 reads");
                test.ExpectEqual(CountRead(rig.first, KEY), 0u, "its part");
            });
        Add("RFC 4189 REQ-CONF-1: the callee's own server, which the caller does not know",
            [](NamedCase& test)
            {
                PolicyRig rig;
                Hide(rig);
                rig.bob.policy->DiscloseTo(SECOND, rig.parties.at("second").credential.certificate);
                const auto result = rig.Invite();
                test.Expect(result.isAnswerRead, "Alice reads");
                test.ExpectEqual(CountRead(rig.second, "o=bob"), 1u, "ss2 reads the answer");
                test.ExpectEqual(CountRead(rig.second, "o=alice"), 0u, "not the request");
            });
        Add("once a server has a key, nothing that it is not to read goes under it",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.offer += CRYPTO;
                rig.reply += CRYPTO;
                rig.Invite(); // whole
                test.ExpectEqual(CountRead(rig.first, KEY), 2u, "ss1 has CEK1");
                rig.Reset();
                Hide(rig);
                rig.first.policy->SetAttribute("InspectUnlabelled", BooleanValue(true));
                rig.Invite();
                rig.Invite(true);
                test.ExpectEqual(CountRead(rig.first, KEY), 0u, "and reads no more with it");
            });
    }

    /// Over a network.
    void
    AddCalls()
    {
        Add("a call through two proxies: ss1 reads its part, and the octets show no more",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                const std::string alice = "v=0\r\no=alice\r\nm=audio 49172\r\n" + CRYPTO;
                const std::string bob = "v=0\r\no=bob\r\nm=audio 3456\r\n" + CRYPTO;
                rig.aliceSession->SetAttribute("Content", StringValue(alice));
                rig.bobSession->SetAttribute("Content", StringValue(bob));
                for (const auto& policy : {rig.alicePolicy, rig.bobPolicy})
                {
                    policy->SetAttribute("ServerView", StringValue("reduced"));
                    policy->SetAttribute("RequireSignature", BooleanValue(true));
                }
                rig.Call();
                bool wasUp = false;
                CallRig::At(3,
                            [&rig, &wasUp]()
                            {
                                wasUp = rig.call->IsSessionAgreed();
                                rig.call->Reinvite();
                            });
                CallRig::At(5,
                            [&rig]()
                            {
                                rig.call->HangUp();
                            });
                rig.Run(40);
                test.Expect(wasUp, "the call is established");
                test.ExpectEqual(rig.aliceSession->GetRemote().content,
                                 bob,
                                 "Alice got what Bob sent");
                test.ExpectEqual(rig.bobSession->GetRemote().content,
                                 alice,
                                 "and he what she sent");
                std::size_t read = 0;
                for (const auto& report : rig.reports[0])
                {
                    read += report.content.find("m=audio") != std::string::npos ? 1 : 0;
                    test.Expect(report.content.find(KEY) == std::string::npos, "no key for ss1");
                }
                test.ExpectEqual(read, 4u, "ss1 read two requests and two answers");
                for (const auto& report : rig.reports[1])
                {
                    test.Expect(!IsRead(report.outcome), "ss2 read nothing");
                }
                std::size_t bodies = 0;
                for (const auto& entry : rig.trace.GetEntries())
                {
                    const auto octets = entry.message.Serialize();
                    bodies += entry.message.GetBody().empty() ? 0 : 1;
                    test.Expect(octets.find(KEY) == std::string::npos, "no key on the wire");
                    test.Expect(octets.find("m=audio") == std::string::npos, "nor a port");
                }
                test.Expect(bodies >= 12, "bodies were seen");
            });
    }

    /// Another implementation.
    void
    AddOracle()
    {
        for (const std::string protection :
             {"sign-then-encrypt", "encrypt-then-sign", "sign-encrypt-sign"})
        {
            for (const std::string cipher : {"aes-128-gcm", "aes-128-cbc"})
            {
                Add("openssl reads it: " + protection + ", " + cipher,
                    [protection, cipher](NamedCase& test)
                    {
                        // OpenSSL 3.0 cannot read unauthAttrs, where the reference stands with GCM.
                        const bool reuses = cipher == "aes-128-cbc";
                        PolicyRig rig("rsa-2048", reuses ? "cek-reuse" : "asymmetric");
                        Hide(rig);
                        rig.alice.policy->SetAttribute("Protection", StringValue(protection));
                        rig.alice.policy->SetAttribute("Cipher", StringValue(cipher));
                        const auto result = rig.Invite();
                        const OpensslFolder openssl(rig);
                        auto body = GetBodyEntity(result.request);
                        if (protection != "sign-then-encrypt")
                        {
                            const auto content = openssl.Verify(body);
                            test.Expect(!content.empty(), "the signature outside is good");
                        }
                        const auto parts = GetContents(result.request);
                        test.ExpectEqual(parts.size(), 2u, "two parts");
                        for (const std::string reader : {"bob", "first", "second"})
                        {
                            for (std::size_t i = 0; i < parts.size(); ++i)
                            {
                                // With keys for reuse, Bob gets that of the servers' part too.
                                const bool mayRead = (reader == "bob" && (i == 0 || reuses)) ||
                                                     (reader == "first" && i == 1);
                                auto content = openssl.Decrypt(parts[i], reader);
                                test.ExpectEqual(!content.empty(), mayRead, reader + " opens it");
                                if (mayRead && protection != "encrypt-then-sign")
                                {
                                    content = openssl.Verify(Parse(content));
                                    test.Expect(!content.empty(), "the signature inside is good");
                                }
                                test.ExpectEqual(content.find("m=audio") != std::string::npos,
                                                 mayRead,
                                                 reader + " reads it");
                                test.ExpectEqual(content.find(KEY) != std::string::npos,
                                                 mayRead && i == 0,
                                                 "the key is in the peer's part alone");
                            }
                        }
                    });
            }
        }
    }
};

TwoSessionsTestSuite g_twoSessionsTestSuite; //!< registers itself

} // namespace
