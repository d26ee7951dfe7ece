// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/sip-body-entity.h"

#include "ns3/mime-value.h"

#include <string_view>

namespace ns3
{

MimeEntity
GetBodyEntity(const SipMessage& message)
{
    MimeEntity entity;
    for (const std::string_view name : {"Content-Type",
                                        "Content-Transfer-Encoding",
                                        "Content-Disposition",
                                        "Content-ID",
                                        "Content-Target"})
    {
        const auto value = message.GetHeader(name);
        if (value)
        {
            entity.SetField(name, *value);
        }
    }
    entity.SetBody(message.GetBody());
    return entity;
}

void
SetBodyEntity(SipMessage& message, const MimeEntity& entity)
{
    message.SetBody(entity.GetBody(), entity.GetField("Content-Type").value_or(""));
    for (const std::string_view name : {"Content-Transfer-Encoding", "Content-Disposition"})
    {
        const auto value = entity.GetField(name);
        if (value && !EqualsIgnoringCase(*value, "binary"))
        {
            message.Set(name, *value);
        }
        else
        {
            message.Remove(name);
        }
    }
}

} // namespace ns3
