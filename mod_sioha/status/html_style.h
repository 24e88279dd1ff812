#ifndef SIOHA_STATUS_HTML_STYLE_H
#define SIOHA_STATUS_HTML_STYLE_H

namespace sioha {
namespace status {

/// The status page's only style sheet. Below 46em each row becomes a card with the column titles in it.
extern const char kStatusStyle[];

}  // namespace status
}  // namespace sioha
#endif
