// SPDX-License-Identifier: GPL-2.0-only

#ifndef END_TO_MIDDLE_SIGNATURE_RIG_H
#define END_TO_MIDDLE_SIGNATURE_RIG_H

#include "call-rig.h"

#include "ns3/certificate-authority.h"
#include "ns3/simulator.h"
#include "ns3/sip-security-event.h"
#include "ns3/smime-signature-policy.h"
#include "ns3/socket.h"
#include "ns3/trust-store.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/**
 * The parties of CallRig, with signatures from end to end: Alice's and Bob's certificates are of
 * one authority that both trust. Mallory is a stranger at the node of Bob's second telephone.
 */
class SignatureRig : public CallRig
{
  public:
    static constexpr int64_t EPOCH = 1056110400; //!< of all elements

    /**
     * \param form attribute Form of the signatures
     * \param keying of the bodies inside
     */
    explicit SignatureRig(const std::string& form = "multipart-signed",
                          const std::string& keying = "none");
    ~SignatureRig();

    /**
     * \param issuer who issues the certificate
     * \param name an address of record
     * \return a party with a new key
     */
    Party MakeParty(CertificateAuthority& issuer, const std::string& name) const;

    /// \return an authority with a new key and always the same name
    CertificateAuthority MakeAuthority() const;

    /// \return a store that trusts the authority only
    std::shared_ptr<TrustStore> MakeTrust() const;

    /**
     * Has a proxy change messages, behind its other policies.
     * \param proxy the proxy
     * \param kind method or status code
     * \param change what to do with each
     */
    static void Meddle(Ptr<SipProxy> proxy,
                       const std::string& kind,
                       std::function<void(SipMessage&)> change);

    /**
     * Has Mallory send a datagram to Bob, with a Via of his own.
     * \param message the message
     */
    void SendAsMallory(SipMessage message);

    /// Has Alice call Bob after one second, and hang up after nine; runs for 60 seconds.
    void CallAndHangUp();

    /// \return what Alice noticed, by name
    std::string GetAliceEvents() const;
    /// \return what Bob noticed, by name
    std::string GetBobEvents() const;

    std::shared_ptr<CryptoContext> context;  //!< of authorities
    CertificateAuthority authority;          //!< trusted
    Ptr<SmimeSignaturePolicy> aliceSigner;   //!< hers
    Ptr<SmimeSignaturePolicy> bobSigner;     //!< his
    Ptr<SipCall> incoming;                   //!< Bob's last call
    std::vector<SipSecurityEvent> events[2]; //!< of Alice and Bob
    Ptr<Socket> socket;                      //!< Mallory's
    unsigned sent{0};                        //!< datagrams Mallory has sent
};

} // namespace ns3

#endif // END_TO_MIDDLE_SIGNATURE_RIG_H
