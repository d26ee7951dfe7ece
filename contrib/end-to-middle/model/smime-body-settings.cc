// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-body-settings.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/integer-enum-accessor.h"
#include "ns3/integer.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <iterator>
#include <sstream>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SmimeBodySettings);

namespace
{

/**
 * \param value a value of an enumeration
 * \return its number, as attributes have it
 */
template <typename E>
constexpr int
ToInt(E value)
{
    return static_cast<int>(value);
}

constexpr int NO_LABEL = -1; ///< attribute Label: none

} // namespace

TypeId
SmimeBodySettings::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SmimeBodySettings")
            .SetParent<SipBodyPolicy>()
            .SetGroupName("EndToMiddle")
            .AddAttribute("Keying",
                          "How the bodies that are sent are keyed.",
                          EnumValue(ToInt(SmimeKeying::CekReuse)),
                          MakeIntegerEnumAccessor(&SmimeBodySettings::m_keying, 0),
                          MakeEnumChecker(ToInt(SmimeKeying::None),
                                          "none",
                                          ToInt(SmimeKeying::EndToEnd),
                                          "end-to-end",
                                          ToInt(SmimeKeying::Asymmetric),
                                          "asymmetric",
                                          ToInt(SmimeKeying::CekReuse),
                                          "cek-reuse"))
            .AddAttribute("Cipher",
                          "How contents are encrypted.",
                          EnumValue(ToInt(ContentCipher::Aes128Gcm)),
                          MakeIntegerEnumAccessor(&SmimeBodySettings::m_cipher, 0),
                          MakeEnumChecker(ToInt(ContentCipher::Aes128Gcm),
                                          "aes-128-gcm",
                                          ToInt(ContentCipher::Aes128Cbc),
                                          "aes-128-cbc"))
            .AddAttribute("Padding",
                          "How keys are encrypted with RSA.",
                          EnumValue(ToInt(KeyTransportPadding::Oaep)),
                          MakeIntegerEnumAccessor(&SmimeBodySettings::m_padding, 0),
                          MakeEnumChecker(ToInt(KeyTransportPadding::Oaep),
                                          "oaep",
                                          ToInt(KeyTransportPadding::Pkcs1),
                                          "pkcs1"))
            .AddAttribute("Label",
                          "How servers are told that there is something for them; \"none\": they "
                          "are not, and look by policies of their own.",
                          EnumValue(ToInt(DisclosureLabel::Kind::ContentTarget)),
                          MakeIntegerEnumAccessor(&SmimeBodySettings::m_label, 0),
                          MakeEnumChecker(ToInt(DisclosureLabel::Kind::ContentTarget),
                                          "content-target",
                                          ToInt(DisclosureLabel::Kind::ProxyInspectBody),
                                          "proxy-inspect-body",
                                          NO_LABEL,
                                          "none"))
            .AddAttribute("TransferEncoding",
                          "How the CMS structure is written.",
                          EnumValue(ToInt(TransferEncoding::Binary)),
                          MakeIntegerEnumAccessor(&SmimeBodySettings::m_encoding, 0),
                          MakeEnumChecker(ToInt(TransferEncoding::Binary),
                                          "binary",
                                          ToInt(TransferEncoding::Base64),
                                          "base64"))
            .AddAttribute("ReferencePlacement",
                          "Where CEKReference stands: as RFC 3185 has it, or under the MAC of "
                          "aes-128-gcm.",
                          EnumValue(ToInt(CekAttributePlacement::Unprotected)),
                          MakeIntegerEnumAccessor(&SmimeBodySettings::m_placement, 0),
                          MakeEnumChecker(ToInt(CekAttributePlacement::Unprotected),
                                          "unprotected",
                                          ToInt(CekAttributePlacement::Authenticated),
                                          "authenticated"))
            .AddAttribute("Reuse",
                          "With Keying cek-reuse: in which way keys are used again.",
                          EnumValue(ToInt(CekReuse::MaxDecrypts)),
                          MakeIntegerEnumAccessor(&SmimeBodySettings::m_reuse, 0),
                          MakeEnumChecker(ToInt(CekReuse::Once),
                                          "once",
                                          ToInt(CekReuse::MaxDecrypts),
                                          "max-decrypts",
                                          ToInt(CekReuse::Dialog),
                                          "dialog",
                                          ToInt(CekReuse::Rolling),
                                          "rolling",
                                          ToInt(CekReuse::PerDirection),
                                          "per-direction",
                                          ToInt(CekReuse::Answerer),
                                          "answerer"))
            .AddAttribute("MaxDecrypts",
                          "With Reuse max-decrypts: CEKMaxDecrypts, how many later messages go "
                          "under a key. Up to 1000, what a receiver holds a key for at most being "
                          "1024.",
                          UintegerValue(32),
                          MakeUintegerAccessor(&SmimeBodySettings::m_maxDecrypts),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("Expiry",
                          "How long a sender uses a key. Opening goes on for 32 s more. At both "
                          "ends the same.",
                          TimeValue(Hours(1)),
                          MakeTimeAccessor(&SmimeBodySettings::m_expiry),
                          MakeTimeChecker(Seconds(1), Hours(24 * 365)))
            .AddAttribute("FreshKeyAfterFork",
                          "With Keying cek-reuse: how a caller replaces the key of its INVITE, "
                          "which a fork may have handed to others, once the call is answered. It "
                          "cannot know whether there was a fork. With update, user agents need the "
                          "attribute Update, and ReliableProvisional and EarlyAnswer to do it "
                          "before the call is accepted.",
                          EnumValue(ToInt(FreshKey::None)),
                          MakeIntegerEnumAccessor(&SmimeBodySettings::m_freshKey, 0),
                          MakeEnumChecker(ToInt(FreshKey::None),
                                          "none",
                                          ToInt(FreshKey::Update),
                                          "update",
                                          ToInt(FreshKey::Reinvite),
                                          "re-invite"))
            .AddAttribute("MaxKeysPerCall",
                          "Keys of one call that are kept; the oldest one makes room. A change "
                          "takes effect while no key is kept.",
                          UintegerValue(8),
                          MakeUintegerAccessor(&SmimeBodySettings::m_maxKeysPerCall),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxKeys",
                          "Keys of all calls that are kept; more are refused. A change takes "
                          "effect while no key is kept.",
                          UintegerValue(16384),
                          MakeUintegerAccessor(&SmimeBodySettings::m_maxKeys),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Protection",
                          "In which order bodies are signed and encrypted. \"sign\" leaves them "
                          "in view of servers, whatever Keying says; with Keying \"none\" nothing "
                          "else is done.",
                          EnumValue(ToInt(SmimeProtection::SignThenEncrypt)),
                          MakeIntegerEnumAccessor(&SmimeBodySettings::m_protection, 0),
                          MakeEnumChecker(ToInt(SmimeProtection::SignThenEncrypt),
                                          "sign-then-encrypt",
                                          ToInt(SmimeProtection::EncryptThenSign),
                                          "encrypt-then-sign",
                                          ToInt(SmimeProtection::SignEncryptSign),
                                          "sign-encrypt-sign",
                                          ToInt(SmimeProtection::Encrypt),
                                          "encrypt",
                                          ToInt(SmimeProtection::Sign),
                                          "sign"))
            .AddAttribute("SignLabel",
                          "Whether a signature covers a copy of From, To, Call-ID, CSeq, Date, "
                          "Contact and the labels too (message/sipfrag).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmimeBodySettings::m_signLabel),
                          MakeBooleanChecker())
            .AddAttribute("RequireSignature",
                          "Whether a body that is not signed is refused. A bad signature is "
                          "refused in any case.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmimeBodySettings::m_requireSignature),
                          MakeBooleanChecker())
            .AddAttribute("RefuseOtherLabels",
                          "Whether a message is refused whose labels are not those that were "
                          "signed. It is reported in any case.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmimeBodySettings::m_refuseOtherLabels),
                          MakeBooleanChecker())
            .AddAttribute("AcceptRemovedLabels",
                          "Whether a label may be missing that was signed: servers may remove "
                          "their own after use (e2m-sec-06 section 5.3), but so may others.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmimeBodySettings::m_acceptRemovedLabels),
                          MakeBooleanChecker())
            .AddAttribute("CheckDestination",
                          "Whether the signed To must be this user, outside of dialogs.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmimeBodySettings::m_checkDestination),
                          MakeBooleanChecker())
            .AddAttribute("SigningTimeTolerance",
                          "How far a signing time may be from now (RFC 3261 section 23.4.1.1 has "
                          "an hour for Date). A signature without one is not judged so.",
                          TimeValue(Hours(1)),
                          MakeTimeAccessor(&SmimeBodySettings::m_tolerance),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("Epoch",
                          "What the calendar says at simulated time 0, in seconds since 1970 UTC, "
                          "where no user agent says it: for signing times and the validity of "
                          "certificates.",
                          IntegerValue(1056110400),
                          MakeIntegerAccessor(&SmimeBodySettings::m_epoch),
                          MakeIntegerChecker<int64_t>(-62167219200, 253402300799))
            .AddAttribute("ServerView",
                          "What servers get: what the peer gets, or a description of their own "
                          "without the lines that HiddenLines names (e2m-sec-06 section 7.1).",
                          EnumValue(ToInt(DisclosureView::Whole)),
                          MakeIntegerEnumAccessor(&SmimeBodySettings::m_serverView, 0),
                          MakeEnumChecker(ToInt(DisclosureView::Whole),
                                          "whole",
                                          ToInt(DisclosureView::Reduced),
                                          "reduced"))
            .AddAttribute("HiddenLines",
                          "What lines of a session description begin with that servers do not get "
                          "(ServerView), separated by spaces.",
                          StringValue("a=crypto a=key-mgmt k="),
                          MakeStringAccessor(&SmimeBodySettings::m_hiddenLines),
                          MakeStringChecker())
            .AddAttribute("FollowLabels",
                          "Whether a request to disclose is granted (RFC 4189 REQ-CONF-4): the "
                          "servers that the peer's labels name, signed ones if they are signed, "
                          "are disclosed to as well.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmimeBodySettings::m_followLabels),
                          MakeBooleanChecker())
            .AddAttribute("AcceptPlain",
                          "Whether a body that is not encrypted is accepted.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmimeBodySettings::m_acceptPlain),
                          MakeBooleanChecker())
            .AddAttribute("BindKeys",
                          "Whether a key opens messages of its own call only. RFC 3185 does not "
                          "ask for that; without it, who has a key can begin other calls under it.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmimeBodySettings::m_bindKeys),
                          MakeBooleanChecker())
            .AddAttribute("RenewAfterFork",
                          "Whether a key that several callees got is not gone on with.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmimeBodySettings::m_renewAfterFork),
                          MakeBooleanChecker());
    return tid;
}

SmimeKeying
SmimeBodySettings::GetKeying() const
{
    return static_cast<SmimeKeying>(m_keying);
}

DialogKeyRules
SmimeBodySettings::GetRules() const
{
    DialogKeyRules rules;
    rules.expiry = m_expiry.GetNanoSeconds();
    rules.renewAfterFork = m_renewAfterFork;
    rules.reuse = static_cast<CekReuse>(m_reuse);
    rules.maxDecrypts = m_maxDecrypts;
    rules.bindsToCall = m_bindKeys;
    rules.limits.maxPerScope = m_maxKeysPerCall;
    rules.limits.maxTotal = m_maxKeys;
    return rules;
}

EnvelopeOptions
SmimeBodySettings::GetEnvelopeOptions() const
{
    EnvelopeOptions options;
    options.cipher = static_cast<ContentCipher>(m_cipher);
    options.padding = static_cast<KeyTransportPadding>(m_padding);
    if (options.cipher == ContentCipher::Aes128Gcm)
    {
        options.placement = static_cast<CekAttributePlacement>(m_placement);
    }
    return options;
}

SmimeProtection
SmimeBodySettings::GetProtection() const
{
    return static_cast<SmimeProtection>(m_protection);
}

std::unique_ptr<DisclosureLabel>
SmimeBodySettings::MakeLabel() const
{
    return m_label == NO_LABEL
               ? nullptr
               : DisclosureLabel::Create(static_cast<DisclosureLabel::Kind>(m_label));
}

DisclosureView
SmimeBodySettings::GetServerView() const
{
    return static_cast<DisclosureView>(m_serverView);
}

std::vector<std::string>
SmimeBodySettings::GetHiddenLines() const
{
    std::istringstream words(m_hiddenLines);
    return {std::istream_iterator<std::string>(words), std::istream_iterator<std::string>()};
}

FreshKey
SmimeBodySettings::GetFreshKey() const
{
    return static_cast<FreshKey>(m_freshKey);
}

TransferEncoding
SmimeBodySettings::GetTransferEncoding() const
{
    return static_cast<TransferEncoding>(m_encoding);
}

} // namespace ns3
