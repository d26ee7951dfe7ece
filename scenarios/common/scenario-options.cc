// SPDX-License-Identifier: GPL-2.0-only

#include "scenario-options.h"

#include "build-information.h"
#include "config-file.h"
#include "failure.h"
#include "number-text.h"

#include <algorithm>
#include <boost/program_options.hpp>
#include <iostream>

namespace ns3
{

namespace po = boost::program_options;

namespace
{

/**
 * Check one word against the words allowed.
 *
 * @param word the word
 * @param choices the words allowed
 * @return an error, or an empty string
 */
std::string
CheckChoice(const std::string& word, const std::vector<std::string>& choices)
{
    if (std::find(choices.begin(), choices.end(), word) != choices.end())
    {
        return "";
    }
    const std::string nearest = FindNearest(word, choices);
    return "'" + word + "' is none of " + JoinWords(choices) +
           (nearest.empty() ? "" : "; did you mean " + nearest + "?");
}

/**
 * Split a list at its commas.
 *
 * @param text the list
 * @return its items, empty ones included
 */
std::vector<std::string>
SplitList(const std::string& text)
{
    std::vector<std::string> items(1);
    for (const char c : text)
    {
        if (c == ',')
        {
            items.emplace_back();
        }
        else
        {
            items.back() += c;
        }
    }
    return items;
}

/**
 * Write numbers as a list without ranges.
 *
 * @param numbers the numbers
 * @return the list, "0,1,2"
 */
std::string
WriteNumbers(const std::vector<uint64_t>& numbers)
{
    std::string text;
    for (const auto number : numbers)
    {
        text += (text.empty() ? "" : ",") + std::to_string(number);
    }
    return text;
}

/**
 * Read a list of numbers and ranges.
 *
 * @param text the list
 * @param minimum the smallest number allowed
 * @param maximum the largest number allowed
 * @param[out] numbers the numbers
 * @return an error, or an empty string
 */
std::string
ReadNumbers(const std::string& text,
            uint64_t minimum,
            uint64_t maximum,
            std::vector<uint64_t>& numbers)
{
    const std::string right = "numbers and ranges from " + std::to_string(minimum) + " to " +
                              std::to_string(maximum) + " are right, such as " +
                              std::to_string(minimum) + "," + std::to_string(minimum + 1) + "-" +
                              std::to_string(maximum);
    numbers.clear();
    for (const auto& item : SplitList(text))
    {
        const size_t dash = item.find('-');
        const auto first = ReadUnsigned(item.substr(0, dash));
        const auto last = dash == std::string::npos ? first : ReadUnsigned(item.substr(dash + 1));
        if (!first || !last || *first > *last || *first < minimum || *last > maximum)
        {
            return "'" + item + "' is wrong; " + right;
        }
        for (uint64_t number = *first; number <= *last; ++number)
        {
            if (std::find(numbers.begin(), numbers.end(), number) != numbers.end())
            {
                return "'" + std::to_string(number) + "' is named twice";
            }
            numbers.push_back(number);
        }
    }
    return "";
}

} // namespace

ScenarioOptions::ScenarioOptions(std::string program, std::string summary)
    : m_program(std::move(program))
    , m_summary(std::move(summary))
{
    m_standard.output = "results/local/" + m_program;
    AddNumber("seed",
              m_standard.seed,
              1,
              std::numeric_limits<uint32_t>::max(),
              "seed of all random numbers; the same seed and run give the same bytes");
    AddNumber("run",
              m_standard.run,
              1,
              1000000000,
              "number of the replication: vary this one, not the seed, to repeat an experiment");
    AddText("output", m_standard.output, "DIR", "folder for the results");
    AddText("cost-profile",
            m_standard.costProfile,
            "NAME|FILE",
            "what each cryptographic operation costs; 'free' switches the cost off");
    AddFlag("pcap", m_standard.pcap, "write a capture of each link (*.pcap, for Wireshark)");
    AddFlag("keys", m_standard.keys, "write what opens the captures into DIR/keys/");
    AddFlag("quiet", m_standard.quiet, "print nothing but errors");
    m_known["output"].inManifest = false;
    m_known["quiet"].inManifest = false;
}

void
ScenarioOptions::Add(const std::string& name, Entry entry)
{
    m_order.push_back(name);
    m_known[name] = std::move(entry);
}

void
ScenarioOptions::AddChoice(const std::string& name,
                           std::string& target,
                           const std::vector<std::string>& choices,
                           const std::string& help)
{
    Add(name,
        {"NAME",
         help + ": " + JoinWords(choices),
         [&target]
         {
             return target;
         },
         [=, &target](const std::string& text)
         {
             target = text;
             return CheckChoice(text, choices);
         }});
}

void
ScenarioOptions::AddChoices(const std::string& name,
                            std::vector<std::string>& target,
                            const std::vector<std::string>& choices,
                            const std::string& help)
{
    const auto get = [&target]
    {
        std::string text;
        for (const auto& word : target)
        {
            text += (text.empty() ? "" : ",") + word;
        }
        return text;
    };
    const auto set = [=, &target](const std::string& text) -> std::string
    {
        target.clear();
        for (const auto& word : SplitList(text))
        {
            const std::string error = CheckChoice(word, choices);
            if (!error.empty())
            {
                return error;
            }
            if (std::find(target.begin(), target.end(), word) != target.end())
            {
                return "'" + word + "' is named twice";
            }
            target.push_back(word);
        }
        return "";
    };
    Entry entry{"LIST", help + "; any of " + JoinWords(choices), get, set};
    entry.everything.clear();
    for (const auto& word : choices)
    {
        entry.everything += (entry.everything.empty() ? "" : ",") + word;
    }
    Add(name, std::move(entry));
}

void
ScenarioOptions::AddNumber(const std::string& name,
                           uint64_t& target,
                           uint64_t minimum,
                           uint64_t maximum,
                           const std::string& help)
{
    const auto set = [=, &target](const std::string& text) -> std::string
    {
        const auto number = ReadUnsigned(text);
        if (!number || *number < minimum || *number > maximum)
        {
            return "'" + text + "' is wrong; a whole number from " + std::to_string(minimum) +
                   " to " + std::to_string(maximum) + " is right";
        }
        target = *number;
        return "";
    };
    Add(name,
        {"N",
         help,
         [&target]
         {
             return std::to_string(target);
         },
         set});
}

void
ScenarioOptions::AddNumbers(const std::string& name,
                            std::vector<uint64_t>& target,
                            uint64_t minimum,
                            uint64_t maximum,
                            const std::string& help)
{
    const auto set = [=, &target](const std::string& text)
    {
        return ReadNumbers(text, minimum, maximum, target);
    };
    Add(name,
        {"LIST",
         help + "; numbers and ranges from " + std::to_string(minimum) + " to " +
             std::to_string(maximum),
         [&target]
         {
             return WriteNumbers(target);
         },
         set});
}

void
ScenarioOptions::AddDecimal(const std::string& name,
                            double& target,
                            double minimum,
                            double maximum,
                            const std::string& help)
{
    const auto set = [=, &target](const std::string& text) -> std::string
    {
        const auto number = ReadDecimal(text);
        if (!number || *number < minimum || *number > maximum)
        {
            return "'" + text + "' is wrong; a number from " + WriteDecimal(minimum) + " to " +
                   WriteDecimal(maximum) + " is right";
        }
        target = *number;
        return "";
    };
    Add(name,
        {"X",
         help,
         [&target]
         {
             return WriteDecimal(target);
         },
         set});
}

void
ScenarioOptions::AddText(const std::string& name,
                         std::string& target,
                         const std::string& argument,
                         const std::string& help)
{
    const auto set = [&target](const std::string& text) -> std::string
    {
        target = text;
        return text.empty() ? "it must not be empty" : "";
    };
    Add(name,
        {argument,
         help,
         [&target]
         {
             return target;
         },
         set});
}

void
ScenarioOptions::AddFlag(const std::string& name, bool& target, const std::string& help)
{
    const auto set = [&target](const std::string& text) -> std::string
    {
        target = text == "true";
        return text == "true" || text == "false"
                   ? ""
                   : "'" + text + "' is wrong; true or false is right";
    };
    Add(name,
        {"",
         help,
         [&target]
         {
             return std::string(target ? "true" : "false");
         },
         set});
}

std::optional<int>
ScenarioOptions::Parse(int argc, const char* const argv[])
{
    std::string request;
    std::string source; // what is being read, for errors: empty, or file and line
    std::string error;
    try
    {
        error = Read(argc, argv, request, source);
    }
    catch (const po::unknown_option& problem)
    {
        error = DescribeUnknown(problem.get_option_name());
    }
    catch (const po::too_many_positional_options_error&)
    {
        error = "a word stands alone; options begin with -- (--help lists them)";
    }
    catch (const po::multiple_occurrences& problem)
    {
        error = problem.get_option_name() + " is given twice; once is right";
    }
    catch (const po::invalid_command_line_syntax& problem)
    {
        error = std::string(problem.what()) + " (--help lists the options)";
    }
    catch (const po::error& problem)
    {
        error = problem.what();
    }
    if (!error.empty())
    {
        return FailWithMessage(m_program, source + error);
    }
    if (request == "help")
    {
        PrintHelp();
        return 0;
    }
    if (request == "version")
    {
        const auto build = BuildInformation::Get();
        std::cout << m_program << " (" << build.project << " " << build.projectVersion << ", ns-3 "
                  << build.ns3Version << ", " << build.openSslVersion << ", " << build.compiler
                  << ")\n";
        return 0;
    }
    return std::nullopt;
}

std::string
ScenarioOptions::Read(int argc, const char* const argv[], std::string& request, std::string& source)
{
    po::options_description description;
    for (const auto& [name, entry] : m_known)
    {
        auto* value = po::value<std::string>();
        description.add_options()(name.c_str(),
                                  entry.argument.empty() ? value->implicit_value("true") : value);
    }
    po::options_description all;
    all.add(description)
        .add_options()("help", "")("version", "")("config", po::value<std::string>());
    const int style =
        po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    po::variables_map values;
    po::store(po::command_line_parser(argc, argv)
                  .options(all)
                  .positional(po::positional_options_description())
                  .style(style)
                  .run(),
              values);
    for (const auto* word : {"help", "version"})
    {
        if (values.count(word))
        {
            request = word;
            return "";
        }
    }
    std::string error;
    if (values.count("config"))
    {
        const auto& path = values["config"].as<std::string>();
        const auto lines = ReadConfigFile(path);
        if (!lines)
        {
            return "--config: " + lines.error();
        }
        for (const auto& line : *lines)
        {
            source = "--config: " + path + ", line " + std::to_string(line.number) + ": ";
            if (m_known.count(line.name) == 0)
            {
                return DescribeUnknown(line.name);
            }
            error = values.count(line.name) == 0 ? Set(line.name, line.value) : "";
            if (!error.empty())
            {
                return error;
            }
        }
        source.clear();
    }
    for (const auto& name : m_order)
    {
        error = values.count(name) ? Set(name, values[name].as<std::string>()) : "";
        if (!error.empty())
        {
            return error;
        }
    }
    return "";
}

std::string
ScenarioOptions::Set(const std::string& name, const std::string& value)
{
    const std::string error = m_known.at(name).set(value);
    return error.empty() ? error : "--" + name + ": " + error;
}

std::string
ScenarioOptions::DescribeUnknown(const std::string& name) const
{
    const std::string bare = name.substr(std::min(name.size(), name.find_first_not_of('-')));
    auto known = m_order;
    known.insert(known.end(), {"help", "version", "config"});
    const std::string nearest = FindNearest(bare, known);
    return "unknown option '" + name + "'; " +
           (nearest.empty() ? "--help lists the options" : "did you mean --" + nearest + "?");
}

void
ScenarioOptions::PrintHelp() const
{
    po::options_description description("Options", 100, 55);
    const auto add = [&](const std::string& name, const std::string& argument, std::string text)
    {
        if (argument.empty())
        {
            description.add_options()(name.c_str(), text.c_str());
        }
        else
        {
            description.add_options()(name.c_str(),
                                      po::value<std::string>()->value_name(argument),
                                      text.c_str());
        }
    };
    add("help", "", "print this");
    add("version", "", "print the versions of the program and its libraries");
    add("config", "FILE", "read options from a file of lines 'option = value'");
    for (const auto& name : m_order)
    {
        const Entry& entry = m_known.at(name);
        const bool isFlag = entry.argument.empty();
        const std::string value = entry.get() == entry.everything ? "all of them" : entry.get();
        add(name, entry.argument, entry.help + (isFlag ? "" : " [" + value + "]"));
    }
    std::cout << m_program << ": " << m_summary << "\n\n" << description;
}

const std::string&
ScenarioOptions::GetProgram() const
{
    return m_program;
}

const StandardOptions&
ScenarioOptions::GetStandard() const
{
    return m_standard;
}

std::map<std::string, std::string>
ScenarioOptions::GetValues() const
{
    std::map<std::string, std::string> values;
    for (const auto& [name, entry] : m_known)
    {
        if (entry.inManifest)
        {
            values[name] = entry.get();
        }
    }
    return values;
}

} // namespace ns3
