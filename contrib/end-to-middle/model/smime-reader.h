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

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * A signature that is good; whether its signer is believed is not judged here.
 */
struct SmimeSignature
{
    Certificate signer;                    //!< whose
    std::vector<Certificate> certificates; //!< those that came with it
    std::optional<int64_t> signingTime;    //!< seconds since 1970, as the signer says
    std::optional<Octets> fragment;        //!< the header fields that it covers (message/sipfrag)
    bool isInside{false};                  //!< whether it was encrypted
};

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
    std::optional<Secret> cek;              //!< the key the body was encrypted with, if opened
    std::optional<KekRecipient> kek;        //!< the dialog's key it was opened with
    std::vector<SmimeSignature> signatures; //!< the outermost first
    /// Whether whatever was, or was to be, decrypted has a MAC, on the way to the content and in
    /// the parts that were tried before. If not, no refusal may tell why it was not liked:
    /// who sends changed ciphertexts would learn from it.
    bool isAuthenticated{true};
};

/**
 * \ingroup end-to-middle
 * Reads a body: opens it if it is encrypted, and verifies signatures outside and inside, in any
 * order, up to MAX_LAYERS. A recipient is matched by identifier before anything is decrypted, a key
 * of the dialog before the private key. Of a multipart the first part that can be read is taken,
 * those with handling=optional last.
 */
class SmimeReader
{
  public:
    /// Multiparts, signatures and envelopes around a content at most.
    static constexpr unsigned MAX_LAYERS = 8;
    /// Signatures and envelopes of a body that are looked at, at most.
    static constexpr unsigned MAX_OPERATIONS = 32;

    /// Finds a key of the dialog by the references a message has.
    using KeyFinder = std::function<std::optional<KekRecipient>(const std::vector<Octets>&)>;

    /**
     * \param context randomness and algorithms of the party that reads
     * \param credential its certificate and private key
     * \param findKey finds a key of the dialog
     * \param requiresIntegrity whether envelopes that do not show changes (enveloped-data) are left
     * unopened, wherever they are: Undecipherable
     */
    SmimeReader(CryptoContext& context,
                const Credential& credential,
                KeyFinder findKey,
                bool requiresIntegrity = false);

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
    /// What goes along while a body is taken apart.
    struct Progress
    {
        const std::vector<Certificate>& known; //!< certificates of signers
        Work& work;                            //!< receives the work done
        unsigned operations{0};                //!< signatures and envelopes looked at
    };

    /**
     * Takes off one layer, then the others.
     * \param entity an entity
     * \param layer number of layers around it
     * \param reading what is known so far; receives the rest
     * \param progress counts
     */
    void Peel(const MimeEntity& entity,
              unsigned layer,
              SmimeReading& reading,
              Progress& progress) const;

    /**
     * Goes on with the part of a multipart that can be read.
     * \param parts the parts
     * \param layer number of layers around them
     * \param reading as for Peel()
     * \param progress as for Peel()
     */
    void PeelParts(const std::vector<MimeEntity>& parts,
                   unsigned layer,
                   SmimeReading& reading,
                   Progress& progress) const;

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
     * Verifies a signature.
     * \param entity a signed entity
     * \param reading receives the signature, or another outcome
     * \param progress as for Peel()
     * \return what was signed, without header fields; nothing if it is not good
     */
    std::optional<MimeEntity> Verify(const MimeEntity& entity,
                                     SmimeReading& reading,
                                     Progress& progress) const;

    CryptoContext& m_context;       //!< of the party that reads
    const Credential& m_credential; //!< of the party that reads
    KeyFinder m_findKey;            //!< finds a key of the dialog
    bool m_requiresIntegrity;       //!< whether enveloped-data is left unopened
};

/**
 * \ingroup end-to-middle
 * \param entity a part of a body
 * \return whether it may be left unread (Content-Disposition: handling=optional, RFC 3261 section
 * 20.11)
 */
bool IsOptionalPart(const MimeEntity& entity);

} // namespace ns3

#endif // SMIME_READER_H
