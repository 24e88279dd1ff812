#ifndef SIOHA_CHECKS_COMMON_XML_H
#define SIOHA_CHECKS_COMMON_XML_H

#include <string>
#include <utility>
#include <vector>

#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

namespace sioha {
namespace checks {

/// An element or a comment of a small, trusted-by-nobody XML file. Plain value.
struct XmlNode {
  XmlNode() : line(0), isComment(false) {}
  std::string name;      ///< of an element; empty for a comment
  std::string text;      ///< of a comment
  unsigned line;
  bool isComment;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<XmlNode> children;

  bool has(const std::string& attribute) const;
  std::string attribute(const std::string& name) const;   ///< "" where it is missing
};

/// Nothing is fetched and no entity is expanded: a document with a DOCTYPE is refused. Bounded: 4 MiB,
/// 64 levels, 20000 nodes. The error begins with `file`, with the line where there is one.
Result<XmlNode> parseXml(Slice text, const std::string& file);

/// All nodes below and including `root` for which `wanted` says true, in document order.
template <class Wanted>
void collectXml(const XmlNode& root, const Wanted& wanted, std::vector<const XmlNode*>* out) {
  if (wanted(root)) out->push_back(&root);
  for (const XmlNode& child : root.children) collectXml(child, wanted, out);
}

}  // namespace checks
}  // namespace sioha
#endif
