// SPDX-License-Identifier: GPL-2.0-only

#ifndef SCENARIO_OPTIONS_H
#define SCENARIO_OPTIONS_H

#include "ns3/cost-profile.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/// The options that every scenario takes.
struct StandardOptions
{
    uint64_t seed{1};   ///< --seed: ns-3's RngSeed
    uint64_t run{1};    ///< --run: ns-3's RngRun, the number of the replication
    std::string output; ///< --output: the folder for the results
    std::string costProfile{CostProfile::DEFAULT_NAME}; ///< --cost-profile: name or file
    bool pcap{false};                                   ///< --pcap: write captures
    bool keys{false};  ///< --keys: write the keys that open the captures
    bool quiet{false}; ///< --quiet: print errors only
};

/**
 * The options of a scenario program: declared once, read from the command line and from the file
 * named by --config, checked, and listed in the manifest.
 *
 * What is wrong ends the program with exit status 2 and one line that says what would be right.
 */
class ScenarioOptions
{
  public:
    /**
     * Declare the standard options.
     *
     * @param program the program's name
     * @param summary what the program does, for --help
     */
    ScenarioOptions(std::string program, std::string summary);

    /**
     * Declare an option that takes one of several words.
     *
     * @param name the option without dashes
     * @param target receives the word; holds the default
     * @param choices the words
     * @param help what the option means
     */
    void AddChoice(const std::string& name,
                   std::string& target,
                   const std::vector<std::string>& choices,
                   const std::string& help);

    /**
     * Declare an option that takes a list of words, "rsa-2048,p-256", each once at most.
     *
     * @param name the option without dashes
     * @param target receives the words in the order given; holds the default
     * @param choices the words
     * @param help what the option means
     */
    void AddChoices(const std::string& name,
                    std::vector<std::string>& target,
                    const std::vector<std::string>& choices,
                    const std::string& help);

    /**
     * Declare an option that takes a whole number.
     *
     * @param name the option without dashes
     * @param target receives the number; holds the default
     * @param minimum the smallest number allowed
     * @param maximum the largest number allowed
     * @param help what the option means
     */
    void AddNumber(const std::string& name,
                   uint64_t& target,
                   uint64_t minimum,
                   uint64_t maximum,
                   const std::string& help);

    /**
     * Declare an option that takes whole numbers and ranges, "0-4" or "1,2,8-10", each once at
     * most.
     *
     * @param name the option without dashes
     * @param target receives the numbers in the order given; holds the default
     * @param minimum the smallest number allowed
     * @param maximum the largest number allowed (at most 1000 above the minimum)
     * @param help what the option means
     */
    void AddNumbers(const std::string& name,
                    std::vector<uint64_t>& target,
                    uint64_t minimum,
                    uint64_t maximum,
                    const std::string& help);

    /**
     * Declare an option that takes a decimal number; its unit belongs in its name.
     *
     * @param name the option without dashes, for example "access-delay-ms"
     * @param target receives the number; holds the default
     * @param minimum the smallest number allowed
     * @param maximum the largest number allowed
     * @param help what the option means
     */
    void AddDecimal(const std::string& name,
                    double& target,
                    double minimum,
                    double maximum,
                    const std::string& help);

    /**
     * Declare an option that takes any text.
     *
     * @param name the option without dashes
     * @param target receives the text; holds the default
     * @param argument what --help calls the text, for example "DIR"
     * @param help what the option means
     */
    void AddText(const std::string& name,
                 std::string& target,
                 const std::string& argument,
                 const std::string& help);

    /**
     * Declare an option without a value ("pcap = true" in a file).
     *
     * @param name the option without dashes
     * @param target becomes true when the option is given
     * @param help what the option means
     */
    void AddFlag(const std::string& name, bool& target, const std::string& help);

    /**
     * Read the command line and the file named by --config; the command line wins.
     *
     * @param argc as main() got it
     * @param argv as main() got it
     * @return the exit status when the program has to end now (after --help, --version or an
     *         error that has been reported), nothing when it can go on
     */
    [[nodiscard]] std::optional<int> Parse(int argc, const char* const argv[]);

    /**
     * Get the program's name.
     *
     * @return the name
     */
    const std::string& GetProgram() const;

    /**
     * Get the standard options.
     *
     * @return their values
     */
    const StandardOptions& GetStandard() const;

    /**
     * List every option that bears on the results, with its value in force.
     *
     * Left out: where the results go (--output), what is printed (--quiet), and --config, whose
     * contents are in the list.
     *
     * @return option name to value as text
     */
    std::map<std::string, std::string> GetValues() const;

  private:
    /// One declared option.
    struct Entry
    {
        std::string argument;             ///< name of the value in --help, or empty
        std::string help;                 ///< what it means
        std::function<std::string()> get; ///< its value in force, as text
        std::function<std::string(const std::string&)> set; ///< take a value; an error or ""
        bool inManifest{true};                              ///< whether it bears on the results
        std::string everything{"-"}; ///< of a list: its value with all choices
    };

    /**
     * Declare an option.
     *
     * @param name the option without dashes
     * @param entry the rest
     */
    void Add(const std::string& name, Entry entry);

    /**
     * Read all sources.
     *
     * @param argc as main() got it
     * @param argv as main() got it
     * @param[out] request "help" or "version" when asked for
     * @param[out] source what an error is about: file and line of --config, or nothing
     * @return an error, or an empty string
     */
    std::string Read(int argc, const char* const argv[], std::string& request, std::string& source);

    /**
     * Give an option a value.
     *
     * @param name the option
     * @param value the value
     * @return an error, or an empty string
     */
    std::string Set(const std::string& name, const std::string& value);

    /**
     * Say that an option is unknown, and which one may be meant.
     *
     * @param name the unknown option
     * @return the message
     */
    std::string DescribeUnknown(const std::string& name) const;

    /// Print --help.
    void PrintHelp() const;

    std::string m_program;                ///< the program's name
    std::string m_summary;                ///< what it does
    StandardOptions m_standard;           ///< values of the standard options
    std::vector<std::string> m_order;     ///< the options' names as declared
    std::map<std::string, Entry> m_known; ///< the options
};

} // namespace ns3

#endif // SCENARIO_OPTIONS_H
