// SPDX-License-Identifier: GPL-2.0-only

#ifndef SMIME_BODY_SETTINGS_H
#define SMIME_BODY_SETTINGS_H

#include "ns3/dialog-keys.h"
#include "ns3/disclosure-label.h"
#include "ns3/disclosure-plan.h"
#include "ns3/envelope-sealer.h"
#include "ns3/mime-entity.h"
#include "ns3/nstime.h"
#include "ns3/sip-body-policy.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * How the bodies a user agent sends are keyed.
 */
enum class SmimeKeying
{
    None,       //!< not encrypted
    EndToEnd,   //!< to the peer's public key only
    Asymmetric, //!< to the public keys of the peer and the servers
    CekReuse,   //!< the same for the first message, then under that message's key (RFC 3185)
};

/**
 * \ingroup end-to-middle
 * How a caller gets rid of a key that a fork may have handed to others, as soon as the dialog is
 * there: draft-ono-sipping-smime-keyreuse-01 section 4.2.
 */
enum class FreshKey
{
    None,   //!< not at all
    Update, //!< by an UPDATE: in the early dialog, if the callee answers early; else after the 2xx
    Reinvite, //!< by a re-INVITE after the 2xx
};

/**
 * \ingroup end-to-middle
 * In which order a user agent signs and encrypts.
 */
enum class SmimeProtection
{
    SignThenEncrypt, //!< the signature inside (e2m-sec-06 section 2.3, RFC 8591 section 4.3)
    EncryptThenSign, //!< the signature outside (RFC 3261 section 23.2)
    SignEncryptSign, //!< one inside and one outside (as in RFC 2634 section 1.1)
    Encrypt,         //!< no signature
    Sign,            //!< no encryption
};

/**
 * \ingroup end-to-middle
 * The attributes of SmimeBodyPolicy: what a user agent does to its bodies, and what it accepts.
 */
class SmimeBodySettings : public SipBodyPolicy
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \return how the bodies that are sent are keyed
    SmimeKeying GetKeying() const;

  protected:
    /// \return the rules for the keys
    DialogKeyRules GetRules() const;

    /// \return how contents are encrypted, without a reference for the key
    EnvelopeOptions GetEnvelopeOptions() const;

    /// \return in which order bodies are signed and encrypted
    SmimeProtection GetProtection() const;

    /// \return how servers are told; null: they are not
    std::unique_ptr<DisclosureLabel> MakeLabel() const;

    /// \return how much servers get
    DisclosureView GetServerView() const;

    /// \return what lines begin with that servers do not get
    std::vector<std::string> GetHiddenLines() const;

    /// \return how CMS structures are written
    TransferEncoding GetTransferEncoding() const;

    /// \return how the key of an INVITE is replaced
    FreshKey GetFreshKey() const;

    int m_keying{0};                   //!< attribute Keying, a SmimeKeying
    int m_cipher{0};                   //!< attribute Cipher, a ContentCipher
    int m_padding{0};                  //!< attribute Padding, a KeyTransportPadding
    int m_label{0};                    //!< attribute Label, a DisclosureLabel::Kind, or -1
    int m_encoding{0};                 //!< attribute TransferEncoding, a TransferEncoding
    int m_placement{0};                //!< attribute ReferencePlacement, a CekAttributePlacement
    int m_freshKey{0};                 //!< attribute FreshKeyAfterFork, a FreshKey
    int m_reuse{0};                    //!< attribute Reuse, a CekReuse
    uint32_t m_maxKeysPerCall{8};      //!< attribute MaxKeysPerCall
    uint32_t m_maxKeys{16384};         //!< attribute MaxKeys
    uint32_t m_maxDecrypts{32};        //!< attribute MaxDecrypts
    Time m_expiry;                     //!< attribute Expiry
    int m_protection{0};               //!< attribute Protection, a SmimeProtection
    bool m_bindKeys{true};             //!< attribute BindKeys
    bool m_signLabel{true};            //!< attribute SignLabel
    bool m_requireSignature{false};    //!< attribute RequireSignature
    bool m_refuseOtherLabels{false};   //!< attribute RefuseOtherLabels
    bool m_acceptRemovedLabels{false}; //!< attribute AcceptRemovedLabels
    bool m_checkDestination{true};     //!< attribute CheckDestination
    Time m_tolerance;                  //!< attribute SigningTimeTolerance
    int64_t m_epoch{0};                //!< attribute Epoch
    int m_serverView{0};               //!< attribute ServerView, a DisclosureView
    std::string m_hiddenLines;         //!< attribute HiddenLines
    bool m_followLabels{true};         //!< attribute FollowLabels
    bool m_acceptPlain{true};          //!< attribute AcceptPlain
    bool m_renewAfterFork{true};       //!< attribute RenewAfterFork
};

} // namespace ns3

#endif // SMIME_BODY_SETTINGS_H
