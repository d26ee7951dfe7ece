// SPDX-License-Identifier: GPL-2.0-only

#ifndef CEK_REUSE_STRATEGY_H
#define CEK_REUSE_STRATEGY_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * In which way content-encryption keys are used again: values of the attribute "Reuse".
 */
enum class CekReuse
{
    Once,         //!< for the answer only: the default of RFC 3185
    MaxDecrypts,  //!< for as many messages as CEKMaxDecrypts says
    Dialog,       //!< for the whole dialog, nothing counted: draft-ono-sipping-smime-keyreuse-01
    Rolling,      //!< each message under the key of the one before it, bringing a new key
    PerDirection, //!< each side keeps a key for what it sends
    Answerer,     //!< the answerer brings the key of the dialog
};

/**
 * \ingroup end-to-middle
 * What a sender knows of a key that the next message could go under. It can be used at all: the
 * peer has it, it has not expired, nobody has lost it, and no other callee is known to have it.
 */
struct CekState
{
    bool isOurs{false};  //!< whether this side brought it
    bool isUsable{true}; //!< false: for a reason that holds whatever the strategy
    uint32_t used{0};    //!< messages that went or came under it, as far as this side knows
    std::optional<uint32_t> maxDecrypts; //!< CEKMaxDecrypts; nothing: it was absent
};

/**
 * \ingroup end-to-middle
 * A way of using content-encryption keys again (RFC 3185): whether a message goes under a key that
 * is there already, and whether it brings a new one. It decides about what is sent only; what is
 * received opens as long as its key is held.
 *
 * A strategy has no state of its own, for the keys belong to DialogKeys.
 */
class CekReuseStrategy
{
  public:
    virtual ~CekReuseStrategy() = default;

    /**
     * \param kind which one
     * \return the strategy
     */
    static std::unique_ptr<CekReuseStrategy> Create(CekReuse kind);

    /**
     * \param keys the keys of the dialog, the one brought or used last first
     * \param isRequest whether a request is about to be sent, which needs an answer; else an answer
     * \return which key the message goes under; nothing: public keys
     */
    virtual std::optional<std::size_t> Choose(const std::vector<CekState>& keys,
                                              bool isRequest) const = 0;

    /**
     * \param isRequest whether a request is about to be sent; else an answer
     * \param isUnderKey whether it goes under a key that is there already
     * \return whether the message brings a key for later messages (CEKReference)
     */
    virtual bool Introduces(bool isRequest, bool isUnderKey) const = 0;

    /**
     * \param configured the number that the experimenter has set
     * \return what CEKMaxDecrypts of a new key says; nothing: the attribute is absent
     */
    virtual std::optional<uint32_t> GetMaxDecrypts(uint32_t configured) const = 0;
};

} // namespace ns3

#endif // CEK_REUSE_STRATEGY_H
