// SPDX-License-Identifier: GPL-2.0-only
#include "sip-dialog-test-messages.h"

#include "sip-rule-test-case.h"

#include <cstdlib>
#include <iostream>

namespace ns3
{

namespace
{

SipDialog
Unwrap(const tl::expected<SipDialog, SipError>& dialog)
{
    if (!dialog)
    {
        std::cerr << "a test's own messages make no dialog" << std::endl;
        std::abort();
    }
    return *dialog;
}

} // namespace

SipMessage
SipTestCall::MakeInvite() const
{
    return ParseSipTestMessage("INVITE " + scheme +
                               ":bob@example.com SIP/2.0\n"
                               "Via: SIP/2.0/UDP pc1.example.com;branch=z9hG4bKinv\n"
                               "Max-Forwards: 70\n"
                               "From: \"Alice\" <sip:alice@example.com>;tag=alice1\n"
                               "To: <sip:bob@example.com>\n"
                               "Call-ID: call@pc1\n"
                               "CSeq: 314159 INVITE\n"
                               "Contact: " +
                               callerContact +
                               "\n"
                               "Proxy-Authorization: Digest username=\"alice\"\n"
                               "Authorization: Digest username=\"a\"\n"
                               "Content-Length: 0\n"
                               "\n");
}

SipMessage
SipTestCall::MakeReceivedInvite() const
{
    SipMessage invite = MakeInvite();
    if (!recordRoute.empty())
    {
        invite.Add("Record-Route", recordRoute);
    }
    return invite;
}

SipMessage
SipTestCall::MakeAnswer(int code) const
{
    SipMessage response = SipMessage::MakeResponse(MakeInvite(), code, "Answer");
    response.Set("To", "<sip:bob@example.com>" + (toTag.empty() ? "" : ";tag=" + toTag));
    response.Remove("Record-Route");
    if (!recordRoute.empty())
    {
        response.Add("Record-Route", recordRoute);
    }
    if (!calleeContact.empty())
    {
        response.Set("Contact", calleeContact);
    }
    return response;
}

SipDialog
SipTestCall::MakeCaller(int code, bool overTls) const
{
    return Unwrap(SipDialog::CreateUac(MakeInvite(), MakeAnswer(code), overTls));
}

SipDialog
SipTestCall::MakeCallee(int code, bool overTls) const
{
    return Unwrap(SipDialog::CreateUas(MakeReceivedInvite(), MakeAnswer(code), overTls));
}

SipMessage
MakeSipPeerRequest(const std::string& method,
                   uint32_t sequence,
                   const SipDialog& dialog,
                   const std::string& contact)
{
    SipMessage request = ParseSipTestMessage(
        method +
        " sip:me@here.example.com SIP/2.0\n"
        "Via: SIP/2.0/UDP there.example.com;branch=z9hG4bKpeer\n"
        "Max-Forwards: 70\n"
        "From: <sip:peer@example.com>;tag=" +
        dialog.GetId().remoteTag + "\nTo: <sip:me@example.com>;tag=" + dialog.GetId().localTag +
        "\nCall-ID: " + dialog.GetId().callId + "\nCSeq: " + std::to_string(sequence) + " " +
        method +
        "\nContent-Length: 0\n"
        "\n");
    if (!contact.empty())
    {
        request.Set("Contact", contact);
    }
    return request;
}

SipMessage
MakeSipPeerAnswer(const SipMessage& request, int code, const std::string& contact)
{
    SipMessage response = SipMessage::MakeResponse(request, code, "Answer");
    if (!contact.empty())
    {
        response.Set("Contact", contact);
    }
    return response;
}

} // namespace ns3
