// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"

#include "ns3/admission-book.h"

#include <limits>
#include <random>

using namespace ns3;

namespace
{

constexpr int64_t SECOND = 1000000000;
constexpr int64_t NEVER = std::numeric_limits<int64_t>::max();
constexpr uint64_t MOST = std::numeric_limits<uint64_t>::max();

/**
 * \param outward a bit rate
 * \param inward another
 * \return both
 */
LinkBandwidth
Both(uint64_t outward, uint64_t inward)
{
    return {outward, inward};
}

/**
 * Reservations on a link.
 */
class AdmissionBookTestSuite : public TestSuite
{
  public:
    AdmissionBookTestSuite()
        : TestSuite("admission-book")
    {
        Add("Each direction has its own capacity", TestDirections);
        Add("A change takes place whole or not at all", TestChanges);
        Add("Reservations expire in time", TestExpiry);
        Add("The book has a bound", TestBound);
        Add("Numbers from peers do not overflow", TestOverflow);
        Add("Peak and mean of what is held", TestStatistics);
        Add("Admitted is released and held, whatever happens", TestBalance);
    }

  private:
    /**
     * \param name what is checked
     * \param check the check
     */
    void
    Add(const std::string& name, std::function<void(NamedCase&)> check)
    {
        AddTestCase(new NamedCase(name, std::move(check)));
    }

    static void
    TestDirections(NamedCase& t)
    {
        AdmissionBook book(Both(200, 100));
        t.Expect(book.Reserve("a", Both(120, 40), 0, NEVER).has_value(), "fits");
        const auto outward = book.Reserve("b", Both(81, 1), 0, NEVER);
        t.Expect(!outward && outward.error() == AdmissionError::NoCapacity, "outward is full");
        t.Expect(!book.Reserve("b", Both(1, 61), 0, NEVER), "inward is full");
        t.Expect(book.Reserve("b", Both(80, 60), 0, NEVER).has_value(), "what is left");
        t.ExpectEqual(book.GetRefused(AdmissionError::NoCapacity), 2U, "two were refused");
        t.Expect(book.GetUsed() == Both(200, 100), "all is used");
        t.Expect(book.Reserve("c", Both(0, 0), 0, NEVER).has_value(), "nothing always fits");
        t.Expect(book.Release("a", ReservationEnd::HungUp, 7)->bandwidth == Both(120, 40), "held");
        t.Expect(!book.Release("a", ReservationEnd::HungUp, 7), "only once");
        t.Expect(book.GetUsed() == Both(80, 60), "one is left");
        t.Expect(book.IsBalanced(), "balanced");
    }

    static void
    TestChanges(NamedCase& t)
    {
        AdmissionBook book(Both(100, 100));
        t.Expect(book.Reserve("a", Both(50, 50), 0, NEVER).has_value(), "a");
        t.Expect(book.Reserve("b", Both(40, 40), 0, NEVER).has_value(), "b");
        t.Expect(!book.Reserve("b", Both(10, 51), 0, NEVER), "one direction less, one too much");
        t.Expect(book.Find("b")->bandwidth == Both(40, 40), "nothing is changed");
        t.ExpectEqual(book.GetRefusedChanges(), 1U, "a change was refused");
        t.ExpectEqual(book.GetRefused(AdmissionError::NoCapacity), 0U, "and no call");
        t.Expect(book.Reserve("b", Both(50, 30), 0, NEVER).has_value(), "more and less");
        t.ExpectEqual(book.GetAdmitted(), 2U, "a change admits nobody");
        t.Expect(book.GetUsed() == Both(100, 80) && book.IsBalanced(), "balanced");
    }

    static void
    TestExpiry(NamedCase& t)
    {
        AdmissionBook book(Both(100, 100));
        t.Expect(!book.GetNextExpiry(), "nothing expires");
        t.Expect(book.Reserve("a", Both(10, 10), 0, 5 * SECOND).has_value(), "a");
        t.Expect(book.Reserve("b", Both(10, 10), 0, 3 * SECOND).has_value(), "b");
        t.Expect(book.Reserve("c", Both(10, 10), 0, 5 * SECOND).has_value(), "c");
        t.ExpectEqual(book.GetNextExpiry().value_or(0), 3 * SECOND, "b is next");
        t.ExpectEqual(book.ReleaseExpired(3 * SECOND - 1).size(), 0U, "not yet");
        book.Refresh("a", 9 * SECOND);
        t.ExpectEqual(book.ReleaseExpired(5 * SECOND).size(), 2U, "b and c");
        t.ExpectEqual(book.GetReleased(ReservationEnd::Expired), 2U, "expired");
        t.ExpectEqual(book.GetReleasedTime(), 10 * SECOND, "each held for 5 s");
        t.ExpectEqual(book.GetNextExpiry().value_or(0), 9 * SECOND, "a was refreshed");
        t.Expect(book.Reserve("a", Both(10, 10), 5 * SECOND, 20 * SECOND).has_value(), "again");
        t.ExpectEqual(book.GetNextExpiry().value_or(0), 20 * SECOND, "by a change too");
        book.Refresh("nobody", 1);
        book.Clear(6 * SECOND);
        t.ExpectEqual(book.GetReleased(ReservationEnd::Lost), 1U, "emptied");
        t.Expect(!book.GetNextExpiry() && book.IsBalanced(), "balanced");
    }

    static void
    TestBound(NamedCase& t)
    {
        AdmissionBook book(Both(100, 100), 2);
        t.Expect(book.Reserve("a", Both(1, 1), 0, NEVER).has_value(), "one");
        t.Expect(book.Reserve("b", Both(1, 1), 0, NEVER).has_value(), "two");
        const auto third = book.Reserve("c", Both(0, 0), 0, NEVER);
        t.Expect(!third && third.error() == AdmissionError::BookFull, "three are too many");
        t.Expect(book.Reserve("b", Both(2, 2), 0, NEVER).has_value(), "a change is none more");
        t.ExpectEqual(book.GetRefused(AdmissionError::BookFull), 1U, "counted");
    }

    static void
    TestOverflow(NamedCase& t)
    {
        AdmissionBook book(Both(MOST, 100));
        t.Expect(book.Reserve("a", Both(MOST, 1), 0, NEVER).has_value(), "all there is");
        t.Expect(!book.Reserve("b", Both(1, 1), 0, NEVER), "no wrap around");
        t.Expect(!book.Reserve("b", Both(0, MOST), 0, NEVER), "nor here");
        t.Expect(book.Reserve("a", Both(5, 1), 0, NEVER).has_value(), "less");
        t.Expect(book.GetUsed() == Both(5, 1), "is less");
    }

    static void
    TestStatistics(NamedCase& t)
    {
        AdmissionBook book(Both(100, 100));
        t.Expect(book.Reserve("a", Both(40, 10), 2 * SECOND, NEVER).has_value(), "a");
        t.Expect(book.Reserve("b", Both(40, 10), 4 * SECOND, NEVER).has_value(), "b");
        t.Expect(book.Release("a", ReservationEnd::Failed, 8 * SECOND).has_value(), "a ends");
        t.Expect(book.GetPeak() == Both(80, 20), "the most");
        t.Expect(book.TakeMean(10 * SECOND) == Both(48, 12), "480 and 120 bit in 10 s");
        t.Expect(book.TakeMean(20 * SECOND) == Both(40, 10), "since then only b");
    }

    static void
    TestBalance(NamedCase& t)
    {
        std::mt19937 random(1);
        AdmissionBook book(Both(1000, 1000), 30);
        bool isGood = true;
        for (int64_t now = 0; now < 20000; ++now)
        {
            const std::string id = std::to_string(random() % 40);
            switch (random() % 4)
            {
            case 0:
            case 1:
                (void)
                    book.Reserve(id, Both(random() % 90, random() % 90), now, now + random() % 99);
                break;
            case 2:
                book.Release(id, static_cast<ReservationEnd>(random() % 4), now);
                break;
            default:
                book.ReleaseExpired(now);
            }
            isGood = isGood && book.IsBalanced() && book.GetUsed().outward <= 1000 &&
                     book.GetUsed().inward <= 1000 && book.GetHeld() <= 30;
        }
        t.Expect(isGood, "after each of 20000 steps");
        t.Expect(book.GetRefused(AdmissionError::NoCapacity) > 0, "some were refused");
        t.Expect(book.GetRefusedChanges() > 0, "changes too");
        t.Expect(book.GetReleased(ReservationEnd::Expired) > 0, "some expired");
        book.Clear(20000);
        t.Expect(book.GetUsed() == Both(0, 0) && book.IsBalanced(), "nothing is left");
    }
};

AdmissionBookTestSuite g_admissionBookTestSuite; ///< the suite

} // namespace
