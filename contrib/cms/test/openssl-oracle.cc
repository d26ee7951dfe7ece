// SPDX-License-Identifier: GPL-2.0-only
#include "openssl-oracle.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace ns3
{

OpensslOracle::OpensslOracle()
{
    m_folder = (std::filesystem::temp_directory_path() / "cms-test-XXXXXX").string();
    if (!mkdtemp(m_folder.data()))
    {
        throw std::runtime_error("no temporary folder for the test");
    }
}

OpensslOracle::~OpensslOracle()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

void
OpensslOracle::Write(const std::string& name, const std::string& octets) const
{
    std::ofstream file(m_folder + "/" + name, std::ios::binary);
    file << octets;
}

std::string
OpensslOracle::Read(const std::string& name) const
{
    std::ifstream file(m_folder + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void
OpensslOracle::WriteParty(const std::string& name, const CmsParty& party) const
{
    Write(name + ".cert.pem", party.credential.certificate.ToPem());
    Write(name + ".key.pem", party.credential.key.ToPem().Reveal());
}

bool
OpensslOracle::Run(const std::string& arguments) const
{
    const std::string command =
        "cd '" + m_folder + "' && openssl " + arguments + " >log 2>&1 </dev/null";
    return std::system(command.c_str()) == 0;
}

} // namespace ns3
