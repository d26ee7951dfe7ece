// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/cost-profile.h"

#include "ns3/work-vocabulary.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

namespace ns3
{

namespace
{

using Json = nlohmann::json;

constexpr double MAX_NS = 1e12;                     ///< a thousand seconds: surely a mistake
constexpr double MAX_TIME = 9.2e18;                 ///< what an int64_t can hold
constexpr std::uintmax_t MAX_FILE_SIZE = 1U << 20U; ///< surely no profile
constexpr const char* FREE_NAME = "free";

/**
 * @param kind a kind of work
 * @return how messages name it
 */
std::string
Write(const WorkKind& kind)
{
    return kind.operation + "/" + kind.algorithm;
}

/**
 * @param values words
 * @return them in a row, separated by commas
 */
std::string
Join(const std::vector<std::string>& values)
{
    std::string row;
    for (const std::string& value : values)
    {
        row += (row.empty() ? "" : ", ") + value;
    }
    return row;
}

/**
 * @param values words
 * @param value a word to add if it is not there
 */
void
AddOnce(std::vector<std::string>& values, const std::string& value)
{
    if (std::find(values.begin(), values.end(), value) == values.end())
    {
        values.push_back(value);
    }
}

/**
 * @param kind what is not in the vocabulary
 * @return a line that says so and what would be right
 */
std::string
ComplainOfKind(const WorkKind& kind)
{
    std::vector<std::string> operations;
    std::vector<std::string> algorithms;
    for (const WorkKind& known : GetWorkVocabulary())
    {
        AddOnce(operations, known.operation);
        if (known.operation == kind.operation)
        {
            AddOnce(algorithms, known.algorithm);
        }
    }
    return algorithms.empty()
               ? "unknown operation \"" + kind.operation + "\"; known are " + Join(operations)
               : "unknown algorithm \"" + kind.algorithm + "\" of \"" + kind.operation +
                     "\"; known are " + Join(algorithms);
}

/**
 * @param object where to look
 * @param key what to look for
 * @param where how messages name the object
 * @return the text, or a line that says what is wrong
 */
tl::expected<std::string, std::string>
ReadText(const Json& object, const char* key, const std::string& where)
{
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string() ||
        found->get_ref<const std::string&>().empty())
    {
        return tl::make_unexpected(where + " needs \"" + key + "\", a text that is not empty");
    }
    return found->get<std::string>();
}

/**
 * @param object where to look
 * @param key what to look for
 * @param where how messages name the object
 * @return the number, or a line that says what is wrong
 */
tl::expected<double, std::string>
ReadTime(const Json& object, const char* key, const std::string& where)
{
    const auto found = object.find(key);
    const std::string wanted = "a number of nanoseconds from 0 to 1e12";
    if (found == object.end())
    {
        return tl::make_unexpected(where + " needs \"" + key + "\", " + wanted);
    }
    if (!found->is_number() || !(found->get<double>() >= 0) || found->get<double>() > MAX_NS)
    {
        return tl::make_unexpected(where + " has \"" + key + "\": " + found->dump() +
                                   ", which is not " + wanted);
    }
    return found->get<double>();
}

/**
 * @param entry an element of "operations"
 * @param number its number, from 1
 * @return kind and cost, or a line that says what is wrong
 */
tl::expected<std::pair<WorkKind, CostProfile::Cost>, std::string>
ReadEntry(const Json& entry, size_t number)
{
    const std::string place = "entry " + std::to_string(number) + " of \"operations\"";
    if (!entry.is_object())
    {
        return tl::make_unexpected(place + " is not an object {...}");
    }
    const auto operation = ReadText(entry, "operation", place);
    if (!operation)
    {
        return tl::make_unexpected(operation.error());
    }
    const auto algorithm = ReadText(entry, "algorithm", place);
    if (!algorithm)
    {
        return tl::make_unexpected(algorithm.error());
    }
    const WorkKind kind{*operation, *algorithm};
    if (!ClassifyWork(kind))
    {
        return tl::make_unexpected(ComplainOfKind(kind));
    }
    const auto fixed = ReadTime(entry, "fixed_ns", Write(kind));
    if (!fixed)
    {
        return tl::make_unexpected(fixed.error());
    }
    const auto perOctet = ReadTime(entry, "ns_per_octet", Write(kind));
    if (!perOctet)
    {
        return tl::make_unexpected(perOctet.error());
    }
    std::string origin;
    if (entry.contains("origin"))
    {
        const auto text = ReadText(entry, "origin", Write(kind));
        if (!text)
        {
            return tl::make_unexpected(text.error());
        }
        origin = *text;
    }
    return std::pair(kind, CostProfile::Cost{*fixed, *perOctet, origin});
}

/**
 * @param message what the JSON library says
 * @return the part that tells a user where the mistake is
 */
std::string
ShortenJsonError(const std::string& message)
{
    const size_t start = message.find("at line ");
    const size_t end = message.find(": ", start == std::string::npos ? 0 : start);
    return start == std::string::npos ? "" : " " + message.substr(start, end - start);
}

/**
 * @param folder folder of the named profiles
 * @return their names, "free" first
 */
std::vector<std::string>
ListNames(const std::string& folder)
{
    std::set<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator i(folder, error), end; !error && i != end;
         i.increment(error))
    {
        if (i->path().extension() == ".json")
        {
            names.insert(i->path().stem().string());
        }
    }
    std::vector<std::string> list{FREE_NAME};
    list.insert(list.end(), names.begin(), names.end());
    return list;
}

} // namespace

tl::expected<CostProfile, std::string>
CostProfile::Parse(std::string_view json)
{
    Json root;
    try
    {
        root = Json::parse(json);
    }
    catch (const Json::exception& error)
    {
        return tl::make_unexpected("not a whole JSON text: it goes wrong" +
                                   ShortenJsonError(error.what()));
    }
    const std::string place = "the profile";
    if (!root.is_object())
    {
        return tl::make_unexpected(std::string("the profile is not an object {...}"));
    }
    CostProfile profile;
    const std::pair<const char*, std::string*> texts[] = {{"name", &profile.m_name},
                                                          {"cpu", &profile.m_origin.cpu},
                                                          {"library", &profile.m_origin.library},
                                                          {"method", &profile.m_origin.method},
                                                          {"date", &profile.m_origin.date}};
    for (const auto& [key, target] : texts)
    {
        auto text = ReadText(root, key, place);
        if (!text)
        {
            return tl::make_unexpected(text.error());
        }
        *target = std::move(*text);
    }
    const auto operations = root.find("operations");
    if (operations == root.end() || !operations->is_array() || operations->empty())
    {
        return tl::make_unexpected(
            std::string("the profile needs \"operations\", a list [...] that is not empty"));
    }
    size_t number = 0;
    for (const Json& each : *operations)
    {
        auto entry = ReadEntry(each, ++number);
        if (!entry)
        {
            return tl::make_unexpected(entry.error());
        }
        if (!profile.m_costs.emplace(entry->first, entry->second).second)
        {
            return tl::make_unexpected(Write(entry->first) +
                                       " is listed twice; once would be right");
        }
    }
    return profile;
}

tl::expected<CostProfile, std::string>
CostProfile::Load(const std::string& path)
{
    const auto complain = [&](const std::string& what)
    {
        return tl::make_unexpected("cost profile " + path + ": " + what);
    };
    std::error_code error;
    if (!std::filesystem::exists(path, error))
    {
        return complain("no such file");
    }
    if (!std::filesystem::is_regular_file(path, error))
    {
        return complain("not a file");
    }
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error || size > MAX_FILE_SIZE)
    {
        return complain("too large; a profile has at most 1 MiB");
    }
    const std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || (size > 0 && !(text << file.rdbuf())))
    {
        return complain("cannot be read");
    }
    auto profile = Parse(text.str());
    if (!profile)
    {
        return complain(profile.error());
    }
    return profile;
}

tl::expected<CostProfile, std::string>
CostProfile::Find(const std::string& nameOrFile, const std::string& folder)
{
    if (nameOrFile == FREE_NAME)
    {
        return Free();
    }
    const std::filesystem::path path(nameOrFile);
    if (nameOrFile.find('/') != std::string::npos || path.extension() == ".json")
    {
        return Load(nameOrFile);
    }
    std::error_code error;
    const std::string file = folder + "/" + nameOrFile + ".json";
    if (nameOrFile.empty() || !std::filesystem::exists(file, error))
    {
        return tl::make_unexpected("no cost profile \"" + nameOrFile + "\"; there are " +
                                   Join(ListNames(folder)) + "; or name a file, with .json or /");
    }
    return Load(file);
}

CostProfile
CostProfile::Free()
{
    CostProfile profile;
    profile.m_name = FREE_NAME;
    profile.m_origin.cpu = "none";
    profile.m_origin.library = "none";
    profile.m_origin.method = "every operation takes no time";
    profile.m_origin.date = "none";
    profile.m_free = true;
    return profile;
}

const std::string&
CostProfile::GetName() const
{
    return m_name;
}

const CostProfile::Origin&
CostProfile::GetOrigin() const
{
    return m_origin;
}

const std::map<WorkKind, CostProfile::Cost>&
CostProfile::GetCosts() const
{
    return m_costs;
}

bool
CostProfile::Knows(const WorkKind& kind) const
{
    return m_free || m_costs.find(kind) != m_costs.end();
}

std::vector<WorkKind>
CostProfile::FindMissing(const std::vector<WorkKind>& kinds) const
{
    std::vector<WorkKind> missing;
    for (const WorkKind& kind : kinds)
    {
        if (!Knows(kind))
        {
            missing.push_back(kind);
        }
    }
    return missing;
}

int64_t
CostProfile::GetNanoseconds(const Work& work) const
{
    double sum = 0;
    int64_t total = 0;
    for (const auto& [kind, amount] : work.GetAmounts())
    {
        const int64_t part = GetNanoseconds(kind, amount);
        sum += static_cast<double>(part);
        total = sum > MAX_TIME ? total : total + part;
    }
    return total;
}

int64_t
CostProfile::GetNanoseconds(const WorkKind& kind, const WorkAmount& amount) const
{
    const auto found = m_costs.find(kind);
    if (found == m_costs.end())
    {
        return 0;
    }
    const double ns = static_cast<double>(amount.count) * found->second.fixedNs +
                      static_cast<double>(amount.octets) * found->second.nsPerOctet;
    return std::llround(std::min(ns, MAX_TIME));
}

} // namespace ns3
