// SPDX-License-Identifier: GPL-2.0-only

#include "admission-rig.h"

#include "ns3/data-rate.h"
#include "ns3/string.h"

namespace ns3
{

const std::string AdmissionRig::PCMU = "m=audio 4000 RTP/AVP 0\r\n";

AdmissionRig::AdmissionRig(const std::string& keying, bool isForked)
    : CallRig(keying, isForked)
{
    first = Install(ss1, events);
    second = Install(ss2, otherEvents);
    Describe(alice, PCMU);
    Describe(bob, PCMU);
    Describe(otherBob, PCMU);
}

void
AdmissionRig::Describe(Ptr<SipUserAgent> agent, const std::string& media)
{
    agent->GetSessionDescriber()->SetAttribute(
        "Content",
        StringValue("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n" +
                    media));
}

std::string
AdmissionRig::GetUsed(bool isFirst) const
{
    const auto used = (isFirst ? first : second)->GetBook().GetUsed();
    return std::to_string(used.outward / 1000) + "/" + std::to_string(used.inward / 1000);
}

void
AdmissionRig::Look(double seconds, bool isFirst)
{
    At(seconds,
       [this, isFirst]()
       {
           looks += GetUsed(isFirst) + " ";
       });
}

void
AdmissionRig::HangUp(double seconds)
{
    At(seconds,
       [this]()
       {
           alice->HangUpAll();
       });
}

uint64_t
AdmissionRig::Count(ReservationEnd end, bool isFirst) const
{
    const bool isBalanced = first->GetBook().IsBalanced() && second->GetBook().IsBalanced();
    return isBalanced ? (isFirst ? first : second)->GetBook().GetReleased(end) : 99;
}

std::size_t
AdmissionRig::CountHeld() const
{
    return first->GetBook().GetHeld() + second->GetBook().GetHeld();
}

Ptr<CallAdmissionPolicy>
AdmissionRig::Install(Ptr<SipProxy> proxy, std::string& notes)
{
    const auto policy = CreateObject<CallAdmissionPolicy>();
    policy->SetAttribute("OutwardCapacity", DataRateValue(DataRate("100kbps")));
    policy->SetAttribute("InwardCapacity", DataRateValue(DataRate("100kbps")));
    proxy->AddPolicy(policy);
    const Callback<void, const AdmissionReport&> note(
        [&notes](const AdmissionReport& report)
        {
            notes += "acrR"[static_cast<int>(report.event)];
            notes += "oag-"[static_cast<int>(report.basis)];
            notes += ' ';
        });
    policy->TraceConnectWithoutContext("Admission", note);
    return policy;
}

} // namespace ns3
