// SPDX-License-Identifier: GPL-2.0-only

#ifndef SMIME_READER_H
#define SMIME_READER_H

#include "ns3/cek-attributes.h"
#include "ns3/certificate.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/kek-recipient.h"
#include "ns3/mime-entity.h"
#include "ns3/smime-outcome.h"
#include "ns3/work.h"

#include <functional>
#include <optional>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * What came of reading a body.
 */
struct SmimeReading
{
    SmimeOutcome outcome{SmimeOutcome::Malformed}; //!< how it went
    Octets contentType;                            //!< of the content, if it was read
    Octets content;                                //!< the content, if it was read
    std::optional<Certificate> signer;             //!< whose signature is good; trust is not judged
    std::optional<CekAttributes> introduced;       //!< the attributes of the key, if there are any
    std::optional<Secret> cek;       //!< the key the body was encrypted with, if opened
    std::optional<KekRecipient> kek; //!< the dialog's key it was opened with
};

/**
 * \ingroup end-to-middle
 * Reads a body: opens it if it is encrypted, and verifies a signature outside or inside. A
 * recipient is matched by identifier before anything is decrypted, a key of the dialog before the
 * private key.
 */
class SmimeReader
{
  public:
    /// Finds a key of the dialog by the references a message has.
    using KeyFinder = std::function<std::optional<KekRecipient>(const std::vector<Octets>&)>;

    /**
     * \param context randomness and algorithms of the party that reads
     * \param credential its certificate and private key
     * \param findKey finds a key of the dialog
     */
    SmimeReader(CryptoContext& context, const Credential& credential, KeyFinder findKey);

    /**
     * \param entity a body, or a part of one
     * \param known certificates the signer may be found in when it sent none
     * \param work receives the work done
     * \return what came of it
     */
    SmimeReading Read(const MimeEntity& entity,
                      const std::vector<Certificate>& known,
                      Work& work) const;

    /**
     * Reads the first part that can be read.
     * \param parts parts of a body
     * \param known as for Read()
     * \param work receives the work done
     * \return what came of it; of the last part if none can be read; Malformed if there is none
     */
    SmimeReading ReadFirst(const std::vector<MimeEntity>& parts,
                           const std::vector<Certificate>& known,
                           Work& work) const;

  private:
    /**
     * Decrypts.
     * \param entity an encrypted entity
     * \param reading receives outcome and keys
     * \param work receives the work done
     * \return the MIME entity inside, in octets; nothing if it was not opened
     */
    std::optional<Octets> Decrypt(const MimeEntity& entity,
                                  SmimeReading& reading,
                                  Work& work) const;

    /**
     * Fills in content and signer.
     * \param entity an entity that is not encrypted
     * \param known as for Read()
     * \param reading receives them, or another outcome
     * \param work receives the work done
     */
    void Unpack(const MimeEntity& entity,
                const std::vector<Certificate>& known,
                SmimeReading& reading,
                Work& work) const;

    CryptoContext& m_context;       //!< of the party that reads
    const Credential& m_credential; //!< of the party that reads
    KeyFinder m_findKey;            //!< finds a key of the dialog
};

} // namespace ns3

#endif // SMIME_READER_H
