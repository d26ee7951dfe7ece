// SPDX-License-Identifier: GPL-2.0-only

#ifndef SMIME_BODY_SETTINGS_H
#define SMIME_BODY_SETTINGS_H

#include "ns3/dialog-keys.h"
#include "ns3/disclosure-label.h"
#include "ns3/envelope-sealer.h"
#include "ns3/mime-entity.h"
#include "ns3/nstime.h"
#include "ns3/sip-body-policy.h"

#include <cstdint>

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

    /// \return how servers are told
    DisclosureLabel::Kind GetLabelKind() const;

    /// \return how CMS structures are written
    TransferEncoding GetTransferEncoding() const;

    /// \return how the key of an INVITE is replaced
    FreshKey GetFreshKey() const;

    int m_keying{0};              //!< attribute Keying, a SmimeKeying
    int m_cipher{0};              //!< attribute Cipher, a ContentCipher
    int m_padding{0};             //!< attribute Padding, a KeyTransportPadding
    int m_label{0};               //!< attribute Label, a DisclosureLabel::Kind
    int m_encoding{0};            //!< attribute TransferEncoding, a TransferEncoding
    int m_placement{0};           //!< attribute ReferencePlacement, a CekAttributePlacement
    int m_freshKey{0};            //!< attribute FreshKeyAfterFork, a FreshKey
    int m_reuse{0};               //!< attribute Reuse, a CekReuse
    uint32_t m_maxDecrypts{32};   //!< attribute MaxDecrypts
    uint32_t m_maxKeysPerCall{8}; //!< attribute MaxKeysPerCall
    uint32_t m_maxKeys{16384};    //!< attribute MaxKeys
    Time m_expiry;                //!< attribute Expiry
    bool m_sign{false};           //!< attribute Sign
    bool m_followLabels{true};    //!< attribute FollowLabels
    bool m_acceptPlain{true};     //!< attribute AcceptPlain
    bool m_renewAfterFork{true};  //!< attribute RenewAfterFork
    bool m_bindKeys{true};        //!< attribute BindKeys
};

} // namespace ns3

#endif // SMIME_BODY_SETTINGS_H
