// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-session-describer.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipSessionDescriber);

TypeId
SipSessionDescriber::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipSessionDescriber").SetParent<Object>().SetGroupName("SipNetwork");
    return tid;
}

void
SipSessionDescriber::OnAnswerSent(const SipDialogContext&)
{
}

void
SipSessionDescriber::OnEnd(const SipDialogContext& context)
{
}

} // namespace ns3
