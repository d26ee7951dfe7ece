// SPDX-License-Identifier: GPL-2.0-only
// The SIP stacks that are compared, each behind one function. They stand in files of their own,
// since the headers of the two C libraries define the same macros.

#ifndef SIP_CODECS_H
#define SIP_CODECS_H

#include <cstddef>
#include <string>

/// What a codec did with one message.
struct CodecResult
{
    bool accepted; ///< the message was parsed and serialized
    size_t sum;    ///< lengths of what was read and written, so that no work can be optimized away
};

/// Parse and serialize one message with this project's parser.
/// @param text the octets of the message
/// @param route whether to read, in between, what a proxy reads
/// @return what was done
CodecResult RunConfide(const std::string& text, bool route);

/// The same with libosip2. @copydetails RunConfide
CodecResult RunOsip(const std::string& text, bool route);

/// The same with sofia-sip. @copydetails RunConfide
CodecResult RunSofia(const std::string& text, bool route);

#endif // SIP_CODECS_H
