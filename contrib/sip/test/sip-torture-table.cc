// SPDX-License-Identifier: GPL-2.0-only
#include "sip-torture-table.h"

#include "sip-rule-test-case.h"

#include "ns3/sip-grammar.h"

namespace ns3
{

namespace
{

using Layer = SipTortureLayer;

void
LookAtWsinv(SipRuleTestCase& test, const SipMessage& message)
{
    test.Equal(message.GetTo()->GetTag().value_or(""), "1918181833n", "To tag");
    test.Equal(message.GetFrom()->GetDisplayName(), "J Rosenberg \\\"", "name with escapes");
    test.Equal(message.GetFrom()->GetTag().value_or(""), "98asjd8", "From tag");
    test.EqualNumber(message.GetMaxForwards()->value_or(0), 68, "leading zeros");
    test.EqualNumber(message.GetCSeq()->GetNumber(), 9, "leading zeros, folded");
    test.EqualNumber(message.GetVias()->size(), 3, "Via and v, with a list");
    test.Equal(message.GetVias()->at(1).GetBranch(), "z9hG4bK9ikj8", "branch in white space");
    test.Equal(message.GetVias()->at(2).GetSentBy(), "192.168.255.111", "the third sent-by");
    test.Equal(message.GetHeader("Subject").value_or("-"), "", "an empty subject");
    test.Equal(message.GetHeader("NewFangledHeader").value_or(""),
               "newfangled value continued newfangled value",
               "unfolded");
    test.Equal(message.GetHeader("UnknownHeaderWithUnusualValue").value_or(""),
               ";;,,;;,;",
               "an unknown header field is not judged");
    test.Equal(message.GetContacts()->at(0).GetDisplayName(), "Quoted string \"\"", "Contact");
    test.Equal(message.GetContacts()->at(0).GetParameter("newparam").value_or(""),
               "newvalue",
               "folded parameter");
    test.Equal(message.GetContacts()->at(0).GetParameter("q").value_or(""), "0.33", "q");
    test.True(message.GetRoutes()->at(0).GetUri().HasParameter("unknown-no-value"), "flag");
    test.EqualNumber(message.GetBody().size(), 150, "body");
}

void
LookAtIntmeth(SipRuleTestCase& test, const SipMessage& message)
{
    test.Equal(message.GetMethod(), "!interesting-Method0123456789_*+`.%indeed'~", "method");
    test.Equal(message.GetRequestUri().GetUser(),
               "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*",
               "user part");
    test.Equal(message.GetTopVia()->GetBranch(), "z9hG4bK-.!%66*_+`'~", "branch, no escape");
    test.Equal(message.GetTo()->GetDisplayName(),
               std::string("BEL:\x07 NUL:\0 DEL:\x7f", 17),
               "quoted controls, NUL among them");
    test.Equal(message.GetFrom()->GetDisplayName(), "token1~` token2'+_ token3*%!.-", "tokens");
    test.Equal(message.GetFrom()->GetTag().value_or(""), "_token~1'+`*%!-.", "tag");
    test.Equal(message.GetCallId().value_or(""),
               "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{",
               "Call-ID: nothing in it groups or quotes");
    test.EqualNumber(message.GetMaxForwards()->value_or(0), 255, "Max-Forwards");
}

void
LookAtEsc01(SipRuleTestCase& test, const SipMessage& message)
{
    test.Equal(message.GetRequestUri().GetUser(), "sips%3Auser%40example.com", "user part");
    test.Equal(message.GetRequestUri().GetHost(), "example.net", "host");
    test.True(message.GetTo()->GetUri() == *SipUri::Parse("sip:user@example.com"), "To");
    test.Equal(UnescapeSip(message.GetFrom()->GetUri().GetUser()).value_or(""),
               "I have spaces",
               "From");
    const SipUri contact = message.GetContacts()->at(0).GetUri();
    test.True(contact.HasParameter("lr"), "a parameter's name in escapes");
    test.Equal(UnescapeSip(contact.GetParameter("name").value_or("")).value_or(""),
               "value%41",
               "unescaped once, not twice");
}

void
LookAtEscnull(SipRuleTestCase& test, const SipMessage& message)
{
    const auto contacts = message.GetContacts();
    test.EqualNumber(contacts->size(), 2, "contacts");
    test.True(contacts->at(0).GetUri() != contacts->at(1).GetUri(), "two different ones");
    test.EqualNumber(UnescapeSip(message.GetTo()->GetUri().GetUser())->size(),
                     11,
                     "the user part is not cut at its NUL");
}

void
LookAtEsc02(SipRuleTestCase& test, const SipMessage& message)
{
    test.Equal(message.GetMethod(), "RE%47IST%45R", "a method of its own: 501");
    test.Equal(message.GetTo()->GetDisplayName(), "%Z%45", "no escape here");
    test.EqualNumber(message.GetContacts()->size(), 2, "C%6Fntact is no Contact");
}

void
LookAtLongreq(SipRuleTestCase& test, const SipMessage& message)
{
    test.EqualNumber(message.GetFrom()->GetTag()->size(), 155, "a long tag");
    test.EqualNumber(message.GetTo()->GetUri().GetPort().value_or(0), 6000, "port");
    test.EqualNumber(message.GetVias()->size(), 34, "many values of Via");
}

void
LookAtDblreq(SipRuleTestCase& test, const SipMessage& message)
{
    test.Equal(message.GetMethod(), "REGISTER", "the first request");
    test.Equal(message.GetBody(), "", "no body");
    test.True(message.Serialize().find("INVITE") == std::string::npos, "the rest is not sent on");
}

void
LookAtMpart(SipRuleTestCase& test, const SipMessage& message)
{
    test.EqualNumber(message.GetBody().size(), 553, "body");
    test.True(message.GetBody().find('\0') != std::string::npos, "with zero octets");
    test.True(message.GetTopVia()->GetParameter("rport").has_value(), "a flag in Via");
}

void
LookAtInv2543(SipRuleTestCase& test, const SipMessage& message)
{
    test.True(!message.GetFrom()->GetTag(), "no tag");
    test.Equal(message.GetTopVia()->GetBranch(), "", "no branch: no RFC 3261 transaction");
    test.True(!message.Has("Content-Length") && !message.GetBody().empty(), "body to the end");
    test.Equal(message.GetRecordRoutes()->at(0).GetUri().GetParameter("maddr").value_or(""),
               "ss1.example.com",
               "maddr");
}

/** The value of a header field is what the layer above acts on. */
SipTortureMessage::Look
Says(std::string name, std::string value)
{
    return [=](SipRuleTestCase& test, const SipMessage& message)
    {
        test.Equal(message.GetHeader(name).value_or("-"), value, name);
    };
}

} // namespace

std::vector<SipTortureMessage>
GetSipTortureMessages()
{
    return {
        // 3.1.1: valid
        {"wsinv",
         "3.1.1.1",
         Layer::Transaction,
         0,
         true,
         "white space and folding, and the top branch is of RFC 2543",
         LookAtWsinv},
        {"intmeth",
         "3.1.1.2",
         Layer::Application,
         501,
         true,
         "unusual characters, unknown method",
         LookAtIntmeth},
        {"esc01", "3.1.1.3", Layer::Nobody, 0, true, "escapes", LookAtEsc01},
        {"escnull", "3.1.1.4", Layer::Nobody, 0, true, "escaped NULs", LookAtEscnull},
        {"esc02", "3.1.1.5", Layer::Application, 501, true, "% is no escape", LookAtEsc02},
        {"lwsdisp", "3.1.1.6", Layer::Nobody, 0, true, "no white space before <", {}},
        {"longreq",
         "3.1.1.7",
         Layer::Transaction,
         0,
         true,
         "long values, and the top Via is of RFC 2543",
         LookAtLongreq},
        {"dblreq", "3.1.1.8", Layer::Nobody, 0, true, "trailing octets", LookAtDblreq},
        {"semiuri",
         "3.1.1.9",
         Layer::Nobody,
         0,
         true,
         "semicolons in a user part",
         [](SipRuleTestCase& test, const SipMessage& message)
         {
             test.Equal(message.GetRequestUri().GetUser(), "user;par=u%40example.net", "user part");
             test.True(message.GetRequestUri().GetParameters().IsEmpty(), "no parameters");
         }},
        {"transports",
         "3.1.1.10",
         Layer::Nobody,
         0,
         true,
         "unknown transports",
         [](SipRuleTestCase& test, const SipMessage& message)
         {
             test.Equal(message.GetVias()->at(3).GetTransport(), "UNKNOWN", "transport");
         }},
        {"mpart01", "3.1.1.11", Layer::Nobody, 0, true, "binary multipart", LookAtMpart},
        {"unreason",
         "3.1.1.12",
         Layer::Nobody,
         0,
         false,
         "unusual reason phrase",
         [](SipRuleTestCase& test, const SipMessage& message)
         {
             test.Equal(message.GetReason().substr(0, 13), "= 2**3 * 5**2", "reason phrase");
         }},
        {"noreason",
         "3.1.1.13",
         Layer::Nobody,
         0,
         false,
         "empty reason phrase",
         [](SipRuleTestCase& test, const SipMessage& message)
         {
             test.Equal(message.GetReason(), "", "reason phrase");
         }},
        // 3.1.2: invalid
        {"badinv01", "3.1.2.1", Layer::Validator, 400, true, "empty list elements in Via", {}},
        {"clerr", "3.1.2.2", Layer::Parser, 400, true, "body shorter than Content-Length", {}},
        {"ncl", "3.1.2.3", Layer::Parser, 400, true, "negative Content-Length", {}},
        {"scalar02", "3.1.2.4", Layer::Validator, 400, true, "CSeq out of range", {}},
        {"scalarlg", "3.1.2.5", Layer::Validator, 400, false, "response: to be discarded", {}},
        {"quotbal", "3.1.2.6", Layer::Validator, 400, true, "quoted string without end", {}},
        {"ltgtruri", "3.1.2.7", Layer::Parser, 400, true, "Request-URI in brackets", {}},
        {"lwsruri", "3.1.2.8", Layer::Parser, 400, true, "white space in Request-URI", {}},
        {"lwsstart", "3.1.2.9", Layer::Parser, 400, true, "several spaces in Request-Line", {}},
        {"trws", "3.1.2.10", Layer::Parser, 400, true, "spaces behind Request-Line", {}},
        {"escruri", "3.1.2.11", Layer::Validator, 400, true, "headers in Request-URI", {}},
        {"baddate",
         "3.1.2.12",
         Layer::Nobody,
         0,
         true,
         "bad Date, which nothing here reads: RFC 4475 says not to refuse then",
         Says("Date", "Fri, 01 Jan 2010 16:00:00 EST")},
        {"regbadct", "3.1.2.13", Layer::Validator, 400, true, "Contact that needs brackets", {}},
        {"badaspec", "3.1.2.14", Layer::Validator, 400, true, "spaces in brackets", {}},
        {"baddn", "3.1.2.15", Layer::Validator, 400, true, "comma in an unquoted name", {}},
        {"badvers", "3.1.2.16", Layer::Parser, 505, true, "version 7.0", {}},
        {"mismatch01", "3.1.2.17", Layer::Validator, 400, true, "CSeq of another method", {}},
        {"mismatch02",
         "3.1.2.18",
         Layer::Validator,
         400,
         true,
         "CSeq of another method; 400 is allowed, 501 is preferred",
         {}},
        {"bigcode", "3.1.2.19", Layer::Parser, 400, false, "response: to be dropped", {}},
        // 3.2: transactions
        {"badbranch", "3.2.1", Layer::Transaction, 400, true, "a branch that is the cookie", {}},
        // 3.3: applications
        {"insuf", "3.3.1", Layer::Parser, 400, false, "no Call-ID, From and To", {}},
        {"unkscm", "3.3.2", Layer::Validator, 416, true, "unknown scheme", {}},
        {"novelsc", "3.3.3", Layer::Validator, 416, true, "scheme of no use here", {}},
        {"unksm2",
         "3.3.4",
         Layer::Application,
         400,
         true,
         "a registrar's To is a SIP URI; others do not mind",
         [](SipRuleTestCase& test, const SipMessage& message)
         {
             test.Equal(message.GetTo()->GetUri().GetScheme(), "isbn", "To");
             test.True(!message.GetTo()->GetUri().IsSip(), "no SIP URI");
             test.Equal(message.GetContacts()->at(0).GetUri().ToString(),
                        "name:John_Smith",
                        "Contact");
         }},
        {"bext01",
         "3.3.5",
         Layer::Application,
         420,
         true,
         "unknown options",
         [](SipRuleTestCase& test, const SipMessage& message)
         {
             test.EqualNumber(message.GetHeaders("Require").size(), 2, "Require");
             test.Equal(message.GetHeaders("Proxy-Require").at(1),
                        "norDoAnyProxiesSupportThis",
                        "Proxy-Require");
         }},
        {"invut",
         "3.3.6",
         Layer::Application,
         415,
         true,
         "unknown body",
         Says("Content-Type", "application/unknownformat")},
        {"regaut01",
         "3.3.7",
         Layer::Application,
         401,
         true,
         "unknown authorization scheme",
         Says("Authorization", "NoOneKnowsThisScheme opaque-data=here")},
        {"multi01", "3.3.8", Layer::Parser, 400, true, "single values given twice", {}},
        {"mcl01", "3.3.9", Layer::Parser, 400, true, "Content-Length given twice", {}},
        {"bcast",
         "3.3.10",
         Layer::Application,
         0,
         false,
         "a proxy drops it: the second Via is the broadcast address",
         [](SipRuleTestCase& test, const SipMessage& message)
         {
             test.Equal(message.GetVias()->at(1).GetHost(), "255.255.255.255", "sent-by");
         }},
        {"zeromf",
         "3.3.11",
         Layer::Application,
         483,
         true,
         "a proxy does not forward it",
         [](SipRuleTestCase& test, const SipMessage& message)
         {
             test.EqualNumber(message.GetMaxForwards()->value_or(1), 0, "Max-Forwards");
         }},
        {"cparam01",
         "3.3.12",
         Layer::Nobody,
         0,
         true,
         "the parameter is the Contact's",
         [](SipRuleTestCase& test, const SipMessage& message)
         {
             const auto contact = message.GetContacts()->at(0);
             test.True(contact.GetParameter("unknownparam").has_value(), "of the header field");
             test.True(!contact.GetUri().HasParameter("unknownparam"), "not of the URI");
         }},
        {"cparam02",
         "3.3.13",
         Layer::Nobody,
         0,
         true,
         "the parameter is the URI's",
         [](SipRuleTestCase& test, const SipMessage& message)
         {
             const auto contact = message.GetContacts()->at(0);
             test.True(!contact.GetParameter("unknownparam").has_value(),
                       "not of the header field");
             test.True(contact.GetUri().HasParameter("unknownparam"), "of the URI");
         }},
        {"regescrt",
         "3.3.14",
         Layer::Nobody,
         0,
         true,
         "a header in a Contact's URI",
         [](SipRuleTestCase& test, const SipMessage& message)
         {
             test.Equal(message.GetContacts()->at(0).GetUri().GetHeaders(),
                        "Route=%3Csip:sip.example.com%3E",
                        "headers");
         }},
        {"sdp01",
         "3.3.15",
         Layer::Application,
         406,
         true,
         "the caller accepts no SDP",
         Says("Accept", "text/nobodyKnowsThis")},
        // 3.4: RFC 2543
        {"inv2543", "3.4.1", Layer::Transaction, 400, true, "RFC 2543", LookAtInv2543},
        // in the archive, not in the text
        {"test", "A.1", Layer::Parser, 400, false, "no SIP-Version, a line without colon", {}},
    };
}

} // namespace ns3
