// SPDX-License-Identifier: GPL-2.0-only

#ifndef SIGNATURE_JUDGE_H
#define SIGNATURE_JUDGE_H

#include "ns3/certificate.h"
#include "ns3/label-check.h"
#include "ns3/sip-message.h"
#include "ns3/sip-uri.h"
#include "ns3/smime-fault.h"
#include "ns3/smime-keyring.h"
#include "ns3/smime-reader.h"
#include "ns3/work.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * Judges the signatures of a body that was read: whether the peer signed it, for this message, now,
 * and with which labels.
 */
struct SignatureJudge
{
    SipUri peer;                    //!< who should have signed
    std::optional<SipUri> user;     //!< for whom, outside of dialogs; nothing: that is not judged
    std::vector<Certificate> known; //!< the peer's certificates, where there is no key ring
    Ptr<SmimeKeyring> keyring;      //!< judges certificates; null: the signer's has to be known
    int64_t now{0};                 //!< seconds since 1970
    int64_t tolerance{0};           //!< how far a signing time may be from now, in seconds

    /// What was found.
    struct Finding
    {
        SmimeFault fault{SmimeFault::None};        //!< what is wrong with a signature
        std::string detail;                        //!< more about it
        std::optional<SipMessage> headers;         //!< the header fields that were signed
        std::optional<LabelDifference> difference; //!< of the labels; nothing: not signed
    };

    /**
     * \param signatures those of the body, all of them good
     * \param message the message as it came
     * \param work receives the work done
     * \return what was found; without signatures nothing is wrong
     */
    Finding Judge(const std::vector<SmimeSignature>& signatures,
                  const SipMessage& message,
                  Work& work) const;

  private:
    /**
     * \param signature a signature
     * \param detail receives more about it
     * \param work receives the work done
     * \return what is wrong with its signer
     */
    SmimeFault JudgeSigner(const SmimeSignature& signature, std::string& detail, Work& work) const;
};

} // namespace ns3

#endif // SIGNATURE_JUDGE_H
