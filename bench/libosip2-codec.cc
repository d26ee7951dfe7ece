// SPDX-License-Identifier: GPL-2.0-only
#include "sip-codecs.h"

#include <cstdlib>
#include <cstring>
#include <osipparser2/osip_parser.h>

CodecResult
RunOsip(const std::string& text, bool route)
{
    size_t sum = 0;
    osip_message_t* message = nullptr;
    static const int READY = parser_init(); // fills the library's tables, once
    if (READY != 0 || osip_message_init(&message) != 0)
    {
        return {false, 0};
    }
    if (osip_message_parse(message, text.data(), text.size()) != 0)
    {
        return {false, 0};
    }
    if (route)
    {
        auto* via = static_cast<osip_via_t*>(osip_list_get(&message->vias, 0));
        osip_generic_param_t* parameter = nullptr;
        osip_via_param_get_byname(via, const_cast<char*>("branch"), &parameter);
        sum += std::strlen(parameter->gvalue);
        osip_from_get_tag(message->from, &parameter);
        sum += std::strlen(parameter->gvalue);
        if (osip_to_get_tag(message->to, &parameter) == 0)
        {
            sum += std::strlen(parameter->gvalue);
        }
        sum += std::strlen(message->call_id->number) + std::atoi(message->cseq->number);
        if (message->req_uri)
        {
            sum += std::strlen(message->req_uri->host);
        }
    }
    char* out = nullptr;
    size_t length = 0;
    if (osip_message_to_str(message, &out, &length) != 0)
    {
        return {false, 0};
    }
    sum += length;
    osip_free(out);
    osip_message_free(message);
    return {true, sum};
}
