// SPDX-License-Identifier: GPL-2.0-only
#include "sip-codecs.h"

#include <cstring>

extern "C"
{
#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>
#include <sofia-sip/su_alloc.h>
}

CodecResult
RunSofia(const std::string& text, bool route)
{
    size_t sum = 0;
    msg_t* message = msg_make(sip_default_mclass(), 0, text.data(), text.size());
    sip_t* sip = message ? sip_object(message) : nullptr;
    if (!sip || (!sip->sip_request && !sip->sip_status))
    {
        return {false, 0};
    }
    if (route)
    {
        sum += std::strlen(sip->sip_via->v_branch) + std::strlen(sip->sip_from->a_tag);
        sum += sip->sip_to->a_tag ? std::strlen(sip->sip_to->a_tag) : 0;
        sum += std::strlen(sip->sip_call_id->i_id) + sip->sip_cseq->cs_seq;
        if (sip->sip_request)
        {
            sum += std::strlen(sip->sip_request->rq_url->url_host);
        }
    }
    size_t length = 0;
    su_home_t home[1] = {SU_HOME_INIT(home)};
    char* out = msg_as_string(home, message, nullptr, 0, &length);
    if (!out)
    {
        return {false, 0};
    }
    sum += length;
    su_home_deinit(home);
    msg_destroy(message);
    return {true, sum};
}
