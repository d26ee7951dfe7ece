// SPDX-License-Identifier: GPL-2.0-only

#include "signature-rig.h"

#include "ns3/enum.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/packet.h"
#include "ns3/private-key.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"

#include <sstream>

namespace ns3
{

namespace
{

/// A policy made of a function.
class MeddlingPolicy : public SipProxyPolicy
{
  public:
    std::string kind;                        //!< method or status code
    std::function<void(SipMessage&)> change; //!< what to do

    SipVerdict
    OnRequest(SipMessage& request, const SipPolicyContext&, Work&) override
    {
        if (request.GetMethod() == kind)
        {
            change(request);
        }
        return SipVerdict::Continue();
    }

    SipVerdict
    OnResponse(SipMessage& response, const SipPolicyContext&, Work&) override
    {
        if (std::to_string(response.GetStatusCode()) == kind)
        {
            change(response);
        }
        return SipVerdict::Continue();
    }
};

/// \return names of events
std::string
Join(const std::vector<SipSecurityEvent>& events)
{
    std::string text;
    for (const SipSecurityEvent& event : events)
    {
        text += (text.empty() ? "" : " ") + ToString(event.kind);
    }
    return text;
}

} // namespace

SignatureRig::SignatureRig(const std::string& form, const std::string& keying)
    : CallRig(keying)
    , context(std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, 'r')))
    , authority(MakeAuthority())
{
    helper.SetSignatureAttribute("Form", StringValue(form));
    aliceSigner = helper.InstallSignature(alice,
                                          MakeParty(authority, "sip:alice@atlanta.example.com"),
                                          MakeTrust());
    bobSigner = helper.InstallSignature(bob,
                                        MakeParty(authority, "sip:bob@biloxi.example.com"),
                                        MakeTrust());
    const Callback<void, const SipSecurityEvent&> noted[] = {
        Callback<void, const SipSecurityEvent&>(
            [this](const SipSecurityEvent& event)
            {
                events[0].push_back(event);
            }),
        Callback<void, const SipSecurityEvent&>(
            [this](const SipSecurityEvent& event)
            {
                events[1].push_back(event);
            })};
    alice->TraceConnectWithoutContext("SecurityEvent", noted[0]);
    bob->TraceConnectWithoutContext("SecurityEvent", noted[1]);
    bob->SetIncomingCallCallback(
        [this](Ptr<SipCall> call)
        {
            incoming = call;
        });
    socket = Socket::CreateSocket(nodes.Get(4), UdpSocketFactory::GetTypeId());
    socket->Bind();
}

SignatureRig::~SignatureRig()
{
    incoming = nullptr;
    Simulator::Destroy(); // a case may make several rigs
}

CertificateAuthority
SignatureRig::MakeAuthority() const
{
    return CertificateAuthority::Create(*context, "Users", EPOCH - 999, EPOCH + 99999).value();
}

std::shared_ptr<TrustStore>
SignatureRig::MakeTrust() const
{
    auto trust = std::make_shared<TrustStore>(*context);
    trust->AddAnchor(authority.GetCertificate());
    return trust;
}

Party
SignatureRig::MakeParty(CertificateAuthority& issuer, const std::string& name) const
{
    auto own = std::make_shared<CryptoContext>(context->Random(CryptoContext::SEED_SIZE));
    Work unused;
    const auto key = PrivateKey::GenerateP256(*own, unused);
    CertificateAuthority::Request wanted;
    wanted.commonName = name.substr(4);
    wanted.subjectAltNames = {"uri:" + name};
    wanted.serial = 77;
    wanted.notBefore = EPOCH - 999;
    wanted.notAfter = EPOCH + 99999;
    const auto certificate = issuer.Issue(*own, wanted, key->GetPublicKey());
    return Party{own, {certificate.value(), *key}};
}

void
SignatureRig::Meddle(Ptr<SipProxy> proxy,
                     const std::string& kind,
                     std::function<void(SipMessage&)> change)
{
    auto policy = CreateObject<MeddlingPolicy>();
    policy->kind = kind;
    policy->change = std::move(change);
    proxy->AddPolicy(policy);
}

void
SignatureRig::SendAsMallory(SipMessage message)
{
    const auto address = nodes.Get(4)->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal();
    std::ostringstream via;
    via << "SIP/2.0/UDP " << address << ":9;branch=z9hG4bKmallory" << ++sent;
    message.Remove("Via");
    message.Remove("Route");
    message.Add("Via", via.str());
    const auto octets = message.Serialize();
    const auto to = nodes.Get(3)->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal();
    socket->SendTo(Create<Packet>(reinterpret_cast<const uint8_t*>(octets.data()), octets.size()),
                   0,
                   InetSocketAddress(to, 5060));
}

void
SignatureRig::CallAndHangUp()
{
    Call();
    At(9,
       [this]()
       {
           alice->HangUpAll();
       });
    Run(60);
}

std::string
SignatureRig::GetAliceEvents() const
{
    return Join(events[0]);
}

std::string
SignatureRig::GetBobEvents() const
{
    return Join(events[1]);
}

} // namespace ns3
