// SPDX-License-Identifier: GPL-2.0-only
#include "sip-codecs.h"

#include "ns3/sip-message.h"
#include "ns3/sip-parser.h"

CodecResult
RunConfide(const std::string& text, bool route)
{
    size_t sum = 0;
    auto message = ns3::SipParser::Parse(text);
    if (!message)
    {
        return {false, 0};
    }
    if (route)
    {
        sum += message->GetTopVia()->GetBranch().size();
        sum += message->GetFrom()->GetTag().value_or("").size();
        sum += message->GetTo()->GetTag().value_or("").size();
        sum += message->GetCallId()->size() + message->GetCSeq()->GetNumber();
        if (message->IsRequest())
        {
            sum += message->GetRequestUri().GetHost().size();
        }
    }
    sum += message->Serialize().size();
    return {true, sum};
}
