// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_PASSWORD_FILE_H
#define SIP_PASSWORD_FILE_H

#include "ns3/object.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace ns3
{

/** The users of a realm and their passwords; registrar and proxy of a domain may share one. */
class SipPasswordFile : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param user user name
     * @param password password
     */
    void AddUser(const std::string& user, const std::string& password);
    /**
     * @param user user name
     * @return the password, or none if there is no such user
     */
    std::optional<std::string> FindPassword(const std::string& user) const;

    /** @return users and passwords, by user name */
    const std::map<std::string, std::string>& GetAll() const;

    /** @return a number that grows with each change */
    uint64_t GetVersion() const;

  private:
    uint64_t m_version{1};                          ///< grows with each change
    std::map<std::string, std::string> m_passwords; ///< by user name
};

} // namespace ns3

#endif // SIP_PASSWORD_FILE_H
