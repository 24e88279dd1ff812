#ifndef SIOHA_AJP_FIELD_H
#define SIOHA_AJP_FIELD_H

#include "mod_sioha/base/slice.h"

/// Which bytes a header may have (RFC 9110, 5.1 and 5.5). A gateway that sends
/// others could split the answer that the client reads (CVE-2023-38709,
/// CVE-2024-24795), and httpd before 2.4.59 does not look.
namespace sioha {
namespace ajp {

/// An HTTP token, so a header name; not empty.
bool isToken(Slice text);
/// No control character but tab.
bool isFieldText(Slice text);

}  // namespace ajp
}  // namespace sioha
#endif
